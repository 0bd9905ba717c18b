// The commands of a session: lines that begin with a colon. They show the program and the plan, and
// ask for effects; what they ask for is done elsewhere.

import Canon
import Experiment
import GamutKit
import Language
import Source

/// A word behind a colon.
enum SessionCommand: String, CaseIterable {
  case help, show, plan, runs, yaml, undo, load, save, run, settings, explain, quit

  /// What is typed, and what it does.
  var usage: (form: String, meaning: String) {
    switch self {
    case .help: (":help", "this list")
    case .show: (":show", "the program with its line numbers")
    case .plan: (":plan", "how the program gets to its number of runs")
    case .runs: (":runs [N]", "the ids of the first N runs (10)")
    case .yaml: (":yaml", "the batch as canonical YAML")
    case .undo: (":undo", "take the last statement back")
    case .load: (":load FILE", "go on with the program in FILE")
    case .save: (":save FILE", "write the program to a new file; :save! FILE overwrites")
    case .run: (":run", "run the batch, or go on with it")
    case .settings: (":settings", "every setting with type, unit and default")
    case .explain: (":explain NAME", "what a message, setting, factor or metric means")
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
}

extension Session {
  mutating func command(_ words: [String]) -> Reply {
    let (known, isForced) = SessionCommand.parse(words[0])
    guard let command = known, !isForced || command == .save else {
      let names = SessionCommand.allCases.map { ":" + $0.rawValue }
      let nearest = nearestName(to: words[0], among: names)
      return .mistake(
        "there is no command '\(words[0])'",
        help: nearest.map { "did you mean '\($0)'?" } ?? ":help lists the commands")
    }
    let rest = words.dropFirst().joined(separator: " ")
    switch command {
    case .load where rest.isEmpty, .explain where rest.isEmpty:
      return .mistake("\(words[0]) wants more", help: command.usage.form)
    case .load: return Reply(effect: .load(path: rest))
    case .explain: return Reply(effect: .explain(rest))
    case .save: return save(to: rest, isForced: isForced)
    case .runs: return runs(rest)
    default:
      guard rest.isEmpty else {
        return .mistake("\(words[0]) stands alone", help: "remove '\(rest)'")
      }
      return simple(command)
    }
  }

  private mutating func simple(_ command: SessionCommand) -> Reply {
    switch command {
    case .help: return Reply([.result(Session.help)])
    case .show: return Reply([.result(listing)])
    case .plan: return withPlan { $0.funnelText(source: standing.source) }
    case .yaml: return withPlan(yaml)
    case .undo: return undo()
    case .run: return run()
    case .settings: return Reply(effect: .settings(job: schemaJob))
    default: return Reply(effect: .quit)
    }
  }

  static let help: String = {
    let usages = SessionCommand.allCases.map(\.usage)
    let width = usages.map(\.form.count).max() ?? 0
    let lines = usages.map { usage in
      "  " + usage.form + String(repeating: " ", count: width - usage.form.count + 2)
        + usage.meaning
    }
    return """
      Type statements: each is checked at once and joins the program. A let, sweep or declaration of
      a name that is there already replaces it where it stands; filters add up; the last bare 'run'
      is implied until it is typed. An open bracket goes on in the next line. Tab completes.

      """ + lines.joined(separator: "\n") + "\n"
  }()

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

  private func yaml(_ plan: Plan) -> String {
    let text = (try? plan.canonicalText(as: .yaml)) ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0).escapingControls() }.joined(separator: "\n")
  }

  private func withPlan(_ show: (Plan) -> String) -> Reply {
    guard let plan = standing.plan else {
      return text.isEmpty
        ? .mistake("the program is empty", help: "begin with: batch NAME") : Reply(gapMistakes)
    }
    return Reply([.result(show(plan))])
  }

  /// What the program lacks, as the reason why a command cannot do its work.
  private var gapMistakes: [Reply.Part] {
    standing.gaps.map { .mistake("not complete yet: \($0.message)", help: $0.help) }
  }

  private func runs(_ number: String) -> Reply {
    guard let limit = number.isEmpty ? 10 : Int(number), limit > 0 else {
      return .mistake("'\(number)' is no number of runs", help: SessionCommand.runs.usage.form)
    }
    return withPlan { plan in
      let ids = ((try? plan.firstRuns(limit)) ?? []).map { $0.id + "\n" }
      let more = plan.count - ids.count
      return ids.joined() + (more > 0 ? "... and \(count(more, "more run"))\n" : "")
    }
  }

  private func save(to path: String, isForced: Bool) -> Reply {
    guard let path = path.isEmpty ? file : path else {
      return .mistake("the program has no file yet", help: SessionCommand.save.usage.form)
    }
    return Reply(effect: .save(path: path, overwriting: isForced))
  }

  private func run() -> Reply {
    guard standing.plan != nil else { return withPlan { _ in "" } }
    if standing.isJobImplied {
      return .mistake("these params have no job", help: "job command { argv = [...] }")
    }
    if let file, isModified {
      return .mistake(
        "the program differs from '\(file)'", help: ":save! or :save OTHER_FILE, then :run")
    }
    if file == nil, !state.program.outline.contains(where: { $0.subject == .batch }) {
      return .mistake("the batch has no name yet", help: "batch NAME \"what it is for\"")
    }
    return Reply(effect: .run)
  }
}
