// The program as people meet it.

import Glibc
import Testing

@Suite("gamut repl in a terminal")
struct TerminalTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The lines of a batch of six runs, typed one by one.
  private func typeBatch(_ terminal: Terminal) {
    #expect(terminal.shows("gamut> "))
    for (line, answer) in [
      ("batch six", "not complete yet"), ("let strategy = \"equal_weight\"", "not complete yet"),
      ("let period = 2015 .. 2020", "1 run"),
      ("sweep max_gross_exposure in [0.5, 1.0, 1.5]", "3 runs"),
      ("sweep rebalance_freq in [\"W\", \"M\"]", "6 runs"),
    ] {
      terminal.type(line + "\r")
      #expect(terminal.shows(answer))
      #expect(terminal.shows("gamut> "))
    }
  }

  @Test("counts, completes, marks mistakes, forgets a line at Ctrl-C, shows the plan, leaves")
  func conversation() throws {
    let terminal = try Terminal(in: folder)
    typeBatch(terminal)
    terminal.type("let ema_f\t= \"x\"\r")
    #expect(terminal.shows("error[wrong-type]"), "\(terminal.output)")
    #expect(terminal.shows("let ema_fast = \"x\""))
    #expect(terminal.shows("^^^"))
    #expect(terminal.shows("gamut> "))
    terminal.type("let gen\t\t")
    #expect(terminal.shows("generate_tca_report"))
    terminal.type("\u{3}")
    #expect(terminal.shows("gamut> "))
    terminal.type("for seed in [1,\r")
    #expect(terminal.shows("  ...> "))
    terminal.type("\u{3}")
    #expect(terminal.shows("gamut> "))
    terminal.type(":pl\t\r")
    #expect(terminal.shows("x 2  6 runs"))
    #expect(terminal.shows("gamut> "))
    terminal.type(":quit\r")
    #expect(terminal.end() == 0)
    #expect(try folder.text("history").hasPrefix("\"batch six\"\n"))
    #expect(folder.mode("history") == 0o600)
  }

  @Test("forgets a line at Ctrl-C, is not ended by an interrupt from outside, and ends at Ctrl-D")
  func interruptAndEnd() throws {
    let terminal = try Terminal(in: folder)
    typeBatch(terminal)
    terminal.type("let nonsense")
    #expect(terminal.shows("nonsense"))
    terminal.type("\u{3}")
    #expect(terminal.shows("gamut> "))
    terminal.interrupt()
    #expect(terminal.shows("gamut> "))
    terminal.type("let ema_fast = 7\r")
    #expect(terminal.shows("6 runs"))
    #expect(terminal.shows("gamut> "))
    terminal.type("\u{4}")
    #expect(terminal.end() == 0)
  }

  @Test("takes a bracketed paste of several lines as one entry, and recalls it in the next session")
  func paste() throws {
    let text =
      "let strategy = \"equal_weight\"\rlet period = 2015\rfor seed in [1, 2] {\r\trun\r}\r"
    for keys in ["\u{1b}[200~\(text)\u{1b}[201~\r", "\u{1b}[A\r"] {
      let terminal = try Terminal(in: folder)
      #expect(terminal.shows("gamut> "))
      terminal.type(keys)
      #expect(terminal.shows("2 runs"), "\(terminal.output)")
      #expect(terminal.shows("gamut> "))
      terminal.type("\u{4}")
      #expect(terminal.end() == 0)
    }
    #expect(try folder.text("history").split(separator: "\n").count == 1)
  }

  @Test("edits a line with letters that are wider than a byte")
  func letters() throws {
    let terminal = try Terminal(in: folder)
    #expect(terminal.shows("gamut> "))
    terminal.type("batch b \"Größe 株\u{7f}\u{7f}ß\"\r")
    #expect(terminal.shows("gamut> "))
    terminal.type(":show\r")
    #expect(terminal.shows("1  batch b \"Größeß\""), "\(terminal.output)")
    #expect(terminal.shows("gamut> "))
    terminal.type(":q\r")
    #expect(terminal.end() == 0)
  }

  @Test(
    "reads plain lines where the terminal can do no more", arguments: ["dumb", "gamut-unknown"])
  func plain(_ kind: String) throws {
    let terminal = try Terminal(in: folder, kind: kind)
    typeBatch(terminal)
    terminal.type("let frek = 3\r")
    #expect(terminal.shows("did you mean 'freq'?"))
    terminal.type(":quit\r")
    #expect(terminal.end() == 0)
    #expect(!terminal.output.contains("\u{1b}"))
  }
}

@Suite("gamut repl without a terminal")
struct PipedTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("prints the same results without prompts")
  func results() throws {
    let piped = try Piped(
      "batch b\nlet strategy = \"equal_weight\"\nlet period = 2015\nsweep seed in [1,\n2]\n:runs\n",
      in: folder)
    #expect(piped.output == "1 run\n2 runs\n1\n2\n")
    #expect(!piped.errors.contains("gamut>"))
    #expect(piped.exitCode == 0)
    #expect(folder.mode("history") == 0)
  }

  @Test(
    "exits with 1 after a mistake, and goes on behind it",
    arguments: [
      ("let frek = 3\n", "unknown-setting"),
      ("let strategy = \"equal_weight\n", "unfinished-string"),
      ("for seed in [1] {\n", "unclosed-bracket"), ("let seed =\n", "unexpected-token"),
      (":bogus\n", "no command"), (":load nowhere.gamut\n", "cannot be read"),
      (":load stdin\n", "form"), (":explain nonsense\n", "nothing is called"),
    ])
  func mistakes(_ text: String, _ message: String) throws {
    let piped = try Piped(
      text.hasSuffix("{\n") || text.hasSuffix("=\n") ? ":show\n" + text : text + ":show\n",
      in: folder)
    #expect(piped.errors.contains(message))
    #expect(piped.output == "the program is empty\n")
    #expect(piped.exitCode == 1)
  }

  @Test("loads, saves once, and overwrites only with emphasis")
  func files() throws {
    try folder.write("a.gamut", "let strategy = \"equal_weight\"\nlet period = 2015\nrun\n")
    let piped = try Piped(
      "let seed = 2\n:save b.gamut\nlet seed = 3\n:save b.gamut\n:save! b.gamut\n", in: folder,
      "a.gamut")
    #expect(piped.output.hasPrefix("loaded a.gamut, 1 run\n1 run\nsaved 4 lines in b.gamut\n"))
    #expect(piped.errors.contains("'b.gamut' is there already"))
    #expect(
      try folder.text("b.gamut")
        == "let strategy = \"equal_weight\"\nlet period = 2015\nlet seed = 3\nrun\n")
    #expect(piped.exitCode == 1)
  }

  @Test("looks without writing, and runs a batch only when it is told to")
  func running() throws {
    let program = """
      batch echoes
      param word : string
      job command { argv = ["echo", "heard", word] }
      sweep word in ["a", "b"]

      """
    let looked = try Piped(program + ":plan\n:yaml\n:settings\n", in: folder)
    #expect(looked.exitCode == 0)
    #expect(!folder.contains("output"))
    let run = try Piped(program + ":run\n", in: folder)
    #expect(run.errors.contains("first command: echo heard a"), "\(run.errors)")
    #expect(run.errors.contains("echoes: 2 succeeded"), "\(run.errors)")
    #expect(run.exitCode == 0)
  }
}
