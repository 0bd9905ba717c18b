// Price files as others write them: what they hold, and what is refused with its line.

import Experiment
import TestSupport
import Testing

@testable import Backtest

@Suite struct ImportTests {
  private static func file(_ name: String) throws -> PriceFile {
    PriceFile(name: name, bytes: try Repository.bytes("Tests/BacktestTests/Data/Import/\(name)"))
  }

  private static func text(_ panel: PricePanel) -> String {
    var bytes: [UInt8] = []
    panel.csvLines { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [
    (
      "AAPL.csv", PriceLayout.single,
      """
      timestamp,symbol,open,high,low,close,volume
      2020-01-02,AAPL,72.05784525236383,73.11837794646425,71.80487415101877,73.06,135480400
      2020-01-03,AAPL,72.28189214631523,73.10891608391609,72.12621705217859,72.35,146322800

      """
    ),
    (
      "msft.us.txt", .long,
      """
      timestamp,symbol,open,high,low,close,volume
      2020-01-02,MSFT.US,158.78,160.73,158.33,160.62,22634546
      2020-01-03,MSFT.US,158.32,159.945,158.06,158.62,21121681

      """
    ),
    (
      "SAP.csv", .single,
      """
      timestamp,symbol,open,high,low,close,volume
      2020-01-02,SAP,1234.5,1240.0,1230.25,1235.75,12345
      2020-01-03,SAP,1236.0,1250.0,1235.0,1249.0,9876

      """
    ),
    (
      "yf.csv", .twoHeaders,
      """
      timestamp,symbol,close,volume
      2020-01-02,AAPL,75.09,135480400
      2020-01-02,MSFT,160.62,22622100
      2020-01-03,AAPL,74.36,146322800
      2020-01-03,MSFT,158.62,21116200

      """
    ),
    (
      "by_ticker.csv", .twoHeaders,
      """
      timestamp,symbol,close
      2020-01-02,AAPL,73.06
      2020-01-02,MSFT,153.63
      2020-01-03,AAPL,72.35

      """
    ),
    (
      "wide.csv", .wide,
      """
      timestamp,symbol,close
      2020-01-02,BTC,7200.5
      2020-01-02,ETH,130.8
      2020-01-03,BTC,7300.1

      """
    ),
    (
      "ZIP.csv", .single,
      """
      timestamp,symbol,open,high,low,close,volume
      2020-01-02,ZIP,1.0,2.0,1.0,1.5,100
      2020-01-03,ZIP,1.0,2.0,1.0,1.6,100

      """
    ),
    (
      "stooq.csv", .single,
      """
      timestamp,symbol,open,high,low,close,volume
      2020-01-02,stooq,49.5,50.2,49.1,50.0,900
      2020-01-03,stooq,50.1,51.0,49.9,50.5,1000

      """
    ),
    (
      "long.tsv", .long,
      """
      timestamp,symbol,close
      2020-01-02,A.B,1234.5
      2020-01-03,^GSPC,3234.85

      """
    ),
  ])
  func `files of others are read`(name: String, layout: PriceLayout, expected: String) throws {
    let imported = try ImportedPrices([try Self.file(name)])
    #expect(Self.text(imported.panel) == expected)
    #expect(imported.files.count == 1 && imported.files[0].hasPrefix(layout.rawValue))
    // What is written is what the fast reader reads.
    let again = try pricePanel([PriceFile(name: "again.csv", bytes: Array(expected.utf8))])
    #expect(Self.text(again) == expected)
  }

  @Test func `what was done to the rows is told`() throws {
    func notes(_ name: String, raw: Bool = false) throws -> String {
      var options = ImportOptions()
      options.keepsRawPrices = raw
      return try ImportedPrices([try Self.file(name)], options).notes.joined(separator: "\n")
    }
    #expect(try notes("AAPL.csv").contains("adjusted for dividends and splits"))
    #expect(try notes("AAPL.csv", raw: true).contains("adjusted closes are there and not taken"))
    #expect(try notes("stooq.csv").contains("rows were out of order in 1 place, and are sorted"))
    #expect(try notes("stooq.csv").contains("1 row stood twice with the same numbers"))
    #expect(try notes("wide.csv").contains("times and zones of dates are cut off"))
    #expect(try notes("ZIP.csv").contains("dividends and splits stand in columns of their own"))
    #expect(try notes("long.tsv").contains("columns that are not taken: 'sector'"))
    #expect(try notes("msft.us.txt") == "")
  }

  @Test func `files of one folder make one panel`() throws {
    let names = ["AAPL.csv", "msft.us.txt", "SAP.csv"]
    let imported = try ImportedPrices(try names.map(Self.file))
    #expect(imported.panel.symbols == ["AAPL", "MSFT.US", "SAP"])
    #expect(imported.panel.days.count == 2)
    #expect(imported.files.count == 3)
  }

  @Test(arguments: [
    ("date,symbol,close\n01/02/2020,A,1\n", nil, "with the day or with the month first", "--dates"),
    (
      "date,symbol,close\n2020-01-02,A,1\n2020-01-02,A,2\n", 3, "has other numbers on 2020-01-02",
      ""
    ),
    ("date,symbol,close\n2020-01-02,A,1\n2020-01-03,A,-2\n", 3, "'close' is -2.0", "leave"),
    ("date,symbol,close\n2020-01-02,A,0\n", 2, "must be above zero", "leave"),
    ("date,symbol,close\n2020-01-02,A,1\n\n2020-01-03,A\n", 4, "has 2 cells, and the header 3", ""),
    ("date,symbol,close\n2020-01-02,A,x\n", 2, "'x' is no number", ""),
    ("date,symbol,close\n2020-01-02,A,inf\n", 2, "'inf' is no number", ""),
    ("date,symbol,close\n2020-13-02,A,1\n", 2, "'2020-13-02' is no date that exists", "2020-01-31"),
    ("d;s\n", 1, "there is no column of dates", ""),
    (
      "Datum;Symbol;Schluss\n02.01.2020;A;1.234\n", 2,
      "'1.234' is a thousand and more, or one and a bit", "--decimal"
    ),
    (
      "date;symbol;close\n2020-01-02;A;1,5\n2020-01-03;A;1.6\n", 3,
      "'1.6' (line 3) has a decimal point, '1,5' (line 2) a decimal comma", "--decimal comma"
    ),
    (
      "date,symbol,close\n2020-01-02,A,\"1,234\"\n", 2, "is a thousand and more, or one and a bit",
      ""
    ),
    ("date,symbol,close\n31/01/2020,A,1\n01/31/2020,A,1\n", 3, "is no date like those", ""),
    ("date,symbol,close\n2020-01-02,,1\n", 2, "the symbol is empty", ""),
    ("a,b,c\n1,2,3\n", 1, "there is no column of dates", "'a', 'b', 'c'"),
    ("date,symbol,volume\n2020-01-02,A,1\n", 1, "there is no column 'close'", ""),
    ("date,close,price\n2020-01-02,1,1\n", 1, "'close' and 'price' mean the same", ""),
    ("date,A,B,A\n2020-01-02,1,2,3\n", 1, "the column 'A' stands twice", ""),
    ("Date,Open,High,Low,Volume\n2020-01-02,1,2,3,4\n", 1, "there is no column 'close'", ""),
    ("date,symbol,close\n2020-01-02,\"A\"\"B\",2\n", 2, "is no name of a symbol", ""),
    ("date,,\n2020-01-02,1,2\n", 1, "there is no column of prices", ""),
    (
      "Price,Close,Close\nTicker,A,A\nDate,,\n2020-01-02,1,2\n", 1,
      "the column 'Close' stands twice", ""
    ),
    ("", nil, "the file is empty", ""), ("date,close\n", nil, "there is no price", ""),
    ("date,A\n2020-01-02,\n", nil, "there is no price", ""),
  ])
  func `what cannot be read is refused with its line`(
    text: String, line: Int?, message: String, help: String
  ) {
    do throws(DataProblem) {
      _ = try ImportedPrices([PriceFile(name: "p.csv", bytes: Array(text.utf8))])
      Issue.record("'\(text)' was read")
    } catch {
      #expect(error.line == line, "\(error)")
      #expect(error.message.contains(message), "\(error)")
      #expect(error.help.contains(help), "\(error)")
    }
  }

  @Test func `symbols may be called as fields are`() throws {
    let file = PriceFile(
      name: "p.csv", bytes: Array("Date,LOW,OPEN,AAPL,MSFT,\n2020-01-02,1,2,3,4,\n".utf8))
    #expect(try ImportedPrices([file]).panel.symbols == ["AAPL", "LOW", "MSFT", "OPEN"])
  }

  @Test(arguments: [
    ("comma", "1.234;12,5", "1234.0", "12.5"), ("point", "1.234;12", "1.234", "12.0"),
    (nil, "1,234.50;1,234,567", "1234.5", "1234567.0"), (nil, "74.123;12.5", "74.123", "12.5"),
    (nil, "0,123;1.000", "0.123", "1000.0"),
  ])
  func `numbers are read in one way for the whole file`(
    mark: String?, cells: String, a: String, b: String
  ) throws {
    var options = ImportOptions()
    options.decimalMark = mark
    let file = PriceFile(name: "p.csv", bytes: Array("date;A;B\n2020-01-02;\(cells)\n".utf8))
    #expect(
      try ImportedPrices([file], options).panel.close == [Double(a), Double(b)].compactMap(\.self))
  }

