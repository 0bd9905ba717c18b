// What users wait for: ten thousand runs of the reference job, and prices of a large universe, first and
// second time. Wall seconds.

import Backtest
import Experiment
import Glibc

func wallSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func write(_ path: String, _ bytes: [UInt8]) {
  let file = fopen(path, "w")
  guard fwrite(bytes, 1, bytes.count, file) == bytes.count, fclose(file) == 0 else { exit(1) }
}

/// Wall seconds of a run of a program in a folder of its own.
func seconds(
  _ gamut: String, _ program: String, _ folder: String, _ options: String = ""
) -> Double {
  write("\(folder)/batch.gamut", Array(program.utf8))
  let begin = wallSeconds()
  let command =
    "cd \(folder) && rm -rf output && GAMUT_CACHE=\(folder)/cache \(gamut) run batch.gamut "
    + "--max-workers 2 \(options) >log 2>&1"
  guard system(command) == 0 else {
    print("the batch failed: see \(folder)/log")
    exit(1)
  }
  return wallSeconds() - begin
}

func benchWholeRuns(_ gamut: String, _ folder: String, csv: [UInt8]) throws {
  write("\(folder)/prices.csv", csv)
  func program(_ axes: String, _ quantile: String, _ windows: String) -> String {
    """
    batch many { max_runs = 20000, artifacts = "none" }
    let prices          = "prices.csv"
    let period          = 2014 .. 2022
    let fill            = "close"
    let rebalance_on    = "last"
    let commission_bps  = 10
    \(axes)
    let top_quantile    = \(quantile)
    let bottom_quantile = \(quantile)
    let factor          = "simple_return(\(windows))"
    run all
    """
  }
  let shared = program(
    """
    sweep lookback           in [63, 126, 189, 252, 315]
    sweep rebalance_freq     in ["M", "W"]
    sweep q                  in [0.05, 0.1, 0.2, 0.25, 0.3]
    sweep max_gross_exposure in 0.01 .. 2.0 step 0.01
    """, "q", "{lookback}, 21")
  let apart = program(
    "sweep lookback in 121 .. 320\nsweep skip in 1 .. 50", "0.2", "{lookback}, {skip}")
  for (name, program, bar) in [("ranks shared", shared, "2.5 s"), ("nothing shared", apart, "6 s")]
  {
    let times = (0..<3).map { _ in seconds(gamut, program, folder) }
    row("10 000 runs by gamut run, \(name)", "\(rounded(median(times))) s", bar: bar)
  }

  let large = wideUniverse(symbols: 3000, days: 5040)
  write("\(folder)/large.csv", large)
  let times = try (0..<3).map { _ in
    let begin = wallSeconds()
    _ = try pricePanel([PriceFile(name: "large.csv", bytes: large)])
    return wallSeconds() - begin
  }
  let megabytes = Double(large.count) / 1e6
  row(
    "3000 symbols x 20 years of closes from CSV",
    "\(rounded(megabytes / median(times), 0)) MB/s (\(rounded(megabytes, 0)) MB)", bar: "100 MB/s")
  let one = """
    batch one { artifacts = "none" }
    let prices = "large.csv"
    let period = 2006 .. 2022
    let fill   = "next_close"
    let factor = "momentum"
    run all
    """
  let first = seconds(gamut, one, folder)
  let again = (0..<5).map { _ in seconds(gamut, one, folder) }
  row("a run of it, first time", "\(rounded(first)) s", bar: "-")
  row("a run of it, second time, all in all", "\(rounded(median(again))) s", bar: "0.30 s")
}

/// Closes only, a column for each symbol.
private func wideUniverse(symbols: Int, days: Int) -> [UInt8] {
  var random = SplitMix64(seed: 5)
  var text = Array("date".utf8)
  for symbol in 0..<symbols { text += ",S\(symbol)".utf8 }
  var cents = (0..<symbols).map { _ in Int(random.next() % 20_000) + 1000 }
  var day = Day(number: 12_420)
  for _ in 0..<days {
    repeat { day = day.adding(days: 1) } while day.weekday > 4
    text += "\n\(day)".utf8
    for symbol in 0..<symbols {
      cents[symbol] = max(100, cents[symbol] + Int(random.next() % 201) - 100)
      text += ",\(cents[symbol] / 100).".utf8
      text.append(UInt8(48 + cents[symbol] / 10 % 10))
      text.append(UInt8(48 + cents[symbol] % 10))
    }
  }
  return text + [10]
}
