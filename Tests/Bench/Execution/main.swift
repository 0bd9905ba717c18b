// What the executor costs, beside what the operating system and the bare engine ask for the same in the
// same rounds. `make bench` builds it and gives it the released program. It prints figures.
//
// Arguments: gamut, the yardsticks `spawn` and `bench-engine`, a folder in memory.

import Backtest
import Experiment
import Glibc

let arguments = CommandLine.arguments
guard arguments.count == 5 else { exit(64) }
let (gamut, yardstick, engine, folder) = (arguments[1], arguments[2], arguments[3], arguments[4])
guard chdir(folder) == 0 else { exit(1) }

/// Seconds on the clock, and the most memory of the process itself, in MiB.
struct Cost {
  let seconds: Double
  let memory: Double
}

func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func start(_ words: [String]) -> pid_t {
  var files = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&files)
  defer { posix_spawn_file_actions_destroy(&files) }
  for descriptor in [Int32(1), 2] {
    posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null", O_WRONLY, 0)
  }
  var words = words.map { strdup($0) } + [nil]
  defer { for word in words { free(word) } }
  var child = pid_t()
  guard posix_spawn(&child, words[0]!, &files, nil, &words, environ) == 0 else { exit(1) }
  return child
}

/// Waits for processes to end well.
func end(_ children: [pid_t]) -> Double {
  var memory = 0.0
  for child in children {
    var status: Int32 = 0
    var usage = rusage()
    wait4(child, &status, 0, &usage)
    guard status == 0 else {
      print("a process ended with \(status)")
      exit(1)
    }
    memory = max(memory, Double(usage.ru_maxrss) / 1024)
  }
  return memory
}

func run(_ commands: [String]...) -> Cost {
  let begin = now()
  let memory = end(commands.map(start))
  return Cost(seconds: now() - begin, memory: memory)
}

func write(_ text: String, to name: String) {
  let file = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
  let bytes = Array(text.utf8)
  guard Glibc.write(file, bytes, bytes.count) == bytes.count else { exit(1) }
  close(file)
}

func remove(_ name: String) { _ = run(["/bin/rm", "-rf", name]) }

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

func rounded(_ value: Double, _ places: Int = 2) -> String {
  let scale = pow(10, Double(places))
  let whole = Int((value * scale).rounded())
  let rest = String(whole % Int(scale))
  return "\(whole / Int(scale))." + String(repeating: "0", count: places - rest.count) + rest
}

func row(_ name: String, _ figure: String, bar: String) {
  let padding = String(repeating: " ", count: max(1, 52 - name.utf8.count))
  print("  \(name)\(padding)\(figure)   bar: \(bar)")
}

/// The batch of a program that is run so many times.
func commandBatch(_ name: String, _ runs: Int, _ fields: String, _ job: String) {
  write(
    """
    batch \(name) { \(fields) }
    param n : int
    \(job)
    sweep n in 1 .. \(runs)
    run "{n}"
    """, to: "\(name).gamut")
}

func gamutRun(_ name: String, workers: Int = 2) -> [String] {
  [gamut, "run", "\(name).gamut", "--max-workers", "\(workers)", "--progress", "none"]
}

func fresh(_ name: String, workers: Int = 2) -> Cost {
  remove("output")
  return run(gamutRun(name, workers: workers))
}

// MARK: Commands

func commands() {
  let job = "job command { argv = [\"/bin/true\"] }"
  commandBatch("full", 1000, "", job)
  commandBatch("light", 1000, "artifacts = \"none\"", job)
  var ratios: (full: [Double], none: [Double]) = ([], [])
  var milliseconds: [Double] = []
  for _ in 0..<9 {
    remove("twin")
    mkdir("twin", 0o755)
    let twin = run([yardstick, "full", "1000", "2", "twin", "--", "/bin/true"])
    let full = fresh("full")
    let bare = run([yardstick, "bare", "1000", "2", "--", "/bin/true"])
    let none = fresh("light")
    ratios.full.append(full.seconds / twin.seconds)
    ratios.none.append(none.seconds / bare.seconds)
    milliseconds.append(full.seconds)
  }
  row(
    "1000 x /bin/true, folders, logs, database : twin in C",
    "\(rounded(median(ratios.full))) (\(rounded(median(milliseconds), 3)) ms a run)", bar: "1.25")
  row("the same without artifacts : bare C", rounded(median(ratios.none)), bar: "1.25")
}

// MARK: Workers

