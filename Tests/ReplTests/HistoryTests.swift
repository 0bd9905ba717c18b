// The file of what was typed in earlier sessions.

import Fronts
import GamutKit
import Glibc
import TestSupport
import Testing

@Suite("The history")
struct HistoryTests {
  let folder: TestFolder
  let path: String

  init() throws {
    folder = try TestFolder()
    path = folder("state/gamut/history")
  }

  /// The permissions of a file or folder.
  private func mode(_ name: String) -> mode_t {
    var status = stat()
    return stat(folder(name), &status) == 0 ? status.st_mode & 0o777 : 0
  }

  @Test("keeps entries of several lines, one JSON string a line, for its owner alone")
  func entries() throws {
    var history = History(path: path)
    #expect(history.entries.isEmpty)
    try history.append("let freq = \"1d\"")
    try history.append("for x in [1] {\n\trun \u{1b}é\n}")
    #expect(
      try folder.text("state/gamut/history") == #"""
        "let freq = \"1d\""
        "for x in [1] {\n\trun \u001bé\n}"

        """#)
    #expect(History(path: path).entries == history.entries)
    #expect(mode("state/gamut/history") == 0o600)
    #expect(mode("state/gamut") == 0o700)
  }

  @Test("lets two sessions append to one file")
  func twoSessions() throws {
    var one = History(path: path)
    var other = History(path: path)
    try one.append("a")
    try other.append("b")
    try one.append("c")
    #expect(History(path: path).entries == ["a", "b", "c"])
  }

  @Test("has each entry once, where it came last")
  func duplicates() throws {
    var history = History(path: path)
    for entry in ["a", "b", "a", "a", "c", "b"] { try history.append(entry) }
    #expect(history.entries == ["a", "c", "b"])
    #expect(History(path: path).entries == ["a", "c", "b"])
  }

  @Test("is bounded, and shortens a file that has grown to twice its bound")
  func bound() throws {
    let lines = (0..<2500).map { "\"\($0)\"\n" }
    try folder.write(lines[..<1500].joined(), to: "long")
    #expect(History(path: folder("long")).entries == (500..<1500).map(String.init))
    #expect(try folder.text("long") == lines[..<1500].joined())
    try folder.write(lines.joined(), to: "long")
    #expect(History(path: folder("long")).entries == (1500..<2500).map(String.init))
    #expect(try folder.text("long") == lines[1500...].joined())
    #expect(mode("long") == 0o600)
  }

  @Test("passes over lines that are no entries, and leaves them in the file")
  func garbage() throws {
    let text = "_HiStOrY_V2_\n\"a\"\n\n{\"x\": 1}\n\"b\n\u{0}\n7\n\"\"\n\"c\"\n"
    try folder.write(text, to: "old")
    var history = History(path: folder("old"))
    #expect(history.entries == ["a", "c"])
    try history.append("d")
    #expect(try folder.text("old") == text + "\"d\"\n")
    #expect(mode("old") == 0o600)
  }

  @Test("says why it cannot be written")
  func unwritable() throws {
    try folder.write("", to: "file")
    var history = History(path: folder("file/history"))
    #expect(throws: FileProblem.self) { try history.append("a") }
  }

  @Test(
    "is where the environment says",
    arguments: [
      (["GAMUT_HISTORY": "/h", "XDG_STATE_HOME": "/s", "HOME": "/u"], "/h"),
      (["XDG_STATE_HOME": "/s", "HOME": "/u"], "/s/gamut/history"),
      (["XDG_STATE_HOME": "relative", "HOME": "/u"], "/u/.local/state/gamut/history"),
      (["HOME": "/u"], "/u/.local/state/gamut/history"),
      (["GAMUT_HISTORY": "", "HOME": "/u"], nil),
      ([:], nil),
    ] as [([String: String], String?)])
  func place(_ environment: [String: String], _ path: String?) {
    #expect(History.path { environment[$0] } == path)
  }
}
