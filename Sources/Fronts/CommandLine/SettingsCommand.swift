// gamut settings: what a job can be told.

import ArgumentParser
import Backtest
import Experiment
import Language
import Results

struct SettingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "settings", abstract: "List every setting of a job with type, unit and default.")

  @Argument(help: "backtest or command.")
  var job = "backtest"

  @Option(help: "table, csv or json.")
  var format: ListingFormat = .table

  func validate() throws {
    guard ["backtest", "command"].contains(job) else {
      throw ValidationError("there is no job '\(job)': backtest or command")
    }
  }

  func run() {
    let schema = job == "backtest" ? backtestSchema : commandSchema([])
    var table = Table(
      ["setting", "type", "unit", "default", "meaning"].map { Table.Column($0) })
    for setting in schema.settings {
      table.append([
        .text(([setting.name] + setting.aliases).joined(separator: ", ")),
        .text(setting.typeText), .text(setting.unit.rawValue), .text(setting.defaultText),
        .text(setting.help),
      ])
    }
    Console.out(table.text(format.table))
    if job == "command", format == .table {
      Console.err("A command declares further settings of its own: param NAME : type = default\n")
    }
  }
}

extension Setting {
  /// The type with its choices or bounds.
  var typeText: String {
    func text(_ type: SettingType) -> String {
      switch type {
      case .int(let range): range.map { "int \(bounds($0))" } ?? "int"
      case .number(let range): range.description.map { "number \($0)" } ?? "number"
      case .choice(let choices): choices.map { "\"\($0)\"" }.joined(separator: " | ")
      case .list(let element): "list of \(text(element))"
      case .bool, .text, .path, .day, .duration: type.word
      }
    }
    return text(type) + (isOptional ? "?" : "")
  }

  private func bounds(_ range: ClosedRange<Int64>) -> String {
    range.upperBound == .max
      ? "at least \(range.lowerBound)" : "\(range.lowerBound) .. \(range.upperBound)"
  }

  var defaultText: String {
    if let fallback { return fallback == .list([]) ? "none" : fallback.description }
    guard isRequired else { return "none" }
    return substitute.map { "required, or \($0)" } ?? "required"
  }
}
