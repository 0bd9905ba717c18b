// Where columns may begin in a line that is one statement or field: its cells. It knows the words
// that begin statements, and not what stands in the lines around it.

internal import Source

struct Cell {
  /// Lines are aligned where they have a cell of the same kind at the same place.
  enum Kind: Equatable {
    case equal, levels, condition, type, help
    case record(word: String)
    case field(name: String)
  }

  /// The number of the piece before which the blanks may grow.
  let piece: Int
  let kind: Kind

  static func cells(of line: Line, in pieces: [Piece]) -> [Cell] {
    let first = line.pieces.lowerBound
    let own = line.pieces.filter { pieces[$0].statement == first }
    func cell(_ kind: Kind, where isWanted: (Piece) -> Bool) -> [Cell] {
      own.first { isWanted(pieces[$0]) }.map { [Cell(piece: $0, kind: kind)] } ?? []
    }
    if pieces[first].place == .record { return cell(.equal) { $0.token.is(.equal) } }
    switch pieces[first].token.name {
    case "let", "def", "bundle", "period": return cell(.equal) { $0.token.is(.equal) }
    case "preset":
      let equal = cell(.equal) { $0.token.is(.equal) }
      return equal.isEmpty ? record(own, in: pieces, word: "preset") : equal
    case "run": return record(own, in: pieces, word: "run")
    case "sweep":
      let levels = cell(.levels) { $0.token.is(.in) }
      if own.contains(where: { pieces[$0].token.is(.comma) }) { return levels }
      return levels + cell(.condition) { $0.isAxisCondition }
    case "param":
      let type = cell(.type) { $0.token.is(.colon) }
      guard let last = own.last, case .string = pieces[last].token.kind,
        pieces[last - 1].endsOperand
      else { return type }
      return type + [Cell(piece: last, kind: .help)]
    default: return []
    }
  }

  /// The brace of a record behind a name that ends its line, and its fields.
  private static func record(_ own: [Int], in pieces: [Piece], word: String) -> [Cell] {
    guard let last = own.last, pieces[last].token.is(.closeBrace),
      let opening = pieces[last].partner, opening > own[0] + 1
    else { return [] }
    var cells = [Cell(piece: opening, kind: .record(word: word))]
    var number = opening + 1
    while number < last {
      if pieces[number].beginsStatement {
        cells.append(Cell(piece: number, kind: .field(name: pieces[number].token.name ?? "")))
      }
      number = pieces[number].isOpening ? pieces[number].partner ?? number : number
      number += 1
    }
    return cells
  }
}
