// The loop between the keyboard and the session: shows replies, and does what they ask for. It
// decides nothing about programs.

import ArgumentParser
import Experiment
import GamutKit
import Glibc
import Results
import Source

final class Repl {
  var session: Session
  let waiting = Waiting()
  private var history: History?
  private(set) var autosave = Autosave(beside: nil)
  private var isKept = true
  private let colour: DiagnosticRenderer.Colour
  private let isColoured: Bool
  private lazy var editor = LineEditor(
    complete: { [unowned self] line in
      let words = session.completion(of: line)
      guard words.candidates.isEmpty, let path = session.pathBeginning(of: line) else {
        return words
      }
      return pathCompletion(path)
    },
    hint: { [unowned self] line in hint(for: line) })
  /// What runs in the background.
  private var batch: BackgroundBatch?
  /// What it has said and nobody was told.
  private var unheard = BackgroundBatch.News()
  /// What stood beside the prompt last, and since when.
  private var lastLook = (standing: "", time: ContinuousClock.now)
  /// Whether leaving was refused because of it.
  private var hasWarned = false
  /// Whether a statement or command was wrong.
  var hasFailed = false

  init(color: ColorChoice) {
    colour = color == .auto && !TerminalKind.isKnown ? .none : color.colour
    isColoured = colour == .ansi
    session = Session { [waiting] in waiting.isOver() }
  }

  /// Reads until the end of the input or `:quit`. Mistakes do not end it.
  func run(file: String?) {
    if editor.isInteractive { greet() }
    waiting.begin(isInteractive: editor.isInteractive)
    if let file { load(file) }
    var entry = ""
    while true {
      switch editor.read(prompt: session.pending.isEmpty ? "gamut> " : "  ...> ") {
      case .interrupt(let hadText):
        if !hadText, session.pending.isEmpty, let batch { batch.cancel() }
        session.cancel()
        entry = ""
        Console.out("\n")
      case .end:
        if editor.isInteractive { Console.out("\n") }
        if !session.pending.isEmpty, !editor.isInteractive { _ = show(session.finish()) }
        if leave(isForced: false) { return }
      case .line(let line):
        entry += entry.isEmpty ? line : "\n" + line
        waiting.begin(isInteractive: editor.isInteractive)
        for line in session.steps(in: line) {
          let reply = session.enter(line)
          if session.pending.isEmpty {
            remember(entry)
            entry = ""
          }
          if show(reply) == .quit { return }
          // Ctrl-C was for what took so long, and not for the next line; what was pasted behind it is not
          // to be done.
          guard !LineEditor.wasInterrupted else {
            session.cancel()
            entry = ""
            break
          }
        }
      }
      // Without a line editor nobody listens while a line is typed.
      if listen() == .lines { tellNews() }
    }
  }

  private func greet() {
    let path = History.path { name in getenv(name).map { String(cString: $0) } }
    let isFirst = path.map { access($0, F_OK) != 0 } ?? false
    Console.err("gamut \(toolVersion): statements are checked as you type. :help, Tab, Ctrl-D\n")
    if isFirst {
      Console.err(
        "First time? Try: batch first; let strategy = \"trend_baseline\"; let period = 2015 .. 2020;\n"
          + "sweep ema_fast in [10, 20, 40]; then :plan, :run and :top. ':help program' has more.\n"
      )
    }
    history = path.map { History(path: $0) }
    for entry in history?.entries ?? [] { editor.addToHistory(entry) }
    autosave = Autosave(beside: path)
    for path in autosave.leftovers.suffix(3) {
      tell(
        .aside("a session has left a program that was not saved: :load \(path.escapingControls())"))
    }
    editor.listen = { [unowned self] in listen() }
    editor.tell = { [unowned self] in tellNews() }
  }

