// How fast the plan and its text are, beside yardsticks in C that are run in the same rounds. `make
// bench` builds it and gives it the released program. Nothing is asserted: it prints figures.
//
// Arguments: the program gamut, the yardsticks of writing and of reading, a folder in memory.

import Glibc

let arguments = CommandLine.arguments
guard arguments.count == 5 else { exit(64) }
let (gamut, yardstick, walk, folder) = (arguments[1], arguments[2], arguments[3], arguments[4])

struct Cost {
  /// Processor time of the whole process, and time on the clock, in milliseconds.
  let cpu: Double
  let wall: Double
  /// Most memory at one time, in MiB.
  let memory: Double
}

func milliseconds(_ time: timeval) -> Double {
  Double(time.tv_sec) * 1000 + Double(time.tv_usec) / 1000
}

func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1e6
}

/// Starts a program whose output goes to a descriptor.
func start(_ words: [String], output: Int32) -> pid_t {
  var files = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&files)
  defer { posix_spawn_file_actions_destroy(&files) }
  posix_spawn_file_actions_adddup2(&files, output, 1)
  posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0)
  var words = words.map { strdup($0) } + [nil]
  defer { for word in words { free(word) } }
  var child = pid_t()
  guard posix_spawn(&child, words[0]!, &files, nil, &words, environ) == 0 else {
    fatalError("\(arguments) cannot be started")
  }
  return child
}

/// Runs a program to its end. Of its output nothing is kept.
func run(_ words: [String]) -> Cost {
  let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
  defer { close(nowhere) }
  let begin = now()
  let child = start(words, output: nowhere)
  var status: Int32 = 0
  var usage = rusage()
  wait4(child, &status, 0, &usage)
  let wall = now() - begin
  guard status == 0 else { fatalError("\(words) ended with \(status)") }
  return Cost(
    cpu: milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime), wall: wall,
    memory: Double(usage.ru_maxrss) / 1024)
}

