// The commands of a session: lines that begin with a colon. What they do to the program and ask of it is here;
// what touches the world is asked for as an effect, and done elsewhere.

import Experiment
import GamutKit
import Language
import Results
import Source

/// A word behind a colon.
enum SessionCommand: String, CaseIterable {
  case list, undo, redo, drop, edit, load, save, reset
  case plan, runs, runNth = "run-nth", why, type, settings, explain, yaml, json, diff
  case run, status, cancel
  case top, show, compare, table, sql
  case help, quit

  /// What commands are about.
  enum Topic: String, CaseIterable { case program, questions, work, results, session }

  var topic: Topic {
    switch self {
    case .list, .undo, .redo, .drop, .edit, .load, .save, .reset: .program
    case .plan, .runs, .runNth, .why, .type, .settings, .explain, .yaml, .json, .diff: .questions
    case .run, .status, .cancel: .work
    case .top, .show, .compare, .table, .sql: .results
    case .help, .quit: .session
    }
  }

  /// What is typed, and what it does.
  var usage: (form: String, meaning: String) {
    switch self {
    case .list: (":list", "the program with its line numbers")
    case .undo: (":undo", "take the last change of the program back")
    case .redo: (":redo", "make it again")
    case .drop: (":drop LINE", "take a statement out, or those of LINE-LINE")
    case .edit: (":edit", "the whole program in $VISUAL or $EDITOR")
    case .load: (":load FILE", "go on with the program in FILE")
    case .save: (":save [FILE]", "write the program, formatted, to a new file; :save! overwrites")
    case .reset: (":reset", "begin anew; :undo brings the program back")
    case .plan: (":plan", "how the program gets to its number of runs")
    case .runs: (":runs [N]", "the ids of the first N runs (10)")
    case .runNth: (":run-nth N", "run number N, counted from 0, with its settings")
    case .why: (":why RUN.SETTING", "which lines gave a setting of a run its value; or :why RUN")
    case .type: (":type EXPR", "the type of an expression; without :type its value")
    case .settings: (":settings", "every setting with type, unit and default")
    case .explain: (":explain NAME", "what a statement, message, setting, factor or metric means")
    case .yaml: (":yaml", "the batch as canonical YAML")
    case .json: (":json", "the batch as canonical JSON")
    case .diff: (":diff [run]", "what has changed since the file, or since the last :run")
    case .run:
      (":run [only EXPR] [sample N]", "run the batch, or what is new of it, in the background")
    case .status: (":status", "how the batch stands")
    case .cancel: (":cancel", "end what runs: once what has begun ends, twice at once")
    case .top: (":top [METRIC] [N]", "the ranking")
    case .show: (":show RUN", "the metrics and the equity of a run")
    case .compare: (":compare RUN RUN", "two runs beside each other")
    case .table: (":table SETTING SETTING METRIC", "a grid of one metric over two settings")
    case .sql: (":sql QUERY", "any question to the results; the view is called result")
    case .help:
      (":help [TOPIC]", "program, questions, work, results, session; sweep, levels, functions, ...")
    case .quit: (":quit", "leave; so does Ctrl-D")
    }
  }

  /// The command, and whether it is said with emphasis (`:save!`).
  static func parse(_ word: String) -> (command: SessionCommand?, isForced: Bool) {
    var name = String(word.dropFirst())
    let isForced = name.hasSuffix("!")
    if isForced { name.removeLast() }
    return (name == "q" ? .quit : SessionCommand(rawValue: name), isForced)
  }

  /// Whether it can be said with emphasis.
  var hasForce: Bool { self == .save || self == .quit }
}

extension Session {
  /// - Parameter line: begins with a colon.
  mutating func command(_ line: String) -> Reply {
    let text = line.trimmed
    let word = String(text.prefix { !$0.isWhitespace })
    let rest = String(text.dropFirst(word.count)).trimmed
    let (known, isForced) = SessionCommand.parse(word)
    guard let command = known, !isForced || command.hasForce else {
      let names = SessionCommand.allCases.map { ":" + $0.rawValue }
      return .mistake(
        "there is no command '\(word)'",
        help: nearestName(to: word, among: names).map { "did you mean '\($0)'?" }
          ?? ":help lists the commands")
    }
    switch command {
    case .list, .undo, .redo, .edit, .reset, .plan, .settings, .yaml, .json, .status, .cancel,
      .quit:
      guard rest.isEmpty else {
        return .mistake("\(word) stands alone", help: "remove '\(rest)'")
      }
    case .drop, .load, .runNth, .why, .type, .explain, .show, .compare, .table, .sql:
      guard !rest.isEmpty else { return .mistake("\(word) wants more", help: command.usage.form) }
    case .save, .runs, .diff, .run, .top, .help: break
    }
    switch command.topic {
    case .program: return change(command, rest, isForced: isForced)
    case .questions: return answer(command, rest)
    case .work: return work(command, rest)
    case .results: return results(command, rest)
    case .session: return command == .help ? help(rest) : Reply(effect: .quit(isForced: isForced))
    }
  }

  // MARK: The program

  private mutating func change(_ command: SessionCommand, _ rest: String, isForced: Bool) -> Reply {
    switch command {
    case .list: return Reply([.result(listing)])
    case .undo: return undo()
    case .redo: return redo()
    case .reset: return reset()
    case .drop: return drop(rest)
    case .edit: return Reply(effect: .edit)
    case .load: return Reply(effect: .load(path: rest.asPath))
    default:
      guard let path = rest.isEmpty ? file : rest.asPath else {
        return .mistake("the program has no file yet", help: ":save FILE")
      }
      return Reply(effect: .save(path: path, overwriting: isForced || rest.isEmpty && ownsFile))
    }
  }

