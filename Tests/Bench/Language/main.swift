// How fast the front end is: a long program, and every spelling at twice and four times its length.
// `make bench` builds and runs it. Nothing is asserted: it prints figures, medians of several tries.

import Backtest
import Experiment
import Glibc
import Language
import Source

private func seconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// The median processor time of a piece of work, in milliseconds.
private func median(of tries: Int, _ work: () -> Void) -> Double {
  let times = (0..<tries).map { _ in
    let start = seconds()
    work()
    return (seconds() - start) * 1000
  }
  return times.sorted()[tries / 2]
}

private func shown(_ value: Double) -> String {
  let text = String(Double(Int(value * 100)) / 100)
  return String(repeating: " ", count: max(0, 9 - text.count)) + text
}

private func check(_ text: String) -> Compilation {
  compile(
    SourceText(name: "x", text), batchName: "x", backtestSchema: backtestSchema,
    maxRuns: 1_000_000)
}

/// About so many lines of everything that a program can hold.
private func program(lines count: Int) -> String {
  var lines = ["let strategy = \"equal_weight\"", "let period = 2015 .. 2020"]
  var number = 0
  while lines.count < count {
    number += 1
    switch number % 9 {
    case 0: lines.append("def f\(number)(x) = x * \(number) + 1")
    case 1: lines.append("def v\(number) = \(number) * 2 + max(\(number), 3)")
    case 2:
      lines.append(
        "preset p\(number) { commission_bps = \(number % 7), start_capital = \(number) }")
    case 3: lines.append("bundle b\(number) = \"bundles/b\(number).yaml\"")
    case 4:
      lines += [
        "group g\(number) {", "  sweep start_capital in [\(number)_100, \(number)_200]",
        "  sweep seed in 1 .. 3", "  when seed + start_capital != \(number)_203", "  run", "}",
      ]
    case 5: lines.append("run r\(number) { seed = \(number); start_capital = \(number)_000 }")
    case 6: lines.append("# comment \(number)")
    case 7: lines.append("period q\(number) = \(1900 + number % 100) .. \(2000 + number % 20)")
    default: lines.append("def s\(number) = \"text {\(number)} and {max(1, \(number))} more\"")
    }
  }
  return lines.joined(separator: "\n") + "\n"
}

let long = program(lines: 10_000)
let source = SourceText(name: "x", long)
print(
  "front end, 10 000 lines (\(long.utf8.count / 1024) KiB, \(check(long).plan?.count ?? 0) runs), CPU ms, median of 15:"
)
// For a profiler: the check alone, as often as the argument says.
if let times = CommandLine.arguments.dropFirst().first.flatMap({ Int($0) }) {
  for _ in 0..<times { _ = check(long) }
  exit(0)
}
print("  to the syntax tree  \(shown(median(of: 15) { _ = statements(in: source) }))")
print("  whole check         \(shown(median(of: 15) { _ = check(long) }))   bar: 50")
print("  format              \(shown(median(of: 15) { _ = formatted(source) }))")

/// Spellings that could be slow, each for a length.
let spellings: [(String, (Int) -> String)] = [
  (
    "sum in one list",
    { n in "def x = [" + (0..<n).map { "\($0) + 1" }.joined(separator: ", ") + "]" }
  ),
  (
    "definitions of definitions",
    { n in
      "def x0 = 1\n" + (1...n).map { "def x\($0) = x\($0 - 1) + 1" }.joined(separator: "\n")
    }
  ),
  ("functions", { n in (0..<n).map { "def f\($0)(x) = x + \($0)" }.joined(separator: "\n") }),
  ("strings", { n in (0..<n).map { "def s\($0) = \"a {\($0)} b\"" }.joined(separator: "\n") }),
  (
    "levels",
    { n in "sweep seed in [" + (0..<n).map(String.init).joined(separator: ", ") + "]\nrun" }
  ),
  (
    "groups",
    { n in
      (0..<n).map { "group g\($0) { sweep seed in [\($0)1, \($0)2]\nrun }" }.joined(separator: "\n")
    }
  ),
  (
    "filters side by side",
    { n in
      (0..<n).map { "group g\($0) { sweep seed in [\($0)1, \($0)2]\nwhen seed != \($0)1\nrun }" }
        .joined(separator: "\n")
    }
  ),
  ("runs", { n in (0..<n).map { "run r\($0) { seed = \($0) }" }.joined(separator: "\n") }),
  ("comments", { n in (0..<n).map { "# \($0)" }.joined(separator: "\n") + "\nrun a" }),
  ("unknown names", { n in (0..<n).map { "def x\($0) = zz\($0)" }.joined(separator: "\n") }),
  ("stray braces", { n in String(repeating: "}", count: n) }),
  ("open strings", { n in "def x = " + String(repeating: "\"{", count: n) }),
]
print("growth: CPU ms at n = 2000, and how many times that at 2n and 4n (linear: 2 and 4):")
let head = "let strategy = \"equal_weight\"\nlet period = 2015 .. 2020\n"
for (name, make) in spellings {
  let times = [2000, 4000, 8000].map { n in
    let text = head + make(n) + "\n"
    return median(of: 5) { _ = check(text) }
  }
  let padding = String(repeating: " ", count: max(0, 28 - name.count))
  print(
    "  \(name)\(padding)\(shown(times[0]))\(shown(times[1] / times[0]))\(shown(times[2] / times[0]))"
  )
}
