// A table as colours, with its numbers in them.

public struct HeatMap: Sendable {
  public let title: String
  public let rows: [String]
  public let columns: [String]
  /// Row by row; NaN has no colour.
  public let values: [[Double]]
  public let unit: ChartUnit

  public init(
    _ title: String, rows: [String], columns: [String], _ values: [[Double]], _ unit: ChartUnit
  ) {
    self.title = title
    self.rows = rows
    self.columns = columns
    self.values = values
    self.unit = unit
  }

  /// An `svg` element; nil where there is nothing to draw. Above zero is one colour, below another, both as
  /// strong as the largest of all.
  public var svg: String? {
    let largest = values.joined().filter(\.isFinite).map { abs($0) }.max() ?? 0
    guard !rows.isEmpty, !columns.isEmpty, values.joined().contains(where: \.isFinite) else {
      return nil
    }
    let left = 14 + 6.8 * Double(rows.map(\.count).max() ?? 1)
    let width = 720.0
    let cell = (width: (width - left - 4) / Double(columns.count), height: 20.0)
    let height = 44 + cell.height * Double(rows.count)
    var text =
      "<svg class=\"chart\" viewBox=\"0 0 \(Int(width)) \(Int(height))\" role=\"img\" "
      + "aria-label=\"\(escapedForXML(title))\" xmlns=\"http://www.w3.org/2000/svg\">"
      + "<text class=\"title\" x=\"2\" y=\"14\">\(escapedForXML(title))</text>"
    func label(_ label: String, _ x: Double, _ y: Double, _ anchor: String) {
      text +=
        "<text class=\"label\" text-anchor=\"\(anchor)\" x=\"\(short(x))\" y=\"\(short(y))\">"
        + "\(escapedForXML(label))</text>"
    }
    for (place, column) in columns.enumerated() {
      label(column, left + cell.width * (Double(place) + 0.5), 34, "middle")
    }
    for (row, name) in rows.enumerated() {
      let y = 40 + cell.height * Double(row)
      label(name, left - 6, y + 14, "end")
      for (column, value) in values[row].enumerated() where value.isFinite {
        let x = left + cell.width * Double(column)
        let strength = largest > 0 ? 0.08 + 0.62 * abs(value) / largest : 0
        text +=
          "<rect class=\"f\(value < 0 ? 1 : 0)\" fill-opacity=\"\(hundredths(strength))\" "
          + "x=\"\(short(x))\" y=\"\(short(y))\" width=\"\(short(cell.width - 1))\" height=\"19\"/>"
        let shown = AxisTicks.label(value, step: unit == .percent ? 0.001 : 0.01, unit)
        label(shown, x + cell.width / 2, y + 14, "middle")
      }
    }
    return text + "</svg>"
  }

  private func hundredths(_ value: Double) -> String {
    let count = Int((value * 100).rounded())
    return count >= 100 ? "1" : "." + (count < 10 ? "0" : "") + "\(count)"
  }
}
