// A session as a pure function of the lines that were typed.

import Experiment
import Fronts
import GamutKit
import Language
import Source
import Synchronization
import Testing

/// A session after some lines, and what it said to the last of them.
struct Typed {
  var session = Session()
  var reply = Reply()

  init(_ lines: String...) {
    for line in lines { type(line) }
  }

  mutating func type(_ line: String) { reply = session.enter(line) }

  /// Four runs.
  static let grid = [
    "batch grid", "let strategy = \"trend_baseline\"", "let period = 2015 .. 2020",
    "sweep max_gross_exposure in [0.5, 1.0]", "sweep rebalance_freq in [\"W\", \"M\"]",
  ]

  init(_ lines: [String], _ more: String...) {
    for line in lines + more { type(line) }
  }
}

@Suite("A session")
struct SessionTests {
  @Test("counts runs with the run that is still implied")
  func impliedRun() {
    let typed = Typed(Typed.grid)
    #expect(typed.reply.text == "4 runs (+2)\n")
    #expect(typed.session.standing.isRunImplied)
    #expect(!typed.session.text.contains("run"))
  }

  @Test("compares ten thousand runs while somebody waits, and says where there are more")
  func manyRuns() {
    var typed = Typed(
      "batch b { max_runs = 100000000 }", "let strategy = \"trend_baseline\"", "let period = 2015",
      "for n in 1 .. 1000000, m in 1 .. 3 { let seed = 3 * n + m; run }")
    #expect(
      typed.reply.text.contains("[not-compared]") && typed.reply.text.contains("3000000 runs"))
    typed.type("let ema_fast = 7")
    #expect(!typed.reply.text.contains("not-compared") && typed.reply.text.contains("3000000 runs"))
    typed.type(":drop 4")
    typed.type("for n in 1 .. 100, m in 1 .. 99 { let seed = 100 * n + m; run }")
    #expect(typed.reply.text.contains("9900 runs") && !typed.reply.isMistake)
    typed.type(
      "group g { for n in 1 .. 1000000, m in 1 .. 3 { let ema_slow = 3000 * n + m; run } }")
    #expect(typed.reply.isMistake && typed.reply.text.contains("out-of-range"))
    #expect(typed.session.standing.plan?.count == 9900)
  }

  @Test("takes nothing over of which the count was stopped")
  func stopped() {
    var typed = Typed()
    typed.session = Session(isStopped: { true })
    for line in Typed.grid { typed.type(line) }
    #expect(typed.reply.text == "4 runs (+2)\n")
    typed.type("when ema_fast < 3 * seed")
    #expect(typed.reply.isMistake && typed.reply.text.contains("was stopped"))
    #expect(typed.session.standing.plan?.count == 4)
    // What was counted once, and is not this time.
    let isImpatient = Mutex(false)
    typed = Typed()
    typed.session = Session(isStopped: { isImpatient.withLock(\.self) })
    for line in Typed.grid + ["when ema_fast < 3 * seed", ":drop 4"] { typed.type(line) }
    #expect(typed.session.standing.plan?.count == 2)
    isImpatient.withLock { $0 = true }
    typed.type(":undo")
    #expect(typed.reply.isMistake && typed.reply.text.contains("was stopped"))
    #expect(typed.session.standing.plan?.count == 2)
    isImpatient.withLock { $0 = false }
    typed.type(":undo")
    #expect(typed.reply.text.contains("undone, 4 runs"))
    typed.type(":redo")
    #expect(typed.reply.text.contains("redone, 2 runs"))
  }

  @Test("takes pasted statements together, and pasted commands one after the other")
  func steps() {
    let session = Session()
    #expect(session.steps(in: "let a = 1\nlet b = 2") == ["let a = 1\nlet b = 2"])
    #expect(session.steps(in: "let a = [\n1]\n  :plan") == ["let a = [", "1]", "  :plan"])
    #expect(session.steps(in: ":plan") == [":plan"])
  }

  @Test("keeps a bare last run last, and takes it once")
  func floatingRun() {
    var typed = Typed(Typed.grid, "run", "let ema_fast = 5")
    #expect(typed.session.text.hasSuffix("let ema_fast = 5\nrun\n"))
    typed.type("run")
    #expect(typed.reply.text == "nothing changed\n")
    typed.type("when rebalance_freq == \"M\"")
    #expect(typed.reply.text == "2 runs (-2)\n")
    #expect(!typed.session.standing.isRunImplied)
  }

  @Test("leaves a named run where it was typed")
  func namedRun() {
    let typed = Typed(
      "let strategy = \"trend_baseline\"", "let period = 2015", "run base { ema_fast = 3 }",
      "sweep ema_fast in [5, 10]")
    #expect(typed.reply.text == "3 runs (+2)\n")
    #expect(typed.session.text.hasSuffix("run base { ema_fast = 3 }\nsweep ema_fast in [5, 10]\n"))
  }

  @Test(
    "replaces what is there already where it stands",
    arguments: [
      ("let period = 2016", "line 3 changed, 4 runs, all keys new\n"),
      ("let period = 2015 .. 2020", "nothing changed\n"),
      ("let period = 2015-01-01 .. 2020-12-31", "line 3 changed, 4 runs, no key changed\n"),
      (
        "sweep max_gross_exposure in [1.0, 1.5, 2.0]",
        "line 4 changed, 6 runs (+2), 4 of 6 keys new\n"
      ),
      ("sweep rebalance_freq in [\"W\"]", "line 5 changed, 2 runs (-2), no new key\n"),
      ("batch other", "line 1 changed, 4 runs, no key changed\n"),
    ])
  func replacement(_ line: String, _ answer: String) {
    let typed = Typed(Typed.grid, line)
    #expect(typed.reply.text == answer)
    #expect(typed.session.text.split(separator: "\n").count == 5)
  }

  @Test("replaces declarations whatever declares them, and what depends on them follows")
  func declarations() {
    let typed = Typed(
      "let strategy = \"trend_baseline\"", "period span = 2015", "let period = span", "def n = 3",
      "let ema_fast = n", "period span = 2016", "def n = 4")
    #expect(typed.reply.text == "line 4 changed, 1 run, all keys new\n")
    #expect(
      typed.session.text == """
        let strategy = "trend_baseline"
        period span = 2016
        let period = span
        def n = 4
        let ema_fast = n

        """)
  }

  @Test("replaces one axis of a sweep of several")
  func oneAxis() {
    let typed = Typed(
      "let strategy = \"trend_baseline\"", "let period = 2015",
      "sweep ema_fast in [1, 2], (ema_slow, seed) in [(3, 4), (5, 6)]", "sweep ema_fast in [7]")
    #expect(typed.reply.text == "line 3 changed, 2 runs (-2), all keys new\n")
    #expect(
      typed.session.text.hasSuffix("sweep ema_fast in [7], (ema_slow, seed) in [(3, 4), (5, 6)]\n"))
  }

  @Test("puts a batch typed late at the top, below the comments of a loaded file")
  func lateBatch() {
    var typed = Typed("let freq = \"1d\"", "batch late")
    #expect(typed.session.text == "batch late\nlet freq = \"1d\"\n")
    _ = typed.session.load("# mine\nlet freq = \"1d\"\n", from: "a.gamut")
    typed.type("batch late")
    #expect(typed.session.text == "# mine\nbatch late\nlet freq = \"1d\"\n")
  }

  @Test("goes on in the next line while a bracket is open or an operator is last")
  func continuation() {
    var typed = Typed(Array(Typed.grid.prefix(3)), "for ema_fast in [5,", "10] {")
    #expect(typed.reply.parts.isEmpty)
    #expect(typed.session.pending == "for ema_fast in [5,\n10] {")
    typed.type("  let ema_slow = ema_fast *")
    typed.type("    4")
    typed.type("  run")
    typed.type("}")
    #expect(typed.reply.text == "2 runs (+1)\n")
    #expect(typed.session.pending.isEmpty)
  }

  @Test("forgets an unfinished statement, and only that")
  func cancel() {
    var typed = Typed(Typed.grid, "for ema_fast in [")
    typed.session.cancel()
    typed.type("let ema_fast = 3")
    #expect(typed.reply.text == "4 runs\n")
  }

  @Test(
    "refuses a wrong statement at once, with its place, and stays as it was",
    arguments: [
      ("let frek = 3", "unknown-setting", 5), ("let ema_fast = \"x\"", "wrong-type", 16),
      ("sweeep ema_fast in [1]", "unknown-statement", 1), ("let ema_fast =", "", 0),
      ("let ema_fast = 5)", "unexpected-token", 17),
      ("sweep seed in [1, 1]", "duplicate-label", 19),
      ("for ema_fast in [1, 2] { let ema_slow = 9 }", "no-run", 1),
      ("let rebalance_freq = \"W\"", "axis-overridden", 5), ("run \"same\"", "duplicate-id", 5),
    ])
  func mistakes(_ line: String, _ slug: String, _ column: Int) throws {
    let before = Typed(Typed.grid)
    var typed = before
    typed.type(line)
    // A line that can go on is no mistake yet; nothing can follow it here.
    if slug.isEmpty {
      #expect(typed.reply.parts.isEmpty)
      typed.reply = typed.session.finish()
      #expect(typed.reply.isMistake)
    } else {
      #expect(typed.reply.text.contains("error[\(slug)]"))
      #expect(typed.reply.text.contains("--> session:6:\(column)\n"))
      #expect(typed.reply.text.contains("^"))
    }
    #expect(typed.reply.isMistake)
    #expect(typed.session.text == before.session.text)
    #expect(typed.session.standing.plan?.count == 4)
  }

  @Test(
    "says in one line what a program still lacks, and goes on",
    arguments: [
      (["batch b"], "bundle_path"), (["let period = 2015", "run"], "bundle_path"),
      (["let strategy = \"trend_baseline\""], "start_date"),
      (
        [
          "let strategy = \"trend_baseline\"", "let period = 2015", "bundle core = \"a.yaml\"",
          "sweep b in [core]",
        ],
        "'b'"
      ),
      (["sweep ema_fast in 1 .. 1000", "sweep ema_slow in 1 .. 1000"], "1000000 runs"),
      (
        [
          "let strategy = \"trend_baseline\"", "let period = 2015", "run a",
          "sweep ema_fast in [20, 30]",
        ],
        "same settings"
      ),
    ])
  func gaps(_ lines: [String], _ lacking: String) {
    let typed = Typed(lines)
    #expect(!typed.reply.isMistake)
    #expect(typed.reply.text.hasPrefix("not complete yet: "))
    #expect(typed.reply.text.contains(lacking))
    #expect(typed.reply.text.split(separator: "\n").count == 1)
    #expect(typed.session.standing.plan == nil)
  }

  @Test("takes params before their job, and counts what they sweep")
  func params() {
    var typed = Typed("batch c", "param lr : number = 0.1 \"rate\"", "sweep lr in [0.1, 0.2]")
    #expect(typed.reply.text.hasPrefix("2 runs (+1)\nnot complete yet: these params want a job"))
    typed.type(":run")
    #expect(typed.reply.isMistake)
    typed.type("job command { argv = [\"train\", lr] }")
    #expect(typed.reply.text == "2 runs\n")
    typed.type(":run")
    #expect(!typed.reply.isMistake && typed.reply.effect != nil)
  }

  @Test("tells a warning once")
  func warnings() {
    var typed = Typed(Typed.grid, "when max_gross_exposure > 0")
    #expect(typed.reply.text.contains("warning[filter-drops-nothing]"))
    typed.type("let ema_fast = 4")
    #expect(typed.reply.text == "4 runs\n")
  }

  @Test("takes several statements in one line or paste, with their comments, or none of them")
  func paste() {
    var typed = Typed(
      "# why\nlet strategy = \"trend_baseline\"  # equal\n\n# when\nlet period = 2015; let seed = 1"
    )
    #expect(typed.reply.text == "1 run\n")
    let text = """
      # why
      let strategy = "trend_baseline"  # equal

      # when
      let period = 2015
      let seed = 1

      """
    #expect(typed.session.text == text)
    typed.type("let seed = 2; let frek = 3")
    #expect(typed.reply.isMistake)
    #expect(typed.session.text == text)
  }

  @Test("takes statements back one by one")
  func undo() {
    var typed = Typed(Typed.grid, "let period = 2016", ":undo")
    #expect(typed.reply.text == "undone, 4 runs\n")
    for _ in Typed.grid { typed.type(":undo") }
    #expect(typed.session.text.isEmpty)
    typed.type(":undo")
    #expect(typed.reply.isMistake)
  }
}
