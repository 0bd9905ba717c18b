// Which is best. It does not know what a metric means, nor whether more of it is better.

/// In which direction a metric ranks.
public enum RankingOrder: String, Hashable, Sendable, CaseIterable {
  /// The largest first.
  case descending
  case ascending
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
