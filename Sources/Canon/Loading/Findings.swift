// Collects what is wrong with a document while it is read, up to a limit.

internal import Source

struct Findings {
  /// A file of 100,000 runs can have one mistake 100,000 times.
  static let limit = 100

  private var diagnostics: [Diagnostic] = []
  private var dropped = 0
  private(set) var containsError = false

  mutating func error(
    _ slug: Slug, _ message: @autoclosure () -> String, at span: Span?, label: String? = nil,
    secondary: [Diagnostic.Label] = [], help: @autoclosure () -> String? = nil,
    fix: @autoclosure () -> Diagnostic.Fix? = nil
  ) {
    containsError = true
    // What stands once and is read many times, behind an alias or in a grid, is told once.
    let isKnown = diagnostics.contains { $0.span == span && $0.slug == slug && span != nil }
    if isKnown, diagnostics.contains(where: { $0.span == span && $0.message == message() }) {
      return
    }
    guard diagnostics.count < Findings.limit else {
      dropped += 1
      return
    }
    diagnostics.append(
      Diagnostic(
        slug, message(), at: span, label: label, secondary: secondary, help: help(),
        fix: fix()))
  }

  mutating func warning(_ slug: Slug, _ message: String, at span: Span, help: String? = nil) {
    diagnostics.append(Diagnostic(slug, message, severity: .warning, at: span, help: help))
  }

  mutating func add(_ problem: DocumentProblem) {
    error(.invalidDocument, problem.message, at: problem.span, help: problem.help)
  }

  mutating func add(_ others: [Diagnostic]) {
    diagnostics += others
    if others.containsError { containsError = true }
  }

  /// A key that means nothing where it stands, with the nearest that would and is not there yet.
  mutating func unknownKey(
    _ key: Node.Scalar, in place: String, among names: @autoclosure () -> [String] = [],
    besides members: [Node.Member] = [], help: String? = nil
  ) {
    var nearest: String?
    if help == nil, diagnostics.count < Findings.limit {
      let missing = names().filter { name in !members.contains { $0.key.text == name } }
      nearest = nearestName(to: key.text, among: missing)
    }
    error(
      .unknownKey, "'\(key.text)' means nothing in \(place)", at: key.span,
      help: help ?? nearest.map { "did you mean '\($0)'?" },
      fix: nearest.map { Diagnostic.Fix(key.span, $0) })
  }

  /// In the order of the text.
  func sorted() -> [Diagnostic] {
    var result = diagnostics.enumerated().sorted {
      ($0.element.span?.start ?? .max, $0.offset) < ($1.element.span?.start ?? .max, $1.offset)
    }.map(\.element)
    if dropped > 0 {
      result.append(
        Diagnostic(.moreProblems, "and \(dropped) more of them", count: dropped))
    }
    return result
  }
}
