// The program as people meet it.

import TestSupport
import Testing

@Suite("gamut repl in a terminal")
struct TerminalTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  @Test("counts, completes, marks mistakes, forgets a line at Ctrl-C, shows the plan, leaves")
  func conversation() throws {
    let terminal = try Terminal(in: folder)
    terminal.typeBatch()
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
    terminal.typeBatch()
    terminal.type("let nonsense")
    // Letter by letter, with what stands at the right between them.
    #expect(terminal.shows("e"))
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
    terminal.type(":list\r")
    #expect(terminal.shows("1  batch b \"Größeß\""), "\(terminal.output)")
    #expect(terminal.shows("gamut> "))
    terminal.type(":q\r")
    #expect(terminal.end() == 0)
  }

  @Test(
    "reads plain lines where the terminal can do no more", arguments: ["dumb", "gamut-unknown"])
  func plain(_ kind: String) throws {
    let terminal = try Terminal(in: folder, kind: kind)
    terminal.typeBatch()
    terminal.type("let frek = 3\r")
    #expect(terminal.shows("did you mean 'freq'?"))
    terminal.type(":quit\r")
    #expect(terminal.end() == 0)
    #expect(!terminal.output.contains("\u{1b}"))
  }

  /// Runs that take a while each.
  private static let sleepers = [
    "batch slow", "param n : int = 1", "job command { argv = [\"sleep\", \"0.3\"] }",
    "sweep n in 1 .. 6",
  ]

  @Test("runs a batch while somebody types, tells its end above the line, and keeps the line")
  func background() throws {
    let terminal = try Terminal(in: folder)
    #expect(terminal.shows("gamut> "))
    for line in Self.sleepers {
      terminal.type(line + "\r")
      #expect(terminal.shows("gamut> "))
    }
    terminal.type(":run\r")
    #expect(terminal.shows("6 runs to do, 0 up to date"), "\(terminal.output)")
    terminal.type("sweep n in 1 .. ")
    #expect(terminal.shows("running "))
    #expect(terminal.shows("slow: 6 succeeded"), "\(terminal.output)")
    // The line is there again, and goes on.
    #expect(terminal.shows("sweep n in 1 .. "))
    terminal.type("7\r")
    #expect(terminal.shows("7 runs (+1)"), "\(terminal.output)")
    terminal.type(":run\r")
    #expect(terminal.shows("1 run to do, 6 up to date"))
    #expect(terminal.shows("slow: 7 succeeded (6 up to date)"))
    terminal.type(":status\r")
    #expect(terminal.shows("7 success"))
    #expect(terminal.shows("gamut> "))
    terminal.type(":quit!\r")
    #expect(terminal.end() == 0)
  }

  @Test("cancels a batch at Ctrl-C on an empty line, and survives what is killed")
  func cancelling() throws {
    let terminal = try Terminal(in: folder)
    #expect(terminal.shows("gamut> "))
    for line in [
      "batch long", "param n : int = 1",
      "job command { argv = [\"sh\", \"-c\", \"touch begun; sleep 30\"] }",
      "sweep n in 1 .. 4",
    ] {
      terminal.type(line + "\r")
      #expect(terminal.shows("gamut> "))
    }
    terminal.type(":run\r")
    #expect(terminal.shows("4 runs to do"))
    terminal.rest()
    terminal.type("abc")
    terminal.rest()
    terminal.type("\u{3}")
    #expect(terminal.shows("gamut> "))
    terminal.rest()
    terminal.type("\u{3}")
    #expect(terminal.shows("what has begun ends"), "\(terminal.output)")
    terminal.type("\u{3}")
    #expect(terminal.shows("runs are being ended"), "\(terminal.output)")
    #expect(terminal.shows("not run"), "\(terminal.output)")
    _ = shell("rm '\(folder.path)'/begun")
    terminal.type(":run\r")
    #expect(terminal.shows("4 runs to do"))
    #expect(
      shell(
        "for i in $(seq 100); do [ -e '\(folder.path)'/begun ] && exit; sleep 0.1; done; exit 1"
      ).status == 0)
    // The batch's own process gets signals from outside: its parent is the session.
    func send(_ signal: String) -> Int32 {
      shell(
        """
        for process in $(pgrep -f 'run - --from gamut --progress[ ]json'); do
          [ "$(readlink /proc/$process/cwd)" = "$(realpath '\(folder.path)')" ] \
            && kill -\(signal) $process
        done; true
        """
      ).status
    }
    #expect(send("STOP") == 0)
    terminal.type(":cancel\r")
    #expect(terminal.shows("what has begun ends"), "\(terminal.output)")
    terminal.type(":status\r")
    #expect(terminal.shows("being run by"), "\(terminal.output)")
    #expect(send("KILL") == 0)
    #expect(terminal.shows("ended by a signal"), "\(terminal.output)")
    terminal.type(":status\r")
    #expect(terminal.shows("was cut off: :run goes on with it"), "\(terminal.output)")
    terminal.type("2 + 3\r")
    #expect(terminal.shows("5"))
    #expect(terminal.shows("gamut> "))
    terminal.type("\u{4}")
    #expect(terminal.end() == 0)
  }

  @Test("says that a count takes a while, and stops it at Ctrl-C")
  func longCount() throws {
    let terminal = try Terminal(in: folder)
    #expect(terminal.shows("gamut> "))
    terminal.type(
      "batch b { max_runs = 100000000 }; let strategy = \"trend_baseline\"; let period = 2015; "
        + "sweep seed in 1 .. 1000000, ema_fast in 1 .. 10\r")
    #expect(terminal.shows("10000000 runs"), "\(terminal.output)")
    #expect(terminal.shows("gamut> "))
    terminal.rest()
    terminal.type("when mod(seed * ema_fast + seed, 3) == 0\r")
    #expect(terminal.shows("Ctrl-C stops it"), "\(terminal.output)")
    terminal.type("\u{3}")
    #expect(terminal.shows("was stopped"), "\(terminal.output)")
    #expect(terminal.shows("gamut> "))
    terminal.rest()
    terminal.type(":list\r")
    #expect(terminal.shows("sweep seed in"), "\(terminal.output)")
    terminal.type(":quit!\r")
    #expect(terminal.end() == 0)
  }

  @Test("takes a paste of a hundred lines, and lines that are longer than the terminal is wide")
  func largePaste() throws {
    let lines = (0..<100).map { "def n\($0) = \($0) + 1" }
    let terminal = try Terminal(in: folder)
    #expect(terminal.shows("gamut> "))
    terminal.type(
      "\u{1b}[200~batch b\rlet strategy = \"trend_baseline\"\rlet period = 2015\r"
        + lines.joined(separator: "\r") + "\rlet ema_fast = n99\r\u{1b}[201~\r")
    #expect(terminal.shows("1 run"), "\(terminal.output.suffix(2000))")
    terminal.type("n99 + 0" + String(repeating: " + 0", count: 40) + "\r")
    #expect(terminal.shows("100"))
    terminal.resize(columns: 30, rows: 10)
    terminal.type("n98 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1\r")
    #expect(terminal.shows("108"), "\(terminal.output.suffix(500))")
    #expect(terminal.shows("gamut> "))
    terminal.type("\u{4}")
    #expect(terminal.end() == 0)
  }

  @Test("draws the line anew at each new size")
  func resizes() throws {
    let terminal = try Terminal(in: folder)
    #expect(terminal.shows("gamut> "))
    terminal.type("batch b; let strategy = \"trend_baseline\"; let period = 2015\r")
    #expect(terminal.shows("1 run"))
    #expect(terminal.shows("gamut> "))
    terminal.rest()
    for _ in 0..<3 {
      // Too narrow for what stands at the right.
      terminal.type("")
      terminal.resize(columns: 40, rows: 20)
      #expect(terminal.shows("gamut> "), "\(terminal.output)")
      terminal.rest()
      terminal.type("")
      terminal.resize(columns: 90, rows: 20)
      #expect(terminal.shows("1 run"), "\(terminal.output)")
      terminal.rest()
    }
    terminal.type("2 * 21\r")
    #expect(terminal.shows("42"), "\(terminal.output)")
    #expect(terminal.shows("gamut> "))
    terminal.type(":quit!\r")
    #expect(terminal.end() == 0)
  }

  @Test("honours the user's keys, and keeps its own")
  func keys() throws {
    try folder.write("bind -v\n", to: ".editrc")
    let terminal = try Terminal(in: folder)
    #expect(terminal.shows("gamut> "))
    // In vi's command mode 0 goes to the start, x takes a letter out, A goes on at the end.
    terminal.type("x1 + 1\u{1b}0xA + 5\r")
    #expect(terminal.shows("7"), "\(terminal.output)")
    terminal.type(":pl\t\r")
    #expect(terminal.shows("the program is empty"), "\(terminal.output)")
    terminal.type("junk\u{3}")
    #expect(terminal.shows("gamut> "))
    terminal.type(":quit\r")
    #expect(terminal.end() == 0)
  }

  @Test("stops at Ctrl-Z as other programs do, and goes on with its line")
  func stopping() throws {
    let terminal = try Terminal(in: folder, shell: true)
    #expect(terminal.shows("$ "))
    terminal.type("\(GamutProcess.binary) repl\r")
    #expect(terminal.shows("gamut> "), "\(terminal.output)")
    terminal.type("1 + 41")
    terminal.rest()
    terminal.type("\u{1a}")
    #expect(terminal.shows("Stopped"), "\(terminal.output)")
    terminal.type("fg\r")
    #expect(terminal.shows("repl"))
    terminal.rest()
    // And once more in the same line.
    terminal.type("\u{1a}")
    #expect(terminal.shows("Stopped"), "\(terminal.output)")
    terminal.type("fg\r")
    #expect(terminal.shows("repl"))
    terminal.rest()
    terminal.type("\r")
    #expect(terminal.shows("42"), "\(terminal.output)")
    #expect(terminal.shows("gamut> "))
    // Ctrl-C is a key after a stop, too: on a line with text it forgets that, and no batch.
    for line in [
      "batch long; param n : int = 1; job command { argv = [\"sleep\", \"30\"] }", ":run",
    ] {
      terminal.type(line + "\r")
      #expect(terminal.shows("gamut> "))
    }
    #expect(terminal.shows("1 run to do"))
    terminal.rest()
    terminal.type("\u{1a}")
    #expect(terminal.shows("Stopped"), "\(terminal.output)")
    terminal.type("fg\r")
    #expect(terminal.shows("repl"))
    terminal.rest()
    terminal.type("ab")
    terminal.rest()
    terminal.type("\u{3}")
    #expect(terminal.shows("gamut> "))
    terminal.rest()
    terminal.type(":status\r")
    #expect(terminal.shows("being run by"), "\(terminal.output)")
    #expect(!terminal.output.contains("what has begun ends"), "\(terminal.output)")
    terminal.type(":cancel\r:cancel\r")
    #expect(terminal.shows("not run"), "\(terminal.output)")
    terminal.type(":quit!\r")
    #expect(terminal.shows("$ "))
    terminal.type("exit\r")
    #expect(terminal.end() == 0)
  }

  @Test(
    "stops a question that takes too long at Ctrl-C, and gives up a line where there is no editor")
  func stoppedQuestions() throws {
    for kind in ["xterm", "dumb"] {
      let terminal = try Terminal(in: folder, kind: kind)
      #expect(terminal.shows("gamut> "))
      for line in [
        "batch quick", "param n : int = 1", "job command { argv = [\"true\"] }",
        "sweep n in 1 .. 2",
      ] {
        terminal.type(line + "\r")
        #expect(terminal.shows("gamut> "))
      }
      terminal.type(":run\r")
      // Without an editor what happens is told with the next prompt.
      for _ in 0..<3 { terminal.rest() }
      terminal.type("\r")
      #expect(terminal.shows("to do"), "\(kind): \(terminal.output)")
      #expect(terminal.shows("gamut> "))
      terminal.type(
        ":sql with recursive c(x) as (select 1 union all select x+1 from c) select count(*) from c\r"
      )
      terminal.rest()
      terminal.rest()
      terminal.type("\u{3}")
      #expect(terminal.shows("the query was stopped"), "\(kind): \(terminal.output)")
      terminal.rest()
      terminal.type("abc\u{3}")
      #expect(terminal.shows("gamut> "), "\(kind): \(terminal.output)")
      terminal.rest()
      terminal.type("6 * 7\r")
      #expect(terminal.shows("42"), "\(kind): \(terminal.output)")
      #expect(terminal.shows("gamut> "))
      terminal.type(":quit!\r")
      #expect(terminal.end() == 0)
    }
  }

  @Test(
    "keeps a wrapped line whole while a batch tells its progress, and finds old lines by Ctrl-R")
  func wrapped() throws {
    let terminal = try Terminal(in: folder)
    #expect(terminal.shows("gamut> "))
    for line in Self.sleepers {
      terminal.type(line + "\r")
      #expect(terminal.shows("gamut> "))
    }
    terminal.resize(columns: 60, rows: 20)
    terminal.type(":run\r")
    #expect(terminal.shows("6 runs to do"))
    terminal.rest()
    terminal.type("1" + String(repeating: " + 1", count: 30))
    #expect(terminal.shows("slow: 6 succeeded"), "\(terminal.output)")
    terminal.rest()
    terminal.type("\r")
    #expect(terminal.shows("31"), "\(terminal.output.suffix(1500))")
    #expect(terminal.shows("gamut> "))
    terminal.type("\u{12}argv")
    terminal.rest()
    terminal.type("\r")
    #expect(terminal.shows("nothing changed"), "\(terminal.output.suffix(1500))")
    #expect(terminal.shows("gamut> "))
    terminal.type(":quit!\r")
    #expect(terminal.end() == 0)
  }
}
