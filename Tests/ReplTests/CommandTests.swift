// The commands of a session: what they show, and what they ask for.

import Experiment
import Fronts
import GamutKit
import Language
import Source
import TestSupport
import Testing

@Suite("A session's commands")
struct CommandTests {
  @Test("show the program, the funnel, the ids and the canonical text")
  func looking() {
    var typed = Typed(Typed.grid, ":list")
    #expect(typed.reply.text.hasPrefix("1  batch grid\n2  let strategy = \"trend_baseline\"\n"))
    typed.type(":plan")
    #expect(
      typed.reply.text == """
        sweep max_gross_exposure  x 2  2
        sweep rebalance_freq      x 2  4 runs

        """)
    typed.type(":runs 3")
    #expect(typed.reply.text == "0.5_W\n0.5_M\n1.0_W\n... and 1 more run\n")
    typed.type(":yaml")
    #expect(typed.reply.text.hasPrefix("batch_name: \"grid\"\n"))
    #expect(typed.reply.text.contains("- id: \"1.0_M\"\n"))
    #expect(typed.reply.effect == nil)
  }

  private static let folder = "output/batch_backtests/grid"

  private static func run(only: String? = nil, sample: Int? = nil) -> Reply.Effect {
    let text = Typed.grid.joined(separator: "\n") + "\nrun\n"
    return .run(RunRequest(text: text, file: nil, only: only, sample: sample))
  }

  @Test(
    "ask for what touches the world",
    arguments: [
      (":load a b.gamut", Reply.Effect.load(path: "a b.gamut")),
      (":save x", .save(path: "x", overwriting: false)),
      (":save! x", .save(path: "x", overwriting: true)),
      (":save \"a b.gamut\"", .save(path: "a b.gamut", overwriting: false)),
      (":q", .quit(isForced: false)),
      (":quit!", .quit(isForced: true)), (":explain no-run", .explain("no-run")),
      (":settings", .settings(job: "backtest")), (":edit", .edit), (":cancel", .cancel),
      (":run", run()), (":run sample 3", run(sample: 3)),
      (":run only rebalance_freq == \"W\"", run(only: "rebalance_freq == \"W\"")),
      (":run only seed > 1 sample 2", run(only: "seed > 1", sample: 2)),
      (":status", .ask(.status, folder: folder)),
      (":top", .ask(.top(metric: nil, count: 10), folder: folder)),
      (":top cagr 3", .ask(.top(metric: "cagr", count: 3), folder: folder)),
      (":show 0.5_W", .ask(.show("0.5_W"), folder: folder)),
      (":compare a b", .ask(.compare("a", "b"), folder: folder)),
      (
        ":table seed max_gross_exposure sharpe",
        .ask(.table("seed", "max_gross_exposure", metric: "sharpe"), folder: folder)
      ),
      (":sql select 1", .ask(.sql("select 1"), folder: folder)),
    ])
  func effects(_ line: String, _ effect: Reply.Effect) {
    let typed = Typed(Typed.grid, line)
    #expect(typed.reply.effect == effect)
    #expect(!typed.reply.isMistake)
  }

  @Test(
    "are refused where they cannot do their work, with what to do",
    arguments: [
      (":plam", "did you mean ':plan'?"), (":plan!", "did you mean ':plan'?"),
      (":xyzzy", ":help lists"), (":load", ":load FILE"),
      (":explain", ":explain NAME"), (":save", ":save FILE"), (":runs x", ":runs [N]"),
      (":runs 0", ":runs [N]"), (":plan now", "remove 'now'"), (":run", "batch NAME"),
      (":plan", "batch NAME"), (":undo", "nothing to undo"), (":redo", "nothing to redo"),
      (":drop x", ":drop 3"), (":drop 1", ":list"), (":reset", "is empty"),
      (":help me", "the commands"),
      (":run-nth x", "counted from 0"), (":why x", "batch NAME"), (":type", ":type EXPR"),
      (":diff", ":save FILE"), (":diff x", ":diff [run]"), (":run later", ":run [only EXPR]"),
      (":run sample x", ":run sample 10"), (":run sample 3 only seed > 1", ":run [only EXPR]"),
      (":table a b", "SETTING SETTING METRIC"),
      (":top", "batch NAME"),
    ])
  func refusals(_ line: String, _ advice: String) {
    let typed = Typed(line)
    #expect(typed.reply.isMistake)
    #expect(typed.reply.effect == nil)
    #expect(typed.reply.text.contains(advice), "\(typed.reply.text)")
  }

  @Test("want a name before a batch is run, and its file as it is in the session")
  func running() {
    var typed = Typed("let strategy = \"trend_baseline\"", "let period = 2015", ":run")
    #expect(typed.reply.text.contains("no name yet"))
    _ = typed.session.saved(to: "a.gamut")
    typed.type(":run")
    guard case .run(let request)? = typed.reply.effect else {
      Issue.record("it is not run")
      return
    }
    #expect(request.file == "a.gamut" && request.text.hasSuffix("run\n"))
    // What is run is what the session has, saved or not.
    typed.type("let period = 2016")
    typed.type(":run")
    #expect(!typed.reply.isMistake)
    typed.type(":diff")
    #expect(typed.reply.text.contains("start_date"), "\(typed.reply.text)")
    typed.type(":diff run")
    #expect(typed.reply.text == "all runs are the same\n")
    _ = typed.session.saved(to: "b.gamut")
    typed.type(":undo")
    #expect(typed.session.file == "b.gamut")
    #expect(typed.session.isModified)
    typed.type("let period = 2016")
    #expect(!typed.session.isModified)
  }

  @Test(
    "load a program as it is, name the batch after its file, and refuse a wrong one"
  )
  func loading() {
    var session = Session()
    let text = "let strategy = \"trend_baseline\" # mine\nlet period = 2015\nrun"
    #expect(session.load(text, from: "x/mine.gamut").text == "loaded x/mine.gamut, 1 run\n")
    #expect(session.enter(":yaml").text.hasPrefix("batch_name: \"mine\"\n"))
    #expect(!session.enter(":run").isMistake)
    let wrong = session.load("let frek = 3\n", from: "y.gamut")
    #expect(wrong.text.contains("--> y.gamut:1:5"))
    #expect(session.file == "x/mine.gamut")
    #expect(session.text == text + "\n")
  }

  @Test("explain every command in :help, by topic and one by one")
  func help() {
    let help = Typed(":help").reply.text
    for word in Completed(":").candidates {
      #expect(help.contains("  \(word)"))
      #expect(Typed(":help \(word.dropFirst())").reply.text.contains(word))
    }
  }

  @Test("have examples that can be typed as they stand")
  func examples() {
    var session = Session()
    for topic in ["program", "questions", "work", "results", "session"] {
      let text = session.enter(":help \(topic)").text
      let lines = text.split(separator: "\n").drop { $0.hasPrefix("  ") }
      #expect(!lines.isEmpty)
      for line in lines {
        let reply = session.enter(String(line))
        #expect(!reply.isMistake, "\(line): \(reply.text)")
      }
    }
  }

  @Test("answer questions")
  func questions() {
    var typed = Typed(Typed.grid, ":run-nth 1")
    #expect(typed.reply.text.hasPrefix("0.5_M\n  start_date = "))
    typed.type(":run-nth 4")
    #expect(typed.reply.text.contains("the last one is number 3"))
    typed.type(":why 0.5_M.rebalance_freq")
    #expect(typed.reply.text.contains("axis") && typed.reply.text.contains("default"))
    typed.type(":why 0.5_Q")
    #expect(typed.reply.text.contains("did you mean '0.5_"))
    typed.type(":json")
    #expect(typed.reply.text.hasPrefix("{"))
    typed.type("2 * (3 + 4)")
    #expect(typed.reply.text == "14\n")
    typed.type("max_gross_exposure * 2")
    #expect(typed.reply.text == "1.0, at the first levels of the axes\n")
    for (expression, value) in [
      ("[1, 2] + [3]", "[1, 2, 3]"), ("\"a\" + \"{\"b\"}\\n\"", "\"ab\\n\""),
      ("{ a = \"x\" }", "{ a = \"x\" }"),
      ("2015 .. 2016", "[2015, 2016]"), ("2015Q1", "2015Q1"), ("100 * 1000", "100_000"),
    ] {
      typed.type(expression)
      #expect(typed.reply.text == value + "\n")
    }
    typed.type("1 .. 100000")
    #expect(typed.reply.text.hasPrefix("[1, 2, 3, "))
    #expect(typed.reply.text.hasSuffix(", ...]: 100000 elements\n"))
    #expect(typed.reply.text.utf8.count < 600)
    typed.type("{ a = 1 .. 100000 }")
    #expect(typed.reply.text.hasSuffix(", ...\n") && typed.reply.text.utf8.count < 600)
    typed.type(":type 1 / 4")
    #expect(typed.reply.text == "a number\n")
    typed.type("nobody + 1")
    #expect(typed.reply.isMistake && typed.reply.text.contains("nobody"))
    typed.type("(1 + ")
    typed.type("2) 3")
    #expect(typed.reply.isMistake && !typed.reply.text.contains("begins no statement"))
    typed.type(":why 0.5_M.nonsense")
    #expect(typed.reply.text.contains("there is no setting 'nonsense'"))
    for word in ["quit", "exit"] {
      typed.type(word)
      #expect(typed.reply.isMistake && typed.reply.text.contains(":quit"))
    }
    typed.type("help")
    #expect(typed.reply.text == Typed(":help").reply.text)
    typed.type("lett x = 1")
    #expect(typed.reply.text.contains("did you mean 'let'?"))
  }

  @Test("take the program apart and put it together")
  func changing() {
    var typed = Typed(Typed.grid, ":drop 5")
    #expect(typed.reply.text.hasPrefix("dropped 'sweep rebalance_freq"), "\(typed.reply.text)")
    #expect(typed.session.standing.plan?.count == 2)
    typed.type(":undo")
    #expect(typed.session.standing.plan?.count == 4)
    typed.type(":redo")
    #expect(typed.session.standing.plan?.count == 2)
    typed.type("sweep seed in 1 .. 3")
    #expect(typed.reply.text.hasPrefix("6 runs (+4)"))
    typed.type(":redo")
    #expect(typed.reply.isMistake)
    typed.type(":drop 2-3")
    #expect(typed.session.standing.plan == nil)
    let text = typed.session.text
    typed.type(":reset")
    #expect(typed.session.text.isEmpty)
    typed.type(":undo")
    #expect(typed.session.text == text)
    #expect(typed.session.replace(with: "let frek = 1\n").isMistake)
    #expect(typed.session.text == text)
    #expect(!typed.session.replace(with: text + "# more\n").isMistake)
  }

  @Test("say at the right what is wanted, and how many runs there are")
  func hints() {
    var typed = Typed(Typed.grid)
    #expect(typed.session.hint(for: "") == "4 runs")
    #expect(typed.session.hint(for: "let ema_fast = ").hasPrefix("int: trend_baseline"))
    #expect(typed.session.hint(for: "let ema_fast = ").hasSuffix("· 4 runs"))
    #expect(typed.session.hint(for: ":ta") == "4 runs")
    #expect(typed.session.hint(for: ":table a") == ":table SETTING SETTING METRIC")
    typed.type("for seed in [1,")
    #expect(typed.session.hint(for: "2").hasSuffix("4 runs"))
    #expect(Session().hint(for: "").isEmpty)
  }

  @Test("never show a character that a terminal would act on")
  func foreignText() {
    let typed = Typed(Typed.grid, "let symbols_file = \"a\\u{1b}[2J\\u{202e}b\"", ":yaml")
    #expect(typed.reply.text.contains("symbols_file"))
    #expect(
      !typed.reply.text.unicodeScalars.contains { $0 != "\n" && $0.isUnsafeToShow })
    let wrong = Typed("let \u{1b}[2J = 3")
    #expect(wrong.reply.isMistake)
    #expect(!wrong.reply.text.contains("\u{1b}"))
  }

  @Test(
    "give a program the same meaning, typed line by line, as its file has",
    arguments: Repository.files("examples", endingWith: ".gamut"))
  func examples(_ file: String) throws {
    let text = try Repository.text(file)
    // What is read from files is found from the working folder, and that is not theirs.
    guard !["glob(", "csv(", "import \""].contains(where: text.contains) else { return }
    var session = Session()
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let reply = session.enter(String(line))
      #expect(!reply.isMistake, "\(line): \(reply.text)")
    }
    let plan = BatchInput(statements: text).load().plan
    #expect(session.standing.plan?.count == plan?.count)
    #expect(session.pending.isEmpty)
  }
}
