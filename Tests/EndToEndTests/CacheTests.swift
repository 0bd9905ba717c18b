// What is kept between runs: parsed prices, factors, hashes of files. With it or without it results are the
// same, and nothing stale is ever used.

import Glibc
import TestSupport
import Testing

@Suite struct CacheTests {
  /// Of a megabyte and more.
  private static let prices = Workspace.market(symbols: 40, from: 2012, to: 2014)
  private static let program = """
    let prices     = "big.csv"
    let factor     = "low_volatility(60)"
    let cash_rate  = 0.01
    let period     = 2013 .. 2014
    sweep top_quantile in [0.1, 0.2]
    run all
    """

  private let work: Workspace
  private let environment: [String: String]

  init() throws {
    work = try Workspace()
    try work.folder.write(Self.prices, to: "big.csv")
    try work.folder.write(Self.program, to: "b.gamut")
    environment = ["GAMUT_CACHE": work.folder("cache")]
  }

  private func metrics(_ arguments: String..., cached: Bool = true) throws -> String {
    let run = try GamutProcess.run(
      ["run", "b.gamut", "--fresh"] + arguments, in: work.folder,
      environment: cached ? environment : [:])
    expect(run, endsWith: 0)
    let summary = try work.text("b", "batch_summary.csv")
    let rows = summary.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    // The rest are times.
    let first = try #require(rows.first?.firstIndex(of: "sharpe"))
    let end = try #require(rows.first?.firstIndex(of: "risk_report_path"))
    return rows.map { $0[first..<end].joined(separator: ",") }.joined(separator: "\n")
  }

  private func panels() -> [String] {
    TestFolder.names(in: work.folder("cache/panels")).filter { !$0.hasPrefix(".") }
  }

  @Test func `prices are parsed once, and figures are the same with and without`() throws {
    let without = try metrics(cached: false)
    #expect(!work.folder.contains("cache"))
    let first = try metrics()
    #expect(panels().count == 1)
    let second = try metrics("--no-parallel")
    #expect(panels().count == 1)
    #expect(first == without)
    #expect(second == without)
  }

  @Test func `a changed file is noticed, though size and time of change are as before`() throws {
    // The hash of a file that was just written is not remembered.
    let file = work.folder("big.csv")
    sleep(3)
    let before = try metrics()
    #expect(TestFolder.names(in: work.folder("cache/files")).count == 1)
    var status = stat()
    stat(file, &status)
    var bytes = Self.prices
    let last = bytes.count - 3
    bytes[last] = bytes[last] == 0x31 ? 0x32 : 0x31
    // A close in the middle becomes another one.
    let text = String(decoding: bytes, as: UTF8.self)
    var lines = text.split(separator: "\n").map(String.init)
    for place in lines.count - 400..<lines.count {
      var cells = lines[place].split(separator: ",").map(String.init)
      cells[5] = String(cells[5].map { $0 == "1" ? "2" : $0 == "2" ? "1" : $0 })
      cells[3] = cells[5]
      cells[4] = cells[5]
      lines[place] = cells.joined(separator: ",")
    }
    try work.folder.write(lines.joined(separator: "\n") + "\n", to: "big.csv")
    var times = [status.st_atim, status.st_mtim]
    utimensat(AT_FDCWD, file, &times, 0)
    #expect(try metrics() != before)
    #expect(panels().count == 2)
  }

  /// Prices with gaps and everything: what is lost must not be taken for what never was.
  @Test(arguments: [
    "last_close_by_day.npy", "high.npy", "open.npy", "open_by_day.npy", "volume.npy", "parts.txt",
  ])
  func `what is lost is made anew`(name: String) throws {
    let lines = String(decoding: Self.prices, as: UTF8.self).split(separator: "\n")
    let gaps = lines.enumerated().filter { $0.offset == 0 || $0.offset % 11 != 0 }.map(\.element)
    try work.folder.write(gaps.joined(separator: "\n") + "\n", to: "big.csv")
    try work.folder.write(
      Self.program.replacing("low_volatility(60)", with: "natr(14)"), to: "b.gamut")
    let before = try metrics()
    #expect(try before == metrics(cached: false))
    let path = "cache/panels/\(try #require(panels().first))/\(name)"
    #expect(work.folder.contains(path))
    work.folder.remove(path)
    #expect(try metrics() == before)
    #expect(work.folder.contains(path))
    work.folder.remove(path)
    #expect(mkfifo(work.folder(path), 0o600) == 0)
    #expect(try metrics() == before)
  }

