// Price files in and out of shape.

import Experiment
import TestSupport
import Testing

@testable import Backtest

@Suite struct PriceFileTests {
  private static let long = """
    Timestamp,symbol,volume,OPEN,high,low,close,note
    2020-01-02T21:00:00Z,BB,100,10,11,9.5,10.5,x
    2020-01-02T21:00:00Z,AA,0,1,1.25,0.5,1.125,
    2020-01-03 21:00,BB,1e3,10.5,11,9.5,,y
    2020-01-06,AA,,1.5,1.75,1,1.5,
    """

  @Test func `a long file`() throws {
    let panel = try panel(Self.long)
    #expect(panel.symbols == ["AA", "BB"])
    #expect(panel.days.map(\.description) == ["2020-01-02", "2020-01-03", "2020-01-06"])
    #expect(panel.close[0] == 1.125)
    #expect(panel.close[1].isNaN)
    #expect(panel.close[2] == 1.5)
    #expect(panel.close[3] == 10.5)
    #expect(panel.close[4].isNaN)
    #expect(panel.open?[4] == 10.5)
    #expect(panel.low?[0] == 0.5)
    #expect(panel.volume?[0] == 0)
    #expect(panel.volume?[4] == 1000)
    #expect(panel.volume?[2].isNaN == true)
  }

  @Test func `marks, line ends and quotes do not matter`() throws {
    let plain = try panel(Self.long)
    let lines = Self.long.split(separator: "\n")
    let dressed = try panel(
      "\u{FEFF}"
        + lines.map { line in
          line.split(separator: ",", omittingEmptySubsequences: false).map { "\"\($0)\"" }
            .joined(separator: " , ")
        }.joined(separator: "\r\n") + "\r\n\r\n")
    #expect(dressed.symbols == plain.symbols)
    #expect(dressed.days == plain.days)
    #expect(zip(dressed.close, plain.close).allSatisfy { isClose($0, $1, 0) })
  }

  @Test(arguments: ["date", "Timestamp", ""])
  func `a wide file has closes only`(name: String) throws {
    let panel = try panel("\(name),B,A\n2020-01-02,2,1\n2020-01-03,NaN,1.5\n")
    #expect(panel.symbols == ["A", "B"])
    #expect(panel.close[..<3] == [1, 1.5, 2])
    #expect(panel.close[3].isNaN)
    #expect(panel.open == nil)
    #expect(panel.volume == nil)
  }

  @Test func `a file without symbols is of the symbol that names it`() throws {
    let text = "Date,Open,High,Low,Close,Volume\n2020-01-02,1,2,0.5,1.5,10\n"
    #expect(try panel(text, name: "data/BRK.B.csv").symbols == ["BRK.B"])
  }

  @Test func `files of a folder make one panel, in any order`() throws {
    let files = [
      PriceFile(name: "b.csv", bytes: Array("date,A\n2020-01-03,3\n".utf8)),
      PriceFile(name: "a.csv", bytes: Array("date,A,B\n2020-01-02,1,2\n".utf8)),
    ]
    for order in [files, files.reversed()] {
      let panel = try pricePanel(order)
      #expect(panel.symbols == ["A", "B"])
      #expect(panel.close[..<3] == [1, 3, 2])
      #expect(panel.close[3].isNaN)
    }
  }

  @Test(
    arguments: [
      ("", nil, "empty"),
      ("date,symbol,close\n2020-01-02,A,\n2020-01-02,A,1\n", 3, "two rows of 'A' for 2020-01-02"),
      ("date,symbol,close\n2020-01-03,A,1\n2020-01-02,A,1\n", 3, "stands behind 2020-01-03"),
      ("date,A\n2020-01-02,1\n2020-01-02,1\n", 3, "two rows of 'A'"),
      ("date,symbol,close\n2020-02-30,A,1\n", 2, "'2020-02-30' is no date"),
      ("date,symbol,close\n2020-1-2,A,1\n", 2, "is no date"),
      ("date,symbol,close\n2020-01-02,A,abc\n", 2, "'abc' in column 'close' is no number"),
      ("date,symbol,close\n2020-01-02,A,inf\n", 2, "is no number"),
      ("date,symbol,close\n2020-01-02,A,0x10\n", 2, "is no number"),
      ("date,symbol,close\n2020-01-02,A,0\n", 2, "must be above zero"),
      ("date,symbol,close\n2020-01-02,A,-1.5\n", 2, "must be above zero"),
      ("date,symbol,close,volume\n2020-01-02,A,1,-5\n", 2, "must be above zero"),
      ("date,symbol,open,close\n2020-01-02,A,1,1\n", 1, "no column 'high'"),
      ("date,symbol\n2020-01-02,A\n", 1, "no column 'close'"),
      ("day,symbol,close\n", 1, "no column 'timestamp' or 'date'"),
      ("Date;Open;Close\n", 1, "no column 'timestamp' or 'date'"),
      ("date,A,A\n", 1, "stands twice"),
      ("date\n2020-01-02\n", 1, "no price column"),
      ("date,A,B\n2020-01-02,1\n", 2, "has 2 cells, and the header 3"),
      ("date,symbol,close\n", nil, "no price in it"),
      ("date,symbol,close,volume\n2020-01-02,A,,5\n", nil, "no price in it"),
      ("date,symbol,close\n2020-01-02,,1\n", 2, "symbol is empty"),
    ] as [(String, Int?, String)])
  func `a mistake is named with its line`(text: String, line: Int?, message: String) throws {
    let problem = #expect(throws: DataProblem.self) { try panel(text) }
    #expect(problem?.line == line)
    #expect(problem?.message.contains(message) == true, "\(problem?.message ?? "")")
    #expect(problem?.help.isEmpty == false)
    #expect(problem?.file == "prices.csv")
  }

