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
    var typed = Typed(Typed.grid, ":show")
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

  @Test(
    "ask for what touches the world",
    arguments: [
      (":load a b.gamut", Reply.Effect.load(path: "a b.gamut")),
      (":save x", .save(path: "x", overwriting: false)),
      (":save! x", .save(path: "x", overwriting: true)), (":run", .run), (":q", .quit),
      (":quit", .quit), (":explain no-run", .explain("no-run")),
      (":settings", .settings(job: "backtest")),
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
      (":plan", "batch NAME"), (":undo", "nothing to undo"),
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
    #expect(typed.reply.effect == .run)
    typed.type("let period = 2016")
    typed.type(":run")
    #expect(typed.reply.text.contains("differs from 'a.gamut'"))
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
    #expect(session.enter(":run").effect == .run)
    let wrong = session.load("let frek = 3\n", from: "y.gamut")
    #expect(wrong.text.contains("--> y.gamut:1:5"))
    #expect(session.file == "x/mine.gamut")
    #expect(session.text == text + "\n")
  }

  @Test("explain every command in :help")
  func help() {
    let help = Typed(":help").reply.text
    for word in Completed(":").candidates { #expect(help.contains("  \(word)")) }
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
