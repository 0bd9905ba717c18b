// Takes named values out of a run's settings, as the schema's types promise them.

import Experiment

/// Reads checked settings; a value of another type than the schema's reads as absent.
struct SettingsReader {
  let settings: Settings
  let schema: Schema

  private func value(_ name: String) -> Value { settings.value(name, in: schema) }

  func day(_ name: String) throws(BacktestProblem) -> Day {
    if case .day(let day) = value(name) { return day }
    throw BacktestProblem(
      setting: name, "'\(name)' is not given, and every backtest needs it",
      help: "set it to a day, as YYYY-MM-DD")
  }

  func optionalNumber(_ name: String) -> Double? { value(name).decimal?.double }

  func number(_ name: String) -> Double { optionalNumber(name) ?? 0 }

  func int(_ name: String) -> Int {
    if case .int(let int) = value(name) { Int(int) } else { 0 }
  }

  func flag(_ name: String) -> Bool { value(name) == .bool(true) }

  func text(_ name: String) -> String? {
    switch value(name) {
    case .text(let text): text
    case .bundle(let bundle): bundle.path
    default: nil
    }
  }

  func list(_ name: String) -> [String]? {
    if case .list(let values) = value(name) { values.map(\.description) } else { nil }
  }

  func choice<Choice: RawRepresentable>(_ name: String, _ fallback: Choice) -> Choice
  where Choice.RawValue == String {
    text(name).flatMap(Choice.init(rawValue:)) ?? fallback
  }
}
