// How a program says which points have no run.

internal import Experiment

extension ProgramWriter {
  func text(_ filter: FoundFilter) -> String {
    switch filter {
    case .comparison(let a, let symbol, let b):
      return "when \(name(a)) \(symbol) \(name(b))"
    case .box: return "except \(corner(filter))"
    }
  }

  /// A field that is otherwise at some points.
  func text(_ exception: FoundException) -> String {
    let corners = exception.corners.map { corner($0) }.joined(separator: " or ")
    let values = [exception.other, exception.usual].map { spelling(exception.field, $0) }
    return "let \(name(exception.field)) = if \(corners) then \(values[0]) else \(values[1])"
  }

  private func corner(_ filter: FoundFilter) -> String {
    guard case .box(let parts) = filter else { return "" }
    return parts.map { text($0.axis, $0.field, $0.codes) }.joined(separator: " and ")
  }

  /// A condition that holds on some levels of an axis.
  private func text(_ axis: FoundAxis, _ field: Int, _ codes: Set<Int32>) -> String {
    let part = axis.fields.firstIndex(of: field) ?? 0
    var seen: Set<Int32> = []
    let all = axis.levels.map { $0[part] }.filter { seen.insert($0).inserted }
    let name = name(field)
    if grid.fields[field].composite == .period, declared[field].isEmpty {
      return periodText(field, all, codes)
    }
    let inside = all.filter(codes.contains)
    let outside = all.filter { !codes.contains($0) }
    if inside.count == 1 { return "\(name) == \(spelling(field, inside[0]))" }
    if let order = order(field, inside, outside) { return "\(name) \(order)" }
    if outside.count == 1 { return "\(name) != \(spelling(field, outside[0]))" }
    let isShort = inside.count <= outside.count
    let list = (isShort ? inside : outside).map { spelling(field, $0) }.joined(separator: ", ")
    return "\(name) \(isShort ? "in" : "not in") [\(list)]"
  }

  /// A bound, if all values inside lie on one side of all others.
  private func order(_ field: Int, _ inside: [Int32], _ outside: [Int32]) -> String? {
    func sorted(_ codes: [Int32]) -> [(code: Int32, number: Decimal)]? {
      let values = codes.map { grid.orderedValue(field, $0)?.number }
      guard !values.contains(nil) else { return nil }
      return zip(codes, values.compactMap { $0 }).map { ($0, $1) }.sorted { $0.1 < $1.1 }
    }
    guard let inner = sorted(inside), let outer = sorted(outside), let low = inner.first,
      let high = inner.last, let below = outer.first, let above = outer.last
    else { return nil }
    if above.number < low.number { return ">= \(spelling(field, low.code))" }
    if high.number < below.number { return "<= \(spelling(field, high.code))" }
    return nil
  }

  /// A condition on periods without names, by their first or last days.
  private func periodText(_ field: Int, _ all: [Int32], _ codes: Set<Int32>) -> String {
    for (name, part) in [("start_date", 0), ("end_date", 1)] {
      let days = all.compactMap { code -> Day? in
        if case .day(let day) = grid.fields[field].levels[Int(code)][part] { day } else { nil }
      }
      guard Set(days).count == days.count else { continue }
      let inside = zip(all, days).filter { codes.contains($0.0) }.map(\.1)
      if inside.count == 1 { return "\(name) == \(inside[0])" }
      let isPrefix = all.prefix(inside.count).allSatisfy(codes.contains)
      let isRising = zip(days, days.dropFirst()).allSatisfy { $0 < $1 }
      if isRising, isPrefix, let last = inside.last { return "\(name) <= \(last)" }
      if isRising, all.suffix(inside.count).allSatisfy(codes.contains), let first = inside.first {
        return "\(name) >= \(first)"
      }
      return "\(name) in [\(inside.map(\.description).joined(separator: ", "))]"
    }
    return "period in [\(codes.sorted().map { spelling(field, $0) }.joined(separator: ", "))]"
  }
}
