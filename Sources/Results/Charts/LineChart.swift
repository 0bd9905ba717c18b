// Lines and areas over days.

public import Experiment

/// Some series over the same days; of many the first eight are drawn.
public struct LineChart: Sendable {
  public struct Series: Sendable {
    public let name: String
    /// One for each day; NaN is a gap.
    public let values: [Double]

    public init(_ name: String, _ values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  public let title: String
  public let days: [Day]
  public let series: [Series]
  public var unit = ChartUnit.number
  public var isLogarithmic = false
  /// Whether what lies between a line and zero is filled.
  public var isFilled = false
  public var size = (width: 720.0, height: 240.0)

  public init(_ title: String, _ days: [Day], _ series: [Series], _ unit: ChartUnit = .number) {
    self.title = title
    self.days = days
    self.series = series
    self.unit = unit
  }

  /// An `svg` element; nil where there is nothing to draw.
  public var svg: String? {
    guard let first = days.first, let last = days.last else { return nil }
    let usable = series.flatMap(\.values).filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
    guard !usable.isEmpty else { return nil }
    guard
      let y = isLogarithmic
        ? AxisTicks.logarithmic(usable, unit)
        : AxisTicks.linear(usable, unit, hasZero: isFilled)
    else { return nil }
    let names = series.count > 1 ? series.prefix(ChartFrame.colours).map(\.name) : []
    var frame = ChartFrame(
      title, width: size.width, height: size.height, x: .days(from: first, to: last), y: y,
      legend: names)
    for (place, one) in series.prefix(ChartFrame.colours).enumerated() {
      if isFilled {
        frame.add("<path class=\"fill f\(place)\" d=\"\(path(one.values, frame, isArea: true))\"/>")
      }
      frame.add(
        "<path class=\"line s\(place)\" d=\"\(path(one.values, frame, isArea: false))\"/>"
      )
    }
    return frame.finished
  }

  /// Of the days that fall on one column of pixels the first, lowest, highest and last are drawn: the same
  /// picture with fewer points.
  private func path(_ values: [Double], _ frame: ChartFrame, isArea: Bool) -> String {
    var text = ""
    var isOpen = false
    var start = 0.0
    var end = 0.0
    var place = 0
    func close() {
      guard isOpen, isArea else { return }
      let zero = frame.place(y: 0)
      text += "L\(short(end)) \(short(zero))L\(short(start)) \(short(zero))Z"
    }
    while place < min(values.count, days.count) {
      guard let value = height(values[place], frame) else {
        close()
        isOpen = false
        place += 1
        continue
      }
      let column = frame.place(x: Double(days[place].number)).rounded()
      var points = [value]
      place += 1
      while place < min(values.count, days.count),
        frame.place(x: Double(days[place].number)).rounded() == column,
        let next = height(values[place], frame)
      {
        points.append(next)
        place += 1
      }
      for point in LineChart.thinned(points) {
        text += "\(isOpen ? "L" : "M")\(short(column)) \(short(point))"
        if !isOpen { start = column }
        isOpen = true
      }
      end = column
    }
    close()
    return text
  }

  private func height(_ value: Double, _ frame: ChartFrame) -> Double? {
    guard value.isFinite, !isLogarithmic || value > 0 else { return nil }
    return frame.place(y: isLogarithmic ? logarithm(value) : value)
  }

  private static func thinned(_ points: [Double]) -> [Double] {
    guard points.count > 2, let first = points.first, let last = points.last,
      let low = points.min(), let high = points.max()
    else { return points }
    let middle = [low, high].filter { $0 != first && $0 != last }
    return [first] + (first < last ? middle : middle.reversed()) + [last]
  }
}
