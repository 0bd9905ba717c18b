// Reading of tables and of patterns for names: cells between commas (RFC 4180), `*` and `?` in paths.
// It does not know what the cells mean.

internal import Source

struct TableRow {
  /// The line of the file on which it begins, counted from 1.
  let line: Int
  let cells: [String]
}

/// The rows of a text with commas between cells, quoted or not; empty lines are left out.
///
/// `problem` is the line on which a quoted cell has no end, or goes on behind it.
func commaSeparated(_ bytes: [UInt8]) -> (rows: [TableRow], problem: Int?) {
  var rows: [TableRow] = []
  var cells: [String] = []
  var cell: [UInt8] = []
  var isQuoted = false
  var wasQuoted = false
  var line = 1
  var start = 1
  var problem: Int?
  func text() -> String {
    let text = String(decoding: cell, as: UTF8.self)
    guard !wasQuoted else { return text }
    let trimmed = text.drop { $0 == " " || $0 == "\t" }
    return trimmed.lastIndex { $0 != " " && $0 != "\t" }.map { String(trimmed[...$0]) } ?? ""
  }
  func endRow() {
    cells.append(text())
    cell = []
    wasQuoted = false
    if cells != [""] { rows.append(TableRow(line: start, cells: cells)) }
    cells = []
  }
  var rest = bytes[...]
  if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
  while let byte = rest.popFirst() {
    switch byte {
    case UInt8(ascii: "\"") where isQuoted && rest.first == byte:
      cell.append(byte)
      rest.removeFirst()
    case UInt8(ascii: "\"") where isQuoted:
      isQuoted = false
      let ends = [UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r")]
      if let next = rest.first, !ends.contains(next) { problem = problem ?? line }
    case UInt8(ascii: "\"") where cell.isEmpty:
      isQuoted = true
      wasQuoted = true
    case UInt8(ascii: ",") where !isQuoted:
      cells.append(text())
      cell = []
      wasQuoted = false
    case UInt8(ascii: "\r") where !isQuoted && (rest.first == UInt8(ascii: "\n") || rest.isEmpty):
      continue
    case UInt8(ascii: "\n"):
      line += 1
      if isQuoted {
        cell.append(byte)
      } else {
        endRow()
        start = line
      }
    default: cell.append(byte)
    }
  }
  if isQuoted { problem = problem ?? start }
  if !cell.isEmpty || !cells.isEmpty || wasQuoted { endRow() }
  return (rows, problem)
}

/// What each `*` and each `?` of a pattern stands for in a path; nil where it does not match. None of
/// them stands for a slash.
///
/// Only the last `*` is ever taken longer: what an earlier one could gain, a later one finds too. So it
/// takes at most the product of the two lengths.
public func wildcardMatch(_ path: String, _ pattern: String) -> [String]? {
  let (path, pattern) = (Array(path.utf8), Array(pattern.utf8))
  var found: [Range<Int>] = []
  var star: (pattern: Int, count: Int)?
  var (at, mark) = (0, 0)
  while at < path.count || mark < pattern.count {
    if mark < pattern.count, pattern[mark] == UInt8(ascii: "*") {
      star = (mark, found.count)
      found.append(at..<at)
      mark += 1
    } else if at < path.count, mark < pattern.count,
      pattern[mark] == path[at] || pattern[mark] == UInt8(ascii: "?") && path[at] != slash
    {
      if pattern[mark] == UInt8(ascii: "?") { found.append(at..<at + 1) }
      at += 1
      mark += 1
    } else if let last = star, found[last.count].upperBound < path.count,
      path[found[last.count].upperBound] != slash
    {
      let span = found[last.count]
      found.removeSubrange((last.count + 1)...)
      found[last.count] = span.lowerBound..<span.upperBound + 1
      at = span.upperBound + 1
      mark = last.pattern + 1
    } else {
      return nil
    }
  }
  return found.map { String(decoding: path[$0], as: UTF8.self) }
}

private let slash = UInt8(ascii: "/")