  @Test func `other encodings are refused`() {
    let bytes: [UInt8] = Array("date,A\n2020-01-02,1\n".utf8) + [0xFF]
    let problem = #expect(throws: DataProblem.self) {
      try pricePanel([PriceFile(name: "x", bytes: bytes)])
    }
    #expect(problem?.message.contains("UTF-8") == true)
  }

  @Test func `two files cannot have the same row`() {
    let bytes = Array("date,A\n2020-01-02,1\n".utf8)
    let problem = #expect(throws: DataProblem.self) {
      try pricePanel([PriceFile(name: "x", bytes: bytes), PriceFile(name: "y", bytes: bytes)])
    }
    #expect(problem?.message.contains("'A' on 2020-01-02") == true)
  }

  @Test func `numbers are read as the standard library reads them`() throws {
    var random = SeededGenerator(seed: 7)
    var texts = ["1", "0.1", "123456789012345678", "1e-7", "2.5E3", "9007199254740993", ".5", "7."]
    for _ in 0..<2000 {
      let places = Int.random(in: 0...20, using: &random)
      let digits = String(UInt64.random(in: 1...UInt64.max, using: &random))
      texts.append("\(Int.random(in: 0...99999, using: &random)).\(digits.prefix(places))")
    }
    for text in texts {
      let bytes = Array(text.utf8)
      let expected = try #require(Double(text == "7." ? "7" : text))
      #expect(numberCell(bytes.span) == .number(expected) || text.hasPrefix("0."))
    }
  }

  @Test func `a restricted panel keeps all sessions`() throws {
    let panel = try panel("date,A,B,C\n2020-01-02,1,2,3\n2020-01-03,,2.5,\n")
    let part = try panel.restricted(to: ["C", "A"], named: "list.txt")
    #expect(part.symbols == ["A", "C"])
    #expect(part.days == panel.days)
    #expect(part.close[2] == 3)
    let problem = #expect(throws: DataProblem.self) {
      try panel.restricted(to: ["A", "X", "Y"], named: "list.txt")
    }
    #expect(problem?.message == "no prices for 'X', 'Y'")
    #expect(problem?.file == "list.txt")
  }

  @Test func `no bytes whatever make it trap`() {
    var random = SeededGenerator(seed: 99)
    let letters = Array("\",\n\r -:;.eET0123456789NaABdatesymbolclose\u{e9}".utf8)
    var refused = 0
    for _ in 0..<3000 {
      var bytes = Array(Self.long.utf8)
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        let letter = letters.randomElement(using: &random) ?? 0
        switch Int.random(in: 0...3, using: &random) {
        case 0: bytes[place] = letter
        case 1: bytes.insert(letter, at: place)
        case 2: bytes.remove(at: place)
        default: bytes.removeSubrange(place...)
        }
        if bytes.isEmpty { bytes = [letter] }
      }
      do {
        let panel = try pricePanel([PriceFile(name: "x.csv", bytes: bytes)])
        #expect(panel.close.count == panel.days.count * panel.symbols.count)
      } catch {
        refused += 1
      }
    }
    #expect(refused > 1000)
  }

  @Test func `a list of symbols`() throws {
    let bytes = Array("\u{FEFF}# mine\r\nAAPL\n\n brk.b # keep case\nMSFT".utf8)
    #expect(try symbolList(bytes, name: "u.txt") == ["AAPL", "brk.b", "MSFT"])
  }

  @Test(
    arguments: [
      ("A\nB\nA\n", 3, "named twice, first in line 1"), ("A B\n", 1, "more than one symbol"),
      ("# none\n", nil, "no symbol"),
    ] as [(String, Int?, String)])
  func `a wrong list of symbols`(text: String, line: Int?, message: String) {
    let problem = #expect(throws: DataProblem.self) {
      try symbolList(Array(text.utf8), name: "u.txt")
    }
    #expect(problem?.line == line)
    #expect(problem?.message.contains(message) == true)
  }
}
