// The program as people meet it.

import TestSupport
import Testing

@Suite("gamut repl in a terminal")
struct TerminalTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  /// The lines of a batch of six runs, typed one by one.
  private func typeBatch(_ terminal: Terminal) {
    #expect(terminal.shows("gamut> "))
    for (line, answer) in [
      ("batch six", "not complete yet"), ("let strategy = \"trend_baseline\"", "not complete yet"),
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
      "let strategy = \"trend_baseline\"\rlet period = 2015\rfor seed in [1, 2] {\r\trun\r}\r"
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
