// A report in the making: headings, sentences, tables and pictures, written as one HTML file of its own or as
// Markdown. It does not know what is reported.

/// The parts of a report, in their order.
public struct ReportDocument {
  /// A cell of a table: what is shown, the exact number behind it, and what it means.
  public struct Cell {
    public let text: String
    public var value: Double?
    public var meaning: String?
    /// What is good is marked in green, what is doubtful in yellow, what is bad in red.
    public var mark: Mark?

    public enum Mark: String, Sendable { case good, doubtful, bad }

    public init(
      _ text: String, value: Double? = nil, meaning: String? = nil, mark: Mark? = nil
    ) {
      self.text = text
      self.value = value
      self.meaning = meaning
      self.mark = mark
    }

    /// A number as people read it; `none` for NaN.
    public static func number(_ value: Double, meaning: String? = nil) -> Cell {
      let text = value.isNaN ? "none" : Table.NumberFormat.short.text(value)
      return Cell(text, value: value, meaning: meaning)
    }

    /// A fraction as a percentage with two decimals; empty for NaN.
    public static func percent(_ value: Double, meaning: String? = nil) -> Cell {
      let text = Table.NumberFormat.decimals(2).text(value * 100)
      return Cell(text.isEmpty ? "" : "\(text) %", value: value, meaning: meaning)
    }

    /// Money, or another number of which two decimals are enough; empty for NaN.
    public static func rounded(_ value: Double, meaning: String? = nil) -> Cell {
      Cell(Table.NumberFormat.decimals(2).text(value), value: value, meaning: meaning)
    }
  }

  private enum Part {
    case heading(String, level: Int)
    case paragraph(String)
    case warning(String)
    case figure(svg: String, caption: String)
    case table([String], [[Cell]])
  }

  private var parts: [Part] = []
  private let title: String

  /// - Parameter title: also the first heading.
  public init(title: String) {
    self.title = title
    parts.append(.heading(title, level: 1))
  }

  public mutating func heading(_ text: String, level: Int = 2) {
    parts.append(.heading(text, level: level))
  }

  public mutating func paragraph(_ text: String) { parts.append(.paragraph(text)) }

  /// What must not be overlooked.
  public mutating func warning(_ text: String) { parts.append(.warning(text)) }

  /// Pictures that are there, with what is to be said of them below. Markdown goes without.
  public mutating func figure(_ svg: String?, _ caption: String) {
    if let svg { parts.append(.figure(svg: svg, caption: caption)) }
  }

  public mutating func table(_ header: [String], _ rows: [[Cell]]) {
    if !rows.isEmpty { parts.append(.table(header, rows)) }
  }

  // MARK: Markdown

  public var markdown: String {
    var text = ""
    for part in parts {
      if case .figure = part { continue }
      if !text.isEmpty { text += "\n" }
      switch part {
      case .heading(let title, let level):
        text += String(repeating: "#", count: level) + " \(MarkdownText.escaped(title))\n"
      case .warning(let words): text += "**\(MarkdownText.escaped(words))**\n"
      case .paragraph(let words): text += MarkdownText.paragraph(words) + "\n"
      case .table(let header, let rows): text += ReportDocument.markdown(header, rows)
      case .figure: break
      }
    }
    return text
  }

  private static func markdown(_ header: [String], _ rows: [[Cell]]) -> String {
    var table = Table(
      header.enumerated().map { place, name in
        Table.Column(name, hasNumbers(rows, place) ? .trailing : .leading)
      })
    for row in rows { table.append(row.map { .text($0.text) }) }
    return table.markdown
  }

  private static func hasNumbers(_ rows: [[Cell]], _ column: Int) -> Bool {
    rows.contains { column < $0.count && $0[column].value != nil }
  }

  // MARK: HTML

  public var html: String {
    var body = ""
    for part in parts {
      switch part {
      case .heading(let text, let level):
        body += "<h\(level)>\(escapedForXML(text))</h\(level)>\n"
      case .warning(let text): body += "<p class=\"bad\">\(escapedForXML(text))</p>\n"
      case .paragraph(let text): body += "<p>\(escapedForXML(text))</p>\n"
      case .figure(let svg, let caption):
        body += "<figure>\(svg)<figcaption>\(escapedForXML(caption))</figcaption></figure>\n"
      case .table(let header, let rows): ReportDocument.addTable(header, rows, to: &body)
      }
    }
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(escapedForXML(title))</title>
      <style>
      \(ReportDocument.style)
      \(ChartFrame.style)
      </style></head><body><main>
      \(body)</main></body></html>

      """
  }

  private static func addTable(_ header: [String], _ rows: [[Cell]], to body: inout String) {
    body += "<table><thead><tr>"
    for (place, name) in header.enumerated() {
      let marks = hasNumbers(rows, place) ? " class=\"n\"" : ""
      body += "<th scope=\"col\"\(marks)>\(escapedForXML(name))</th>"
    }
    body += "</tr></thead><tbody>\n"
    for row in rows {
      body += "<tr>"
      for cell in row {
        var classes: [String] = []
        var attributes = ""
        if let value = cell.value {
          classes.append("n")
          if value.isFinite { attributes += " data-value=\"\(value)\"" }
        }
        if let mark = cell.mark { classes.append(mark.rawValue) }
        if !classes.isEmpty {
          attributes = " class=\"\(classes.joined(separator: " "))\"" + attributes
        }
        if let meaning = cell.meaning { attributes += " title=\"\(escapedForXML(meaning))\"" }
        body += "<td\(attributes)>\(escapedForXML(cell.text))</td>"
      }
      body += "</tr>\n"
    }
    body += "</tbody></table>\n"
  }

  private static let style = """
    :root{color-scheme:light dark}
    body{margin:0;background:#fff;color:#1c1e21;font:15px/1.45 system-ui,sans-serif}
    main{max-width:960px;margin:0 auto;padding:16px}h1{font-size:1.5em;margin:.3em 0}h2{font-size:1.15em;margin:1.4em 0 .4em}
    h3{font-size:1em;margin:1em 0 .3em}p{margin:.4em 0}figure{margin:.8em 0}figcaption{font-size:.82em;opacity:.75}svg{width:100%;height:auto}
    table{border-collapse:collapse;font-size:.88em;margin:.4em 0}th{text-align:left;font-weight:600}
    th,td{padding:.18em .7em .18em 0;border-bottom:1px solid #8884;vertical-align:top}
    th.n,td.n{text-align:right;font-variant-numeric:tabular-nums}td[title]{cursor:help}
    .good{color:#1a7f37}.doubtful{color:#8a6100}.bad{color:#c62828;font-weight:600}
    @media(prefers-color-scheme:dark){body{background:#15181c;color:#e6e6e6}.good{color:#4cc36b}.doubtful{color:#e3b341}.bad{color:#ff7b72}}
    @media print{main{max-width:none;padding:0}figure,table{break-inside:avoid}}
    """
}
