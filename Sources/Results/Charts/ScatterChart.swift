// Points of two numbers each.

public struct ScatterChart: Sendable {
  public struct Point: Sendable {
    public let name: String
    public let x: Double
    public let y: Double

    public init(_ name: String, x: Double, y: Double) {
      self.name = name
      self.x = x
      self.y = y
    }
  }

  public let title: String
  public let points: [Point]
  public let units: (x: ChartUnit, y: ChartUnit)
  public var size = (width: 720.0, height: 300.0)

  public init(_ title: String, _ points: [Point], x: ChartUnit, y: ChartUnit) {
    self.title = title
    self.points = points
    units = (x, y)
  }

  /// An `svg` element; nil where there is nothing to draw.
  public var svg: String? {
    let known = points.filter { $0.x.isFinite && $0.y.isFinite }
    guard !known.isEmpty, let x = AxisTicks.linear(known.map(\.x), units.x, count: 8),
      let y = AxisTicks.linear(known.map(\.y), units.y)
    else { return nil }
    var frame = ChartFrame(title, width: size.width, height: size.height, x: x, y: y)
    for point in known {
      frame.add(
        "<circle class=\"f0\" cx=\"\(short(frame.place(x: point.x)))\" "
          + "cy=\"\(short(frame.place(y: point.y)))\" r=\"3\" fill-opacity=\".6\">"
          + "<title>\(escapedForXML(point.name))</title></circle>")
    }
    return frame.finished
  }
}
