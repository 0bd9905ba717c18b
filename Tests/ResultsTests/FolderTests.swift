import Glibc
import Results
import Testing

@Suite struct FolderTests {
  let place = TemporaryFolder()

  @Test func `a batch folder and its files are private`() throws {
    let store = try place.store()
    try store.plan([planned("a")])
    _ = try store.runFolders?.begin("a")
    #expect(place.mode("output") == 0o700)
    #expect(place.mode("output/momentum") == 0o700)
    #expect(place.mode("output/momentum/batch.sqlite") == 0o600)
    #expect(place.mode("output/momentum/batch.sqlite-wal") == 0o600)
    #expect(place.mode("output/momentum/.lock") == 0o600)
    #expect(place.mode("output/momentum/runs/a") == 0o700)
  }

  @Test func `a shared batch can be read by everybody, whatever the mask says`() throws {
    let mask = umask(0o077)
    defer { umask(mask) }
    let batch = try place.batch(access: .shared)
    try batch.folder.write("x", to: "logs/a.log")
    #expect(place.mode("output/momentum") == 0o755)
    #expect(place.mode("output/momentum/logs") == 0o755)
    #expect(place.mode("output/momentum/logs/a.log") == 0o644)
  }

  @Test func `a batch folder that is a symbolic link is refused`() throws {
    _ = try place.batch("real")
    #expect(symlink("real", "\(place.path)/output/momentum") == 0)
    let found = problem { _ = try place.batch() }
    #expect(found?.kind == .symbolicLink)
    #expect(found?.message.contains("output/momentum' is a symbolic link") == true)
    #expect(found?.help?.contains("--output-root") == true)
  }

  @Test func `an output root that is reached through a link is fine`() throws {
    let elsewhere = TemporaryFolder()
    #expect(symlink(elsewhere.path, "\(place.path)/output") == 0)
    let store = try place.store()
    try store.plan([planned("a")])
    #expect(elsewhere.contains("momentum/batch.sqlite"))
  }

  @Test(arguments: ["runs", "runs/.old", "logs", "batch.sqlite", ".lock", "batch_summary.csv"])
  func `nothing below a batch folder is written through a link`(name: String) throws {
    let elsewhere = TemporaryFolder()
    try elsewhere.write("mine", to: "file")
    let target = name.contains(".sqlite") || name.hasSuffix("lock") || name.hasSuffix("csv")
    _ = try Folder.making("\(place.path)/output/momentum/runs", access: .owner)
    let link = "\(place.path)/output/momentum/\(name)"
    if name == "runs" { #expect(rmdir(link) == 0) }
    #expect(symlink(elsewhere.path + (target ? "/file" : ""), link) == 0)
    let found = problem {
      let store = try place.store()
      try store.plan([planned("a")])
      let folders = try #require(store.runFolders)
      _ = try folders.begin("a")
      _ = try folders.begin("a")
      let batch = try #require(store.batchFolder)
      let log = try BatchLog(in: batch, startedAt: moment)
      try log.flush()
      try batch.writeSummary(
        SummaryFacts(name: "m", isBacktest: false, varying: [], metrics: []), of: store
      ) { SummaryRow(settings: [], result: $0.result) }
    }
    #expect(found?.kind == .symbolicLink)
    #expect(elsewhere.text("file") == "mine")
    #expect(!elsewhere.contains("a"))
  }

  @Test func `a file in the place of a folder is a problem that names it`() throws {
    try place.write("x", to: "output")
    let found = problem { _ = try place.batch() }
    #expect(found?.kind == .system)
    #expect(found?.message.contains("\(place.path)/output") == true)
  }

  @Test func `a place where nothing can be written is a problem with a way out`() {
    let found = problem {
      _ = try BatchFolder.opening(outputRoot: "/proc/gamut", name: "a", holder: holder)
    }
    #expect(found != nil)
    #expect(found?.message.hasPrefix("cannot make the folder '/proc/gamut'") == true)
  }

  @Test func `a full disk is called so`() throws {
    let handle = open("/dev/full", O_WRONLY)
    defer { close(handle) }
    let byte: [UInt8] = [1]
    #expect(Glibc.write(handle, byte, 1) == -1)
    let number = errno
    let found = StoreProblem(systemError: number, tryingTo: "write", "batch_summary.csv")
    #expect(found.kind == .diskFull)
    #expect(found.message == "cannot write 'batch_summary.csv': no space left on device")
  }

  @Test func `a file that is not finished never stands at its path`() throws {
    let batch = try place.batch()
    try batch.folder.write("old", to: "a.txt")
    do {
      let file = try AtomicFile("a.txt", in: batch.folder)
      try file.append(String(repeating: "new", count: 100_000))
    }
    #expect(place.text("output/momentum/a.txt") == "old")
    #expect(!place.contains("output/momentum/.a.txt.part"))
    try batch.folder.write("new", to: "a.txt")
    #expect(place.text("output/momentum/a.txt") == "new")
  }

  @Test func `a path cannot climb out of its folder`() throws {
    let batch = try place.batch()
    #expect(problem { try batch.folder.write("x", to: "../x/y") }?.kind == .refused)
    #expect(problem { _ = try place.batch("..") }?.kind == .refused)
    #expect(problem { _ = try place.batch("a/b") }?.kind == .refused)
  }

  @Test func `the source and its imports are kept byte for byte`() throws {
    let batch = try place.batch()
    let bytes: [UInt8] = [0xEF, 0xBB, 0xBF, 0x0D, 0x0A, 0xFF]
    _ = try batch.keepSource(bytes, .gamut, imports: [("../lib/costs.gamut", [1]), ("x y", [2])])
    #expect(try batch.folder.bytes("batch_source.gamut") == bytes)
    #expect(try batch.folder.bytes("batch_source.imports/1-costs.gamut") == [1])
    #expect(try batch.folder.bytes("batch_source.imports/2-x-y") == [2])
  }
}
