// Chunk files are cut and their expectations read as their opening comment says.

import TestSupport
import Testing

@Suite struct ChunkFileTests {
  @Test func `chunks begin at their lines and carry their expectations`() throws {
    let folder = try TestFolder()
    try folder.write(
      "let a = 1\nrun  #! first at 5, second at 7\n---\n#! nowhere\n#! far at 9:2\nrun b\n",
      to: "c.gamut")
    let chunks = try Chunk.chunks(of: folder("c.gamut"))
    #expect(chunks.map(\.firstLine) == [1, 4])
    #expect(
      chunks[0].expectations == [
        .init(slug: "first", line: 2, column: 5), .init(slug: "second", line: 2, column: 7),
      ])
    #expect(
      chunks[1].expectations == [
        .init(slug: "nowhere", line: nil, column: nil), .init(slug: "far", line: 9, column: 2),
      ])
    #expect(chunks[1].text.hasPrefix("#! nowhere\n"))
  }
}
