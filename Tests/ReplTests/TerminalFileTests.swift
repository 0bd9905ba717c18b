// What a session in a terminal does with files: its own, those of an editor, and where there is no room.

import Glibc
import TestSupport
import Testing

@Suite("gamut repl and its files")
struct TerminalFileTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  @Test("loses nothing that was accepted when it is killed, or leaves without saving")
  func autosave() throws {
    var kept = ""
    do {
      let terminal = try Terminal(in: folder)
      terminal.typeBatch()
      let found =
        shell("ls '\(folder.path)/sessions'").output.split(separator: "\n").first.map(String.init)
        ?? ""
      kept = "\(folder.path)/sessions/\(found)"
      #expect(found.hasSuffix(".gamut"))
      _ = shell("kill -9 \(found.prefix { $0 != "-" })")
      _ = terminal.end()
    }
    let next = try Terminal(in: folder)
    #expect(next.shows(":load \(kept)"), "\(next.output)")
    next.type(":load \(kept)\r")
    #expect(next.shows("6 runs"))
    #expect(next.shows("gamut> "))
    next.type(":save mine.gamut\r")
    #expect(next.shows("saved"))
    #expect(next.shows("gamut> "))
    next.type("\u{4}")
    #expect(next.end() == 0)
    #expect(!next.output.contains("it is kept"))
    #expect(try folder.text("mine.gamut").contains("sweep max_gross_exposure in [0.5, 1.0, 1.5]"))
  }

  @Test("gives the whole program to an editor, and takes what comes back if it is right")
  func editing() throws {
    try folder.write(
      "#!/bin/sh\nsed -i 's/1.5/2.0/' \"$1\"\n", to: "editor.sh")
    try folder.write("#!/bin/sh\necho nonsense >> \"$1\"\n", to: "wrong.sh")
    let terminal = try Terminal(
      in: folder, environment: ["EDITOR=sh \(folder.path)/editor.sh"])
    terminal.typeBatch()
    terminal.type(":edit\r")
    #expect(terminal.shows("edited, 6 runs"), "\(terminal.output)")
    terminal.type(":list\r")
    #expect(terminal.shows("2.0]"))
    #expect(terminal.shows("gamut> "))
    terminal.type(":quit!\r")
    #expect(terminal.end() == 0)
    try folder.write("#!/bin/sh\nprintf '\\377' >> \"$1\"\n", to: "latin.sh")
    let latin = try Terminal(in: folder, environment: ["EDITOR=sh \(folder.path)/latin.sh"])
    latin.typeBatch()
    latin.type(":edit\r")
    #expect(latin.shows("it is kept in "), "\(latin.output)")
    latin.type(":quit!\r")
    _ = latin.end()
    let other = try Terminal(in: folder, environment: ["EDITOR=sh \(folder.path)/wrong.sh"])
    other.typeBatch()
    other.type(":edit\r")
    #expect(other.shows("the text is kept in "), "\(other.output)")
    #expect(other.shows("error["))
    other.type(":list\r")
    #expect(other.shows("rebalance_freq"))
    #expect(other.shows("gamut> "))
    other.type(":quit!\r")
    #expect(other.end() == 0)
  }

  /// Whether this user may have a namespace with mounts of its own.
  private static let canMount = shell("unshare -rm mount -t tmpfs tmpfs /mnt").status == 0

  @Test("goes on where the disk is full, and says what it cannot keep", .enabled(if: canMount))
  func fullDisk() throws {
    let terminal = try Terminal(in: folder, shell: true)
    terminal.type(
      "mkdir disk && unshare -rm sh -c 'mount -t tmpfs -o size=64k tmpfs disk; "
        + "head -c 70000 /dev/zero > disk/fill; cd disk; export TMPDIR=$PWD; "
        + "GAMUT_HISTORY=$PWD/history \(GamutProcess.binary) repl'\r")
    #expect(terminal.shows("gamut> "))
    terminal.type("batch b; param n : int = 1; job command { argv = [\"true\"] }\r")
    #expect(terminal.shows("history"), "\(terminal.output)")
    #expect(terminal.shows("kept for this session only"), "\(terminal.output)")
    #expect(terminal.shows("what is not saved is not kept aside"), "\(terminal.output)")
    for (line, answer) in [
      (":run", "no temporary file can be made"), (":edit", "no temporary file can be made"),
      (":save a.gamut", "'a.gamut' cannot be written"), ("2 * 21", "42"), (":list", "1  batch b"),
    ] {
      terminal.type(line + "\r")
      #expect(terminal.shows(answer), "\(line): \(terminal.output)")
      #expect(terminal.shows("gamut> "))
    }
    terminal.type(":quit!\r")
    #expect(terminal.shows("$ "))
    terminal.type("exit\r")
    _ = terminal.end()
  }
}
