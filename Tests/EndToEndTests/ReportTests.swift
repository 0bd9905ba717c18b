// Reports of runs: made with them, made later, made of others' files.

import TestSupport
import Testing

@Suite struct ReportTests {
  private let work: Workspace

  init() throws {
    work = try Workspace()
    try work.folder.write(
      """
      let prices          = "prices.csv"
      let period          = 2013 .. 2014
      let factor          = "momentum(120, 21)"
      let commission_bps  = 5
      let benchmark       = "\(try ReportTests.anySymbol(work))"
      let generate_report = true
      run one
      """, to: "b.gamut")
    expect(try work.gamut("run", "b.gamut"), endsWith: 0)
  }

  private static func anySymbol(_ work: Workspace) throws -> String {
    let row = try work.folder.text("prices.csv").split(separator: "\n")[1]
    return String(row.split(separator: ",")[1])
  }

  private static let files = "\(Workspace.batchFolder("b"))/runs/one/backtest"

  @Test func `every metric of the page is that of metrics.json`() throws {
    let page = try work.folder.text("\(Self.files)/report.html")
    let metrics = try work.folder.text("\(Self.files)/metrics.json")
    var seen = 0
    for line in metrics.split(separator: "\n") {
      let parts = line.split(separator: ":")
      guard parts.count == 2 else { continue }
      let name = parts[0].filter { $0 != "\"" && $0 != " " }
      let text = parts[1].filter { $0 != "," && $0 != " " }
      guard let value = Double(text) else { continue }
      let row = try #require(
        page.split(separator: "\n").first {
          $0.hasPrefix("<tr><td") && $0.contains(">\(name)</td>")
        })
      let shown = try #require(row.split(separator: "data-value=\"").dropFirst().first)
      #expect(Double(shown.prefix { $0 != "\"" }) == value, "\(name)")
      seen += 1
    }
    #expect(seen > 30)
  }

  @Test func `a page is one file that asks the network for nothing`() throws {
    let page = try work.folder.text("\(Self.files)/report.html")
    #expect(page.utf8.count < 400_000)
    let links = page.replacing("xmlns=\"http://www.w3.org/2000/svg\"", with: "")
    for word in ["http:", "https:", "src=", "href=", "url(", "<script", "@import", "NaN", ">nan<"] {
      #expect(!links.contains(word), "\(word)")
    }
    #expect(page.contains("benchmark") && page.contains("Best and worst names"))
  }

  @Test func `a report made later is the same, as often as one likes`() throws {
    let path = "\(Self.files)/report.html"
    let before = try work.folder.text(path)
    work.folder.remove(path)
    for _ in 0..<2 {
      let made = try work.gamut("report", "b.gamut", "one")
      expect(made, endsWith: 0)
      #expect(made.err == "written: \(path)\n")
      #expect(try work.folder.text(path) == before)
    }
    expect(try work.gamut("report", "b", "one", "-o", "mine.html"), endsWith: 0)
    #expect(try work.folder.text("mine.html") == before)
  }

  @Test func `files of others make a page, with metrics computed from them`() throws {
    try work.folder.write(
      "timestamp,equity,daily_return\n2020-01-02T21:00:00Z,100,0\n2020-01-03T21:00:00Z,110,0.1\n"
        + "2020-01-06T21:00:00Z,99,-0.1\n", to: "other/equity_curve.csv")
    expect(try work.gamut("report", "other"), endsWith: 0)
    let page = try work.folder.text("other/report.html")
    #expect(page.contains("<td class=\"n\" data-value=\"0.99\""))
    #expect(page.contains("-10.00 %"))
  }

  @Test(arguments: [
    ("date,equity\n2020-01-02,100\n", true),
    ("date,equity\n2020-01-02,100\n2020-01-03,100\n", true),
    ("date,equity\n2020-01-02,100\n2020-01-03,0\n2020-01-06,0\n", true), ("date,equity\n", false),
    ("date,equity\n2020-01-03,1\n2020-01-02,1\n", false), ("date,equity\n2020-01-02,x\n", false),
    ("date,equity\n2020-01-02,-5\n", false), ("day,equity\n2020-01-02,5\n", false), ("", false),
  ])
  func `short, constant and ruined runs have a page, wrong files a message`(
    text: String, isFine: Bool
  ) throws {
    try work.folder.write(text, to: "other/equity_curve.csv")
    let made = try work.gamut("report", "other")
    expect(made, endsWith: isFine ? 0 : 1)
    #expect(work.folder.contains("other/report.html") == isFine)
    if isFine {
      let page = try work.folder.text("other/report.html").lowercased()
      #expect(!page.contains("nan") && !page.contains("inf\"") && !page.contains(">inf"))
    } else {
      #expect(made.err.contains("equity_curve.csv") && made.err.contains("help: "), "\(made)")
    }
  }

  @Test(arguments: [
    (["b", "two"], "has no run 'two'"), (["bundles"], "has no equity_curve.csv"),
    (["none", "one"], "no batch folder 'none'"),
  ])
  func `what is not there is told`(arguments: [String], message: String) throws {
    let made = try GamutProcess.run(["report"] + arguments, in: work.folder)
    expect(made, endsWith: 1)
    #expect(made.err.contains(message), "\(made)")
  }
}