  @Test func `what is no symbol among closes is left out, and told`() throws {
    let file = PriceFile(
      name: "p.csv", bytes: Array("Date,AAPL,Volume\n2020-01-02,1,100\n2020-01-03,2,100\n".utf8))
    let imported = try ImportedPrices([file])
    #expect(imported.panel.symbols == ["AAPL"])
    #expect(imported.notes.contains("columns that are not taken: 'Volume'"))
    #expect(throws: DataProblem.self) { try pricePanel([file]) }
    #expect {
      try panel("Date,Open,High,Low,Close,Adj Close,Volume\n2020-01-02,1,1,1,1,0.9,5\n")
    } throws: {
      ($0 as? DataProblem)?.message == "'Adj Close' stands beside 'close': which is meant?"
    }
  }

  @Test func `without a raw close there is no raw price`() throws {
    var options = ImportOptions()
    let file = PriceFile(
      name: "p.csv",
      bytes: Array("date,symbol,close,adj close\n2020-01-02,A,,1\n2020-01-02,B,2,1\n".utf8))
    #expect(try ImportedPrices([file], options).panel.symbols == ["A", "B"])
    options.keepsRawPrices = true
    #expect(try ImportedPrices([file], options).panel.symbols == ["B"])
  }

  @Test func `holes, weekends and broken bars are told`() throws {
    var text = "date,symbol,open,high,low,close\n"
    for day in (6...31) { text += "2020-01-\(day < 10 ? "0" : "")\(day),A,10,12,9,11\n" }
    text += "2020-03-02,A,10,9,8,11\n"
    let file = PriceFile(name: "p.csv", bytes: Array(text.utf8))
    let notes = try ImportedPrices([file]).notes.joined(separator: "\n")
    #expect(notes.contains("no symbol has a price between 2020-01-31 and 2020-03-02"))
    #expect(notes.contains("1 row whose high and low do not hold its open and close"))
  }

  @Test func `one symbol from standard input has to be named`() throws {
    var options = ImportOptions()
    let file = PriceFile(
      name: PriceFile.standardInput, bytes: Array("date,close\n2020-01-02,1\n".utf8))
    #expect(throws: DataProblem.self) { try ImportedPrices([file], options) }
    options.symbol = "X"
    #expect(try ImportedPrices([file], options).panel.symbols == ["X"])
  }

  @Test(arguments: [("dmy", "2020-02-01"), ("mdy", "2020-01-02")])
  func `who knows the order of the dates says it`(order: String, expected: String) throws {
    var options = ImportOptions()
    options.dateOrder = order
    let file = PriceFile(name: "p.csv", bytes: Array("date,symbol,close\n01/02/2020,A,1\n".utf8))
    #expect(try ImportedPrices([file], options).panel.days.map(\.description) == [expected])
  }

  @Test func `a symbol is reported with its gaps and its largest move`() throws {
    let panel = try panel("date,A,B\n2020-01-01,1,1\n2020-01-02,,2\n2020-01-03,3,\n")
    let report = panel.report
    #expect(report.map(\.symbol) == ["A", "B"])
    #expect(report.map(\.missing) == [1, 0] && report.map(\.sessions) == [2, 2])
    #expect(report[0].largestMove?.change == 2 && report[0].largestMove?.day == day("2020-01-03"))
    #expect(panel.doubts.contains { $0.contains("2 symbols with a move beyond 40 %") })
    #expect(panel.doubts.contains { $0.contains("1 close of 1 symbol missing") })
  }
}
