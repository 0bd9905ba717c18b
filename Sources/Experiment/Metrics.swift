// The metrics of one run: values beside names, which all runs of a kind share.

/// Metrics in the order in which tables show them.
public struct Metrics: Hashable, Sendable, RandomAccessCollection {
  /// One array for many runs, as a rule.
  public private(set) var names: [String]
  public private(set) var values: [Double]

  public init(names: [String], values: [Double]) {
    precondition(names.count == values.count, "as many names as values")
    self.names = names
    self.values = values
  }

  /// Where the names are those of `earlier`, they are shared with it.
  public init(_ metrics: [Metric], like earlier: Metrics = []) {
    let isAlike =
      metrics.count == earlier.names.count
      && zip(metrics, earlier.names).allSatisfy { $0.name == $1 }
    names = isAlike ? earlier.names : metrics.map(\.name)
    values = metrics.map(\.value)
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { values.count }
  public subscript(place: Int) -> Metric { Metric(names[place], values[place]) }

  /// Nil if there is no such metric.
  public func value(_ name: String) -> Double? {
    names.firstIndex(of: name).map { values[$0] }
  }

  public mutating func append(_ metric: Metric) {
    names.append(metric.name)
    values.append(metric.value)
  }
}

extension Metrics: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: Metric...) {
    names = elements.map(\.name)
    values = elements.map(\.value)
  }
}
