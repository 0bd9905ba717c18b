// What the built-in engine costs, beside the same job in plain C. `make bench` builds both.
//
// Arguments: the yardstick `job`, a folder in memory, and gamut. It prints figures; the results of both must
// agree.

import Backtest
import Experiment
import Glibc

let words = CommandLine.arguments
guard words.count == 4 else { exit(64) }
let (yardstick, folder) = (words[1], words[2])

func cpuSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func row(_ name: String, _ figure: String, bar: String) {
  print(
    "  \(name)\(String(repeating: " ", count: max(1, 52 - name.utf8.count)))\(figure)   bar: \(bar)"
  )
}

func rounded(_ value: Double, _ places: Int = 2) -> String {
  Decimal(value)?.fixedText(places: places) ?? "none"
}

// MARK: Data

guard let from = Day("2014-01-02"), let to = Day("2023-08-30"),
  let period = Period(start: from, end: to)
else { exit(1) }
let csv = syntheticUniverse(seed: 7, symbols: 100, days: period)
let parsed = try pricePanel([PriceFile(name: "prices.csv", bytes: csv)])
// Laid out by day, as C's are, and as they come from the cache.
let panel = PricePanel(
  days: parsed.days, symbols: parsed.symbols, close: parsed.close, dayRows: DayRows(parsed))
let dayCount = panel.days.count
let symbolCount = panel.symbols.count

func writeForYardstick() -> String {
  let path = "\(folder)/prices.bin"
  let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
  let days = panel.days.map { Int32($0.number) }
  var closes: [Double] = []
  for day in 0..<dayCount {
    for symbol in 0..<symbolCount { closes.append(panel.close[symbol * dayCount + day]) }
  }
  guard write(file, days, days.count * 4) == days.count * 4,
    write(file, closes, closes.count * 8) == closes.count * 8
  else { exit(1) }
  close(file)
  return path
}

let prices = writeForYardstick()

/// CPU seconds, and the figures of the base run.
func yardstickSeconds(_ what: String, repeats: Int) -> (seconds: Double, figures: [Double]) {
  let command = "\(yardstick) \(prices) \(dayCount) \(symbolCount) \(what) \(repeats)"
  guard let pipe = popen(command, "r") else { exit(1) }
  var line = [CChar](repeating: 0, count: 400)
  guard fgets(&line, 400, pipe) != nil, pclose(pipe) == 0 else { exit(1) }
  let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
  return (numbers[0], Array(numbers.dropFirst()))
}

// MARK: The engine

struct Variant {
  var lookback = 252
  var quantile = "0.2"
  var frequency = "M"
  var exposure = "1"
}

func run(
  _ variant: Variant, _ engine: BacktestEngine, _ observe: ((BacktestStage) -> Void)? = nil
) throws -> Outcome {
  var settings = Settings(count: backtestSchema.settings.count)
  func number(_ text: String) -> Value { .number(Decimal(text) ?? .zero) }
  for (name, value) in [
    ("bundle_path", Value.text("bundle")), ("start_date", .day(panel.days[0])),
    ("end_date", .day(panel.days[dayCount - 1])), ("rebalance_on", .text("last")),
    ("rebalance_freq", .text(variant.frequency)), ("fill", .text("close")),
    ("top_quantile", number(variant.quantile)), ("bottom_quantile", number(variant.quantile)),
    ("max_gross_exposure", number(variant.exposure)), ("commission_bps", number("10")),
  ] {
    if let position = backtestSchema.position(of: name) { settings[position] = value }
  }
  let bundle = FactorBundle(
    universe: "u", factorSet: "core", horizonDays: 21,
    factors: [
      .init(name: "simple_return(\(variant.lookback), 21)", weight: 1, direction: .positive)
    ], winsorize: false, zscore: false)
  let configuration = try BacktestConfiguration(settings.resolved(by: backtestSchema))
  return try engine.run(
    configuration, on: BacktestData(prices: panel, bundle: bundle), keeping: .metrics,
    observe: observe)
}

let variants = [63, 126, 189, 252, 315].flatMap { lookback in
  ["M", "W"].flatMap { frequency in
    ["0.05", "0.1", "0.2", "0.25", "0.3"].flatMap { quantile in
      ["0.5", "1"].map {
        Variant(lookback: lookback, quantile: quantile, frequency: frequency, exposure: $0)
      }
    }
  }
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

func checkFigures(_ figures: [Double]) throws {
  let outcome = try run(Variant(), BacktestEngine())
  func metric(_ name: String) -> Double {
    outcome.metrics.first { $0.name == name }?.value ?? .nan
  }
  let ours = ["final_pf", "sharpe", "max_drawdown", "trades", "costs"].map(metric)
  for (a, b) in zip(ours, figures) where abs(a - b) > 1e-12 * max(1, abs(b)) {
    print("the engine's figures are not those of C: \(ours), \(figures)")
    exit(1)
  }
}

/// CPU seconds of some runs: all but the metrics, and the metrics.
func seconds(_ variants: [Variant], _ engine: BacktestEngine) throws -> (
  work: Double, metrics: Double
) {
  var (work, metrics) = (0.0, 0.0)
  for variant in variants {
    let begin = cpuSeconds()
    var end = begin
    _ = try run(variant, engine) { if $0 == .metrics { end = cpuSeconds() } }
    work += end - begin
    metrics += cpuSeconds() - end
  }
  return (work, metrics)
}

func best(
  of rounds: Int, _ body: () throws -> (work: Double, metrics: Double)
) rethrows -> (work: Double, metrics: Double) {
  var best = (work: Double.infinity, metrics: Double.infinity)
  for _ in 0..<rounds {
    let this = try body()
    best = (min(best.work, this.work), min(best.metrics, this.metrics))
  }
  return best
}

print("engine (100 symbols x \(dayCount) days, CPU; best of some, medians of rounds)")
var ratios: (single: [Double], sweep: [Double]) = ([], [])
var micro: (single: [Double], sweep: [Double], metrics: [Double]) = ([], [], [])
for _ in 0..<7 {
  let single = yardstickSeconds("single", repeats: 20)
  try checkFigures(single.figures)
  // The prices are laid out, as C's are; the factor is new.
  let engine = BacktestEngine()
  var lookback = 126
  let ours = try best(of: 20) {
    lookback += 1
    return try seconds([Variant(lookback: lookback)], engine)
  }
  let shared = yardstickSeconds("shared", repeats: 3)
  let sweep = try best(of: 3) { try seconds(variants, BacktestEngine()) }
  ratios.single.append(ours.work / single.seconds)
  ratios.sweep.append(sweep.work / shared.seconds)
  micro.single.append(ours.work * 1e6)
  micro.sweep.append(sweep.work * 1e4)
  micro.metrics.append(sweep.metrics * 1e4)
}
row(
  "one run : C that selects",
  "\(rounded(median(ratios.single))) (\(rounded(median(micro.single), 1)) us)", bar: "1.50")
row(
  "100 variants : C with shared ranks",
  "\(rounded(median(ratios.sweep))) (\(rounded(median(micro.sweep), 1)) us a run)", bar: "1.00")
row("all metrics of a run", "\(rounded(median(micro.metrics), 1)) us", bar: "100 us")
try benchWholeRuns(words[3], folder, csv: csv)
benchReports(words[3], folder, csv: csv)
benchProfiling(words[3], folder)
