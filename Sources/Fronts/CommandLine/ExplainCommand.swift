// gamut explain: what a statement, message, setting, factor or metric means.

import ArgumentParser
import Backtest
import Canon
import Experiment
import GamutKit
import Language
import Source

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say what a statement, diagnostic, setting, factor or metric means.")

  @Argument(
    help: "A statement such as sweep, a slug such as unknown-setting, a setting, factor or metric.")
  var name: String

  func run() throws {
    var texts: [String] = []
    let slugs = languageSlugs + canonSlugs + loadingSlugs
    for slug in slugs where slug.name == name {
      texts.append("\(slug.name)\n\n\(slug.explanation)\n")
    }
    if let position = backtestSchema.position(of: name) {
      texts.append(text(backtestSchema[position]))
    }
    if let factor = try? factor(named: name) { texts.append(text(factor)) }
    for metric in metricDefinitions where metric.name == name { texts.append(text(metric)) }
    for term in languageTerms + executionTerms where term.name == name {
      texts.append("\(term.name)\n\n\(term.explanation)\n")
    }
    if texts.isEmpty, name.contains("(") {
      // It means to be a factor: what is wrong with it says more than a list.
      do throws(BacktestProblem) {
        _ = try factor(named: name)
      } catch {
        throw complain(error.message, help: error.help)
      }
    }
    guard !texts.isEmpty else {
      let names =
        slugs.map(\.name) + backtestSchema.names + factorNames + metricDefinitions.map(\.name)
        + (languageTerms + executionTerms).map(\.name)
      throw complain(
        "nothing is called '\(name)'",
        help: nearestName(to: name, among: names).map { "did you mean '\($0)'?" }
          ?? "of the language: \(languageTerms.map(\.name).joined(separator: ", ")); settings: gamut settings; "
          + "factors: \(factorNames.joined(separator: ", "))")
    }
    Console.out(texts.joined(separator: "\n"))
  }

  private func text(_ setting: Setting) -> String {
    var lines = ["\(setting.name)  (setting of the built-in backtest)", "", "  \(setting.help)"]
    lines.append("  type:    \(setting.typeText)")
    if setting.unit != .none { lines.append("  unit:    \(setting.unit.rawValue)") }
    lines.append("  default: \(setting.defaultText)")
    if !setting.aliases.isEmpty {
      lines.append("  also:    \(setting.aliases.joined(separator: ", "))")
    }
    if let condition = setting.condition {
      let values = condition.values.map(\.description).joined(separator: ", ")
      lines.append("  matters: where \(condition.setting) is \(values)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func text(_ factor: Factor) -> String {
    """
    \(factor.name)  (factor, for bundles)

      \(factor.formula)
      unit:    \(factor.unit)
      where    p, h, l, v: close, high, low, volume of a symbol's rows; a number per symbol and day
      warm-up: \(factor.warmUp) bars
      source:  \(factor.source)

    """
  }

  private func text(_ metric: MetricDefinition) -> String {
    """
    \(metric.name)  (metric of a backtest)

      \(metric.formula)
      unit:    \(metric.unit)
      where    \(metricNotation)
      edges:   \(metric.edgeCases)
      source:  \(metric.source)

    """
  }
}
