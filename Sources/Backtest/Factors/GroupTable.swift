// Groups of symbols: sectors, countries, whatever scores are to be neutral to. They do not change over
// time. It does not know scores.

/// The groups of each symbol, by the name of the grouping.
public final class GroupTable: Sendable {
  /// The groupings, in the order of the file.
  public let names: [String]
  private let groups: [String: [String: String]]

  /// Reads a file: a symbol, then a column for each grouping.
  public init(_ file: PriceFile) throws(DataProblem) {
    guard String(validating: file.bytes, as: UTF8.self) != nil else { throw notUTF8(file.name) }
    var text = DelimitedText(file.bytes)
    guard let header = text.next(), let symbol = header.firstIndex(where: ForeignHeader.isSymbol),
      header.count > 1
    else {
      throw DataProblem(
        file: file.name, line: 1, "there is no column 'symbol' with groups beside it",
        help: "a file of groups looks like this: symbol,sector and AAPL,technology in the next line"
      )
    }
    var groups: [String: [String: String]] = [:]
    var lines: [String: Int] = [:]
    while let row = text.next() {
      guard row.count == header.count else {
        throw DataProblem(
          file: file.name, line: text.line,
          "the line has \(row.count) cells, and the header \(header.count)",
          help: "give each column a cell, even an empty one")
      }
      if let first = lines[row[symbol]] {
        throw DataProblem(
          file: file.name, line: text.line,
          "'\(row[symbol])' stands twice, first in line \(first)",
          help: "groups do not change over time: keep one of the lines")
      }
      lines[row[symbol]] = text.line
      for place in header.indices where place != symbol && !row[place].isEmpty {
        groups[header[place], default: [:]][row[symbol]] = row[place]
      }
    }
    names = header.indices.filter { $0 != symbol }.map { header[$0] }
    self.groups = groups
  }

  /// A number for the group of each symbol, in the order in which groups appear.
  func numbers(of symbols: [String], by name: String) throws(BacktestProblem) -> [Int] {
    guard names.contains(name) else {
      throw BacktestProblem(
        setting: "groups", "the groups have no column '\(name)'",
        help: "they have \(names.map { "'\($0)'" }.joined(separator: ", "))")
    }
    let known = groups[name] ?? [:]
    let missing = symbols.filter { known[$0] == nil }
    guard missing.isEmpty else {
      let shown = missing.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
      let rest = missing.count > 5 ? " and \(missing.count - 5) more" : ""
      throw BacktestProblem(
        setting: "groups", "there is no '\(name)' for \(shown)\(rest)",
        help: "add them to the groups, or take them out of the universe")
    }
    var numbers: [String: Int] = [:]
    return symbols.map { symbol in
      let group = known[symbol] ?? ""
      if let number = numbers[group] { return number }
      numbers[group] = numbers.count
      return numbers.count - 1
    }
  }
}