/// How long a program takes to its first byte, in milliseconds.
func firstByte(_ words: [String]) -> Double {
  var ends: [Int32] = [0, 0]
  pipe(&ends)
  for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  let begin = now()
  let child = start(words, output: ends[1])
  close(ends[1])
  var byte: UInt8 = 0
  read(ends[0], &byte, 1)
  let wait = now() - begin
  close(ends[0])
  kill(child, SIGKILL)
  waitpid(child, nil, 0)
  return wait
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

func text(_ value: Double) -> String {
  let hundredths = Int((value.magnitude * 100).rounded())
  let rest = hundredths % 100
  return "\(value < 0 ? "-" : "")\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
}

func row(_ name: String, _ figure: String, bar: String) {
  let padding = String(repeating: " ", count: max(1, 46 - name.utf8.count))
  print("  \(name)\(padding)\(figure)   bar: \(bar)")
}

func write(_ text: String, to name: String) -> String {
  let path = "\(folder)/\(name)"
  let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
  let bytes = Array(text.utf8)
  guard Glibc.write(file, bytes, bytes.count) == bytes.count else { fatalError(path) }
  close(file)
  return path
}

func contents(_ path: String) -> [UInt8] {
  let file = open(path, O_RDONLY)
  defer { close(file) }
  var status = stat()
  fstat(file, &status)
  var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
  return read(file, &bytes, bytes.count) == bytes.count ? bytes : []
}

/// The grid of so many runs times 100 000.
func grid(times seeds: Int) -> String {
  let strings = ["bundle_path", "start_date", "end_date", "freq", "strategy", "rebalance_freq"]
  return """
    batch grid_bench { max_runs = 20_000_000 }
    \(strings.map { "param \($0) : string" }.joined(separator: "\n"))
    param max_gross_exposure : number = 0
    param start_capital : int = 0
    param lookback : int = 0
    param cost_bps : number = 0
    param generate_report : bool = false
    job command { argv = ["true"] }
    let freq = "1d"
    let strategy = "multifactor_long_short"
    let rebalance_freq = "M"
    let start_capital = 100_000
    let generate_report = true
    \(seeds > 1 ? "sweep seed in 1 .. \(seeds)" : "")
    for b in ["core", "core_ml", "ml_alpha", "value", "momentum", "quality", "lowvol", "carry",
              "macro", "sentiment"] {
      let bundle_path = "config/factor_bundles/{b}.yaml"
      sweep y in 2000 .. 2019
      let start_date = "{y}-01-01"
      let end_date = "{y + 4}-12-31"
      sweep max_gross_exposure in [0.5, 0.75, 1.0, 1.25, 1.5]
      sweep lookback in 20 .. 200 step 20
      sweep cost_bps in 0.5 .. 5.0 step 0.5
      run "\(seeds > 1 ? "s{seed}_" : ""){b}_{y}_{y + 4}_g{max_gross_exposure}_l{lookback}_c{cost_bps}"
    }

    """
}

let small = write(grid(times: 1), to: "grid.gamut")
let large = write(grid(times: 100), to: "large.gamut")
func convert(_ file: String, to output: String) -> [String] {
  [gamut, "convert", file, "--to", "yaml", "--form", "expanded", "-o", output]
}

// First, while this process is small itself: a child's figure begins with its parent's.
let memory = run(convert(small, to: "\(folder)/ours.yaml")).memory
let more = run(convert(large, to: "/dev/null")).memory - memory
let canonical = "\(folder)/ours.yaml"
let other = "\(folder)/other.yaml"
let headEnd = writeWithoutQuotes(canonical, to: other)
let loading = run([gamut, "plan", canonical, "--count"]).memory
let otherLoading = run([gamut, "plan", other, "--count"]).memory
let ours = contents(canonical)

/// Copies a canonical text, piece by piece, with the strings of its runs plain, as other tools write
/// them. Gives the number of bytes before the runs.
func writeWithoutQuotes(_ file: String, to copy: String) -> Int {
  let (input, output) = (open(file, O_RDONLY), open(copy, O_WRONLY | O_CREAT | O_TRUNC, 0o644))
  defer {
    close(input)
    close(output)
  }
  var headEnd = 0
  var piece = [UInt8](repeating: 0, count: 1 << 16)
  while case let count = read(input, &piece, piece.count), count > 0 {
    var kept = piece[..<count]
    if headEnd == 0 {
      let marker = Array("\nruns:".utf8)
      headEnd = kept.indices.first { kept[$0...].starts(with: marker) }! + marker.count
      kept = kept[..<headEnd] + kept[headEnd...].filter { $0 != UInt8(ascii: "\"") }
    } else {
      kept = kept.filter { $0 != UInt8(ascii: "\"") }[...]
    }
    kept.withUnsafeBytes {
      guard Glibc.write(output, $0.baseAddress, $0.count) > 0 else { exit(1) }
    }
  }
  return headEnd
}

let head = write(String(decoding: ours[..<headEnd], as: UTF8.self), to: "head")
func floor(_ way: String) -> [String] { [yardstick, head, "\(folder)/\(way).yaml", way] }
_ = run(floor("memcpy"))
_ = run(floor("snprintf"))
let isSame = ["memcpy", "snprintf"].allSatisfy { contents("\(folder)/\($0).yaml") == ours }

var costs: [[Cost]] = [[], [], []]
for _ in 0..<21 {
  costs[0].append(run(convert(small, to: "\(folder)/ours.yaml")))
  costs[1].append(run(floor("memcpy")))
  costs[2].append(run(floor("snprintf")))
}
let cpu = costs.map { median($0.map(\.cpu)) }
print(
  "canonical YAML, 100 000 runs, \(ours.count / 1_000_000) MB in memory (the yardstick writes the "
    + "\(isSame ? "same bytes" : "WRONG BYTES")), CPU of whole processes, medians of 21:")
row(
  "ours : memcpy", "\(text(cpu[0] / cpu[1]))  (\(text(cpu[0])) : \(text(cpu[1])) ms)", bar: "1.75")
row("ours : snprintf", "\(text(cpu[0] / cpu[2]))  (\(text(cpu[2])) ms)", bar: "0.75")
row("memory", "\(text(memory)) MiB", bar: "16")
row("and more for 10 million runs", "\(text(more)) MiB", bar: "1")
let first = (0..<21).map { _ in firstByte([gamut, "convert", large, "--to", "yaml"]) }
row("first byte of 10 million runs", "\(text(median(first))) ms", bar: "5")

var loads: [[Double]] = [[], [], [], [], []]
for _ in 0..<9 {
  for (index, file) in [canonical, other].enumerated() {
    loads[index * 2].append(run([gamut, "plan", file, "--count"]).cpu)
    loads[index * 2 + 1].append(run([walk, file]).cpu)
  }
  loads[4].append(run([gamut, "convert", canonical, "--to", "gamut", "-o", "/dev/null"]).wall)
}
let load = loads.map(median)
print(
  "reading the same 100 000 runs, CPU of whole processes against a walk over libyaml's events, of 9:"
)
row(
  "canonical text : walk", "\(text(load[0] / load[1]))  (\(text(load[0])) : \(text(load[1])) ms)",
  bar: "0.35")
row(
  "other YAML : walk", "\(text(load[2] / load[3]))  (\(text(load[2])) : \(text(load[3])) ms)",
  bar: "1.40")
row("memory for canonical text", "\(text(loading)) MiB", bar: "48")
row("memory for other YAML", "\(text(otherLoading)) MiB", bar: "48")
row("back to a program, on the clock", "\(text(load[4])) ms", bar: "2000")

let wide = write(
  (0..<15).map { "param p\($0) : int = 0\n" }.joined() + "job command { argv = [\"true\"] }\n"
    + (0..<15).map { "sweep p\($0) in 1 .. 10\n" }.joined() + "run\n", to: "wide.gamut")
print("a plan of 10^15 runs, whole process, medians of 21:")
for words in [["--count"], ["--nth", "349211234567890"]] {
  let times = (0..<21).map { _ in run([gamut, "plan", wide] + words).wall }
  row("plan " + words.joined(separator: " "), "\(text(median(times))) ms", bar: "5")
}
