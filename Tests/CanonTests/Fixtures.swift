// Schemas, programs' jobs and documents that the tests of this module share.

import Canon
import Experiment
import Source

/// A backtest's settings in small: every type and every rule of the real ones.
let backtestSchema = Schema([
  Setting(
    "bundle_path", .path, isRequired: true, stage: .factors,
    when: SettingCondition("strategy", isOneOf: [.text("multifactor_long_short")]), help: ""),
  Setting("start_date", .day, isRequired: true, help: ""),
  Setting("end_date", .day, isRequired: true, help: ""),
  Setting("train_start_date", .day, isOptional: true, help: ""),
  Setting("train_end_date", .day, isOptional: true, help: ""),
  Setting(
    "symbols_file", .path, isOptional: true, aliases: ["universe_file"], help: "one symbol a line"),
  Setting("symbols", .list(of: .text), isOptional: true, help: ""),
  Setting("data_source", .choice(["local"]), default: .text("local"), help: ""),
  Setting("freq", .choice(["1d"]), default: .text("1d"), help: ""),
  Setting(
    "strategy", .choice(["multifactor_long_short", "equal_weight"]),
    default: .text("multifactor_long_short"), help: ""),
  Setting("ema_fast", .int(1...1000), default: .int(20), help: ""),
  Setting("rebalance_freq", .choice(["D", "W", "M", "Q"]), default: .text("M"), help: ""),
  Setting(
    "top_quantile", .number(NumberRange(.zero, Decimal(1))),
    default: Decimal("0.2").map(Value.number),
    help: ""),
  Setting(
    "max_gross_exposure", .number(NumberRange()), default: .number(Decimal(1)), help: ""),
  Setting(
    "start_capital", .number(NumberRange(.zero, isLowerOpen: true)),
    default: .number(Decimal(100_000)), help: ""),
  Setting("benchmark", .text, isOptional: true, help: ""),
  Setting("hold", .duration, isOptional: true, help: ""),
  Setting("generate_report", .bool, default: .bool(false), help: ""),
  Setting("generate_risk_report", .bool, default: .bool(false), help: ""),
  Setting("generate_tca_report", .bool, default: .bool(false), help: ""),
  Setting("seed", .int(nil), default: .int(42), help: ""),
])

/// Stands for the language's parser: any text is an expression that means itself.
func parseAnyJob(_ written: WrittenJob) -> ParsedJob {
  func field(_ text: WrittenText) -> JobField {
    JobField(text: text.text, formula: .constant(.text(text.text)))
  }
  let job = CommandJob(
    argv: field(written.argv), metrics: written.metrics.map(field),
    timeout: written.timeout.map(field),
    environment: written.environment.map { .init(name: $0.name, value: field($0.value)) })
  return ParsedJob(job: .command(job), schema: Schema(written.params))
}

func load(_ text: String, _ form: DocumentForm = .yaml) -> LoadedBatch {
  loadBatch(
    SourceText(name: "batch.\(form.rawValue)", text), form: form, schema: backtestSchema,
    parseJob: parseAnyJob)
}

/// The plan of a text that must be right.
func plan(_ text: String, _ form: DocumentForm = .yaml) throws -> Plan {
  let loaded = load(text, form)
  guard let plan = loaded.plan else {
    let source = SourceText(name: "batch", text)
    throw NotLoaded(description: DiagnosticRenderer(source: source).render(loaded.diagnostics))
  }
  return plan
}

struct NotLoaded: Error, CustomStringConvertible { let description: String }

/// A batch of one run with these further lines in `defaults`.
func batch(defaults lines: String...) -> String {
  """
  batch_name: "b"
  defaults:
    bundle_path: "core.yaml"
    start_date: "2015-01-01"
    end_date: "2020-12-31"
  \(lines.map { "  \($0)\n" }.joined())
  runs:
    - id: "a"
  """
}

/// A text with its marks `⟦` and `⟧` taken out, and the bytes between each pair.
func marked(_ text: String) -> (text: String, spans: [Span]) {
  var plain: [UInt8] = []
  var spans: [Span] = []
  var starts: [Int] = []
  for character in text {
    switch character {
    case "⟦": starts.append(plain.count)
    case "⟧": if let start = starts.popLast() { spans.append(Span(start, plain.count)) }
    default: plain += String(character).utf8
    }
  }
  return (String(decoding: plain, as: UTF8.self), spans)
}

/// The seed's own example.
let seedExample = """
  batch_name: "ai_tech_core_vs_mlalpha_2025"
  description: "Compare AI/Tech core bundle vs. ML-alpha bundles across multiple periods"
  output_root: "output/batch_backtests"

  defaults:
    freq: "1d"
    data_source: "local"
    strategy: "multifactor_long_short"
    rebalance_freq: "M"
    max_gross_exposure: 1.0
    start_capital: 100000
    generate_report: true
    generate_risk_report: true
    generate_tca_report: false
    symbols_file: "config/universe_ai_tech_tickers.txt"

  runs:
    - id: "core_2015_2020"
      bundle_path: "config/factor_bundles/ai_tech_core_bundle.yaml"
      start_date: "2015-01-01"
      end_date: "2020-12-31"

    - id: "core_ml_2015_2020"
      bundle_path: "config/factor_bundles/ai_tech_core_ml_bundle.yaml"
      start_date: "2015-01-01"
      end_date: "2020-12-31"

    - id: "ml_alpha_only_2015_2020"
      bundle_path: "config/factor_bundles/ai_tech_ml_alpha_bundle.yaml"
      start_date: "2015-01-01"
      end_date: "2020-12-31"
      generate_tca_report: true

  """
