// Calls: of declared functions, of functions over values, and of those that read files.

internal import Experiment
internal import Source

/// Functions that exist while a program is checked, and never at a point.
enum LibraryFunction: String, CaseIterable, Sendable {
  case glob, csv, lines, uniform, loguniform
}

extension Checker {
  static let maximumCallDepth = 50

  mutating func check(
    call function: Expression, _ arguments: [Argument], at span: Span, in scope: Scope
  ) -> Term {
    if case .member(let operand, let name) = function,
      let declaration = libraryMember(name, of: operand, in: scope)
    {
      return declaration.map { check(declared: $0, name, arguments, at: span, in: scope) }
        ?? .unknown
    }
    guard case .name(let name) = function else {
      return unknown(.misplacedValue("only functions can be called", at: function.span, help: nil))
    }
    if let declaration = scope.names.find(name.text) {
      return check(declared: declaration, name, arguments, at: span, in: scope)
    }
    if let library = LibraryFunction(rawValue: name.text) {
      return check(library, name, arguments, at: span, in: scope)
    }
    if let function = FormulaFunction(rawValue: name.text) {
      return check(function, name, arguments, at: span, in: scope)
    }
    if schema.position(of: name.text) != nil || composite(named: name.text) != nil {
      return unknown(.misplacedValue("'\(name.text)' is no function", at: name.span, help: nil))
    }
    let functions = scope.names.names.filter {
      if case .function? = scope.names.find($0)?.meaning { true } else { false }
    }
    return unknown(.unknownName(name, candidates: functions + functionNames))
  }

  private mutating func check(
    _ function: FormulaFunction, _ name: Name, _ arguments: [Argument], at span: Span,
    in scope: Scope
  ) -> Term {
    guard let places = places(of: arguments, name, function.parameters, function.arity, span) else {
      return .unknown
    }
    let isVariadic = function.arity.upperBound > function.parameters.count
    var parts: [Term] = []
    if !isVariadic { parts = function.parameters.map { _ in Term(.none) } }
    for (argument, place) in zip(arguments, places) {
      let term =
        function.takesPeriod && place == 0
        ? check(argument.value, as: .period, in: scope) : check(argument.value, in: scope)
      if isVariadic { parts.append(term) } else { parts[place] = term }
    }
    if function.takesPeriod, case .period(let whole)? = parts[0].constant {
      windowed[span] = whole.period
    }
    let before = problems.count
    let term = fold(parts, at: span) { .call(function, $0, $1) }
    if function.takesPeriod, term.isUnknown, problems.count == before + 1,
      let problem = problems.last, problem.slug == .noValue
    {
      problems[before] = Diagnostic(.badPeriod, problem.message, at: span, help: problem.help)
    }
    return term
  }

  /// Which parameter each argument is for; nil after complaining.
  private mutating func places(
    of arguments: [Argument], _ name: Name, _ parameters: [String], _ arity: ClosedRange<Int>,
    _ span: Span
  ) -> [Int]? {
    guard arity.contains(arguments.count) else {
      problems.append(self.arity(name, arity, parameters, arguments.count, at: span))
      return nil
    }
    var places: [Int] = []
    for (index, argument) in arguments.enumerated() {
      guard let label = argument.label else {
        places.append(index)
        continue
      }
      guard let place = parameters.firstIndex(of: label.text), !places.contains(place) else {
        let nearest = nearestName(to: label.text, among: parameters)
        problems.append(
          .misplacedValue(
            parameters.contains(label.text)
              ? "'\(label.text)' is given twice"
              : "'\(name.text)' has no argument '\(label.text)'", at: label.span,
            help: nearest.map { "did you mean '\($0)'?" }
              ?? "it has \(parameters.joined(separator: ", "))"))
        return nil
      }
      places.append(place)
    }
    let required = parameters.indices.prefix(arity.lowerBound)
    if let missing = required.first(where: { !places.contains($0) }) {
      problems.append(
        .misplacedValue("'\(name.text)' lacks its '\(parameters[missing])'", at: span, help: nil))
      return nil
    }
    return places
  }

  func arity(
    _ name: Name, _ wanted: ClosedRange<Int>, _ parameters: [String], _ got: Int, at span: Span
  ) -> Diagnostic {
    let count =
      wanted.lowerBound == wanted.upperBound
      ? "\(wanted.lowerBound)" : "\(wanted.lowerBound) to \(wanted.upperBound)"
    return .misplacedValue(
      "'\(name.text)' takes \(count) argument\(wanted == 1...1 ? "" : "s"), and here are \(got)",
      at: span, help: "\(name.text)(\(parameters.joined(separator: ", ")))")
  }

  private mutating func check(
    declared declaration: Declaration, _ name: Name, _ arguments: [Argument], at span: Span,
    in scope: Scope
  ) -> Term {
    guard case .function(let parameters, let body, let closure) = declaration.meaning else {
      return unknown(.misplacedValue("'\(name.text)' is no function", at: name.span, help: nil))
    }
    let names = parameters.map(\.text)
    guard
      let places = places(of: arguments, name, names, names.count...names.count, span)
    else { return .unknown }
    let terms = arguments.map { check($0.value, in: scope) }
    // The body has been checked where it stands; without its values nothing more is known of it.
    guard !terms.contains(where: \.isUnknown) else { return .unknown }
    callDepth += 1
    defer { callDepth -= 1 }
    guard callDepth <= Checker.maximumCallDepth else {
      return unknown(
        .misplacedValue(
          "functions call one another more than \(Checker.maximumCallDepth) deep", at: span,
          help: nil))
    }
    var inner = closure
    inner.names = NameTable(inside: declaration.home, before: declaration.homeOrder)
    for (term, place) in zip(terms, places) {
      inner.names.declare(names[place], .value(term), at: parameters[place].span)
    }
    // In two steps: else the checker would be copied for the time of the call.
    let result = check(body, in: inner)
    return redrawn(result)
  }
}
