// gamut plan: how the batch gets to its number of runs, and which they are. It touches nothing.

import ArgumentParser
import Canon
import Experiment
import GamutKit
import Results
import Source

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Show how a batch gets to its number of runs; touch nothing.")

  @OptionGroup var input: InputOptions
  @OptionGroup var selection: SelectionOptions

  @Flag(help: "Print the number of runs and nothing else.")
  var count = false

  @Option(help: "List the first N runs.")
  var head: Int?

  @Option(help: "Print run number I, counted from 0, with all its settings.")
  var nth: Int?

  @Flag(help: "List all runs.")
  var list = false

  @Option(help: "How --list, --head and --nth show runs: table (the default), csv or json.")
  var format: ListingFormat?

  func validate() throws {
    if selection.only != nil, nth != nil {
      throw ValidationError("--nth counts all runs: choose one of --only and --nth")
    }
    let chosen = [count, head != nil, nth != nil, list].filter { $0 }.count
    if chosen > 1 { throw ValidationError("choose one of --count, --head, --nth and --list") }
    if format != nil, count || chosen == 0 {
      throw ValidationError("--format says how runs are listed: add --list, --head N or --nth I")
    }
    if let head, head < 0 { throw ValidationError("--head is at least 0") }
    if let nth, nth < 0 { throw ValidationError("--nth is at least 0: runs are counted from 0") }
  }

  func run() throws {
    do {
      try show()
    } catch let problem as BatchProblem {
      throw complain(problem.message, help: problem.help)
    }
  }

  private func show() throws {
    // What lists or looks at all runs obeys the limit; the rest never makes them.
    let looksAtAll = list || selection.only != nil
    let (batch, plan) = try input.load(refusesTooMany: looksAtAll)
    let question = try selection.question(of: plan)
    if count {
      Console.out("\(try question.map { try plan.count(only: $0) } ?? plan.count)\n")
    } else if let nth {
      try show(nth, of: plan)
    } else if list || head != nil {
      let wanted = list ? plan.count : head ?? 0
      let runs =
        try question.map { try plan.firstRuns(wanted, only: $0) } ?? plan.firstRuns(wanted)
      Console.out(runTable(runs, of: plan).text((format ?? .table).table))
    } else {
      Console.out(plan.funnelText(source: batch.source))
      if let question {
        Console.out("of these, --only selects \(try plan.count(only: question))\n")
      }
      let limit = input.reading.maxRuns ?? plan.batch.maxRuns
      if plan.count > limit {
        Console.err("these are more than max_runs (\(limit)): 'gamut run' needs --max-runs\n")
      }
      let artifacts = plan.batch.artifacts(forRuns: plan.count)
      let reason = plan.batch.artifacts == nil ? " (by the number of runs)" : ""
      Console.err(
        "artifacts: \(artifacts.rawValue)\(reason); folder: \(plan.batch.folderText.escapingControls())\n"
      )
    }
  }

  private func show(_ index: Int, of plan: Plan) throws {
    guard let run = try plan.run(number: index) else {
      throw complain(
        "there is no run \(index): the batch has \(plan.count)", help: "runs are counted from 0")
    }
    let settings = run.settings.resolved(by: plan.schema)
    var table = Table(["setting", "value", "origin"].map { Table.Column($0) })
    table.append([.text("id"), .text(run.id)])
    for (position, setting) in plan.schema.settings.enumerated() {
      let value = settings[position] ?? .none
      guard value != .none else { continue }
      let origin = run.settings[position] == nil ? "default" : "given"
      table.append([.text(setting.name), .text(value.description), .text(origin)])
    }
    Console.out(table.text((format ?? .table).table))
  }
}

extension Batch {
  var folderText: String { "\(outputRoot)/\(name)" }
}
