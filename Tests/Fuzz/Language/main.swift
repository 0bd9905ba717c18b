// The language under libFuzzer: whatever bytes come, lexing, parsing, formatting, checking and expanding
// end, trap nowhere, and keep what they promise. `make fuzz` builds and feeds it.

import Backtest
import Experiment
import Glibc
import Language
import Source

/// Answers what programs read, without files.
private let loader = Loader { request in
  switch request {
  case .library(let path, _):
    .success(.contents(path: path, Array("let ema_fast = 7\ndef twice(x) = x * 2\n".utf8)))
  case .file(let path):
    .success(.contents(path: path, Array("label,ema_fast\na,5\nb,10\n".utf8)))
  case .names: .success(.names(["a.txt", "b.txt"]))
  }
}

/// libFuzzer's own loop: it calls back with one input after the other (FuzzerInterface.h).
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>, Int) -> CInt
) -> CInt

private func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let source = SourceText(name: "x", bytes: Array(UnsafeBufferPointer(start: start, count: count)))
  checkFormat(source)
  let compilation = compile(
    source, batchName: "x", backtestSchema: backtestSchema, maxRuns: 500, loader: loader)
  _ = DiagnosticRenderer(source: compilation.source).render(compilation.diagnostics)
  guard let plan = compilation.plan else {
    precondition(compilation.diagnostics.containsError, "no plan, and nothing is wrong")
    return 0
  }
  checkRuns(plan)
  return 0
}

/// What is formatted means the same, and is in the layout.
private func checkFormat(_ source: SourceText) {
  let tree = syntaxTree(source).tree
  let text = formatted(source).text
  precondition((tree == nil) == (text == nil), "formatted, and wrong")
  guard let text else { return }
  let again = SourceText(name: "x", text)
  precondition(syntaxTree(again).tree == tree, "the format changed the tree")
  precondition(formatted(again).text == text, "the format is not stable")
}

/// The plan has as many runs as it says, with ids of their own, each found by its position.
private func checkRuns(_ plan: Plan) {
  var ids: Set<String> = []
  var runs = 0
  do {
    try plan.forEachRun { run in
      runs += 1
      precondition(ids.insert(run.id.lowercased()).inserted, "two runs have one id")
      precondition(RunName.problem(with: run.id) == nil, "an id that is none")
      let found = try plan.run(at: run.position)
      precondition(found?.id == run.id, "a run is not at its position")
      return true
    }
  } catch {
    preconditionFailure("a run of a checked plan fails: \(error)")
  }
  precondition(runs == plan.count, "\(runs) runs, and the plan says \(plan.count)")
}

private var argumentCount = CommandLine.argc
private var arguments = CommandLine.unsafeArgv

exit(runDriver(&argumentCount, &arguments) { start, count in fuzz(start, count) })
