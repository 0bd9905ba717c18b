// What is known at one place of a program: names, settings, axes. A value: scopes are copies.

internal import Experiment
internal import Source

/// An expression after checking.
struct Term: Sendable {
  let formula: Formula
  /// The value at the first point of the axes; nil after a mistake that has been told.
  let sample: Value?
  /// The declared name that the expression is, for labels.
  var label: String?
  /// The number of parts that it was made of, and how deep they stand in one another. Names stand for
  /// whole formulas, so both can double with each line.
  var size = 1
  var depth = 1

  static let maximumFormula = 10_000
  static let maximumValue = 2_000_000
  static let maximumDepth = 200

  init(_ formula: Formula, sample: Value?, label: String? = nil) {
    self.formula = formula
    self.sample = sample
    self.label = label
  }

  init(_ value: Value, label: String? = nil) {
    self.init(.constant(value), sample: value, label: label)
  }

  /// Stands for an expression of which something wrong has been said already.
  static let unknown = Term(.constant(.none), sample: nil)

  var isUnknown: Bool { sample == nil }
}

/// What a declared name stands for.
struct Declaration: Sendable {
  enum Meaning: Sendable {
    case value(Term)
    case function([Name], Expression, FunctionScope)
  }

  let meaning: Meaning
  let span: Span
}

/// The scope in which a function was declared; its own name is not in it, so it cannot recur.
final class FunctionScope: Sendable {
  let scope: Scope

  init(_ scope: Scope) { self.scope = scope }
}

/// A setting's value at a place of the program.
struct Given: Sendable {
  let term: Term
  let span: Span
}

/// Names that move several settings at once.
enum Composite: String, Sendable, CaseIterable {
  case bundle, period

  /// The settings that it brings along, with the member that gives each.
  var parts: [(setting: String, member: String)] {
    switch self {
    case .bundle: [("bundle_path", "path")]
    case .period: [("start_date", "start"), ("end_date", "end")]
    }
  }
}

struct Scope: Sendable {
  var names: [String: Declaration] = [:]
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

  /// The scope that opens inside this one.
  var inner: Scope {
    var scope = self
    scope.setHere = [:]
    return scope
  }
}
