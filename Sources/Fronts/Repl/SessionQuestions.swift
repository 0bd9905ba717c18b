// What a session answers by itself: of its program and plan, and what expressions come to.

import Canon
import Experiment
import GamutKit
import Language
import Results
import Source

extension Session {
  func answer(_ command: SessionCommand, _ rest: String) -> Reply {
    switch command {
    case .plan: return withPlan { $0.funnelText(source: standing.source) }
    case .runs: return runs(rest)
    case .runNth: return runNumber(rest)
    case .why: return why(rest)
    case .type: return value(of: rest, isTypeOnly: true)
    case .settings: return Reply(effect: .settings(job: schemaJob))
    case .explain: return Reply(effect: .explain(rest))
    case .yaml: return withPlan { canonical($0, .yaml) }
    case .json: return withPlan { canonical($0, .json) }
    default: return difference(rest)
    }
  }

  private func canonical(_ plan: Plan, _ form: CanonicalSyntax) -> String {
    let text = (try? plan.canonicalText(as: form)) ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0).escapingControls() }.joined(separator: "\n")
  }

  func withPlan(_ show: (Plan) throws -> String) -> Reply {
    guard let plan = standing.plan else {
      return text.isEmpty
        ? .mistake("the program is empty", help: "begin with: batch NAME") : Reply(gapMistakes)
    }
    do {
      return Reply([.result(try show(plan))])
    } catch let problem as BatchProblem {
      return .mistake(problem.message, help: problem.help)
    } catch {
      return .mistake("\(error)")
    }
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
      let ids = try plan.firstRuns(limit).map { $0.id + "\n" }
      let more = plan.count - ids.count
      return ids.joined() + (more > 0 ? "... and \(counted(more, "more run"))\n" : "")
    }
  }

  private func runNumber(_ text: String) -> Reply {
    guard let number = Int(text), number >= 0 else {
      return .mistake(
        "'\(text)' is no number of a run", help: "runs are counted from 0: :run-nth 0")
    }
    return withPlan { plan in
      guard let run = try plan.run(number: number) else {
        throw BatchProblem(
          "there is no run number \(number)", help: "the last one is number \(plan.count - 1)")
      }
      var text = run.id + "\n"
      for (position, value) in run.settings.values.enumerated() {
        guard let value else { continue }
        text += "  \(plan.schema[position].name) = \(value.description)\n"
      }
      return text.split(separator: "\n").map { String($0).escapingControls() + "\n" }.joined()
    }
  }

  private func why(_ name: String) -> Reply {
    withPlan { _ in
      guard let (run, setting) = try standing.batch.run(named: name) else {
        if let point = name.lastIndex(of: "."),
          try standing.batch.run(named: String(name[..<point])) != nil
        {
          throw BatchProblem(
            "there is no setting '\(name[name.index(after: point)...])'",
            help: ":settings lists them")
        }
        throw BatchProblem(
          "there is no run '\(name)'",
          help: try standing.batch.nearestID(to: name).map { "did you mean '\($0)'?" }
            ?? ":runs lists them")
      }
      return try standing.batch.provenanceTable(of: run, setting: setting).plain
    }
  }

  /// What an expression comes to behind the program.
  func value(of expression: String, isTypeOnly: Bool = false) -> Reply {
    let input = BatchInput(statements: standing.text, named: "session", ofFile: file)
    let (found, source, problems) = input.value(of: expression)
    guard let found else { return Reply([.diagnostics(problems, of: source)]) }
    let moved = found.isMoved ? ", at the first levels of the axes" : ""
    return Reply([
      .result(
        isTypeOnly
          ? "\(found.phrase)\n" : "\(shown(found).escapingControls())\(moved)\n")
    ])
  }

  /// More than some lines are cut off.
  private func shown(_ found: ExpressionValue) -> String {
    let text = found.text
    guard text.utf8.count > Session.longestValue else { return text }
    let beginning = text.prefix(Session.longestValue / 2)
    let end = beginning.lastIndex(of: ",") ?? beginning.endIndex
    guard case .list(let values) = found.value else { return "\(beginning[..<end]), ..." }
    return "\(beginning[..<end]), ...]: \(values.count) elements"
  }

  private static let longestValue = 1000

  private func difference(_ rest: String) -> Reply {
    guard rest.isEmpty || rest == "run" else {
      return .mistake("':diff \(rest)' is nothing", help: SessionCommand.diff.usage.form)
    }
    let saved = rest.isEmpty ? savedText : nil
    guard let old = saved ?? ranText else {
      return .mistake(
        rest.isEmpty ? "there is no file and no :run to compare with" : "nothing was run yet",
        help: ":save FILE, or :run")
    }
    return withPlan { _ in
      let before = standing(
        of: ProgramText(old), named: state.file.map(pathStem), file: file)
      guard before.plan != nil else { throw BatchProblem("the program had no runs before") }
      let change = try PlanDifference(from: before.batch, to: standing.batch)
      return change.isEmpty ? "all runs are the same\n" : change.text
    }
  }
}
