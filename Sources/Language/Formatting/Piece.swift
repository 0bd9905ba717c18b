// One token that stays, with the little that its layout depends on. It knows its neighbours only by
// number.

internal import Source

struct Piece {
  /// What directly surrounds a piece.
  enum Place {
    /// A file, or the braces of `for` and `group`: statements.
    case scope
    /// Other braces: fields.
    case record
    /// ( ) and [ ].
    case brackets
  }

  enum Kind {
    case name, value, string
    case hardWord(HardWord)
    case symbol(Symbol)
  }

  /// The words that begin statements of which the layout depends.
  enum Head: String {
    case `let`, def, bundle, period, preset, run, sweep, param, group, `for`
  }

  let kind: Kind
  let span: Span
  var gap: Gap
  /// A bracket itself is where its neighbours outside are.
  let place: Place
  /// How many columns it takes.
  let width: Int
  /// The number of the piece that begins the statement or field in which it stands; -1 in brackets.
  var statement = -1
  /// Whether it begins a statement or a field.
  var beginsStatement = false
  /// The word that it is, where it begins a statement.
  var head: Head?
  /// Whether it begins a line, wherever it stood.
  var breaksLine = false
  /// Whether it is a name that reads as a keyword: `let`, `step`, `by`.
  var isWord = false
  /// Whether it is a minus before its only operand.
  var isSign = false
  /// Whether it is the `if` of a sweep's axis.
  var isAxisCondition = false
  /// The number of the bracket that closes this one, or that this one closes.
  var partner: Int?
  /// For an opening brace: whether its contents have lines of their own.
  var isMultiLine = false

  init(_ token: Token, _ gap: Gap, _ place: Place, _ bytes: [UInt8]) {
    kind =
      switch token.kind {
      case .name: .name
      case .string: .string
      case .hardWord(let word): .hardWord(word)
      case .symbol(let symbol): .symbol(symbol)
      case .number, .literal, .lineEnd, .end, .broken: .value
      }
    span = token.span
    self.gap = gap
    self.place = place
    let text = bytes[span.start..<span.end]
    width =
      text.allSatisfy { $0 < 0x80 } ? text.count : String(decoding: text, as: UTF8.self).count
  }

  /// Whether an operand can end with it, so that a minus behind it subtracts.
  var endsOperand: Bool {
    switch kind {
    case .name: !isWord
    case .value, .string: true
    case .hardWord(let word): word == .true || word == .false || word == .none
    case .symbol(let symbol): symbol.isClosing || symbol == .question
    }
  }

  var isOpening: Bool { symbol?.isOpening ?? false }

  var isClosing: Bool { symbol?.isClosing ?? false }

  var symbol: Symbol? {
    if case .symbol(let symbol) = kind { symbol } else { nil }
  }

  func `is`(_ word: HardWord) -> Bool {
    if case .hardWord(let own) = kind { own == word } else { false }
  }

  /// How many blanks stand between two neighbours on one line, before anything is aligned.
  static func blanks(between left: Piece, and right: Piece) -> Int {
    switch right.symbol {
    case .comma, .semicolon, .closeParenthesis, .closeBracket, .point, .question: return 0
    case .closeBrace: return left.symbol == .openBrace ? 0 : 1
    // Only a parameter's type has a colon outside brackets.
    case .colon: return right.place == .scope ? 1 : 0
    case .openParenthesis where left.endsOperand: return 0
    default: break
    }
    switch left.symbol {
    case .openParenthesis, .openBracket, .point: return 0
    default: break
    }
    if left.isSign { return 0 }
    return right.isAxisCondition ? 2 : 1
  }
}

extension Symbol {
  var isOpening: Bool { self == .openBrace || self == .openBracket || self == .openParenthesis }

  var isClosing: Bool { self == .closeBrace || self == .closeBracket || self == .closeParenthesis }
}
