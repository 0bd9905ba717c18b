// Where columns may begin in a line that is one statement or field: its cells. It knows the words
// that begin statements, and not what stands in the lines around it.

internal import Source

struct Cell {
  /// Lines are aligned where they have a cell of the same kind at the same place.
  enum Kind: Equatable {
    case equal, levels, condition, type, help
    case record(of: Piece.Head?)
    case field(name: ArraySlice<UInt8>)
  }

  /// The number of the piece before which the blanks may grow.
  let piece: Int
  let kind: Kind

  static func cells(of line: Line, in pieces: [Piece], _ bytes: [UInt8]) -> [Cell] {
    let first = line.pieces.lowerBound
    func cell(_ kind: Kind, where isWanted: (Piece) -> Bool) -> [Cell] {
      line.pieces.first { pieces[$0].statement == first && isWanted(pieces[$0]) }
        .map { [Cell(piece: $0, kind: kind)] } ?? []
    }
    let last = line.pieces.upperBound - 1
    if pieces[first].place == .record { return cell(.equal) { $0.symbol == .equal } }
    switch pieces[first].head {
    case .let, .def, .bundle, .period: return cell(.equal) { $0.symbol == .equal }
    case .preset:
      let equal = cell(.equal) { $0.symbol == .equal }
      return equal.isEmpty ? record(behind: first, upTo: last, in: pieces, bytes) : equal
    case .run: return record(behind: first, upTo: last, in: pieces, bytes)
    case .sweep:
      let levels = cell(.levels) { $0.is(.in) }
      let hasSeveralAxes = !cell(.levels) { $0.symbol == .comma }.isEmpty
      return hasSeveralAxes ? levels : levels + cell(.condition) { $0.isAxisCondition }
    case .param:
      let type = cell(.type) { $0.symbol == .colon }
      guard case .string = pieces[last].kind, pieces[last - 1].endsOperand else { return type }
      return type + [Cell(piece: last, kind: .help)]
    case .group, .for, nil: return []
    }
  }

  /// The brace of a record behind a name that ends its line, and its fields.
  private static func record(
    behind first: Int, upTo last: Int, in pieces: [Piece], _ bytes: [UInt8]
  ) -> [Cell] {
    guard pieces[last].symbol == .closeBrace, let opening = pieces[last].partner,
      opening > first + 1
    else { return [] }
    var cells = [Cell(piece: opening, kind: .record(of: pieces[first].head))]
    var number = opening + 1
    while number < last {
      if pieces[number].beginsStatement {
        let name = bytes[pieces[number].span.start..<pieces[number].span.end]
        cells.append(Cell(piece: number, kind: .field(name: name)))
      }
      number = pieces[number].isOpening ? pieces[number].partner ?? number : number
      number += 1
    }
    return cells
  }
}
