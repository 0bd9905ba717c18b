// The frame of a chart as SVG: title, axes, grid, legend. It does not know what is drawn in it.
//
// Colours are classes; the page, or the style that a file of its own carries, gives them for light and dark.

/// SVG in the making, for a plot of some axes.
struct ChartFrame {
  private(set) var text: String
  private let width: Double
  private let height: Double
  private let x: ClosedRange<Double>
  private let y: ClosedRange<Double>
  /// Of the plot within the picture.
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double

  /// - Parameters:
  ///   - isBanded: whether the marks of x stand below bands, and have no lines.
  init(
    _ title: String, width: Double, height: Double, x: AxisTicks, y: AxisTicks,
    isBanded: Bool = false, legend names: [String] = []
  ) {
    self.width = width
    self.height = height
    self.x = x.range
    self.y = y.range
    left = 14 + 6.6 * Double(y.ticks.map(\.label.count).max() ?? 1)
    right = width - 12
    bottom = height - 24
    // Names that do not fit beside the title stand in lines of their own.
    let lines = ChartFrame.lines(names, beside: title, width: width)
    top = lines.first == [] ? 16 + 14 * Double(lines.count) : 30
    text =
      "<svg class=\"chart\" viewBox=\"0 0 \(Int(width)) \(Int(height))\" role=\"img\" "
      + "aria-label=\"\(escapedForXML(title))\" xmlns=\"http://www.w3.org/2000/svg\">"
      + "<text class=\"title\" x=\"2\" y=\"14\">\(escapedForXML(title))</text>"
    for tick in y.ticks {
      let place = self.place(y: tick.value)
      add(
        "<path class=\"\(tick.value == 0 ? "zero" : "grid")\" d=\"M\(short(left)) \(short(place))"
          + "H\(short(right))\"/>")
      label(tick.label, x: left - 5, y: place + 4, anchor: "end")
    }
    for tick in x.ticks {
      let place = self.place(x: tick.value)
      if !isBanded {
        add("<path class=\"grid\" d=\"M\(short(place)) \(short(bottom))v4\"/>")
      }
      label(tick.label, x: place, y: bottom + 17, anchor: "middle")
    }
    legend(lines)
  }

  func place(x value: Double) -> Double {
    left + (right - left) * (value - x.lowerBound) / (x.upperBound - x.lowerBound)
  }

  func place(y value: Double) -> Double {
    bottom - (bottom - top) * (value - y.lowerBound) / (y.upperBound - y.lowerBound)
  }

  mutating func add(_ element: String) { text += element }

  mutating func label(_ label: String, x: Double, y: Double, anchor: String) {
    // The ends of an axis must not be cut off.
    let half = 3.8 * Double(label.count)
    let x = anchor == "middle" ? min(max(x, half), width - half) : x
    add(
      "<text class=\"label\" text-anchor=\"\(anchor)\" x=\"\(short(x))\" y=\"\(short(y))\">"
        + "\(escapedForXML(label))</text>")
  }

  /// Which names stand in which line: all in the title's, if they fit there, else below it.
  private static func lines(_ names: [String], beside title: String, width: Double) -> [[String]] {
    func room(_ name: String) -> Double { 6.6 * Double(name.count) + 26 }
    let free = width - 12 - 8 * Double(title.count)
    if names.reduce(0, { $0 + room($1) }) <= free { return [names] }
    var lines: [[String]] = [[]]
    var rest = 0.0
    for name in names {
      if room(name) > rest {
        lines.append([])
        rest = width - 24
      }
      lines[lines.count - 1].append(name)
      rest -= room(name)
    }
    return lines
  }

  /// Names with their colours, at the upper right.
  private mutating func legend(_ lines: [[String]]) {
    var number = lines.joined().count
    for (row, names) in lines.enumerated().reversed() {
      var end = right
      let y = 10 + 14 * Double(row)
      for name in names.reversed() {
        number -= 1
        let start = end - 6.6 * Double(name.count) - 16
        add("<path class=\"line s\(number)\" d=\"M\(short(start)) \(short(y))h10\"/>")
        label(name, x: start + 14, y: y + 4, anchor: "start")
        end = start - 10
      }
    }
  }

  var finished: String { text + "</svg>" }

  /// So many series can be told from each other.
  static let colours = 8

  /// A style for a file of its own, that reads in light and in dark.
  static let style = """
    .chart{font:12px system-ui,sans-serif;background:#fff;color:#1c1e21}
    .chart text{fill:currentColor}.chart .title{font-weight:600}.chart .label{font-size:11px;opacity:.75}
    .chart path{fill:none}.chart .grid{stroke:#8888;stroke-width:.5}.chart .zero{stroke:#888;stroke-width:1}
    .chart .line{stroke-width:1.4;stroke-linejoin:round}.chart .fill{opacity:.25;stroke:none}
    .chart .s0{stroke:#1f6fb4}.chart .s1{stroke:#c8641a}.chart .s2{stroke:#2b8a4b}.chart .s3{stroke:#a33ea1}
    .chart .s4{stroke:#b8860b}.chart .s5{stroke:#5b6ee1}.chart .s6{stroke:#d0417e}.chart .s7{stroke:#2f8f8f}
    .chart .f0{fill:#1f6fb4}.chart .f1{fill:#c8641a}.chart .f2{fill:#2b8a4b}.chart .f3{fill:#a33ea1}
    @media(prefers-color-scheme:dark){.chart{background:#15181c;color:#e6e6e6}.chart .s0{stroke:#6cb2f0}
    .chart .s1{stroke:#f0a35e}.chart .s2{stroke:#6fcf8f}.chart .s3{stroke:#d98ad7}.chart .f0{fill:#6cb2f0}
    .chart .f1{fill:#f0a35e}.chart .f2{fill:#6fcf8f}.chart .f3{fill:#d98ad7}
    .chart .s4{stroke:#e3b341}.chart .s5{stroke:#9aa8ff}.chart .s6{stroke:#ff7fb3}.chart .s7{stroke:#63c7c7}}
    """
}

/// A coordinate with one digit behind the point.
func short(_ value: Double) -> String {
  let tenths = Int((value * 10).rounded())
  let (whole, rest) = (abs(tenths) / 10, abs(tenths) % 10)
  return (tenths < 0 ? "-" : "") + "\(whole)" + (rest == 0 ? "" : ".\(rest)")
}

/// Text for an element or an attribute.
public func escapedForXML(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    // What XML does not allow, even escaped.
    case _ where scalar.value < 0x20 && scalar != "\n" && scalar != "\t": result += "\u{FFFD}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
