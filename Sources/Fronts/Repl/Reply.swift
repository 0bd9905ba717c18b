// What a session answers to a line. It does not know terminals: whoever shows it does.

package import Source

package struct Reply: Sendable {
  package enum Part: Sendable {
    /// What was asked for, with its line ends.
    case result(String)
    /// A short line on the side.
    case aside(String)
    case diagnostics([Diagnostic], of: SourceText)
    case mistake(String, help: String?)
  }

  /// What the session cannot do itself, because it touches the world.
  package enum Effect: Hashable, Sendable {
    case load(path: String)
    case save(path: String, overwriting: Bool)
    case run
    case settings(job: String)
    case explain(String)
    case quit
  }

  package var parts: [Part]
  package var effect: Effect?

  package init(_ parts: [Part] = [], effect: Effect? = nil) {
    self.parts = parts
    self.effect = effect
  }

  static func mistake(_ message: String, help: String? = nil) -> Reply {
    Reply([.mistake(message, help: help)])
  }

  /// Whether the line was wrong and has changed nothing.
  package var isMistake: Bool {
    parts.contains { part in
      switch part {
      case .mistake: true
      case .diagnostics(let diagnostics, _): diagnostics.containsError
      case .result, .aside: false
      }
    }
  }

  /// Without colour.
  package var text: String {
    parts.map { part in
      switch part {
      case .result(let text): text
      case .aside(let text): text + "\n"
      case .diagnostics(let diagnostics, let source):
        DiagnosticRenderer(source: source).render(diagnostics)
      case .mistake(let message, let help):
        "error: \(message)\n" + (help.map { "help: \($0)\n" } ?? "")
      }
    }.joined()
  }
}
