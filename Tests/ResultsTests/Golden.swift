// Compares a text with a file beside the tests. UPDATE=1 rewrites the file, and still fails once.

import Glibc
import Results
import TestSupport
import Testing

func expectGolden(
  _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let folder = "Tests/ResultsTests/Goldens"
  let wanted = try? Repository.text("\(folder)/\(name)")
  if getenv("UPDATE").map({ String(cString: $0) }) == "1", wanted != text {
    try Folder.opening("\(Repository.root)/\(folder)", access: .shared).write(text, to: name)
  }
  #expect(text == wanted, sourceLocation: sourceLocation)
}
