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

/// The best of many elements that go by, and the worst: what is certainly neither is dropped.
public struct Leaders<Element> {
  public let order: RankingOrder
  private let limit: Int
  private var elements: [(element: Element, value: Double)] = []
  /// The values between which nothing is among the best or the worst; known after the first trim.
  private var dull: (best: Double, worst: Double)?

  /// Keeps the best `limit` elements.
  public init(_ limit: Int, _ order: RankingOrder) {
    self.limit = limit
    self.order = order
  }

  /// Whether an element of this value could be one of the best, or the worst.
  public func takes(_ value: Double) -> Bool {
    guard let dull else { return true }
    let (better, worse) =
      order == .descending
      ? (value > dull.best, value <= dull.worst) : (value < dull.best, value >= dull.worst)
    return better || worse
  }

  public mutating func add(_ element: Element, _ value: Double) {
    elements.append((element, value))
    if elements.count >= 2 * limit + 4096 { trim() }
  }

  public var isEmpty: Bool { elements.isEmpty }

  /// Best first; NaN last, equals in the order in which they came.
  public var best: [Element] {
    rank(elements, order) { $0.value }.prefix(limit).map(\.element)
  }

  /// The last of those that have a value.
  public var worst: Element? {
    rank(elements, order) { $0.value }.last { !$0.value.isNaN }?.element
  }

  private mutating func trim() {
    let places = rank(Array(elements.indices), order) { elements[$0].value }
    var kept = Set(places.prefix(limit))
    let worst = places.last { !elements[$0].value.isNaN }
    if let worst { kept.insert(worst) }
    if let last = places.prefix(limit).last, let worst {
      dull = (elements[last].value, elements[worst].value)
    }
    elements = kept.sorted().map { elements[$0] }
  }
}

extension Leaders: Sendable where Element: Sendable {}

/// The middle value of those that are not NaN, or the mean of the two in the middle; NaN if none.
public func median(_ values: [Double]) -> Double {
  let sorted = values.filter { !$0.isNaN }.sorted()
  guard !sorted.isEmpty else { return .nan }
  let middle = sorted.count / 2
  if sorted.count % 2 == 1 || sorted[middle - 1] == sorted[middle] { return sorted[middle] }
  return sorted[middle - 1] / 2 + sorted[middle] / 2
}
