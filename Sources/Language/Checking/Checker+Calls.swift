// Calls: of declared functions, of functions over values, and of those that make periods.

internal import Experiment
internal import Source

/// Functions that exist while a program is checked, and never at a point.
enum LibraryFunction: String, CaseIterable, Sendable {
  case years, quarters, months

  /// The length of the whole calendar intervals that it makes.
  var monthsEach: Int {
    switch self {
    case .years: 12
    case .quarters: 3
    case .months: 1
    }
  }
}

extension Checker {
  static let maximumCallDepth = 50

  mutating func check(
    call function: Expression, _ arguments: [Argument], at span: Span, in scope: Scope
  ) -> Term {
    guard case .name(let name) = function else {
      return unknown(.misplacedValue("only functions can be called", at: function.span, help: nil))
    }
    for argument in arguments {
      if let label = argument.label {
        return unknown(
          .misplacedValue("'\(name.text)' has no argument labels", at: label.span, help: nil))
      }
    }
    if let library = LibraryFunction(rawValue: name.text) {
      return check(library, name, arguments, at: span, in: scope)
    }
    if let function = FormulaFunction(rawValue: name.text) {
      guard function.arity.contains(arguments.count) else {
        return unknown(arity(name, function.arity, arguments.count, at: span))
      }
      let parts = arguments.map { check($0.value, in: scope) }
      return fold(parts, at: span) { .call(function, $0, $1) }
    }
    guard let declaration = scope.names[name.text] else {
      let functions = scope.names.filter {
        if case .function = $0.value.meaning { true } else { false }
      }
      let known =
        LibraryFunction.allCases.map(\.rawValue) + FormulaFunction.allCases.map(\.rawValue)
      return unknown(.unknownName(name, candidates: Array(functions.keys) + known))
    }
    guard case .function(let parameters, let body, let closure) = declaration.meaning else {
      return unknown(
        .misplacedValue("'\(name.text)' is no function", at: name.span, help: nil))
    }
    guard parameters.count == arguments.count else {
      return unknown(arity(name, parameters.count...parameters.count, arguments.count, at: span))
    }
    callDepth += 1
    defer { callDepth -= 1 }
    guard callDepth <= Checker.maximumCallDepth else {
      return unknown(
        .misplacedValue(
          "functions call one another more than \(Checker.maximumCallDepth) deep", at: span,
          help: nil))
    }
    var inner = closure.scope
    for (parameter, argument) in zip(parameters, arguments) {
      let term = check(argument.value, in: scope)
      inner.names[parameter.text] = Declaration(meaning: .value(term), span: parameter.span)
    }
    return check(body, in: inner)
  }

  private func arity(_ name: Name, _ wanted: ClosedRange<Int>, _ got: Int, at span: Span)
    -> Diagnostic
  {
    let count =
      wanted.lowerBound == wanted.upperBound
      ? "\(wanted.lowerBound)" : "\(wanted.lowerBound) to \(wanted.upperBound)"
    return .misplacedValue(
      "'\(name.text)' takes \(count) argument\(wanted == 1...1 ? "" : "s"), and here are \(got)",
      at: span,
      help: nil)
  }

  /// years(p), quarters(p), months(p): the whole calendar intervals inside a period.
  private mutating func check(
    _ function: LibraryFunction, _ name: Name, _ arguments: [Argument], at span: Span,
    in scope: Scope
  ) -> Term {
    guard arguments.count == 1 else {
      return unknown(arity(name, 1...1, arguments.count, at: span))
    }
    let term = check(arguments[0].value, as: .period, in: scope)
    guard !term.isUnknown else { return .unknown }
    guard case .period(let period)? = term.formula.constant else {
      return unknown(.levelsNotFixed(at: arguments[0].value.span))
    }
    let parts = period.wholeIntervals(ofMonths: function.monthsEach)
    guard !parts.isEmpty else {
      return unknown(
        .badPeriod("no whole calendar interval of '\(name.text)' lies in this period", at: span))
    }
    return Term(.list(parts.map { .period($0) }))
  }
}
