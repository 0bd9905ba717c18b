// The only place that writes tables: CSV, Markdown, text for terminals, JSON.
// Nothing in a cell can act on whatever shows it.

internal import Canon
internal import Experiment
internal import Source

public enum TableFormat: String, Sendable, CaseIterable { case table, csv, json, markdown }

extension Table {
  public func text(_ format: TableFormat) -> String {
    switch format {
    case .table: plain
    case .csv: csv
    case .json: json
    case .markdown: markdown
    }
  }

  /// RFC 4180 with line feeds: a header, then a line a row.
  public var csv: String {
    var text = CSVText.line(columns.map { .text($0.title) })
    for row in rows { text += CSVText.line(row) }
    return text
  }

  /// A pipe table.
  public var markdown: String {
    func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |\n" }
    var text = line(columns.map { MarkdownText.escaped($0.title) })
    text += line(columns.map { $0.alignment == .leading ? ":--" : "--:" })
    for row in rows {
      text += line(zip(columns, row).map { MarkdownText.escaped($0.shown($1)) })
    }
    return text
  }

  /// Aligned columns for a terminal, two blanks between them.
  public var plain: String {
    var lines = [columns.map { $0.title.escapingControls() }]
    for row in rows {
      lines.append(zip(columns, row).map { $0.shown($1).escapingControls() })
    }
    var widths = columns.map { _ in 0 }
    for line in lines {
      for (place, cell) in line.enumerated() { widths[place] = max(widths[place], cell.count) }
    }
    var text = ""
    for line in lines {
      var shown = ""
      for (place, cell) in line.enumerated() {
        let blanks = String(repeating: " ", count: widths[place] - cell.count)
        if place > 0 { shown += "  " }
        shown += columns[place].alignment == .leading ? cell + blanks : blanks + cell
      }
      while shown.last == " " { shown.removeLast() }
      text += shown + "\n"
    }
    return text
  }

  /// An array of objects, one a row, named by the titles; empty cells are null.
  public var json: String {
    let objects = rows.map { row in
      JSONText.object(zip(columns, row).map { .init($0.title, JSONText($1)) })
    }
    return JSONText.array(objects).text(.indented) + "\n"
  }
}

extension Table.Column {
  /// A cell of this column as people read it.
  fileprivate func shown(_ cell: Cell) -> String {
    switch cell {
    case .empty: ""
    case .text(let text): text
    case .int(let number): String(number)
    case .number(let number): format.text(number)
    }
  }
}

extension JSONText {
  fileprivate init(_ cell: Cell) {
    switch cell {
    case .empty: self = .null
    case .text(let text): self = .string(text)
    case .int(let number): self = .int(number)
    case .number(let number): self = .number(number)
    }
  }
}