  private func hint(for line: String) -> String {
    let width = Console.width
    // What is typed is worth more than what stands beside it.
    guard width >= 60 else { return "" }
    let hint = session.hint(for: line)
    let whole = batch.map { "running \($0.standing)" + (hint.isEmpty ? "" : " · " + hint) } ?? hint
    return line.count + 8 + whole.count < width ? whole : ""
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

  /// Keeps a program that another session has left as this one's own.
  func takeOver(_ path: String) {
    keep()
    if isKept, autosave.keptPath != path { unlink(path) }
  }

  /// Keeps the program aside; that it cannot be is said once.
  private func keep() {
    do throws(FileProblem) {
      try autosave.keep(session.text, isSaved: !session.isModified)
      isKept = true
    } catch {
      if isKept {
        tell(.aside("what is not saved is not kept aside: \(error.message.escapingControls())"))
      }
      isKept = false
    }
  }

  enum Next { case goOn, quit }

  /// Shows a reply and does what it asks for.
  func show(_ reply: Reply) -> Next {
    if reply.isMistake { hasFailed = true }
    for part in reply.parts { tell(part) }
    switch reply.effect {
    case nil: break
    case .quit(let isForced): return leave(isForced: isForced) ? .quit : .goOn
    case .load(let path): load(inHome(path))
    case .save(let path, let overwriting): save(inHome(path), overwriting: overwriting)
    case .edit: edit()
    case .settings(let job): perform { try SettingsCommand.parse([job]).run() }
    case .explain(let name): perform { try ExplainCommand.parse(["--", name]).run() }
    case .run(let request): start(request)
    case .cancel:
      if let batch {
        batch.cancel()
        tell(.aside("asked it to end"))
      } else {
        perform {
          let holder = try self.folder.flatMap { try BatchStatus(folder: $0).holder }
          throw BatchProblem(
            "this session runs nothing",
            help: holder.map { "\($0) runs the batch: kill -INT with its number ends it" } ?? ":run"
          )
        }
      }
    case .ask(let question, let folder):
      perform {
        if let doubt = try self.doubt(of: question) { self.tell(.aside(doubt)) }
        Console.out(
          try answer(question, folder: folder, self.session.standing.plan) {
            LineEditor.wasInterrupted
          })
      }
    }
    if editor.isInteractive { keep() }
    return .goOn
  }

  /// Where the program's batch stands, or would.
  private var folder: String? {
    session.standing.plan.map {
      StoreLayout.batchFolder(outputRoot: $0.batch.outputRoot, name: $0.batch.name)
    }
  }

  /// What is to be said before results are shown that are not all of the program as it is now; nil where it is
  /// nothing, or the program is too large to look while somebody waits.
  private func doubt(of question: ResultQuestion) throws -> String? {
    if case .status = question { return nil }
    guard let plan = session.standing.plan, plan.count <= 5000,
      let standing = try PlanStanding(of: session.standing.batch)
    else { return nil }
    let others = standing.groups.filter { $0.reason != "up to date" }
    guard !others.isEmpty else { return nil }
    let reasons = others.map { "\($0.count) \($0.reason)" }.joined(separator: "; ")
    return "results are not all of the program as it is: \(reasons.escapingControls()) (:run)"
  }

  /// Whether the session may end.
  private func leave(isForced: Bool) -> Bool {
    if let batch, !isForced, !hasWarned, editor.isInteractive {
      hasWarned = true
      tell(
        .aside(
          "a batch is running (\(batch.standing)): :cancel ends it; leave again to let it go on"))
      return false
    }
    if batch != nil {
      tell(.aside("the batch goes on without this session; gamut status tells of it"))
    }
    if let path = autosave.keptPath {
      tell(.aside("the program was not saved; it is kept: gamut repl \(path.escapingControls())"))
    }
    return true
  }

  func tell(_ part: Reply.Part) {
    switch part {
    case .result(let text): Console.out(text)
    case .aside(let text): Console.err(isColoured ? "\u{1B}[90m\(text)\u{1B}[0m\n" : text + "\n")
    case .diagnostics(let diagnostics, let source):
      Console.err(DiagnosticRenderer(source: source, colour: colour).render(diagnostics))
    case .mistake(let message, let help): _ = complain(message, help: help)
    }
  }

  // MARK: Batches

  /// Runs a batch: in the background where somebody types, else to its end.
  private func start(_ request: RunRequest) {
    guard batch == nil else {
      return tell(.mistake("a batch is running already", help: ":status, :cancel"))
    }
    do throws(FileProblem) {
      let started = try BackgroundBatch(request)
      hasWarned = false
      if editor.isInteractive {
        batch = started
        editor.watch([started.files.events, started.files.results])
      } else {
        started.wait { self.show($0) }
      }
    } catch {
      tell(.mistake(error.message, help: error.help))
      hasFailed = true
    }
  }

  /// Hears what has happened in the background; whether it is worth a word, or a look at the right prompt,
  /// which is changed ten times a second at most.
  private func listen() -> LineEditor.News {
    guard let batch else { return .nothing }
    let news = batch.news()
    unheard.lines += news.lines
    unheard.ending = news.ending
    if !unheard.lines.isEmpty || unheard.ending != nil { return .lines }
    let now = ContinuousClock.now
    guard batch.standing != lastLook.standing, now - lastLook.time > .milliseconds(100) else {
      return .nothing
    }
    lastLook = (batch.standing, now)
    return .standing
  }

  private func tellNews() {
    show(unheard)
    if unheard.ending != nil {
      batch = nil
      editor.watch([])
    }
    unheard = BackgroundBatch.News()
  }

  private func show(_ news: BackgroundBatch.News) {
    for line in news.lines { tell(.aside(line.escapingControls())) }
    guard let (status, results, messages) = news.ending else { return }
    if status != 0 { hasFailed = true }
    if !results.isEmpty { Console.out(results) }
    Console.err(inSession(messages))
    if status > 128, status != 130 {
      tell(.aside("the batch was ended by a signal; :run goes on with it"))
    }
  }

  /// Does the work of another verb; how it would end a program is of no interest here.
  private func perform(_ work: () throws -> Void) {
    do {
      try work()
    } catch let problem as FileProblem {
      tell(.mistake(problem.message, help: problem.help))
      hasFailed = true
    } catch let problem as BatchProblem {
      tell(.mistake(problem.message, help: problem.help.map(inSession)))
      hasFailed = true
    } catch let problem as StoreProblem {
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
