// The loop between the keyboard and the session: shows replies, and does what they ask for. It
// decides nothing about programs.

import ArgumentParser
import GamutKit
import Glibc
import Source

final class Repl {
  private var session = Session()
  private var history: History?
  private let colour: DiagnosticRenderer.Colour
  private let isColoured: Bool
  private lazy var editor = LineEditor { [unowned self] line in session.completion(of: line) }
  /// Whether a statement or command was wrong.
  private(set) var hasFailed = false

  init(color: ColorChoice) {
    colour = color == .auto && !TerminalKind.isKnown ? .none : color.colour
    isColoured = colour == .ansi
  }

  /// Reads until the end of the input or `:quit`. Mistakes do not end it.
  func run(file: String?) {
    if editor.isInteractive {
      Console.err("gamut \(toolVersion): statements are checked as you type. :help, Tab, Ctrl-D\n")
      loadHistory()
    }
    if let file { load(file) }
    var entry = ""
    while true {
      switch editor.read(prompt: session.pending.isEmpty ? "gamut> " : "  ...> ") {
      case .interrupt:
        session.cancel()
        entry = ""
        Console.out("\n")
      case .end:
        if editor.isInteractive { Console.out("\n") }
        if !session.pending.isEmpty, !editor.isInteractive { _ = show(session.finish()) }
        return
      case .line(let line):
        entry += entry.isEmpty ? line : "\n" + line
        let reply = session.enter(line)
        if session.pending.isEmpty {
          remember(entry)
          entry = ""
        }
        if show(reply) == .quit { return }
      }
    }
  }

  private func loadHistory() {
    let path = History.path { name in getenv(name).map { String(cString: $0) } }
    history = path.map { History(path: $0) }
    for entry in history?.entries ?? [] { editor.addToHistory(entry) }
  }

  private func remember(_ entry: String) {
    guard editor.isInteractive, !entry.allSatisfy(\.isWhitespace) else { return }
    editor.addToHistory(entry)
    do throws(FileProblem) {
      try history?.append(entry)
    } catch {
      tell(.aside("\(error.message.escapingControls()); it is kept for this session only"))
      history = nil
    }
  }

  private enum Next { case goOn, quit }

  /// Shows a reply and does what it asks for.
  private func show(_ reply: Reply) -> Next {
    if reply.isMistake { hasFailed = true }
    for part in reply.parts { tell(part) }
    switch reply.effect {
    case nil: break
    case .quit: return .quit
    case .load(let path): load(path)
    case .save(let path, let overwriting): save(path, overwriting: overwriting)
    case .settings(let job): perform { try SettingsCommand.parse([job]).run() }
    case .explain(let name): perform { try ExplainCommand.parse(["--", name]).run() }
    case .run: perform { try self.runBatch() }
    }
    return .goOn
  }

  private func tell(_ part: Reply.Part) {
    switch part {
    case .result(let text): Console.out(text)
    case .aside(let text): Console.err(isColoured ? "\u{1B}[90m\(text)\u{1B}[0m\n" : text + "\n")
    case .diagnostics(let diagnostics, let source):
      Console.err(DiagnosticRenderer(source: source, colour: colour).render(diagnostics))
    case .mistake(let message, let help): _ = complain(message, help: help)
    }
  }

  private func load(_ path: String) {
    do throws(FileProblem) {
      let input = try BatchInput(path: path)
      guard input.form == .gamut else {
        throw FileProblem(
          "'\(path)' is a config, and a session is a program",
          help: "gamut plan and gamut run take configs as they are")
      }
      guard let text = String(validating: input.source.bytes, as: UTF8.self) else {
        throw FileProblem("'\(path)' is not UTF-8", help: "iconv -f latin1 -t utf-8 converts it")
      }
      _ = show(session.load(text, from: path))
    } catch {
      tell(.mistake(error.message, help: error.help))
      hasFailed = true
    }
  }

  private func save(_ path: String, overwriting: Bool) {
    do throws(FileProblem) {
      if !overwriting, access(path, F_OK) == 0 {
        throw FileProblem("'\(path)' is there already", help: ":save! \(path) overwrites it")
      }
      try writeFile(path, Array(session.text.utf8))
      _ = show(session.saved(to: path))
    } catch {
      tell(.mistake(error.message, help: error.help))
      hasFailed = true
    }
  }

  /// Runs the batch as `gamut run` does: from its file, if it has one.
  private func runBatch() throws {
    let batch: CheckedBatch
    if let file = session.file {
      batch = try loadBatch(file)
      guard ProgramText(batch.file.source.text).text == session.text else {
        throw FileProblem("'\(file)' has changed", help: ":load \(file), or :save! \(file)")
      }
    } else {
      batch = BatchInput(statements: session.standing.source.text).load()
    }
    guard let plan = batch.plan else {
      tell(.diagnostics(batch.diagnostics, of: batch.source))
      throw ExitStatus.failure
    }
    try RunningOptions.parse([]).run(
      batch, plan, workers: nil, existing: .goOn, strictness: .allFailed)
  }

  /// Does the work of another verb; how it would end a program is of no interest here.
  private func perform(_ work: () throws -> Void) {
    do {
      try work()
    } catch let problem as FileProblem {
      tell(.mistake(problem.message, help: problem.help))
      hasFailed = true
    } catch let code as ExitCode {
      if code != ExitStatus.success { hasFailed = true }
    } catch {
      tell(.mistake("\(error)", help: nil))
      hasFailed = true
    }
  }
}

extension SourceText {
  fileprivate var text: String { text(in: Span(0, bytes.count)) }
}
