// A page of its own: one HTML file with style and pictures in it, that needs no network.

public struct ReportPage {
  private var body = ""
  private let title: String

  public init(title: String) { self.title = title }

  public mutating func heading(_ text: String, level: Int = 2) {
    body += "<h\(level)>\(escapedForXML(text))</h\(level)>\n"
  }

  public mutating func paragraph(_ text: String) { body += "<p>\(escapedForXML(text))</p>\n" }

  /// Pictures that are there, with what is to be said of them below.
  public mutating func figure(_ svg: String?, _ caption: String) {
    guard let svg else { return }
    body += "<figure>\(svg)<figcaption>\(escapedForXML(caption))</figcaption></figure>\n"
  }

  /// A cell of a table: what is shown, the exact number behind it, and what it means.
  public struct Cell {
    public let text: String
    public var value: Double?
    public var meaning: String?

    public init(_ text: String, value: Double? = nil, meaning: String? = nil) {
      self.text = text
      self.value = value
      self.meaning = meaning
    }
  }

  public mutating func table(_ header: [String], _ rows: [[Cell]]) {
    guard !rows.isEmpty else { return }
    body += "<table><thead><tr>"
    for name in header { body += "<th scope=\"col\">\(escapedForXML(name))</th>" }
    body += "</tr></thead><tbody>\n"
    for row in rows {
      body += "<tr>"
      for cell in row {
        var attributes = ""
        if let value = cell.value {
          attributes += " class=\"n\""
          if value.isFinite { attributes += " data-value=\"\(value)\"" }
        }
        if let meaning = cell.meaning { attributes += " title=\"\(escapedForXML(meaning))\"" }
        body += "<td\(attributes)>\(escapedForXML(cell.text))</td>"
      }
      body += "</tr>\n"
    }
    body += "</tbody></table>\n"
  }

  public var html: String {
    """
    <!DOCTYPE html>
    <html lang="en"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(escapedForXML(title))</title>
    <style>
    \(ReportPage.style)
    \(ChartFrame.style)
    </style></head><body><main>
    \(body)</main></body></html>

    """
  }

  private static let style = """
    :root{color-scheme:light dark}
    body{margin:0;background:#fff;color:#1c1e21;font:15px/1.45 system-ui,sans-serif}
    main{max-width:960px;margin:0 auto;padding:16px}h1{font-size:1.5em;margin:.3em 0}h2{font-size:1.15em;margin:1.4em 0 .4em}
    p{margin:.4em 0}figure{margin:.8em 0}figcaption{font-size:.82em;opacity:.75}svg{width:100%;height:auto}
    table{border-collapse:collapse;font-size:.88em;margin:.4em 0}th{text-align:left;font-weight:600}
    th,td{padding:.18em .7em .18em 0;border-bottom:1px solid #8884;vertical-align:top}
    td.n{text-align:right;font-variant-numeric:tabular-nums}td[title]{cursor:help}
    @media(prefers-color-scheme:dark){body{background:#15181c;color:#e6e6e6}}
    @media print{main{max-width:none;padding:0}figure,table{break-inside:avoid}}
    """
}
