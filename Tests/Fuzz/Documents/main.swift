// The readers of YAML and JSON under libFuzzer: whatever bytes come, reading ends, traps nowhere, and
// what was read can be written and read again. `make fuzz` builds and feeds it.

import Backtest
import Canon
import Experiment
import Glibc
import Language
import Source

/// libFuzzer's own loop: it calls back with one input after the other (FuzzerInterface.h).
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>, Int) -> CInt
) -> CInt

/// A job's expressions are the language's, which has a fuzzer of its own.
private func anyJob(_: WrittenJob) -> ParsedJob {
  ParsedJob(job: .backtest, schema: backtestSchema, diagnostics: [])
}

private func load(_ source: SourceText, _ form: DocumentForm) -> LoadedBatch {
  loadBatch(source, form: form, schema: backtestSchema, parseJob: anyJob)
}

/// What a batch is, as far as two ways of reading can differ.
private func outcome(_ loaded: LoadedBatch) -> [String] {
  let runs = try? loaded.plan?.canonicalText(as: .jsonLines)
  return loaded.diagnostics.map { "\($0.slug.name) \(String(describing: $0.span)) \($0.message)" }
    + [runs ?? "none"]
}

/// Each way to read YAML gives up, or reads the same.
private func compareWays(_ source: SourceText) {
  let outcomes = YAMLWay.allCases.compactMap {
    loadBatch(source, by: $0, schema: backtestSchema, parseJob: anyJob).map(outcome)
  }
  precondition(outcomes.allSatisfy { $0 == outcomes.last }, "two ways read different batches")
}

private func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let source = SourceText(name: "x", bytes: Array(UnsafeBufferPointer(start: start, count: count)))
  compareWays(source)
  for form in DocumentForm.allCases {
    let loaded = load(source, form)
    _ = DiagnosticRenderer(source: source).render(loaded.diagnostics)
    guard let plan = loaded.plan else {
      precondition(loaded.diagnostics.containsError, "no plan, and nothing is wrong")
      continue
    }
    for (syntax, again) in [(CanonicalSyntax.yaml, DocumentForm.yaml), (.json, .json)] {
      for form in RunForm.allCases { checkReading(plan, syntax, again, form) }
    }
    if plan.count < 40 { checkFactoring(plan) }
  }
  return 0
}

/// One of the two programs that can be made of a plan has its canonical text.
private func checkFactoring(_ plan: Plan) {
  let wanted = try? plan.canonicalText(as: .yaml)
  let means = [false, true].contains { asListing in
    guard let program = try? FactoredProgram(of: plan, asListing: asListing) else { return false }
    let compiled = compile(
      SourceText(name: "p", program.text), batchName: "b", backtestSchema: backtestSchema)
    return (try? compiled.plan?.canonicalText(as: .yaml)) == wanted
  }
  precondition(means, "no program means the runs")
}

/// What is written is read as the same plan.
private func checkReading(
  _ plan: Plan, _ syntax: CanonicalSyntax, _ form: DocumentForm, _ runForm: RunForm
) {
  guard let text = try? plan.canonicalText(as: syntax, form: runForm) else {
    preconditionFailure("a plan that was read cannot be written")
  }
  guard let again = load(SourceText(name: "y", text), form).plan else {
    preconditionFailure("what was written cannot be read:\n\(text)")
  }
  precondition(
    (try? again.canonicalText(as: syntax, form: runForm)) == text, "it is read as another plan")
}

private var argumentCount = CommandLine.argc
private var arguments = CommandLine.unsafeArgv

exit(runDriver(&argumentCount, &arguments) { start, count in fuzz(start, count) })
