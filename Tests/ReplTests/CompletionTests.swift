// What Tab offers.

import Fronts
import GamutKit
import Language
import Testing

/// The completion behind some text, after some lines.
struct Completed {
  let candidates: [String]
  let insertion: String

  init(_ line: String, after lines: [String] = []) {
    let completion = Typed(lines).session.completion(of: line)
    candidates = completion.candidates
    insertion = completion.insertion
  }
}

@Suite("Completion")
struct CompletionTests {
  @Test("offers statements where one begins", arguments: ["", "  ", "let seed = 1; "])
  func statements(_ line: String) {
    #expect(Set(Completed(line).candidates) == Set(statementWords))
    #expect(Completed(line + "swe").insertion == "ep ")
  }

  @Test(
    "offers statements in scopes, and settings in the braces of a run",
    arguments: [
      ("for seed in [1] {", "swe", "ep "), ("run x {", "comm", "ission_bps "),
      ("run x { seed = 1,", "comm", "ission_bps "), ("batch b {", "max_", "runs = "),
      ("group g { let seed = 1; ", "swe", "ep "), ("run x {\n  seed = 1", "s", ""),
    ])
  func braces(_ before: String, _ word: String, _ insertion: String) {
    let lines = before.split(separator: "\n").map(String.init)
    #expect(
      Completed(lines[lines.count - 1] + " " + word, after: lines.dropLast()).insertion == insertion
    )
  }

  @Test(
    "offers settings behind let, sweep and for",
    arguments: [
      "let ", "sweep ", "for ", "sweep seed in [1], ", "sweep (", "sweep (seed, ", "for (seed, ",
    ])
  func settings(_ line: String) {
    #expect(Completed(line + "rebalance_f").insertion == "req ")
    #expect(Completed(line + "per").candidates == ["period"])
    #expect(!Completed(line + "m").candidates.contains("min"))
  }

  @Test(
    "offers the choices of a setting in quotes",
    arguments: [
      "let rebalance_freq = ", "sweep rebalance_freq in [\"W\", ", "when rebalance_freq == ",
      "run x { rebalance_freq = ", "for seed in [1], rebalance_freq in [",
    ])
  func choices(_ line: String) {
    #expect(Completed(line + "\"").candidates == ["D", "W", "M", "Q"])
    #expect(Completed(line + "\"Q").insertion == "\"")
    #expect(Completed(line).candidates.first == "\"D\"")
    #expect(Completed("let freq = \"1d\"; " + line + "\"").candidates.count == 4)
  }

  @Test("offers declared names, settings and functions in expressions")
  func expressions() {
    let lines = ["bundle core = \"a.yaml\"", "period early = 2015", "def shift = 3"]
    #expect(Completed("let bundle = ", after: lines).candidates == ["core"])
    #expect(Completed("let period = ", after: lines).candidates.first == "early")
    #expect(Completed("let ema_fast = sh", after: lines).insertion == "ift")
    #expect(Completed("when top_q", after: lines).insertion == "uantile")
    #expect(Completed("def x = flo", after: lines).insertion == "or")
    #expect(Completed("let generate_report = ", after: lines).candidates == ["true", "false"])
  }

  @Test(
    "offers nothing where a new name or a number belongs, or in a comment",
    arguments: [
      "def ma", "bundle co", "run ba", "let ema_fast = 3", "group g", "let seed = 1 # se",
    ])
  func nothing(_ line: String) {
    #expect(Completed(line).candidates.isEmpty)
  }

  @Test("offers the params of a command, and not the settings of a backtest")
  func params() {
    let lines = ["param lr : number = 1.0", "param `warm-up` : int = 1"]
    #expect(Completed("let ", after: lines).candidates == ["lr", "`warm-up`", "seed", "tags"])
    #expect(Completed("job ").candidates == ["backtest", "command", "worker"])
  }

  @Test("offers commands behind a colon, and what can be explained")
  func commands() {
    #expect(Completed(":pl").insertion == "an ")
    #expect(Completed(":s").candidates == [":save", ":settings", ":status", ":show", ":sql"])
    #expect(Completed(":explain sharp").insertion == "e")
    #expect(Completed(":plan x").candidates.isEmpty)
    #expect(Completed(":help wo").insertion == "rk")
    #expect(Completed(":top max_drawdown_").insertion == "days")
    #expect(Completed(":run on").insertion == "ly")
    let grid = Typed.grid
    #expect(Completed(":show 0.5_", after: grid).candidates == ["0.5_W", "0.5_M"])
    #expect(Completed(":compare 0.5_W 1.0_M", after: grid).candidates == ["1.0_M"])
    #expect(Completed(":why 1.0_M.rebalance_f", after: grid).insertion == "req")
    #expect(
      Completed(":table ", after: grid).candidates.prefix(2) == [
        "max_gross_exposure", "rebalance_freq",
      ])
    #expect(!Completed(":table ", after: grid).candidates.contains("seed"))
    #expect(Completed(":sql select avg(shar", after: grid).insertion == "pe")
    #expect(Completed(":sql select run_id,rebalance_f", after: grid).insertion == "req")
    #expect(Completed(":table rebalance_freq seed shar", after: grid).insertion == "pe")
  }

  @Test("offers factors where one is wanted, and says where a path is being typed")
  func factorsAndPaths() {
    #expect(Completed("let factor = \"momentum_12").insertion == "m_excl_1m\"")
    #expect(Completed("let factor = \"-rsi_1").insertion == "4\"")
    let session = Session()
    #expect(session.pathBeginning(of: "let prices = \"data/pr") == "data/pr")
    #expect(session.pathBeginning(of: "bundle core = \"bun") == "bun")
    #expect(session.pathBeginning(of: "import \"li") == "li")
    #expect(session.pathBeginning(of: ":load my fi") == "my fi")
    #expect(session.pathBeginning(of: ":plan my") == nil)
    #expect(session.pathBeginning(of: "let rebalance_freq = \"") == nil)
    #expect(session.pathBeginning(of: "let seed = 1") == nil)
  }

  @Test("inserts what all candidates share")
  func sharedBeginning() {
    #expect(Completed("let gen").insertion == "erate_")
    #expect(Completed("let generate_").insertion == "")
  }

  @Test("never fails, whatever has been typed so far", arguments: [0, 1, 2, 3])
  func prefixes(_ seed: UInt64) {
    let text = """
      batch b "d" { max_runs = 5 }
      for (ema_fast, ema_slow) in [(1, 2), (3, 4)], strategy in ["trend_baseline"] {
        let bundle = if seed > 3 then "a{seed:03}" else r"b" # c
        run "x{ema_fast}" { seed = [1, 2], tags = ["`"] }
      }
      """
    var bytes = Array(text.utf8)
    for index in bytes.indices where (UInt64(index) &+ seed) % 7 == 0 && seed > 0 {
      bytes[index] = Array("{[(\"#".utf8)[(index + Int(seed)) % 5]
    }
    let session = Session()
    for end in bytes.indices {
      let line = String(decoding: bytes[..<end], as: UTF8.self)
      let completion = session.completion(of: line)
      #expect(completion.candidates.allSatisfy { $0.hasPrefix(completion.word) })
    }
  }
}
