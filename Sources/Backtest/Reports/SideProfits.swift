// What the long and the short side of a run have brought.

/// One side, in currency.
public struct SideProfit: Hashable, Sendable {
  public enum Side: String, Hashable, Sendable, CaseIterable { case long, short }

  public let side: Side
  /// After the costs of its trades; the value of what is held at the end is in it.
  public let profit: Double
  public let costs: Double
  /// Fills that opened, changed or closed a position of this side.
  public let fills: Int
}

extension RunRecord {
  /// Long and short; nil where profits by name are not known.
  ///
  /// A fill that turns a position around belongs to both sides, its costs by value. What is still held counts
  /// for the side that it is on. Interest and loans are nobody's.
  public var sideProfits: [SideProfit]? {
    guard let profits else { return nil }
    var held = [Double](repeating: 0, count: symbols.count)
    // What is left of a name's profit after its flows is what it is worth at the end.
    var worth = profits
    var sums = [SideProfit.Side: (profit: Double, costs: Double, fills: Int)]()
    func book(_ side: SideProfit.Side, _ trade: Trade, share: Double) {
      guard share > 0 else { return }
      var sum = sums[side] ?? (0, 0, 0)
      let flow = trade.side == .sell ? trade.notional : -trade.notional
      sum.profit += (flow - trade.cost) * share
      sum.costs += trade.cost * share
      sum.fills += 1
      sums[side] = sum
    }
    for trade in trades {
      let before = held[trade.symbol]
      var after = before + (trade.side == .buy ? trade.quantity : -trade.quantity)
      // Rounding dust of a position that was closed.
      if abs(after) < 1e-9 * trade.quantity { after = 0 }
      held[trade.symbol] = after
      worth[trade.symbol] -= (trade.side == .sell ? trade.notional : -trade.notional) - trade.cost
      let isClosing = before * after < 0
      let closed = isClosing ? min(1, abs(before) / trade.quantity) : 1
      book((before != 0 ? before : after) > 0 ? .long : .short, trade, share: closed)
      book(after > 0 ? .long : .short, trade, share: 1 - closed)
    }
    for (symbol, value) in worth.enumerated() where held[symbol] != 0 {
      sums[held[symbol] > 0 ? .long : .short, default: (0, 0, 0)].profit += value
    }
    return SideProfit.Side.allCases.map { side in
      let sum = sums[side] ?? (0, 0, 0)
      return SideProfit(side: side, profit: sum.profit, costs: sum.costs, fills: sum.fills)
    }
  }
}
