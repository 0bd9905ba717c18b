// The bare engine: backtests one after the other in this process, without plan, keepers or database.
// Arguments: a price file, the first start capital, how many runs (each capital has 200).

import Backtest
import Experiment
import Glibc

let words = CommandLine.arguments
guard words.count == 4, let first = Int64(words[2]), let count = Int64(words[3]) else { exit(64) }
let file = open(words[1], O_RDONLY)
var status = stat()
fstat(file, &status)
var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
guard read(file, &bytes, bytes.count) == bytes.count else { exit(1) }

let engine = BacktestEngine()
let data = BacktestData(prices: try pricePanel([PriceFile(name: words[1], bytes: bytes)]))
var sum = 0.0
for number in 0..<count {
  var settings = Settings(count: backtestSchema.settings.count)
  for (name, value) in [
    ("strategy", Value.text("equal_weight")), ("start_capital", .int(first + number / 200)),
    ("commission_bps", .int(number % 200 + 1)),
    ("rebalance_freq", .text("D")), ("start_date", .day(Day("2010-01-01")!)),
    ("end_date", .day(Day("2019-12-31")!)),
  ] {
    settings[backtestSchema.position(of: name)!] = value
  }
  let configuration = try BacktestConfiguration(settings.resolved(by: backtestSchema))
  sum += try engine.run(configuration, on: data, keeping: .metrics).metrics[0].value
}
print(sum)