  private mutating func drop(_ lines: String) -> Reply {
    let ends = lines.split(separator: "-").map { Int($0.trimmingBlanks) }
    guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
      first >= 1, last >= first
    else { return .mistake("'\(lines)' is no line", help: ":drop 3, or :drop 3-5") }
    return drop(lines: first...last)
  }

  private var listing: String {
    guard !text.isEmpty else { return "the program is empty\n" }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    let width = String(lines.count).count
    return lines.enumerated().map { index, line in
      let number = String(index + 1)
      return String(repeating: " ", count: width - number.count) + number + "  "
        + String(line).escapingControls() + "\n"
    }.joined()
  }

  // MARK: Work and results

  private mutating func work(_ command: SessionCommand, _ rest: String) -> Reply {
    switch command {
    case .cancel: return Reply(effect: .cancel)
    case .status: return ask(.status)
    default: return run(rest)
    }
  }

  private mutating func run(_ rest: String) -> Reply {
    var only: String?
    var sample: Int?
    var text = rest
    let words = rest.split(separator: " ")
    if words.count >= 2, words[words.count - 2] == "sample" {
      guard let count = Int(words[words.count - 1]), count > 0 else {
        return .mistake("'\(words[words.count - 1])' is no number of runs", help: ":run sample 10")
      }
      sample = count
      text = words.dropLast(2).joined(separator: " ")
    }
    if text.hasPrefix("only ") { only = String(text.dropFirst(5)) }
    guard text.isEmpty || only != nil else {
      let isTurned = text.hasPrefix("sample ")
      return .mistake(
        isTurned ? "'only' comes before 'sample'" : "':run \(rest)' says nothing",
        help: SessionCommand.run.usage.form)
    }
    guard let plan = standing.plan else { return withPlan { _ in "" } }
    if standing.isJobImplied {
      return .mistake("these params have no job", help: "job command { argv = [...] }")
    }
    if file == nil, !state.program.outline.contains(where: { $0.subject == .batch }) {
      return .mistake("the batch has no name yet", help: "batch NAME \"what it is for\"")
    }
    if let only {
      do {
        _ = try RunQuestion(only, of: plan)
      } catch {
        return Reply([.diagnostics(error.diagnostics, of: error.source)])
      }
    }
    ranText = self.text
    return Reply(
      effect: .run(
        RunRequest(text: standing.text, file: file, only: only, sample: sample)))
  }

  private func results(_ command: SessionCommand, _ rest: String) -> Reply {
    let words = rest.split(separator: " ").map(String.init)
    switch command {
    case .top:
      var (metric, count): (String?, Int) = (nil, 10)
      for word in words {
        if let number = Int(word), number > 0 { count = number } else { metric = word }
      }
      guard words.count <= 2 else {
        return .mistake("':top \(rest)' is too much", help: command.usage.form)
      }
      return ask(.top(metric: metric, count: count))
    case .show: return ask(.show(rest))
    case .compare where words.count == 2: return ask(.compare(words[0], words[1]))
    case .table where words.count == 3: return ask(.table(words[0], words[1], metric: words[2]))
    case .sql: return ask(.sql(rest))
    default:
      return .mistake(
        "':\(command.rawValue) \(rest)' is not enough, or too much", help: command.usage.form)
    }
  }

  /// Asks the results of the program's batch.
  private func ask(_ question: ResultQuestion) -> Reply {
    guard let plan = standing.plan else { return withPlan { _ in "" } }
    let folder = StoreLayout.batchFolder(outputRoot: plan.batch.outputRoot, name: plan.batch.name)
    return Reply(effect: .ask(question, folder: folder))
  }

  // MARK: Help

  private func help(_ topic: String) -> Reply {
    guard !topic.isEmpty else { return Reply([.result(Session.help)]) }
    if let topic = SessionCommand.Topic(rawValue: topic) {
      return Reply([.result(Session.usages(of: topic) + "\n" + Session.examples(of: topic))])
    }
    let name = topic.hasPrefix(":") ? String(topic.dropFirst()) : topic
    if let command = SessionCommand(rawValue: name) {
      let (form, meaning) = command.usage
      let detail = command.detail.map { "\n\($0)\n" } ?? ""
      return Reply([.result("\(form)\n  \(meaning)\n\(detail)")])
    }
    if languageTerms.contains(where: { $0.name == topic }) {
      return Reply(effect: .explain(topic))
    }
    let topics = SessionCommand.Topic.allCases.map(\.rawValue).joined(separator: ", ")
    return .mistake(
      "there is no topic '\(topic)'",
      help: "there are \(topics), the commands, and of the language "
        + languageTerms.map(\.name).joined(separator: ", "))
  }
}

extension StringProtocol {
  fileprivate var trimmingBlanks: String { String(self).trimmed }
}

extension String {
  /// What stands behind a command as a path, without quotes around it.
  fileprivate var asPath: String {
    count > 1 && hasPrefix("\"") && hasSuffix("\"") ? String(dropFirst().dropLast()) : self
  }

  /// Without blanks at its ends.
  var trimmed: String {
    let start = drop(while: \.isWhitespace)
    return String(start.reversed().drop(while: \.isWhitespace).reversed())
  }
}
