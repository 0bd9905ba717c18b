// What a session answers to a line. It does not know terminals: whoever shows it does.

package import Source

/// What is to be run.
package struct RunRequest: Hashable, Sendable {
  /// The program, with what is implied.
  package let text: String
  /// The file that it stands for.
  package let file: String?
  /// A condition over the runs.
  package let only: String?
  /// So many of them.
  package let sample: Int?

  package init(text: String, file: String?, only: String?, sample: Int?) {
    (self.text, self.file, self.only, self.sample) = (text, file, only, sample)
  }
}

/// A question to the results of a batch.
package enum ResultQuestion: Hashable, Sendable {
  case status
  case top(metric: String?, count: Int)
  case show(String)
  case compare(String, String)
  case table(String, String, metric: String)
  case sql(String)
}

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
    /// Let the user change the whole program.
    case edit
    case run(RunRequest)
    case cancel
    case ask(ResultQuestion, folder: String)
    case settings(job: String)
    case explain(String)
    /// - Parameter isForced: even if something is lost, or goes on.
    case quit(isForced: Bool)
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
