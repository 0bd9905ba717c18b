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
      let generate_risk_report = true
      let generate_tca_report = true
      run one
      """, to: "b.gamut")
    expect(try work.gamut("run", "b.gamut"), endsWith: 0)
  }

  private static func anySymbol(_ work: Workspace) throws -> String {
    let row = try work.folder.text("prices.csv").split(separator: "\n")[1]
    return String(row.split(separator: ",")[1])
  }

  private static let run = "\(Workspace.batchFolder("b"))/runs/one"
  private static let reports = "\(Workspace.batchFolder("b"))/reports/one"
  private static let files = "\(run)/backtest"
  private static let pages = [
    "backtest/report", "risk_report/risk_report", "tca/tca_report",
  ]

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

  @Test(arguments: pages)
  func `every number of a report stands in a file beside it`(page: String) throws {
    let folder = "\(Self.run)/\(page.prefix { $0 != "/" })"
    var known: Set<Double> = []
    for name in work.folder.files(below: folder) where name.hasSuffix(".csv") {
      for line in try work.folder.text("\(folder)/\(name)").split(separator: "\n") {
        known.formUnion(line.split(separator: ",").compactMap { Double($0) })
      }
    }
    let metrics = try work.folder.text("\(Self.files)/metrics.json")
    known.formUnion(
      metrics.split { ": ,\n".contains($0) }.compactMap { Double($0) })
    let html = try work.folder.text("\(Self.run)/\(page).html")
    let markdown = try work.folder.text("\(Self.run)/\(page).md")
    var seen = 0
    for part in html.split(separator: "data-value=\"").dropFirst() {
      let value = try #require(Double(part.prefix { $0 != "\"" }))
      #expect(known.contains(value), "\(value)")
      // What is shown is the same in both, and is that number, rounded.
      let shown = part.drop { $0 != ">" }.dropFirst().prefix { $0 != "<" }
      #expect(markdown.contains(" \(shown) |"), "\(shown)")
      let isPercent = shown.hasSuffix(" %")
      let number = try #require(Double(isPercent ? shown.dropLast(2) : shown))
      let size = isPercent ? value * 100 : value
      #expect(abs(number - size) <= max(0.00501, abs(size) * 1e-3), "\(shown) for \(value)")
      seen += 1
    }
    #expect(seen > 40)
  }

  @Test(arguments: pages)
  func `a page is one file of valid HTML that asks the network for nothing`(page: String) throws {
    let path = "\(Self.run)/\(page).html"
    let text = try work.folder.text(path)
    #expect(text.utf8.count < 400_000)
    let links = text.replacing("xmlns=\"http://www.w3.org/2000/svg\"", with: "")
    for word in ["http:", "https:", "src=", "href=", "url(", "<script", "@import", "NaN", ">nan<"] {
      #expect(!links.contains(word), "\(word)")
    }
    let valid = check(path)
    #expect(valid.status == 0, "\(valid.output)")
  }

  /// By html5lib, which stops at the first mistake.
  private func check(_ path: String) -> (status: Int32, output: String) {
    shell(
      "/usr/bin/python3 -c 'import sys, html5lib; html5lib.HTMLParser(strict=True).parse("
        + "open(sys.argv[1], encoding=\"utf-8\").read())' '\(work.folder.path)/\(path)'")
  }

  @Test func `the validator sees a mistake`() throws {
    try work.folder.write(
      "<!DOCTYPE html><html><head><title>x</title></head><body><p><b>x</p></body></html>",
      to: "wrong.html")
    let found = check("wrong.html")
    #expect(found.status != 0 && found.output.contains("ParseError"), "\(found.output)")
  }

  @Test func `reports made later are the same, as often as one likes`() throws {
    let all = ["report.html", "risk_report.html", "tca_report.html"]
    for _ in 0..<2 {
      let first = try work.gamut("report", "b.gamut", "one")
      expect(first, endsWith: 0)
      #expect(first.err == "written: \(Self.reports)/backtest/report.html\n")
      let made = try work.gamut("report", "b", "one", "--risk", "--tca")
      expect(made, endsWith: 0)
      #expect(made.err.split(separator: "\n").count == 2)
      var compared = 0
      for folder in ["backtest", "risk_report", "tca"] {
        for name in work.folder.files(below: "\(Self.reports)/\(folder)") {
          let later = try work.folder.text("\(Self.reports)/\(folder)/\(name)")
          #expect(try work.folder.text("\(Self.run)/\(folder)/\(name)") == later, "\(name)")
          compared += all.contains(name) ? 1 : 0
        }
      }
      #expect(compared == 3)
    }
    // The run is as it was.
    expect(try work.gamut("verify", "b"), endsWith: 0)
    expect(try work.gamut("replay", "b", "one"), endsWith: 0)
    expect(try work.gamut("report", "b", "one", "-o", "mine.html"), endsWith: 0)
    #expect(try work.folder.text("mine.html") == work.folder.text("\(Self.files)/report.html"))
    expect(try work.gamut("report", "b", "one", "--tca", "-o", "mine.md"), endsWith: 0)
    #expect(try work.folder.text("mine.md") == work.folder.text("\(Self.run)/tca/tca_report.md"))
    expect(try work.gamut("report", "b", "one", "--tca", "--risk", "-o", "x"), endsWith: 64)
  }

  @Test func `a later report says what it cannot know any more`() throws {
    expect(try work.gamut("report", "b", "one", "--risk", "--tca"), endsWith: 0)
    #expect(work.folder.contains("\(Self.reports)/risk_report/factor_returns.csv"))
    let prices = try work.folder.text("prices.csv")
    try work.folder.write(prices.replacing("2012-01-03", with: "2012-01-04"), to: "prices.csv")
    let made = try work.gamut("report", "b", "one", "--risk", "--tca")
    expect(made, endsWith: 0)
    #expect(made.err.contains("'prices.csv' has changed since the run"), "\(made)")
    let text = try work.folder.text("\(Self.reports)/risk_report/risk_report.md")
    #expect(text.contains("has changed since the run") && !text.contains("Factor exposures"))
    #expect(text.contains("Drawdown anatomy"))
    // Nothing of the better report stands beside it.
    #expect(!work.folder.contains("\(Self.reports)/risk_report/factor_returns.csv"))
    #expect(!work.folder.contains("\(Self.reports)/tca/tca_capacity.csv"))
    work.folder.remove("prices.csv")
    let gone = try work.gamut("report", "b", "one", "--risk")
    #expect(gone.err.contains("'prices.csv' is not there"), "\(gone)")
  }

  @Test func `gates are the run's own`() throws {
    try work.folder.write(
      """
      let prices = "prices.csv"
      let period = 2013 .. 2014
      let factor = "momentum(120, 21)"
      let quality_gates = ["trades 1 0", "sharpe 99 98"]
      let generate_report = true
      run one
      """, to: "gates.gamut")
    expect(try work.gamut("run", "gates.gamut"), endsWith: 0)
    let report = try work.text("gates", "runs/one/backtest/report.md")
    #expect(report.contains("## Quality gates: block"))
    #expect(report.contains("| ok | from 1.0 | below 0.0 |"))
    #expect(report.contains("| block | from 99.0 | below 98.0 |"))
    try work.folder.write(
      try work.folder.text("gates.gamut").replacing("sharpe 99", with: "sharp 99"),
      to: "wrong.gamut")
    let wrong = try work.gamut("run", "wrong.gamut")
    #expect(wrong.status == 1 && wrong.err.contains("did you mean 'sharpe'?"), "\(wrong)")
  }

  @Test func `files of others with trades and factors make all reports`() throws {
    for name in ["equity_curve.csv", "trades.csv", "positions.csv", "profits.csv"] {
      try work.folder.write(
        try work.folder.text("\(Self.files)/\(name)"), to: "other/\(name)")
    }
    try work.folder.write(
      try work.folder.text("\(Self.run)/risk_report/factor_returns.csv"),
      to: "other/factor_returns.csv")
    expect(try work.gamut("report", "other", "--risk", "--tca"), endsWith: 0)
    for name in [
      "exposure_timeseries.csv", "factor_exposures_detail.csv", "risk_by_side.csv",
      "drawdowns.csv",
    ] {
      #expect(
        try work.folder.text("other/reports/risk_report/\(name)")
          == work.folder.text("\(Self.run)/risk_report/\(name)"), "\(name)")
    }
    for name in ["tca_summary.csv", "tca_by_symbol.csv", "tca_sensitivity.csv"] {
      #expect(
        try work.folder.text("other/reports/tca/\(name)")
          == work.folder.text("\(Self.run)/tca/\(name)"), "\(name)")
    }
    let whole = try work.folder.text("other/reports/tca/tca_summary.csv")
    // The order of rows, line ends and quotes say nothing.
    let lines = try work.folder.text("other/trades.csv").split(separator: "\n")
    let turned = [lines[0]] + lines.dropFirst().reversed()
    try work.folder.write(
      turned.map { line in line.split(separator: ",").map { "\"\($0)\"" }.joined(separator: ",") }
        .joined(separator: "\r\n"), to: "other/trades.csv")
    expect(try work.gamut("report", "other", "--tca"), endsWith: 0)
    #expect(
      try columns(0...2, of: work.folder.text("other/reports/tca/tca_summary.csv"))
        == columns(0...2, of: whole))
    try work.folder.write("timestamp,market\n2013-01-02,0\n", to: "other/factor_returns.csv")
    let wrong = try work.gamut("report", "other", "--risk")
    expect(wrong, endsWith: 1)
    #expect(wrong.err.contains("factor_returns.csv: there is no row for 2013-01-0"), "\(wrong)")
  }

  private func columns(_ range: ClosedRange<Int>, of csv: String) -> [[String]] {
    csv.split(separator: "\n").map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      return range.map { place in
        Double(cells[place]).map { "\(($0 * 1e6).rounded())" } ?? String(cells[place])
      }
    }
  }

  @Test(arguments: [
    ("2020-01-03,A,HOLD,1,5", "trades.csv:2: the side is 'HOLD'"),
    ("2020-01-03,A,BUY,,5", "trades.csv:2: quantity or price is missing"),
    ("2020-01-04,A,BUY,1,5", "trades.csv:2: 2020-01-04 is no session"),
    ("2021-01-04,A,BUY,1,5", "trades.csv:2: 2021-01-04 is no session"),
  ])
  func `fills that cannot be are told with their line`(row: String, message: String) throws {
    try work.folder.write(
      "date,equity\n2020-01-02,100\n2020-01-03,110\n2020-01-06,99\n", to: "other/equity_curve.csv")
    try work.folder.write("timestamp,symbol,side,qty,price\n\(row)\n", to: "other/trades.csv")
    let made = try work.gamut("report", "other", "--tca")
    expect(made, endsWith: 1)
    #expect(made.err.contains(message), "\(made)")
  }

  @Test func `what is not known is not said to be nothing`() throws {
    try work.folder.write(
      "date,equity\n2020-01-02,100\n2020-01-03,110\n2020-01-06,99\n", to: "other/equity_curve.csv")
    expect(try work.gamut("report", "other"), endsWith: 0)
    expect(try work.gamut("report", "other", "--risk", "--tca"), endsWith: 0)
    let report = try work.folder.text("other/reports/backtest/report.md")
    #expect(report.contains("trades unknown") && report.contains("What was held is not known"))
    #expect(report.contains("| turnover_annual | none | warning: no value |"))
    let costs = try work.folder.text("other/reports/tca/tca_report.md")
    #expect(costs.contains("What was traded is not known"))
    try work.folder.write(
      "timestamp,symbol,side,qty,price\n2020-01-03,A,buy,1,5\n", to: "other/trades.csv")
    expect(try work.gamut("report", "other", "--tca"), endsWith: 0)
    let free = try work.folder.text("other/reports/tca/tca_report.md")
    #expect(free.contains("does not say what trades cost"))
  }

  @Test func `a link in the way of a report is not followed, and a pipe is not read`() throws {
    try work.folder.makeFolder("elsewhere")
    expect(
      try GamutProcess.run(
        [
          "-s", "\(work.folder.path)/elsewhere",
          "\(work.folder.path)/\(Workspace.batchFolder("b"))/reports",
        ],
        in: work.folder, program: "ln"), endsWith: 0)
    expect(try work.gamut("report", "b", "one"), endsWith: 1)
    #expect(work.folder.files(below: "elsewhere").isEmpty)
    try work.folder.write("date,equity\n2020-01-02,100\n", to: "other/equity_curve.csv")
    expect(
      try GamutProcess.run(
        ["\(work.folder.path)/other/trades.csv"], in: work.folder, program: "mkfifo"), endsWith: 0)
    #expect(try work.gamut("report", "other").status == 1)
  }

  @Test func `runs at the edges have reports that make sense`() throws {
    try work.folder.write(
      """
      let prices               = "prices.csv"
      let factor               = "momentum(120, 21)"
      let commission_bps       = 8
      let cash_rate            = 0.02
      let rebalance_freq       = "D"
      let generate_report      = true
      let generate_risk_report = true
      let generate_tca_report  = true
      run one_day { period = 2014-03-03 .. 2014-03-03, fill = "close" }
      run two     { period = 2014-03-03 .. 2014-03-04, fill = "close" }
      run cash    { period = 2014, max_gross_exposure = 0 }
      run ruin    { period = 2013 .. 2014, max_gross_exposure = 90, rebalance_freq = "M" }
      """, to: "edges.gamut")
    expect(try work.gamut("run", "edges.gamut", "--strict"), endsWith: 0)
    func text(_ run: String, _ file: String) throws -> String {
      try work.text("edges", "runs/\(run)/\(file)")
    }
    for run in ["one_day", "two", "cash", "ruin"] {
      for file in work.folder.files(below: "\(Workspace.batchFolder("edges"))/runs/\(run)")
      where file.hasSuffix("csv") || file.hasSuffix("html") || file.hasSuffix("md") {
        let lower = try text(run, file).lowercased()
        for word in ["nan,", ",nan", ">nan<", "| nan", "inf,", "| inf", "\"nan"] {
          #expect(!lower.contains(word), "\(run)/\(file) has \(word)")
        }
      }
    }
    // What one day has paid is what it lost.
    let single = SummaryFile(try text("one_day", "tca/tca_risk_summary.csv")).rows[0]
    #expect(single["gross_final_pf"].flatMap(Double.init).map { abs($0 - 1) < 1e-12 } == true)
    #expect(single["net_final_pf"].flatMap(Double.init).map { $0 < 1 } == true)
    // Interest alone has no Sharpe ratio, however it rounds.
    #expect(try text("cash", "backtest/metrics.json").contains("\"sharpe\": null"))
    // After ruin there is none either, and the names together have lost what there was.
    #expect(try text("ruin", "backtest/metrics.json").contains("\"sharpe\": null"))
    #expect(
      try text("ruin", "risk_report/risk_report.md").contains("**The account was ruined on 20"))
    let profits = SummaryFile(try text("ruin", "backtest/profits.csv")).column("profit")
    let lost = profits.compactMap(Double.init).reduce(0, +)
    #expect(lost < -60_000 && lost > -600_000, "\(lost)")
  }

  @Test func `files of others make a page, with metrics computed from them`() throws {
    try work.folder.write(
      "timestamp,equity,daily_return\n2020-01-02T21:00:00Z,100,0\n2020-01-03T21:00:00Z,110,0.1\n"
        + "2020-01-06T21:00:00Z,99,-0.1\n", to: "other/equity_curve.csv")
    expect(try work.gamut("report", "other"), endsWith: 0)
    let page = try work.folder.text("other/reports/backtest/report.html")
    #expect(page.contains("<td class=\"n\" data-value=\"0.99\""))
    #expect(page.contains("-10.00 %"))
  }

  @Test(arguments: [
    ("date,equity\n2020-01-02,100\n", true),
    ("date,equity\n2020-01-02,100\n2020-01-03,100\n", true),
    ("date,equity\n2020-01-02,100\n2020-01-03,0\n2020-01-06,0\n", true), ("date,equity\n", false),
    ("date,equity\n2020-01-03,1\n2020-01-02,1\n", false), ("date,equity\n2020-01-02,x\n", false),
    ("date,equity\n2020-01-02,-5\n", false),
    ("date,equity\n2020-01-02,5\n2020-01-03,0\n2020-01-06,5\n", false),
    ("date,equity\n2020-01-02,1e40\n2020-01-03,2e40\n", true),
    ("date,equity\n2020-01-02,1e-30\n2020-01-03,2e-30\n", true),
    ("date,equity\n2020-01-02,100\n2020-01-03,190\n", true),
    (
      "date,equity\n" + (1...12).map { "2020-\($0 < 10 ? "0" : "")\($0)-01,100\n" }.joined(), false
    ), ("day,equity\n2020-01-02,5\n", false), ("", false),
  ])
  func `short, constant and ruined runs have a page, wrong files a message`(
    text: String, isFine: Bool
  ) throws {
    try work.folder.write(text, to: "other/equity_curve.csv")
    let page = "other/reports/backtest/report.html"
    let made = try work.gamut("report", "other")
    expect(made, endsWith: isFine ? 0 : 1)
    #expect(work.folder.contains(page) == isFine)
    if isFine {
      expect(try work.gamut("report", "other", "--risk", "--tca"), endsWith: 0)
      for folder in ["backtest", "risk_report", "tca"] {
        for name in work.folder.files(below: "other/reports/\(folder)") {
          let text = try work.folder.text("other/reports/\(folder)/\(name)").lowercased()
          for word in ["nan,", "nan<", "nan |", "\"nan", "inf,", "inf<", "inf |", "\"inf"] {
            #expect(!text.contains(word), "\(name) has \(word)")
          }
        }
      }
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
