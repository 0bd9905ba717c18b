// A schema for the tests of the language: the settings that its programs use, whatever the engine.

import Experiment

let testSchema = Schema([
  Setting(
    "bundle_path", .path, isRequired: true, stage: .factors,
    when: SettingCondition("strategy", isOneOf: [.text("multifactor_long_short")]),
    help: "bundle"),
  Setting("start_date", .day, isRequired: true, help: "first day"),
  Setting("end_date", .day, isRequired: true, help: "last day"),
  Setting("train_start_date", .day, isOptional: true, help: "first day to train on"),
  Setting("train_end_date", .day, isOptional: true, help: "last day to train on"),
  Setting("symbols_file", .path, aliases: ["universe_file"], help: "symbols"),
  Setting("data_source", .choice(["local"]), default: .text("local"), help: "source"),
  Setting("freq", .choice(["1d"]), default: .text("1d"), help: "frequency"),
  Setting(
    "strategy", .choice(["multifactor_long_short", "trend_baseline", "equal_weight"]),
    default: .text("multifactor_long_short"), stage: .scores, help: "strategy"),
  Setting(
    "ema_fast", .int(1...10_000), unit: .bars, default: .int(20),
    when: SettingCondition("strategy", isOneOf: [.text("trend_baseline"), .text("equal_weight")]),
    help: "fast"),
  Setting("ema_slow", .int(1...10_000), unit: .bars, default: .int(60), help: "slow"),
  Setting(
    "rebalance_freq", .choice(["D", "W", "M", "Q"]), default: .text("M"), help: "rebalancing"),
  Setting(
    "top_quantile", .number(NumberRange(.zero, Decimal(1))), unit: .fraction,
    default: .number(Decimal("0.2")!), help: "long side"),
  Setting(
    "max_gross_exposure", .number(NumberRange(.zero)), unit: .equityMultiple,
    default: .number(Decimal(1)), help: "gross"),
  Setting("max_weight", .number(NumberRange(.zero)), isOptional: true, help: "cap"),
  Setting(
    "start_capital", .number(NumberRange(.zero, isLowerOpen: true)), unit: .currency,
    default: .number(Decimal(100_000)), help: "capital"),
  Setting(
    "commission_bps", .number(NumberRange(.zero)), unit: .basisPoints, default: .number(.zero),
    help: "commission"),
  Setting("generate_report", .bool, default: .bool(false), help: "report"),
  Setting("generate_risk_report", .bool, default: .bool(false), help: "risk"),
  Setting("generate_tca_report", .bool, default: .bool(false), help: "tca"),
  Setting("seed", .int(0...Int64.max), default: .int(42), help: "seed"),
  .tags,
])
