// After a mistake in the syntax: which of the checker's complaints are mistakes of their own, and not
// echoes of what could not be read.

internal import Experiment
internal import Source

extension Checker {
  /// The checker's problems, without those that a statement which was not read may have caused.
  func independentProblems(beside tokens: [Token]) -> [Diagnostic] {
    let problems = problems.filter { !lacksNames || !Checker.ofNames.contains($0.slug) }
    guard !isWhole else { return problems }
    let told = problems.filter { $0.slug.isSyntactic }
    guard !tokens.isEmpty else { return told }
    // A name that occurs where nothing was understood may be declared there.
    var written: [String: Int] = [:]
    for token in tokens { if let name = token.name { written[name, default: 0] += 1 } }
    return problems.filter { problem in
      if problem.slug.isSyntactic { return true }
      guard problem.severity == .error, Checker.ownMistakes.contains(problem.slug.name),
        let span = problem.span
      else { return false }
      let name = source.text(in: span)
      return written[name, default: 0] <= 1
    }
  }

  private static let ofNames: Set<Slug> = [.unknownName, .unknownSetting, .axisMovesNothing]

  /// Mistakes of one place, to which the rest of the text does not matter.
  private static let ownMistakes: Set<String> = [
    "unknown-name", "unknown-setting", "wrong-type", "wrong-unit", "out-of-range", "not-a-choice",
    "bad-batch", "ambiguous-range", "bad-parameter",
  ]
}

extension Slug {
  /// Whether a library's own lexer or parser says this.
  fileprivate var isSyntactic: Bool { (Slug.lexical + Slug.syntactic).contains { $0 == self } }
}
