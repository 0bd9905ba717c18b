// The seed's four functions: load a batch, run one run of it, run all, write the summary.
// The command line is made of these; other Swift programs can be too.

public import Experiment
internal import Language
internal import Results
internal import Source

/// Loads and validates a batch from a program, or from a config in YAML or JSON.
///
/// - Throws: ``FileProblem`` where the file cannot be read. What is wrong *in* it is told by the
///   diagnostics of the result, whose plan is then nil.
public func loadBatch(
  _ path: String, form: BatchInput.Form? = nil, options: LoadOptions = LoadOptions()
) throws(FileProblem) -> CheckedBatch {
  try BatchInput(path: path, form: form).load(options)
}

/// Runs all runs of a batch that are not up to date, and writes everything that a batch leaves
/// behind: run folders, database, log, `batch_summary.csv`, `.md`, `batch_result.json`.
///
/// Runs are executed by keepers, child processes that call ``serveAsKeeper()``: a program that uses
/// this calls that first when its first argument is ``KeeperProgram/keeperArgument``, or names the
/// `gamut` binary in `options.keeper`. A failing run is data; it never ends the batch. SIGINT and
/// SIGTERM drain (first), terminate (second), kill (third).
///
/// - Parameter tell: Called on this thread as things happen, about ten times a second.
/// - Throws: ``BatchProblem`` where the batch cannot be run or written; what was recorded until then
///   stays, and the batch can go on.
public func runBatch(
  _ batch: CheckedBatch, options: RunOptions = RunOptions(),
  tell: @escaping (BatchNews) -> Void = { _ in }
) throws(BatchProblem) -> BatchReport {
  guard let plan = batch.plan else {
    throw BatchProblem("the batch has errors", help: "see its diagnostics")
  }
  guard plan.count <= Int(UInt32.max) else {
    throw BatchProblem(
      "one batch runs at most \(UInt32.max) runs, and this one has \(plan.count)",
      help: "split it into several batches")
  }
  try checkOutputRoot(of: plan, options)
  do {
    return try BatchExecution(batch, plan, options, tell).run()
  } catch let problem as StoreProblem {
    throw BatchProblem(problem.message, help: problem.help)
  } catch let problem as BatchProblem {
    throw problem
  } catch let failure as EvaluationFailure {
    throw BatchProblem(failure.message, help: failure.help)
  } catch {
    throw BatchProblem("\(error)")
  }
}

/// Runs one run of a batch in this process, without a batch folder: a built-in backtest only.
///
/// - Returns: The result with its metrics; `failed` with its reason where settings or data are wrong.
/// - Throws: ``BatchProblem`` where the batch has no such run, or its job is a command.
public func runSingleBacktest(
  _ id: String, of batch: CheckedBatch
) throws(BatchProblem) -> RunResult {
  guard let plan = batch.plan else {
    throw BatchProblem("the batch has errors", help: "see its diagnostics")
  }
  guard plan.job == .backtest else {
    throw BatchProblem("the runs of this batch are commands, not backtests")
  }
  var found: Run?
  try? plan.forEachRun { run in
    if run.id == id { found = run }
    return found == nil
  }
  guard let run = found else { throw BatchProblem("the batch has no run '\(id)'") }
  return BacktestWork().metrics(of: run, in: plan)
}

/// Writes `batch_summary.csv` and `batch_summary.md` of a batch folder anew from its database.
///
/// - Throws: ``BatchProblem`` where the folder belongs to another batch, or cannot be written.
public func writeBatchSummary(_ batch: CheckedBatch, outputRoot: String? = nil) throws(BatchProblem)
{
  guard let plan = batch.plan else {
    throw BatchProblem("the batch has errors", help: "see its diagnostics")
  }
  do {
    try SummaryRewriter(batch, plan, outputRoot: outputRoot).write()
  } catch let problem as StoreProblem {
    throw BatchProblem(problem.message, help: problem.help)
  } catch {
    throw BatchProblem("\(error)")
  }
}

/// A file's output root stays below the working folder, unless the caller says where to write.
private func checkOutputRoot(of plan: Plan, _ options: RunOptions) throws(BatchProblem) {
  let root = plan.batch.outputRoot
  guard options.outputRoot == nil else { return }
  guard !leavesItsFolder(root) else {
    throw BatchProblem(
      "the batch wants to write to '\(root)', outside of the working folder",
      help: "if that is meant, say so: --output-root \(root)")
  }
}
