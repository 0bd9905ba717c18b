// The program at the end of a pipe, as scripts meet it.

import TestSupport
import Testing

@Suite("gamut repl without a terminal")
struct PipedTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func repl(_ text: String, _ arguments: String...) throws -> GamutProcess.Ending {
    try GamutProcess.run(
      ["repl"] + arguments, in: folder, environment: ["GAMUT_HISTORY": folder("history")],
      input: text)
  }

  @Test("prints the same results without prompts")
  func results() throws {
    let piped = try repl(
      "batch b\nlet strategy = \"trend_baseline\"\nlet period = 2015\nsweep seed in [1,\n2]\n:runs\n"
    )
    #expect(piped.out == "1 run\n2 runs (+1)\n1\n2\n")
    #expect(!piped.err.contains("gamut>"))
    #expect(piped.status == 0)
    #expect(!folder.contains("history"))
  }

  @Test(
    "exits with 1 after a mistake, and goes on behind it",
    arguments: [
      ("let frek = 3\n", "unknown-setting"),
      ("let strategy = \"trend_baseline\n", "unfinished-string"),
      ("for seed in [1] {\n", "unclosed-bracket"), ("let seed =\n", "unexpected-token"),
      (":bogus\n", "no command"), (":load nowhere.gamut\n", "cannot be read"),
      (":load /dev/null\n", "form"), (":explain nonsense\n", "nothing is called"),
    ])
  func mistakes(_ text: String, _ message: String) throws {
    let piped = try repl(
      text.hasSuffix("{\n") || text.hasSuffix("=\n") ? ":list\n" + text : text + ":list\n")
    #expect(piped.err.contains(message))
    #expect(piped.out == "the program is empty\n")
    #expect(piped.status == 1)
  }

  @Test("says in its own words that a batch's folder is another program's")
  func othersFolder() throws {
    let text = "batch b\nparam n : int = 1\njob command { argv = [\"true\"] }\nrun\n"
    try folder.write(text, to: "b.gamut")
    _ = try GamutProcess.run(["run", "b.gamut"], in: folder)
    let piped = try repl(text + ":run\n")
    #expect(piped.err.contains("not to this session") && piped.err.contains(":load that file"))
    #expect(piped.status == 1)
  }

  @Test("loads, saves once, and overwrites only with emphasis")
  func files() throws {
    try folder.write("let strategy = \"trend_baseline\"\nlet period = 2015\nrun\n", to: "a.gamut")
    let piped = try repl(
      "let seed = 2\n:save b.gamut\nlet seed = 3\n:save b.gamut\n:save! b.gamut\n",
      "a.gamut")
    #expect(piped.out.hasPrefix("loaded a.gamut, 1 run\n1 run\nsaved 4 lines in b.gamut\n"))
    #expect(piped.err.contains("'b.gamut' is there already"))
    #expect(
      try folder.text("b.gamut")
        == "let strategy = \"trend_baseline\"\nlet period   = 2015\nlet seed     = 3\nrun\n")
    #expect(piped.status == 1)
  }

  @Test("looks without writing, and runs a batch only when it is told to")
  func running() throws {
    let program = """
      batch echoes
      param word : string
      job command { argv = ["echo", "heard", word] }
      sweep word in ["a", "b"]

      """
    let looked = try repl(program + ":plan\n:yaml\n:settings\n")
    #expect(looked.status == 0)
    #expect(!folder.contains("output"))
    let run = try repl(program + ":run\n")
    #expect(run.err.contains("first command: echo heard a"), "\(run.err)")
    #expect(run.err.contains("echoes: 2 succeeded"), "\(run.err)")
    let again = try repl(
      program + "sweep word in [\"a\", \"b\", \"c\"]\n:run\n:status\n:run sample 1\n")
    #expect(again.err.contains("echoes: 3 succeeded (2 up to date)"), "\(again.err)")
    #expect(again.out.contains("3 success"), "\(again)")
    #expect(again.status == 0)
    // Results of other settings are not shown as if they were these.
    let changed = try repl(program + "sweep word in [\"a\", \"z\"]\n:show a\n:show z\n")
    #expect(changed.err.contains("results are not all of the program as it is"), "\(changed.err)")
    #expect(changed.out.contains("a: success") && changed.err.contains("no run 'z'"))
    // A program that is saved after it was run goes on in its folder, also elsewhere.
    let saved = try repl(program + ":save echo.gamut\n:run\n")
    #expect(saved.err.contains("echoes: 2 succeeded (2 up to date)"), "\(saved.err)")
    let outside = try GamutProcess.run(["run", "echo.gamut"], in: folder)
    #expect(outside.status == 0 && outside.err.contains("2 up to date"), "\(outside)")
    let stopped = try repl(program + ":cancel\n")
    #expect(stopped.err.contains("this session runs nothing"))
    #expect(run.status == 0)
  }
}
