// Names in expressions: what is declared, settings as they stand above, members of libraries.

internal import Experiment
internal import Source

extension Checker {
  mutating func check(_ name: Name, in scope: Scope) -> Term {
    if let declaration = scope.names.find(name.text) { return value(of: declaration, name) }
    if let position = schema.position(of: name.text) { return read(position, name, in: scope) }
    if let composite = composite(named: name.text) {
      guard let given = scope.composites[composite] else { return unknown(.unset(name)) }
      return reading(given, name)
    }
    if readsRuns, name.text == "run" {
      return unknown(
        .misplacedValue(
          "'run' alone has no value", at: name.span, help: "write run.id, run.dir or run.key"))
    }
    if knownFunctions.contains(name.text) {
      return unknown(
        .misplacedValue(
          "'\(name.text)' is a function", at: name.span, help: "call it: \(name.text)(...)"))
    }
    let isChoice = schema.settings.contains { setting in
      if case .choice(let choices) = setting.type { choices.contains(name.text) } else { false }
    }
    if isChoice { return unknown(.unquoted(name)) }
    // Looking for the nearest name takes time; it is for the mistakes that are read.
    let isRead = problems.count < 100
    return unknown(
      .unknownName(
        name, candidates: isRead ? scope.names.names + settableNames + functionNames : []))
  }

  mutating func value(of declaration: Declaration, _ name: Name) -> Term {
    switch declaration.meaning {
    case .value(let term): return term
    case .function(let parameters, _, _):
      let call = "\(name.text)(\(parameters.map(\.text).joined(separator: ", ")))"
      return unknown(
        .misplacedValue("'\(name.text)' is a function", at: name.span, help: "call it: \(call)"))
    case .library(let names):
      return unknown(
        .misplacedValue(
          "'\(name.text)' is a library", at: name.span,
          help: names.keys.min().map { "write \(name.text).\($0), for example" }))
    }
  }

  /// A setting as it stands above, or its default.
  mutating func read(_ position: Int, _ name: Name, in scope: Scope) -> Term {
    if readsRuns { return Term(.setting(position), sample: schema[position].exampleValue) }
    var term: Term
    if let given = scope.settings[position] {
      term = reading(given, name)
    } else if let fallback = schema[position].fallback {
      term = Term(fallback)
    } else {
      return unknown(.unset(name))
    }
    if !term.isUnknown { term.read([Term.Reading(setting: position, span: name.span)]) }
    return term
  }

  /// What is given at some points only has its default at the others, or no value.
  mutating func reading(_ given: Given, _ name: Name) -> Term {
    guard let condition = given.condition, !given.term.isUnknown else { return given.term }
    let fallback = schema.position(of: name.text).flatMap { schema[$0].fallback }
    return given.term.with(
      .conditional(
        condition, given.term.formula,
        fallback.map { .constant($0) } ?? .missing(name.text, place(name.span)),
        place(name.span)))
  }

  /// What `c.name` means where `c` is a library; inner nil after complaining, outer if it is none.
  mutating func libraryMember(
    _ name: Name, of operand: Expression, in scope: Scope
  ) -> Declaration?? {
    guard case .name(let owner) = operand,
      case .library(let names)? = scope.names.find(owner.text)?.meaning
    else { return nil }
    if let declaration = names[name.text] { return declaration }
    problems.append(.unknownName(name, candidates: Array(names.keys)))
    return .some(nil)
  }
}
