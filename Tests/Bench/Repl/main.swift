// How long somebody waits in the REPL, in a real terminal: for the prompt, for a key with ten thousand lines
// loaded, for the count of a sweep. Arguments: gamut, and a folder in memory. Wall milliseconds, medians.

import Glibc

let words = CommandLine.arguments
guard words.count == 3 else { exit(64) }
let (gamut, folder) = (words[1], words[2])

func milliseconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
}

/// `gamut repl` at the other end of a pseudo-terminal.
final class Screen {
  private let keyboard: Int32
  private let process: pid_t
  let begin = milliseconds()
  private var text: [UInt8] = []

  init(_ arguments: [String]) {
    keyboard = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var lock: Int32 = 0
    var number: UInt32 = 0
    var size = winsize(ws_row: 30, ws_col: 110, ws_xpixel: 0, ws_ypixel: 0)
    guard ioctl(keyboard, UInt(0x4004_5431), &lock) == 0,
      ioctl(keyboard, UInt(0x8004_5430), &number) == 0,
      ioctl(keyboard, UInt(TIOCSWINSZ), &size) == 0
    else { exit(1) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    for file in 0...2 as ClosedRange<Int32> {
      posix_spawn_file_actions_addopen(&actions, file, "/dev/pts/\(number)", O_RDWR | O_NOCTTY, 0)
    }
    var argv = ([gamut, "repl"] + arguments).map { strdup($0) } + [nil]
    let environment = ["TERM=xterm", "HOME=\(folder)", "GAMUT_HISTORY=\(folder)/history"]
    var variables = environment.map { strdup($0) } + [nil]
    var child: pid_t = 0
    guard posix_spawn(&child, gamut, &actions, nil, &argv, &variables) == 0 else { exit(1) }
    process = child
  }

  /// Waits until something is shown: nil for anything at all.
  @discardableResult
  func wait(for wanted: String? = nil, within limit: Int32 = 10_000) -> Double {
    while true {
      if let wanted, let found = String(decoding: text, as: UTF8.self).firstRange(of: wanted) {
        text = Array(String(decoding: text, as: UTF8.self)[found.upperBound...].utf8)
        return milliseconds()
      }
      var file = pollfd(fd: keyboard, events: Int16(POLLIN), revents: 0)
      guard poll(&file, 1, limit) > 0 else {
        if wanted == nil { return milliseconds() }
        print("nothing was shown of '\(wanted ?? "")'")
        exit(1)
      }
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      let count = read(keyboard, &buffer, buffer.count)
      guard count > 0 else { exit(1) }
      text += buffer[..<count]
      if wanted == nil { return milliseconds() }
    }
  }

  /// Reads what comes, until nothing has come for a while.
  func rest() {
    var file = pollfd(fd: keyboard, events: Int16(POLLIN), revents: 0)
    while poll(&file, 1, 40) > 0 { wait() }
    text = []
  }

  func type(_ keys: String) -> Double {
    let begin = milliseconds()
    let bytes = Array(keys.utf8)
    _ = write(keyboard, bytes, bytes.count)
    return begin
  }

  func leave() {
    rest()
    _ = type("\u{4}\u{4}")
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
    close(keyboard)
  }
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

func row(_ name: String, _ values: [Double], bar: String) {
  func shown(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
  let blanks = String(repeating: " ", count: max(1, 46 - name.utf8.count))
  print(
    "  \(name)\(blanks)\(shown(median(values))) ms, at most \(shown(values.max() ?? 0))   bar: \(bar)"
  )
}

print("repl (in a terminal)")
row(
  "from start to prompt",
  (0..<21).map { _ in
    let screen = Screen([])
    defer { screen.leave() }
    return screen.wait(for: "gamut> ") - screen.begin
  }, bar: "30 ms")

var program = "batch big\nlet strategy = \"trend_baseline\"\nlet period = 2015 .. 2020\n"
for number in 0..<10_000 { program += "def name_\(number) = \(number) + 1\n" }
program += "sweep ema_fast in [1, 2, 3]\n"
let file = fopen("\(folder)/large.gamut", "w")
fputs(program, file)
fclose(file)
let large = Screen(["\(folder)/large.gamut"])
large.wait(for: "gamut> ")
large.rest()
var keys: [Double] = []
for key in "let ema_slow = name_99" {
  let begin = large.type(String(key))
  keys.append(large.wait() - begin)
  large.rest()
}
row("a key, 10 000 lines loaded", keys, bar: "16 ms")
row(
  "Tab there",
  (0..<9).map { _ in
    let begin = large.type("\t")
    defer { large.rest() }
    return large.wait() - begin
  }, bar: "16 ms")
large.leave()

let sweeps = Screen([])
sweeps.wait(for: "gamut> ")
for line in [
  "batch b { max_runs = 1000000000000 }", "let strategy = \"trend_baseline\"", "let period = 2015",
] {
  _ = sweeps.type(line + "\r")
  sweeps.rest()
}
var counts: [Double] = []
for setting in ["ema_fast", "seed", "ema_slow"] {
  _ = sweeps.type("sweep \(setting) in 1 .. \(setting == "seed" ? 1_000_000 : 1000)")
  sweeps.rest()
  let begin = sweeps.type("\r")
  counts.append(sweeps.wait(for: " runs (") - begin)
  sweeps.rest()
}
row("the count of a sweep, up to 10^12 runs", counts, bar: "50 ms")
// Ids that only comparing could prove, and formulas over two axes.
counts = []
for line in [
  "run \"{seed}{ema_fast}{ema_slow}\"", "let max_gross_exposure = ema_fast * seed / 7",
] {
  _ = sweeps.type(line)
  sweeps.rest()
  let begin = sweeps.type("\r")
  _ = sweeps.wait(for: "\r\n")
  counts.append(sweeps.wait(for: "gamut> ") - begin)
  sweeps.rest()
}
row("the same where runs must be compared", counts, bar: "50 ms")
sweeps.leave()
