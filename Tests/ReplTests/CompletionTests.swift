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
    #expect(Completed("job ").candidates == ["backtest", "command"])
  }

  @Test("offers commands behind a colon, and what can be explained")
  func commands() {
    #expect(Completed(":pl").insertion == "an ")
    #expect(Completed(":s").candidates == [":save", ":settings", ":status", ":show", ":sql"])
    #expect(Completed(":explain sharp").insertion == "e")
    #expect(Completed(":plan x").candidates.isEmpty)
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
