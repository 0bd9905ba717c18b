// One of several parts into which the runs of a plan are cut, for several machines.

/// Part `number` of `count`, counted from 1: runs that follow one another, as many as in the other
/// parts or one fewer.
public struct Shard: Hashable, Sendable {
  public let number: Int
  public let count: Int

  /// Nil unless `number` is one of the parts.
  public init?(_ number: Int, of count: Int) {
    guard count >= 1, (1...count).contains(number) else { return nil }
    self.number = number
    self.count = count
  }

  /// The numbers of its runs, counted from 0, in a plan of so many.
  public func range(of runs: Int) -> Range<Int> { bound(number - 1, runs)..<bound(number, runs) }

  /// `runs * part / count`, without overflow.
  private func bound(_ part: Int, _ runs: Int) -> Int {
    let (high, low) = runs.multipliedFullWidth(by: part)
    return count.dividingFullWidth((high, low)).quotient
  }
}
