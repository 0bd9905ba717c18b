// Runs that are programs: what reaches them, what is read back, and how each way of failing is told.

import TestSupport
import Testing

@Suite struct CommandTests {
  /// A batch of one run of a command, with the settings `word`, `x`, `n`.
  private func program(
    argv: String, more: String = "", word: String = "plain", run: String = "run a"
  ) -> String {
    """
    batch job
    param word : string
    param x    : number = 0.5
    param n    : int    = 3
    job command {
      argv = \(argv)
    \(more)
    }
    let word = "\(word)"
    \(run)
    """
  }

  private func run(
    _ program: String, script: String = "", environment: [String: String] = [:]
  ) throws -> (work: Workspace, ending: GamutProcess.Ending) {
    let work = try Workspace()
    try work.folder.write(program, to: "job.gamut")
    try work.folder.write(script, to: "job.sh")
    return (work, try work.gamut("run", "job.gamut", environment: environment))
  }

  private func output(_ work: Workspace, _ file: String = "stdout.log", of run: String = "a") throws
    -> [String]
  {
    try work.text("job", "runs/\(run)/\(file)").split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
  }

  private func failure(_ work: Workspace, of run: String = "a") throws -> String {
    let row = try #require(try work.summary("job")[run])
    #expect(row["status"] == "failed")
    return row["error"] ?? ""
  }

