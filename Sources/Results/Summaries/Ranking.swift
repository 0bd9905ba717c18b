// Which is best. Of a metric it knows only the name.

/// In which direction a metric ranks.
public enum RankingOrder: String, Hashable, Sendable, CaseIterable {
  /// The largest first.
  case descending
  case ascending

  /// Ascending for what is called a loss or an error, descending for everything else.
  public static func natural(for metric: String) -> RankingOrder {
    let words = metric.lowercased().split { !$0.isLetter }
    let small: Set = ["loss", "error", "err", "rmse", "mse", "mae", "mape", "nll", "perplexity"]
    return words.contains { small.contains(String($0)) } ? .ascending : .descending
  }
}

/// The elements by a metric, best first: NaN last, equals in the order in which they came.
public func rank<Element>(
  _ elements: [Element], _ order: RankingOrder = .descending, by metric: (Element) -> Double
) -> [Element] {
  let values = elements.map(metric)
  let places = elements.indices.sorted { a, b in
    switch (values[a].isNaN, values[b].isNaN) {
    case (true, true): return a < b
    case (false, true): return true
    case (true, false): return false
    case (false, false):
      if values[a] == values[b] { return a < b }
      return order == .descending ? values[a] > values[b] : values[a] < values[b]
    }
  }
  return places.map { elements[$0] }
}

/// The middle value of those that are not NaN, or the mean of the two in the middle; NaN if none.
func median(_ values: [Double]) -> Double {
  let sorted = values.filter { !$0.isNaN }.sorted()
  guard !sorted.isEmpty else { return .nan }
  let middle = sorted.count / 2
  if sorted.count % 2 == 1 || sorted[middle - 1] == sorted[middle] { return sorted[middle] }
  return sorted[middle - 1] / 2 + sorted[middle] / 2
}
