// A batch as a program, proved to mean the same before anybody sees it.

internal import Backtest
internal import Canon
public import Experiment
internal import Language
internal import Source

/// A program that means what a plan means.
public struct ProgramFromRuns: Sendable {
  public let text: String
  /// Whether it is a plain listing, because what was found behind the runs did not expand to the same
  /// canonical text.
  public let isListing: Bool
}

extension Plan {
  /// Finds the defaults, products, periods, bundles and filters behind the runs.
  ///
  /// - Throws: ``FileProblem`` where no program means the same, and ``EvaluationFailure`` where a run of
  ///   the plan has no value.
  public func program() throws -> ProgramFromRuns {
    let wanted = try canonicalHash()
    for isListing in [false, true] {
      let text = try FactoredProgram(of: self, asListing: isListing).text
      if Plan.means(text, wanted, maxRuns: max(count, batch.maxRuns)) {
        return ProgramFromRuns(text: text, isListing: isListing)
      }
    }
    throw FileProblem(
      "this batch cannot be told as a program that expands to the same canonical text",
      help: "it may have a declaration that programs do not know, such as a bound of one side")
  }

  private static func means(_ text: String, _ wanted: ContentHash, maxRuns: Int) -> Bool {
    let compilation = compile(
      SourceText(name: "program", text), batchName: "batch", backtestSchema: backtestSchema,
      maxRuns: maxRuns, loader: Loader { _ in .failure(.init("nothing is read")) })
    return (try? compilation.plan?.canonicalHash()) == wanted
  }

  /// The SHA-256 of the canonical text.
  private func canonicalHash() throws -> ContentHash {
    var hasher = ContentHasher()
    try writeCanonical(self, as: .yaml) { hasher.update($0) }
    return hasher.finish()
  }
}
