// Programs from runs: the way back from a list.

public import Experiment

/// A program that makes the runs of a plan.
public struct FactoredProgram: Sendable {
  public let text: String

  /// The program that factoring finds, or one that lists the runs.
  ///
  /// What it means should be checked: that its plan has the same canonical text.
  public init(of plan: Plan, asListing: Bool = false) throws {
    let grid = try RunGrid(plan)
    let block = asListing ? Factoring.listing(grid) : Factoring.block(grid)
    text = ProgramWriter.text(plan, grid, block)
  }
}
