// What `gamut demo` writes: a made-up market with a known truth, two bundles and a sweep.
// The truth is in the generator: drifts move slowly, so momentum works; nothing else does.

import Experiment

enum DemoFiles {
  /// Two years of history before the first run, for the factors.
  static var days: Period {
    let (first, last) = (Day(number: 15_340), Day(number: 20_088))  // 2012-01-01, 2024-12-31
    return Period(start: first, end: last) ?? Period(start: first, end: first)!
  }

  static let program = """
    batch momentum "Does momentum pay, and how concentrated should it be?"

    # let = a default: every run below gets it unless something nearer sets it
    let start_capital  = 100_000
    let commission_bps = 1
    let spread_bps     = 1

    bundle momentum = "bundles/momentum.yaml"
    bundle reversal = "bundles/reversal.yaml"
    period early    = 2014 .. 2018
    period late     = 2019 .. 2024

    for bundle in [momentum, reversal], period in [early, late] {
      sweep top_quantile   in [0.1, 0.2, 0.3]
      sweep rebalance_freq in ["W", "M"]
      let bottom_quantile = top_quantile             # both sides equally concentrated
      run                                            # ids from the axes: momentum_early_0.1_W, ...
    }

    """

  static let momentumBundle = """
    # Twelve months' return without the last one: works in this made-up market, by construction.
    universe: "synthetic"
    factor_set: "core"
    horizon_days: 20
    factors:
      - {name: "momentum_12m_excl_1m", weight: 1.0, direction: "positive"}
    options: {winsorize: true, winsorize_limits: [0.01, 0.99], zscore: true, neutralize_by: null}

    """

  static let reversalBundle = """
    # Yesterday's return: noise in this made-up market, by construction.
    universe: "synthetic"
    factor_set: "core"
    horizon_days: 1
    factors:
      - {name: "reversal_1d", weight: 1.0, direction: "negative"}
    options: {winsorize: true, winsorize_limits: [0.01, 0.99], zscore: true, neutralize_by: null}

    """
}
