// Bars: of names, or of the counts of a histogram.

public struct BarChart: Sendable {
  public let title: String
  public let labels: [String]
  public let values: [Double]
  public let unit: ChartUnit
  public var size = (width: 720.0, height: 220.0)

  /// - Parameter values: one for each label; NaN has no bar.
  public init(
    _ title: String, labels: [String], _ values: [Double], _ unit: ChartUnit = .number
  ) {
    self.title = title
    self.labels = labels
    self.values = values
    self.unit = unit
  }

  /// The counts of values in equal bins, about as many as the square root of their number says.
  public static func histogram(
    _ title: String, of values: [Double], _ unit: ChartUnit
  ) -> BarChart {
    let known = values.filter(\.isFinite)
    let wanted = min(60, max(5, Int(Double(known.count).squareRoot())))
    guard let ticks = AxisTicks.linear(known, unit, count: wanted) else {
      return BarChart(title, labels: [], [])
    }
    let edges = ticks.ticks.map(\.value)
    var counts = [Double](repeating: 0, count: max(1, edges.count - 1))
    let width = (ticks.range.upperBound - ticks.range.lowerBound) / Double(counts.count)
    for value in known {
      let bin = Int((value - ticks.range.lowerBound) / width)
      counts[min(max(0, bin), counts.count - 1)] += 1
    }
    return BarChart(title, labels: ticks.ticks.dropLast().map(\.label), counts)
  }

  /// An `svg` element; nil where there is nothing to draw.
  public var svg: String? {
    guard values.contains(where: \.isFinite), !labels.isEmpty,
      let y = AxisTicks.linear(values, unit, hasZero: true)
    else { return nil }
    // As many labels as there is room for.
    let longest = Double(labels.map(\.count).max() ?? 1) * 7 + 8
    let step = max(1, Int((longest * Double(labels.count) / (size.width - 80)).rounded(.up)))
    let ticks = labels.enumerated().filter { $0.offset % step == 0 }.map {
      AxisTicks.Tick(value: Double($0.offset) + 0.5, label: $0.element)
    }
    let x = AxisTicks(range: 0...Double(labels.count), ticks: ticks)
    var frame = ChartFrame(
      title, width: size.width, height: size.height, x: x, y: y, isBanded: true)
    let zero = frame.place(y: 0)
    for (place, value) in values.enumerated() where value.isFinite && place < labels.count {
      let (start, end) = (
        frame.place(x: Double(place) + 0.12), frame.place(x: Double(place) + 0.88)
      )
      let height = frame.place(y: value)
      let text = AxisTicks.label(value, step: unit == .percent ? 0.001 : 0.01, unit)
      frame.add(
        "<rect class=\"f\(value < 0 ? 1 : 0)\" x=\"\(short(start))\" y=\"\(short(min(zero, height)))\" "
          + "width=\"\(short(end - start))\" height=\"\(short(abs(zero - height)))\">"
          + "<title>\(escapedForXML(labels[place])): \(text)</title></rect>")
    }
    return frame.finished
  }
}
