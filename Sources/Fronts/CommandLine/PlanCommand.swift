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
    if nth != nil, !selection.isEverything {
      throw ValidationError("--nth counts all runs: it goes with no --only, --shard or --sample")
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
    try telling(show)
  }

  private func show() throws {
    // What lists or looks at all runs obeys the limit; the rest never makes them.
    let looksAtAll =
      list && selection.shard == nil || selection.only != nil || selection.sample != nil
    let (batch, plan) = try input.load(refusesTooMany: looksAtAll)
    let selection = try selection.selection(of: plan)
    if count {
      Console.out("\(try plan.count(of: selection))\n")
      Console.err("\(wayOfCounting(plan, selection))\n")
    } else if let nth {
      try show(nth, of: plan)
    } else if list || head != nil {
      let limit = input.reading.maxRuns ?? plan.batch.maxRuns
      if list, selection.shard != nil, try plan.count(of: selection) > limit {
        throw complain(
          "this part has more runs than max_runs (\(limit))",
          help: "cut the plan into more parts, or give --max-runs")
      }
      let runs = try plan.firstRuns(list ? plan.count : head ?? 0, of: selection)
      let standing = try StandingReader(batch)
      let table = try runListing(runs, of: plan, reason: standing.map { $0.reason(for:) })
      Console.out(table.text((format ?? .table).table))
    } else {
      Console.out(plan.funnelText(source: batch.source))
      if !selection.isEverything {
        let words = [
          self.selection.only.map { _ in "--only" }, self.selection.shard.map { _ in "--shard" },
          self.selection.sample.map { _ in "--sample" },
        ]
        let subject = words.compactMap(\.self).joined(separator: " and ")
        Console.out("of these, \(subject) selects \(try plan.count(of: selection))\n")
      }
      let limit = input.reading.maxRuns ?? plan.batch.maxRuns
      if plan.count > limit {
        Console.err("these are more than max_runs (\(limit)): 'gamut run' needs --max-runs\n")
      }
      if plan.count <= limit, let standing = try PlanStanding(of: batch, selection: selection) {
        Console.out("of the runs:\n\(standing.text)")
      }
      let artifacts = plan.batch.artifacts(forRuns: plan.count)
      let reason = plan.batch.artifacts == nil ? " (by the number of runs)" : ""
      Console.err(
        "artifacts: \(artifacts.rawValue)\(reason); folder: \(plan.batch.folderText.escapingControls())\n"
      )
    }
  }

  /// How the number of runs was found.
  private func wayOfCounting(_ plan: Plan, _ selection: RunSelection) -> String {
    if selection.question != nil || self.selection.sample != nil {
      return "counted by asking each run"
    }
    if case .table = plan.root { return "counted from the list" }
    return
      UInt64(plan.count) == plan.root.size
      ? "counted from the axes, no run was made"
      : "counted by trying the filters on the axes that they mention, no run was made"
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