  @Test func `arguments arrive unchanged, without a shell`() throws {
    let argv =
      #"["sh", "job.sh", "a b", "it's \"quoted\"", "", "* $HOME `id`; exit", word, x, n, run.id]"#
    let script = "for word in \"$@\"; do printf '[%s]\\n' \"$word\"; done"
    let (work, ending) = try run(
      program(argv: argv, word: "two  blanks \\\\ $(id)"), script: script)
    expect(ending, endsWith: 0)
    #expect(
      try output(work) == [
        "[a b]", "[it's \"quoted\"]", "[]", "[* $HOME `id`; exit]", "[two  blanks \\ $(id)]",
        "[0.5]", "[3]", "[a]", "",
      ])
  }

  @Test func `the words of the first run are shown before it is started`() throws {
    let argv = #"["sh", "job.sh", "a b", "it's", word, run.dir]"#
    let (_, ending) = try run(program(argv: argv))
    #expect(ending.err.contains("first command: sh job.sh 'a b' 'it'\\''s' plain RUN_DIR\n"))
  }

  @Test func `settings arrive as environment and as run json, beside env and what is inherited`()
    throws
  {
    let script = """
      echo "$GAMUT_WORD|$GAMUT_X|$GAMUT_N|$GAMUT_SEED|$GAMUT_RUN_ID|$EXTRA|$INHERITED"
      cat "$GAMUT_RUN_DIR/run.json"
      """
    let (work, ending) = try run(
      program(argv: #"["sh", "job.sh"]"#, more: "  env = { EXTRA = \"of {word}\" }"),
      script: script, environment: ["INHERITED": "yes"])
    expect(ending, endsWith: 0)
    let output = try output(work)
    #expect(output.first == "plain|0.5|3|0|a|of plain|yes")
    let document = try work.text("job", "runs/a/run.json")
    #expect(output.dropFirst().joined(separator: "\n") == document)
    for part in ["\"id\": \"a\"", "\"word\": \"plain\"", "\"x\": 0.5", "\"n\": 3"] {
      #expect(document.contains(part), "\(document)")
    }
    // Of `env` only names are recorded, never values.
    for file in work.folder.files(below: Workspace.batchFolder("job"))
    where !file.hasPrefix("batch_source") && file.hasSuffix(".json") {
      #expect(try !work.text("job", file).contains("of plain"), "\(file)")
    }
  }

  @Test func `metrics come from a file in the run's folder`() throws {
    let (work, ending) = try run(
      program(argv: #"["sh", "job.sh"]"#, more: "  metrics = \"out/m.json\""),
      script: """
        mkdir "$GAMUT_RUN_DIR/out"
        printf '{"loss": 0.25,\\n "nested": {"steps": 7}}' > "$GAMUT_RUN_DIR/out/m.json"
        echo '{"loss": 99}'
        """)
    expect(ending, endsWith: 0)
    let row = try #require(try work.summary("job")["a"])
    #expect(row["loss"].flatMap(Double.init) == 0.25)
    #expect(row["nested.steps"].flatMap(Double.init) == 7)
  }

  @Test func `metrics come from the last line of the output if that is JSON`() throws {
    let (work, ending) = try run(
      program(argv: #"["sh", "job.sh"]"#),
      script: "echo '{\"loss\": 9}'; echo words; echo '{\"loss\": 0.125, \"ok\": true}'; echo")
    expect(ending, endsWith: 0)
    #expect(try work.summary("job")["a"]?["loss"].flatMap(Double.init) == 0.125)
    #expect(ending.out.contains("0.125"))
    let (plain, second) = try run(program(argv: #"["sh", "job.sh"]"#), script: "echo no numbers")
    expect(second, endsWith: 0)
    #expect(try plain.summary("job").rows.first?["status"] == "success")
  }

  @Test func `the last line is found behind more output than is read`() throws {
    let (work, ending) = try run(
      program(argv: #"["sh", "job.sh"]"#),
      script: "head -c 20000000 /dev/zero | tr '\\0' '\\n'; echo '{\"loss\": 0.5}'")
    expect(ending, endsWith: 0)
    #expect(try work.summary("job")["a"]?["loss"].flatMap(Double.init) == 0.5)
  }

  @Test(arguments: [
    ("metrics = \"m.json\"", "true", ["invalid metrics", "m.json"]),
    ("metrics = \"m.json\"", "echo nonsense > $GAMUT_RUN_DIR/m.json", ["invalid metrics"]),
    ("", "echo '{\"loss\": }'", ["invalid metrics"]),
    ("", "exit 7", ["exit code 7"]),
    ("", "kill -TERM $$", ["killed by SIGTERM"]),
    ("", "kill -SEGV $$", ["killed by SIGSEGV"]),
    ("timeout = 300ms", "sleep 60", ["no end after 0.3 s (timeout)"]),
    ("timeout = 300ms", "sleep 60 & wait", ["no end after 0.3 s (timeout)"]),
  ])
  func `each way of failing has its words`(_ line: String, _ script: String, _ says: [String])
    throws
  {
    let mark = ProcessMark()
    let (work, ending) = try run(
      program(argv: #"["sh", "job.sh"]"#, more: "  \(line)"), script: script,
      environment: mark.environment)
    expect(ending, endsWith: 1)
    let error = try failure(work)
    for text in says { #expect(error.contains(text), "'\(error)'") }
    #expect(mark.carriers == [])
    #expect(work.folder.contains("\(Workspace.batchFolder("job"))/runs/a/run_manifest.json"))
  }

  @Test func `a program that does not exist is a launch error`() throws {
    let (work, ending) = try run(program(argv: #"["no-such-program", "x"]"#))
    expect(ending, endsWith: 1)
    let error = try failure(work)
    #expect(error.hasPrefix("could not be started: "))
    #expect(error.contains("no-such-program"))
  }

  @Test(arguments: [
    "word", "\"{word}\"", "\"{word}.txt\"", "if n > 0 then \"y\" else word",
    "replace(word, \"x\", \"y\")",
  ])
  func `a text that would be taken for an option is refused`(argument: String) throws {
    let (work, ending) = try run(
      program(argv: "[\"sh\", \"job.sh\", \(argument)]", word: "-rf", run: "let n = -3\nrun a"))
    expect(ending, endsWith: 1)
    let error = try failure(work)
    #expect(error.contains("' begins with '-', so the program would take it for an option"))
    #expect(error.contains("--name=value"))
    #expect(!work.folder.contains("\(Workspace.batchFolder("job"))/runs/a/stdout.log"))
  }

  @Test func `a list of texts smuggles no option in`() throws {
    let program = """
      batch job
      param files : list of string
      job command { argv = ["sh", "job.sh"] + files }
      run a { files = ["x", "-rf"] }
      run b { files = ["x", "y"] }
      """
    let (work, ending) = try run(program, script: "echo \"$@\"")
    expect(ending, endsWith: 0)
    #expect(try failure(work, of: "a").contains("'-rf' begins with '-'"))
    #expect(try output(work, of: "b").first == "x y")
  }

  @Test func `what the command writes itself and numbers may begin with a hyphen`() throws {
    let argv =
      #"["sh", "job.sh", n, "-v", "--word={word}", "-"] + (if n < 0 then ["--neg"] else [])"#
    let (work, ending) = try run(
      program(argv: argv, word: "-rf", run: "let n = -3\nrun a"), script: "echo \"$@\"")
    expect(ending, endsWith: 0)
    #expect(try output(work).first == "-3 -v --word=-rf - --neg")
  }

  @Test func `output is kept from the first byte, and failing lines are in the summary`() throws {
    let (work, ending) = try run(
      program(argv: #"["sh", "job.sh"]"#),
      script: "printf 'first'; printf 'e1\\ne2 | <b>\\n\\033[31mred\\n' >&2; exit 2")
    expect(ending, endsWith: 1)
    #expect(try output(work) == ["first"])
    #expect(try output(work, "stderr.log") == ["e1", "e2 | <b>", "\u{1B}[31mred", ""])
    let summary = try work.text("job", "batch_summary.md")
    #expect(summary.contains("- a: exit code 2"))
    #expect(summary.contains("e1\n"))
    #expect(!summary.contains("\u{1B}"))
    #expect(!ending.err.contains("\u{1B}"))
  }

  @Test func `a changed script makes its runs run again`() throws {
    let (work, ending) = try run(program(argv: #"["sh", "job.sh"]"#), script: "echo '{\"a\": 1}'")
    expect(ending, endsWith: 0)
    #expect(try work.gamut("run", "job.gamut").err.contains("0 to run, 1 up to date"))
    try work.folder.write("echo '{\"a\": 2}'", to: "job.sh")
    expect(try work.gamut("run", "job.gamut"), endsWith: 0)
    #expect(try work.summary("job")["a"]?["a"].flatMap(Double.init) == 2)
  }
}
