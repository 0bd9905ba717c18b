// Whether a run is good enough: limits for metrics, and what they say. It does not know who acts on it.

internal import Experiment
internal import Source

/// Two limits for a metric. At the first or better a run is fine, worse than the second it is blocked. Of most
/// metrics it is known which way is better; of the others the order of the limits says it.
public struct QualityGate: Hashable, Sendable {
  /// From good to bad.
  public enum Verdict: String, Hashable, Sendable, CaseIterable { case ok, warning, block }

  public let metric: String
  public let ok: Double
  public let block: Double

  /// Reads `sharpe 1.0 0.5`: a metric, the limit for ok, the limit for block.
  init(_ text: String) throws(BacktestProblem) {
    func problem(_ message: String, _ help: String) -> BacktestProblem {
      BacktestProblem(
        setting: "quality_gates", "'\(text)' in 'quality_gates' \(message)", help: help)
    }
    let example = "a gate is a metric, its limit for ok and its limit for block: \"sharpe 1.0 0.5\""
    let words = text.split(separator: " ")
    guard words.count == 3, let ok = Double(words[1]), let block = Double(words[2]), ok.isFinite,
      block.isFinite
    else { throw problem("is no gate", example) }
    guard ok != block else {
      throw problem("has the same limit twice", "which way is better follows from two limits")
    }
    let name = String(words[0])
    let known = metricDefinitions.map(\.name)
    guard known.contains(name) else {
      let near = nearestName(to: name, among: known).map { "did you mean '\($0)'?" }
      throw problem("names no metric", near ?? "gamut explain metrics lists them")
    }
    let isHigherBetter = ok > block
    if QualityGate.lowerIsBetter.contains(name), isHigherBetter {
      throw problem(
        "has its limits the wrong way round", "less of '\(name)' is better: ok is the lower limit")
    }
    if QualityGate.higherIsBetter.contains(name), !isHigherBetter {
      throw problem(
        "has its limits the wrong way round", "more of '\(name)' is better: ok is the higher limit")
    }
    if QualityGate.neverPositive.contains(name), max(ok, block) > 0 {
      throw problem("can never fail", "'\(name)' is zero or below: \"max_drawdown -0.15 -0.20\"")
    }
    (metric, self.ok, self.block) = (name, ok, block)
  }

  private static let lowerIsBetter: Set = [
    "volatility", "max_drawdown_days", "ulcer_index", "turnover", "turnover_annual", "costs",
    "borrow_costs", "tracking_error", "vanished",
  ]
  private static let neverPositive: Set = ["max_drawdown", "avg_loss"]
  private static let higherIsBetter: Set = neverPositive.union([
    "final_pf", "sharpe", "total_return", "cagr", "sortino", "calmar", "omega", "hit_rate",
    "var_95",
    "cvar_95", "tail_ratio", "stability", "trade_hit_rate", "trade_profit_factor", "avg_win",
    "excess_return", "alpha", "information_ratio",
  ])

  /// Reads gates; no metric has two.
  static func gates(_ texts: [String]) throws(BacktestProblem) -> [QualityGate] {
    var gates: [QualityGate] = []
    for text in texts {
      let gate = try QualityGate(text)
      if gates.contains(where: { $0.metric == gate.metric }) {
        throw BacktestProblem(
          setting: "quality_gates", "'\(gate.metric)' has two gates in 'quality_gates'",
          help: "keep one of them")
      }
      gates.append(gate)
    }
    return gates
  }

  public var isHigherBetter: Bool { ok > block }

  /// A metric that has no value is a warning.
  public func verdict(of value: Double) -> Verdict {
    if value.isNaN { return .warning }
    let (distance, limit) =
      isHigherBetter ? (value - ok, value - block) : (ok - value, block - value)
    return distance >= 0 ? .ok : limit < 0 ? .block : .warning
  }

  /// The seed's, in our metrics: turnover is two-sided and per year, hit rate and profit factor are of round
  /// trips.
  public static let standard: [QualityGate] = standardTexts.compactMap { try? QualityGate($0) }

  static let standardTexts = [
    "sharpe 1.0 0.5", "max_drawdown -0.15 -0.20", "turnover_annual 30 50", "cagr 0.05 0",
    "volatility 0.25 0.30", "trade_hit_rate 0.5 0.4", "trade_profit_factor 1.5 1.2",
  ]
}

extension [QualityGate.Verdict] {
  /// The worst; ok where there is none.
  public var worst: QualityGate.Verdict {
    contains(.block) ? .block : contains(.warning) ? .warning : .ok
  }
}
