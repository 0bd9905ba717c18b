// Catalogue: files that a program reads, each message with its smallest program.

internal import Experiment
internal import Source

extension Slug {
  static let unreadable = Slug(
    "unreadable",
    """
    A file that the program reads cannot be read: it is not there, or it lies outside the program's own
    folder and the working folder. Libraries are found beside the file that imports them, data files
    from the working folder; --allow-read DIR lets a program read below DIR too.

        import "comon.gamut"           # unreadable: did you mean 'common.gamut'?
    """)
  static let importCycle = Slug(
    "import-cycle",
    """
    A library imports itself, perhaps by way of others. Put what both need into a third file.
    """)
  static let badTable = Slug(
    "bad-table",
    """
    A table or list that the program reads is not as it should be: columns of csv(...) are settings, or
    'label'; every row has as many cells as the first; each cell is a value of its setting. The message
    says line and column of the file, never what is in it.
    """)
  static let absolutePath = Slug(
    "absolute-path",
    """
    A path begins with '/': it, and so the key of the run, holds on this machine only. A warning. Write
    it from the working folder, or give it by --set on each machine.

        let symbols_file = "/data/u.txt"       # absolute-path
    """)

  static let reading: [Slug] = [
    .unreadable, .importCycle, .badTable, .absolutePath,
  ]
}

extension Diagnostic {
  static func unreadable(_ problem: Loader.Problem, at span: Span) -> Diagnostic {
    Diagnostic(.unreadable, problem.message, at: span, help: problem.help)
  }

  static func importCycle(_ path: [String], at span: Span) -> Diagnostic {
    Diagnostic(
      .importCycle, "this library imports itself", at: span,
      notes: [path.joined(separator: " imports ")],
      help: "put what both need into a third file")
  }

  static func tooManyLibraries(at span: Span) -> Diagnostic {
    Diagnostic(
      .importCycle, "a program imports at most \(Checker.maximumLibraries) libraries", at: span)
  }

  static func badTable(_ message: String, at span: Span, help: String? = nil) -> Diagnostic {
    Diagnostic(.badTable, message, at: span, help: help)
  }

  static func absolutePath(at span: Span) -> Diagnostic {
    Diagnostic(
      .absolutePath, "an absolute path: the key of these runs now holds on this machine only",
      severity: .warning, at: span, help: "write it from the working folder, or give it by --set")
  }
}