func workers() {
  write(
    """
    import json, sys
    print('{"gamut": 1}', flush=True)
    for line in sys.stdin:
        run = json.loads(line)
        print(json.dumps({"run": run["run"], "metrics": {"x": run["settings"]["n"]}}), flush=True)
    """, to: "worker.py")
  commandBatch("worker", 10_000, "", "job worker { argv = [\"/usr/bin/python3\", \"worker.py\"] }")
  var ratios: [Double] = []
  var microseconds: [Double] = []
  for _ in 0..<7 {
    let pipe = run([yardstick, "pipe", "10000", "--", "/usr/bin/python3", "worker.py"])
    let ours = fresh("worker", workers: 1)
    ratios.append(ours.seconds / pipe.seconds)
    microseconds.append(ours.seconds * 100)
  }
  row(
    "10 000 runs of a Python worker : the same in a pipe loop",
    "\(rounded(median(ratios))) (\(rounded(median(microseconds), 1)) us a run)", bar: "2.00")
}

// MARK: Up to date, memory

func upToDate() {
  var seconds: [Double] = []
  remove("output")
  _ = run(gamutRun("full"))
  for _ in 0..<9 { seconds.append(run(gamutRun("full")).seconds) }
  row("up-to-date check of 1000 runs", "\(rounded(median(seconds) * 1000, 1)) ms", bar: "20 ms")
  write(
    """
    batch many { artifacts = "none" }
    param n : int
    job worker { argv = ["/usr/bin/python3", "worker.py"] }
    sweep n    in 1 .. 1000
    sweep seed in 1 .. 100
    run
    """, to: "many.gamut")
  let first = fresh("many")
  var again: [Cost] = []
  for _ in 0..<5 { again.append(run(gamutRun("many"))) }
  row(
    "up-to-date check of 100 000 runs", "\(rounded(median(again.map(\.seconds)))) s", bar: "1 s")
  row(
    "memory of the coordinator, 100 000 runs: first, again",
    "\(rounded(first.memory, 1)), \(rounded(again[0].memory, 1)) MiB", bar: "30 MB")
}

// MARK: The engine

/// Made-up prices of so many symbols for some days from 2010 on.
func writePrices(_ name: String, symbols: Int, until last: String) {
  guard let from = Day("2010-01-01"), let to = Day(last), let period = Period(start: from, end: to)
  else { exit(1) }
  let file = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
  let bytes = syntheticUniverse(symbols: symbols, days: period)
  guard Glibc.write(file, bytes, bytes.count) == bytes.count else { exit(1) }
  close(file)
}

func backtests(_ name: String, _ prices: String, _ runs: Int) {
  write(
    """
    batch \(name) { artifacts = "none" }
    let strategy       = "equal_weight"
    let prices         = "\(prices)"
    let rebalance_freq = "D"
    let period         = 2010 .. 2019
    sweep start_capital  in 1001 .. \(1000 + runs / 200) step 1
    sweep commission_bps in 1 .. 200 step 1
    run
    """, to: "\(name).gamut")
}

/// The same runs in so many processes that are nothing but the engine.
func bare(_ processes: Int, _ prices: String, _ runs: Int) -> Double {
  let begin = now()
  _ = end(
    (0..<processes).map { part in
      start([engine, prices, "\(1001 + part * runs / 200 / processes)", "\(runs / processes)"])
    })
  return now() - begin
}

func builtIn() {
  // Runs that are next to nothing: what is left is the executor.
  writePrices("tiny.csv", symbols: 3, until: "2010-01-20")
  let (few, many) = (2000, 42_000)
  backtests("tinyfew", "tiny.csv", few)
  backtests("tinymany", "tiny.csv", many)
  var cost: [Double] = []
  for _ in 0..<5 {
    let own = bare(2, "tiny.csv", many) - bare(2, "tiny.csv", few)
    let ours = fresh("tinymany").seconds - fresh("tinyfew").seconds
    cost.append((ours - own) / Double(many - few) * 1e6)
  }
  row(
    "built-in runs beyond two bare engine processes", "\(rounded(median(cost), 1)) us a run",
    bar: "10 us")
}

func scaling() {
  writePrices("large.csv", symbols: 100, until: "2019-12-31")
  let (few, many) = (200, 2200)
  backtests("largefew", "large.csv", few)
  backtests("largemany", "large.csv", many)
  var gains: [Double] = []
  for _ in 0..<5 {
    let one = bare(1, "large.csv", many) - bare(1, "large.csv", few)
    let oursOne = fresh("largemany", workers: 1).seconds - fresh("largefew", workers: 1).seconds
    let two = bare(2, "large.csv", many) - bare(2, "large.csv", few)
    let oursTwo = fresh("largemany").seconds - fresh("largefew").seconds
    gains.append((oursOne / oursTwo) / (one / two))
  }
  row("gain of 2 workers : gain of 2 bare engines", rounded(median(gains)), bar: "0.95")
}

print("executor (medians of rounds; folder in memory)")
commands()
workers()
upToDate()
builtIn()
scaling()
