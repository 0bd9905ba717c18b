// A summary that the tests read back: CSV with quotes, the first line naming the columns.

public struct SummaryFile: Sendable {
  public let columns: [String]
  /// One dictionary for each run, by column.
  public let rows: [[String: String]]

  public init(_ text: String) {
    let records = SummaryFile.records(text)
    let columns = records.first ?? []
    self.columns = columns
    rows = records.dropFirst().map { record in
      Dictionary(zip(columns, record), uniquingKeysWith: { first, _ in first })
    }
  }

  public subscript(_ id: String) -> [String: String]? { rows.first { $0["run_id"] == id } }

  public func column(_ name: String) -> [String] { rows.map { $0[name] ?? "" } }

  /// The summary without the columns that may differ between two executions.
  public var lasting: [[String: String]] {
    rows.map { row in
      row.filter { !["runtime_sec", "cpu_sec", "peak_memory_mb"].contains($0.key) }
    }
  }

  /// RFC 4180.
  private static func records(_ text: String) -> [[String]] {
    var records: [[String]] = []
    var record: [String] = []
    var cell = ""
    var isQuoted = false
    var characters = Array(text.unicodeScalars)[...]
    while let scalar = characters.popFirst() {
      if isQuoted {
        if scalar != "\"" {
          cell.unicodeScalars.append(scalar)
        } else if characters.first == "\"" {
          characters.removeFirst()
          cell += "\""
        } else {
          isQuoted = false
        }
        continue
      }
      switch scalar {
      case "\"": isQuoted = true
      case ",":
        record.append(cell)
        cell = ""
      case "\n":
        records.append(record + [cell])
        record = []
        cell = ""
      default: cell.unicodeScalars.append(scalar)
      }
    }
    return records
  }
}
