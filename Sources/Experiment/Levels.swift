// The alternatives on an axis: listed ones, or the members of a range, which nobody lists.

/// One alternative on an axis: the value of each part, and the short text for ids.
public struct Level: Hashable, Sendable {
  public let values: [Value]
  public let label: String

  public init(values: [Value], label: String) {
    self.values = values
    self.label = label
  }
}

/// The levels of an axis, in order.
public struct Levels: RandomAccessCollection, Sendable {
  private enum Form: Sendable {
    case listed([Level])
    case range(RangeMembers)
  }

  private let form: Form

  public init(_ levels: [Level]) { form = .listed(levels) }

  /// A level with one part for each member; nil where two of them may have one label.
  public init?(_ range: RangeMembers) {
    guard LabelShape(of: range) != nil else { return nil }
    form = .range(range)
  }

  public var startIndex: Int { 0 }

  public var endIndex: Int {
    switch form {
    case .listed(let levels): levels.count
    case .range(let range): range.count
    }
  }

  public subscript(index: Int) -> Level {
    switch form {
    case .listed(let levels): levels[index]
    case .range(let range): Level(values: [range[index]], label: label(at: index))
    }
  }

  public func value(at index: Int, part: Int) -> Value {
    switch form {
    case .listed(let levels): levels[index].values[part]
    case .range(let range): range[index]
    }
  }

  public func label(at index: Int) -> String {
    switch form {
    case .listed(let levels): levels[index].label
    case .range(let range): range[index].levelLabel(for: nil)
    }
  }

  /// The values, where they are a range. Its labels differ, also when case is ignored.
  public var range: RangeMembers? { if case .range(let range) = form { range } else { nil } }

  /// The two ends of a range, and all levels of a list: a condition that holds between any two values
  /// for which it holds is true of every level if it is of these.
  public var extremes: [Level] {
    switch form {
    case .listed(let levels): levels
    case .range(let range): Set([0, range.count - 1]).sorted().map { self[$0] }
    }
  }
}

extension Levels: ExpressibleByArrayLiteral {
  public init(arrayLiteral levels: Level...) { self.init(levels) }
}