  @Test func `a damaged hash is none`() throws {
    sleep(3)
    let before = try metrics()
    let name = try #require(TestFolder.names(in: work.folder("cache/files")).first)
    let entry = "cache/files/\(name)"
    let text = try work.folder.text(entry)
    for damaged in [text + "x", String(text.dropLast(70)) + "0" + text.suffix(69), "", "a b c"] {
      try work.folder.write(damaged, to: entry)
      #expect(try metrics() == before)
      #expect(try work.folder.text(entry) == text)
    }
  }

  @Test(arguments: ["close.npy", "close_by_day.npy", "days.npy", "symbols.npy"])
  func `what is damaged is made anew`(name: String) throws {
    let before = try metrics()
    let path = work.folder("cache/panels/\(try #require(panels().first))/\(name)")
    #expect(truncate(path, 100) == 0)
    #expect(try metrics() == before)
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_size > 100)
  }

  @Test func `where nothing can be kept, runs go on without`() throws {
    try work.folder.write("no folder", to: "cache")
    #expect(try metrics() == metrics(cached: false))
    #expect(try work.folder.text("cache") == "no folder")
  }

  @Test func `small files are not kept`() throws {
    try work.folder.write(Workspace.prices, to: "big.csv")
    _ = try metrics()
    #expect(panels().isEmpty)
  }

  // MARK: Factors

  @Test func `a built factor is used, and only for its prices and windows`() throws {
    let before = try metrics()
    func build(_ factors: String...) throws -> GamutProcess.Ending {
      try GamutProcess.run(
        ["factors", "build", "--prices", "big.csv", "--format", "csv"] + factors, in: work.folder,
        environment: environment)
    }
    let first = try build("low_volatility(60)", "rv(60)", "momentum(120, 21)")
    expect(first, endsWith: 0)
    #expect(first.out.contains("low_volatility(60),built,"), "\(first)")
    #expect(first.out.contains("\"momentum(120,21)\",built,"), "\(first)")
    #expect(first.err.hasPrefix("[40 symbols x "), "\(first)")
    #expect(try build(" rv( 60 )").out.contains("rv(60),was there,"))
    let listed = try build().out
    #expect(listed.split(separator: "\n").count == 4)
    #expect(try metrics() == before)
    // What is kept is what is read: another factor in its place shows, and is found out.
    let files = listed.split(separator: "\n").compactMap { $0.split(separator: ",").last }
    let wrong = try #require(files.first { $0.hasSuffix("/rv(60).npy") })
    let right = try #require(files.first { $0.hasSuffix("/low_volatility(60).npy") })
    #expect(rename(String(wrong), String(right)) == 0)
    #expect(try metrics() != before)
    let check = try GamutProcess.run(
      ["data", "check-causality", "b.gamut"], in: work.folder, environment: environment)
    expect(check, endsWith: 1)
  }

  @Test(arguments: [
    (["momentun"], "there is no factor 'momentun'"), (["natr(0)"], "'window' is a whole number"),
    (["momentum", "--prices", "none.csv"], "'none.csv' cannot be read"),
  ])
  func `what cannot be built is told`(arguments: [String], message: String) throws {
    let prices = arguments.contains("--prices") ? [] : ["--prices", "big.csv"]
    let built = try GamutProcess.run(
      ["factors", "build"] + prices + arguments, in: work.folder, environment: environment)
    expect(built, endsWith: 1)
    #expect(built.err.contains(message), "\(built)")
  }
}
