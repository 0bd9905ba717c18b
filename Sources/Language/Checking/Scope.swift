// What is known at one place of a program: names, settings, axes. Names are shared between the places
// of a scope; all else is a value, and scopes are copies.

internal import Experiment
internal import Source

/// What a declared name stands for.
final class Declaration {
  enum Meaning {
    case value(Term)
    /// With what is known where it stands, but for the names: those are its home's.
    indirect case function([Name], Expression, Scope)
    /// The names of a library that was imported `as` this.
    case library([String: Declaration])
  }

  let meaning: Meaning
  let span: Span
  /// Declarations are numbered as they are made: a function sees only those before its own.
  let order: Int
  /// The table in which it was declared first, which outlives it, with its number there.
  unowned let home: NameTable
  let homeOrder: Int

  init(_ meaning: Meaning, at span: Span, order: Int, in home: NameTable, homeOrder: Int) {
    self.meaning = meaning
    self.span = span
    self.order = order
    self.home = home
    self.homeOrder = homeOrder
  }
}

/// The names declared in a scope, with those of the scopes around it.
final class NameTable {
  private let outer: NameTable?
  /// Only outer declarations with smaller numbers are seen.
  private let limit: Int
  private(set) var own: [String: Declaration] = [:]

  init(inside outer: NameTable? = nil, before limit: Int = .max) {
    self.outer = outer
    self.limit = limit
  }

  func find(_ name: String, before limit: Int = .max) -> Declaration? {
    if let found = own[name], found.order < limit { return found }
    return outer?.find(name, before: min(limit, self.limit))
  }

  func declare(
    _ name: String, _ meaning: Declaration.Meaning, at span: Span, order: Int = 0
  ) {
    own[name] = Declaration(meaning, at: span, order: order, in: self, homeOrder: order)
  }

  /// Takes over what another table declared.
  func adopt(_ name: String, _ declaration: Declaration, order: Int) {
    own[name] = Declaration(
      declaration.meaning, at: declaration.span, order: order, in: declaration.home,
      homeOrder: declaration.homeOrder)
  }

  /// All names that are seen from here, for "did you mean".
  var names: [String] { (outer?.names ?? []) + own.keys }

  /// The names of one scope, with the values changed.
  init(copying table: NameTable, _ change: (Term) -> Term) {
    outer = table.outer
    limit = table.limit
    for (name, declaration) in table.own {
      if case .value(let term) = declaration.meaning {
        declare(name, .value(change(term)), at: declaration.span, order: declaration.order)
      } else if declaration.home === table {
        declare(name, declaration.meaning, at: declaration.span, order: declaration.order)
      } else {
        own[name] = declaration
      }
    }
  }
}

/// A setting's or composite's value at a place of the program.
final class Given {
  let term: Term
  /// Where it is given at all; nil: at every point.
  let condition: Formula?
  let span: Span
  let origin: Origin
  /// Whether a library gave it.
  let isOfLibrary: Bool

  init(term: Term, condition: Formula?, span: Span, origin: Origin, isOfLibrary: Bool = false) {
    self.term = term
    self.condition = condition
    self.span = span
    self.origin = origin
    self.isOfLibrary = isOfLibrary
  }

  var ofLibrary: Given {
    Given(term: term, condition: condition, span: span, origin: origin, isOfLibrary: true)
  }
}

/// A clause of a scope from which a `sample` below it draws.
enum SamplingStep {
  case axes(AxesClause)
  case filter(FilterClause)
}

struct Scope {
  var names = NameTable()
  /// By position in the schema.
  var settings: [Int: Given] = [:]
  var composites: [Composite: Given] = [:]
  /// What axes above move by its own name, with the axis's place.
  var owned: [String: Span] = [:]
  /// What `let` has set in this very scope.
  var setHere: [String: Span] = [:]
  /// The numbers of the axes around, outermost first.
  var axes: [Int] = []
  /// The label pieces of the ids of runs here: groups and axes, outermost first.
  var labels: [RunName.Piece] = []
  /// The labels of axes that a sample drew, by the axis's name.
  var sampledLabels: [String: Formula] = [:]
  /// The names of the groups around, which are tags of the runs.
  var groupTags: [Value] = []
  /// Where those axes exist, by the axis's name; nothing for those that always do.
  var sampledPresence: [String: Formula] = [:]
  /// The conditions of the filters around and above.
  var filters: [Formula] = []
  /// What stands in this very scope so far and is drawn from, if a `sample` follows.
  var steps: [SamplingStep] = []
  /// Where this very scope has its `sample`.
  var sample: Span?

  /// The scope that opens inside this one.
  var inner: Scope {
    var scope = self
    scope.names = NameTable(inside: names)
    scope.setHere = [:]
    scope.steps = []
    scope.sample = nil
    return scope
  }
}
