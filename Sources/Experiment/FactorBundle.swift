// Weighted factors: what a bundle file says. It does not know how the file is written (Canon) nor
// how factors are computed (Backtest).

public struct FactorBundle: Hashable, Sendable {
  public enum Direction: String, Sendable, CaseIterable { case positive, negative }

  public struct Factor: Hashable, Sendable {
    public let name: String
    public let weight: Double
    public let direction: Direction

    public init(name: String, weight: Double, direction: Direction) {
      self.name = name
      self.weight = weight
      self.direction = direction
    }
  }

  public var universe: String
  public var factorSet: String
  public var horizonDays: Int
  public var factors: [Factor]
  public var winsorize: Bool
  /// The lower and upper quantile at which values are cut.
  public var winsorizeLimits: (lower: Double, upper: Double) {
    get { (limits[0], limits[1]) }
    set { limits = [newValue.lower, newValue.upper] }
  }
  public var zscore: Bool
  /// The grouping whose groups' means are taken out of each factor; nil: none.
  public var neutralizeBy: String?
  private var limits: [Double] = [0.01, 0.99]

  public init(
    universe: String, factorSet: String, horizonDays: Int, factors: [Factor],
    winsorize: Bool = true, zscore: Bool = true
  ) {
    self.universe = universe
    self.factorSet = factorSet
    self.horizonDays = horizonDays
    self.factors = factors
    self.winsorize = winsorize
    self.zscore = zscore
  }
}
