// Lines to columns: what is aligned in neighbouring lines. It only ever widens the blanks before a
// piece or a comment.
//
// Aligned are, in lines of one kind with no other between: the `=` of let, def, bundle, period and
// preset, and of the fields of a record; the `in` of sweeps, then the `if`s behind them; the `:` of
// params, then their help; the braces of runs and of presets on one line, then their fields where
// they have the same names. And comments at the ends of lines of any kind, except where brackets of
// several lines open or close. A line that would push the others more than 24 columns to the right
// stands out instead.

internal import Source

struct Columns {
  static let maximumSpread = 24

  private let pieces: [Piece]
  private(set) var lines: [Line]
  /// The blanks before each piece.
  private(set) var blanks: [Int]
  /// The numbers of the lines that are no comments.
  private let statements: [Int]
  /// For each line, what begins a column.
  private let cells: [[Cell]]
  /// For each line, how many of its pieces are measured, and the columns that they take.
  private var measured: [(pieces: Int, width: Int)]

  init(pieces: [Piece], lines: [Line], blanks: [Int], bytes: [UInt8]) {
    self.pieces = pieces
    self.lines = lines
    self.blanks = blanks
    statements = lines.indices.filter { !lines[$0].isComment }
    cells = lines.map { $0.isWhole ? Cell.cells(of: $0, in: pieces, bytes) : [] }
    measured = lines.map { ($0.pieces.lowerBound, $0.indentation) }
  }

  mutating func align() {
    alignCells()
    for index in statements { _ = width(of: index, upTo: lines[index].pieces.upperBound) }
    alignComments()
  }

  /// The runs of several neighbours in a part of the statements, by what two must have in common.
  private func runs(_ part: Range<Int>, where isAlike: (Int, Int) -> Bool) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start = part.lowerBound
    for place in part.dropFirst() where !isAlike(statements[place - 1], statements[place]) {
      if place - start > 1 { runs.append(start..<place) }
      start = place
    }
    if part.upperBound - start > 1 { runs.append(start..<part.upperBound) }
    return runs
  }

  private func areNeighbours(_ first: Int, _ second: Int) -> Bool {
    lines[first].scope == lines[second].scope
      && !lines[(first + 1)...second].contains { $0.hasBlankLine }
  }

  private mutating func alignCells() {
    // Columns from left to right; a later one only where the earlier ones agree.
    var open = runs(statements.indices) { areNeighbours($0, $1) }.map { (part: $0, column: 0) }
    while let (part, column) = open.popLast() {
      let alike = runs(part) { first, second in
        guard column < cells[first].count, column < cells[second].count else { return false }
        return cells[first][column].kind == cells[second][column].kind
      }
      for run in alike {
        alignColumn(column, of: statements[run])
        open.append((run, column + 1))
      }
    }
  }

  private mutating func alignColumn(_ column: Int, of run: ArraySlice<Int>) {
    let widths = run.map { width(of: $0, upTo: cells[$0][column].piece) }
    for (index, padding) in zip(run, Columns.paddings(widths)) {
      blanks[cells[index][column].piece] += padding
    }
  }

  private mutating func alignComments() {
    for index in statements where lines[index].comment != nil { lines[index].commentBlanks = 2 }
    let commented = runs(statements.indices) { first, second in
      isTabular(first) && isTabular(second) && areNeighbours(first, second)
    }
    for run in commented {
      let paddings = Columns.paddings(statements[run].map { measured[$0].width })
      for (index, padding) in zip(statements[run], paddings) {
        lines[index].commentBlanks += padding
      }
    }
  }

  /// Whether a line has a comment that others may stand under: no bracket opens or closes a scope.
  private func isTabular(_ line: Int) -> Bool {
    let numbers = lines[line].pieces
    guard lines[line].comment != nil, let first = numbers.first, let last = numbers.last else {
      return false
    }
    return !pieces[first].isClosing && !pieces[last].isOpening
  }

  /// How many blanks bring each width to that of the widest, among those that are not far wider
  /// than the narrowest.
  private static func paddings(_ widths: [Int]) -> [Int] {
    let limit = (widths.min() ?? 0) + maximumSpread
    let target = widths.filter { $0 <= limit }.max() ?? 0
    return widths.map { max(0, target - $0) }
  }

  /// The columns of a line before a piece, without the blanks directly before it.
  private mutating func width(of line: Int, upTo piece: Int) -> Int {
    for number in measured[line].pieces..<piece {
      measured[line].width += blanks[number] + pieces[number].width
    }
    measured[line].pieces = piece
    return measured[line].width
  }
}
