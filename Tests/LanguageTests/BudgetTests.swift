// Programs that would exhaust stack, memory or patience end in a diagnostic that names the limit.

import Experiment
import Language
import Source
import Testing

@Suite("Programs that ask for too much")
struct BudgetTests {
  private func slugs(_ text: String) -> Set<String> {
    let compilation = compile(
      SourceText(name: "test", text), batchName: "test", backtestSchema: testSchema)
    return Set(compilation.diagnostics.filter { $0.severity == .error }.map(\.slug.name))
  }

  private static let head = "let strategy = \"equal_weight\"\nlet period = 2015\n"

  private func lines(_ count: Int, _ line: (Int) -> String) -> String {
    (0..<count).map { line($0) + "\n" }.joined()
  }

  @Test("runs by the ten million are counted and proved different without being made")
  func proved() {
    let text =
      Self.head
      + "sweep seed in 1 .. 1000\nsweep ema_fast in 1 .. 300\nsweep ema_slow in 1 .. 300\n"
      + "when ema_fast < ema_slow\nrun\n"
    let compilation = compile(
      SourceText(name: "test", text), batchName: "test", backtestSchema: testSchema,
      maxRuns: 1_000_000_000)
    #expect(compilation.plan?.count == 44_850_000)
  }

  @Test("clauses that nest by their number are refused")
  func clauses() {
    let text =
      Self.head + "sweep seed in [1, 2]\n" + lines(20_000) { _ in "when seed < 5" } + "run\n"
    #expect(slugs(text) == ["too-deep"])
  }

  @Test(
    "definitions over an axis that grow with each line are refused",
    arguments: [
      "def a# = a% + 1", "def a# = max(a%, a%)", "def a# = [a%, a%]",
    ])
  func formulas(_ pattern: String) {
    let text =
      Self.head + "sweep seed in [1, 2]\ndef a0 = seed\n"
      + lines(600) { number in
        pattern.replacing("#", with: "\(number + 1)").replacing("%", with: "\(number)")
      } + "run\n"
    #expect(slugs(text).contains("too-much-work"))
  }

  @Test("functions that double are refused")
  func functions() {
    let text =
      "def f0(x) = x\n" + lines(40) { "def f\($0 + 1)(x) = max(f\($0)(x), f\($0)(x))" }
      + "let ema_fast = f40(1)\n"
    #expect(slugs(text).contains("too-much-work"))
  }

  @Test("types that are nested by their number are refused")
  func types() {
    let text = "param a : " + String(repeating: "list of ", count: 200_000) + "int\n"
    #expect(!slugs(text).isEmpty)
  }

  @Test("many small statements and long lists are no deep expression")
  func breadth() {
    let levels = (1...300).map { "-\($0)" }.joined(separator: ", ")
    let runs = lines(60) { "run r\($0) { seed = \($0) + 1 + 1 + 1 + 1 }" }
    #expect(slugs(Self.head + "group g {\n\(runs)}\n") == [])
    #expect(
      slugs(Self.head + "for x in [\(levels)] {\n let seed = x + 400\n run\n}\n") == [])
  }
}
