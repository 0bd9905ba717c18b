// Turns the bytes of price files into a panel: the door through which prices come in.

/// A price file: the name for messages, and its bytes.
public struct PriceFile: Sendable {
  public let name: String
  public let bytes: [UInt8]

  /// The name of what has none.
  public static let standardInput = "standard input"

  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

/// The panel that some price files hold together; a date and symbol may stand in one of them only.
///
/// A file is CSV in UTF-8 with a header line; names of columns are read without regard to case:
/// - long: `timestamp` or `date`, `symbol`, `open`, `high`, `low`, `close`, and perhaps `volume`,
///   in any order; `open`, `high` and `low` may be absent together; other columns are ignored;
/// - wide: `timestamp`, `date` or no name, then a column of closes for each symbol;
/// - single: a long file without `symbol`: the name of the file, without its ending, is the symbol.
///
/// A timestamp's first ten characters are its day. Empty cells, `NaN`, `NA`, `null` and `-` are no
/// observation. The rows of a symbol ascend by day within each file.
public func pricePanel(_ files: [PriceFile]) throws(DataProblem) -> PricePanel {
  var rows = PriceRows()
  for file in files.sorted(by: { isOrdered($0.name, $1.name) }) {
    var parser = PriceFileParser(file: file)
    try parser.parse(into: &rows)
  }
  guard rows.hasCloses else {
    throw DataProblem(
      file: files.first?.name ?? "prices", "there is no price in it",
      help: "a price file has a header line and a line for each day")
  }
  return try rows.panel()
}

/// The symbols that a list names: one a line, `#` starts a comment, no symbol twice.
public func symbolList(_ bytes: [UInt8], name file: String) throws(DataProblem) -> [String] {
  guard let text = String(validating: bytes, as: UTF8.self) else { throw notUTF8(file) }
  var lines: [String: Int] = [:]
  var symbols: [String] = []
  for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    .enumerated()
  {
    let entry = line.prefix { $0 != "#" }
    var words = entry.split { $0.isWhitespace || $0 == "\u{FEFF}" }.map(String.init)
    guard let symbol = words.popLast() else { continue }
    guard words.isEmpty else {
      throw DataProblem(
        file: file, line: index + 1, "there is more than one symbol in the line",
        help: "write one symbol a line")
    }
    if let first = lines[symbol] {
      throw DataProblem(
        file: file, line: index + 1, "'\(symbol)' is named twice, first in line \(first)",
        help: "take one of them out")
    }
    lines[symbol] = index + 1
    symbols.append(symbol)
  }
  guard !symbols.isEmpty else {
    throw DataProblem(file: file, "there is no symbol in it", help: "write one symbol a line")
  }
  return symbols
}

func notUTF8(_ file: String) -> DataProblem {
  DataProblem(file: file, "this is not UTF-8 text", help: "save it as CSV in UTF-8")
}
