// What can be said about a place in a text: a value, never an exception.
// The catalogues of the passes make these; only the renderer turns them into text.

/// The stable name of one kind of mistake, with what `gamut explain` says about it.
public struct Slug: Hashable, Sendable {
  public let name: String
  /// A few sentences and the smallest text that provokes it.
  public let explanation: String

  public init(_ name: String, _ explanation: String) {
    self.name = name
    self.explanation = explanation
  }
}

/// One mistake or doubt, at a place, with what to do about it.
public struct Diagnostic: Sendable {
  public enum Severity: String, Sendable { case error, warning }

  /// A second place that explains the first.
  public struct Label: Sendable {
    public let span: Span
    public let text: String

    public init(_ span: Span, _ text: String) {
      self.span = span
      self.text = text
    }
  }

  /// A replacement that makes the mistake go away.
  public struct Fix: Sendable {
    public let span: Span
    public let replacement: String

    public init(_ span: Span, _ replacement: String) {
      self.span = span
      self.replacement = replacement
    }
  }

  public let slug: Slug
  public let severity: Severity
  /// What is wrong, in one line.
  public let message: String
  /// Nil where the mistake is in no text: a missing file, for example.
  public let span: Span?
  /// The short text beside the caret.
  public let label: String?
  public let secondary: [Label]
  public let notes: [String]
  /// What to do.
  public let help: String?
  public let fix: Fix?
  /// For how many mistakes it stands.
  public let count: Int

  public init(
    _ slug: Slug, _ message: String, severity: Severity = .error, at span: Span? = nil,
    label: String? = nil, secondary: [Label] = [], notes: [String] = [], help: String? = nil,
    fix: Fix? = nil, count: Int = 1
  ) {
    self.slug = slug
    self.severity = severity
    self.message = message
    self.span = span
    self.label = label
    self.secondary = secondary
    self.notes = notes
    self.help = help
    self.fix = fix
    self.count = count
  }
}

extension Sequence<Diagnostic> {
  public var containsError: Bool { contains { $0.severity == .error } }
}
