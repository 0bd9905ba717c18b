// What the program of a session means so far: a plan, or what it still lacks, or what is wrong.
// While a program is being typed its last `run` is implied, and so is the job of its params.

package import Experiment
import GamutKit
package import Language
package import Source

package struct Standing: Sendable {
  /// The text that was checked: the program, and behind it what is implied.
  package let source: SourceText
  /// The program, and behind it what is implied.
  let text: String
  /// Nil where something is lacking or wrong.
  package let plan: Plan?
  /// The program as it was checked, with what is implied.
  let batch: CheckedBatch
  package let isRunImplied: Bool
  /// Whether the program has params and no job yet: then it has a count, and cannot be run.
  package let isJobImplied: Bool
  /// What further statements can mend; an error that they cannot mend is not here.
  package let gaps: [Diagnostic]
  /// Everything else: what is wrong, and warnings.
  package let problems: [Diagnostic]

  package var isWrong: Bool { problems.containsError }

  /// - Parameter name: The batch's name where the program gives none.
  /// - Parameter file: The file that was loaded: libraries are found beside it.
  /// - Parameter attention: Somebody is waiting: not all runs are looked at.
  package init(
    _ program: ProgramText, name: String? = nil, file: String? = nil, attention: PlanAttention
  ) {
    var options = LoadOptions()
    options.attention = attention
    let outline = program.outline
    var isJobImplied = false
    var text = program.text
    if !outline.contains(where: { $0.subject == .job }), outline.contains(where: \.isParameter) {
      isJobImplied = true
      text += "job command { argv = [\"program\"] }\n"
    }
    // Without a statement that could hold a run there is none.
    var isRunImplied =
      !outline.isEmpty && !outline.contains { ["run", "for", "group"].contains($0.keyword) }
    if isRunImplied { text += "run\n" }
    var batch = BatchInput(statements: text, named: "session", ofFile: file).load(options)
    if !isRunImplied, batch.plan == nil, batch.diagnostics.errors.allSatisfy(\.isGap),
      batch.diagnostics.errors.contains(where: \.isLackOfRun)
    {
      isRunImplied = true
      text += "run\n"
      batch = BatchInput(statements: text, named: "session", ofFile: file).load(options)
    }
    let isGap: (Diagnostic) -> Bool = { problem in
      // Where the run is implied, one that is typed can still be another, but no statement can get
      // into a scope that has been closed.
      isRunImplied
        ? (problem.isGap || problem.isOfImpliedRun) && !problem.isLackOfRun : problem.isGap
    }
    var plan = batch.plan
    if let name, Batch.isValidName(name), !outline.contains(where: { $0.subject == .batch }) {
      plan?.batch.name = name
    }
    source = batch.source
    self.batch = batch
    self.text = text
    self.plan = plan
    self.isRunImplied = isRunImplied
    self.isJobImplied = isJobImplied
    gaps = batch.diagnostics.errors.filter(isGap)
    problems = batch.diagnostics.filter { problem in
      problem.severity == .error
        ? !isGap(problem)
        // Who explores makes axes short, and params before the job.
        : problem.slug.name != "one-level"
          && !(isJobImplied && problem.slug.name == "unused-parameter")
    }
  }
}

extension StatementOutline {
  fileprivate var isParameter: Bool {
    if case .parameter = subject { true } else { false }
  }
}

extension Sequence<Diagnostic> {
  fileprivate var errors: [Diagnostic] { filter { $0.severity == .error } }
}

extension Diagnostic {
  /// Whether further statements can mend this; an axis that is nearly called like a setting is a
  /// typing mistake.
  fileprivate var isGap: Bool {
    if slug.name == "axis-moves-nothing", fix != nil { return false }
    return [
      "no-run", "empty-plan", "missing-setting", "axis-moves-nothing", "too-many-runs",
      "continuous-levels",
    ].contains(slug.name)
  }

  /// Whether a run of another name, or in another place, can mend this.
  fileprivate var isOfImpliedRun: Bool { ["equal-runs", "duplicate-id"].contains(slug.name) }

  /// Whether this is an error because no run follows.
  fileprivate var isLackOfRun: Bool {
    slug.name == "no-run" || (slug.name == "empty-plan" && span == nil)
  }
}
