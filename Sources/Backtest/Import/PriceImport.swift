// Price files of others made into one panel, with a word on everything that was done to them.

internal import Experiment
internal import Source

/// What the caller knows about files that they do not say themselves.
public struct ImportOptions: Sendable {
  /// The order of the dates, as `ymd`, `dmy` or `mdy`; nil: as all rows together allow.
  public var dateOrder: String?
  /// `point` or `comma`; nil: as all numbers of a file together allow.
  public var decimalMark: String?
  /// The symbol of a file that has one and does not name it; nil: the file's name.
  public var symbol: String?
  /// Leaves closes as they are where an adjusted close stands beside them.
  public var keepsRawPrices = false

  public static let dateOrders = DateOrder.allCases.map(\.rawValue)

  public init() {}
}

/// Prices that were read from somebody's files, and what was seen in them.
public struct ImportedPrices: Sendable {
  public let panel: PricePanel
  /// A line for each kind of file: how it is written, how many files and rows.
  public let files: [String]
  /// What was done to the rows, and what is doubtful in them.
  public let notes: [String]

  /// Reads files of any layout that is understood, together.
  ///
  /// Rows may stand in any order. A row that stands twice with the same numbers counts once; with other
  /// numbers it is refused.
  ///
  /// - Parameter observe: hears now and then what is being done to which line of a file.
  public init(
    _ files: [PriceFile], _ options: ImportOptions = ImportOptions(),
    observe: (_ doing: String, _ file: String, _ line: Int) -> Void = { _, _, _ in }
  ) throws(DataProblem) {
    var merger = RowMerger(files.map(\.name))
    var facts: [ForeignFacts] = []
    for (number, file) in files.enumerated() {
      var reader = try ForeignFile(file, number: number, options) {
        observe("looking at", file.name, $0)
      }
      while let rows = try reader.next(numbering: { merger.number(of: $0) }) {
        merger.rows += rows
        if reader.line & 4095 == 0 { observe("reading", file.name, reader.line) }
      }
      facts.append(reader.facts)
    }
    guard !merger.rows.isEmpty else {
      throw DataProblem(
        file: files.first?.name ?? "prices", "there is no price in it",
        help: "a price file has a header line and a line for each day")
    }
    var notes: [String] = []
    try merger.settle(adjusts: !options.keepsRawPrices, &notes)
    panel = try merger.panel()
    self.files = ImportedPrices.lines(facts)
    ImportedPrices.note(facts, &notes)
    self.notes = notes + panel.doubts
  }

  private static func lines(_ facts: [ForeignFacts]) -> [String] {
    var counts: [(text: String, files: Int, rows: Int)] = []
    for fact in facts {
      let text = "\(fact.layout.rawValue); \(fact.dialect.name)"
      if let place = counts.firstIndex(where: { $0.text == text }) {
        counts[place].files += 1
        counts[place].rows += fact.rows
      } else {
        counts.append((text, 1, fact.rows))
      }
    }
    return counts.map {
      "\($0.text) (\(counted($0.files, "file")), \(counted($0.rows, "row")))"
    }
  }

  private static func note(_ facts: [ForeignFacts], _ notes: inout [String]) {
    if facts.contains(where: \.hasTimes) {
      notes.append("times and zones of dates are cut off: a row belongs to the day that is written")
    }
    if facts.contains(where: \.hasPayouts) {
      notes.append(
        "dividends and splits stand in columns of their own and are not applied: a split shows as a jump"
      )
    }
    var ignored: [String] = []
    for name in facts.flatMap(\.ignored) where !ignored.contains(name) && !name.isEmpty {
      ignored.append(name)
    }
    if !ignored.isEmpty {
      let shown = ignored.prefix(6).map { "'\($0)'" }.joined(separator: ", ")
      notes.append("columns that are not taken: \(shown)\(ignored.count > 6 ? ", ..." : "")")
    }
  }
}

/// Rows of several files on their way into one panel.
private struct RowMerger {
  let files: [String]
  var rows: [ForeignRow] = []
  private var names = PriceRows()

  init(_ files: [String]) { self.files = files }

  mutating func number(of symbol: String) -> Int { names.number(of: symbol) }

  /// Sorts the rows, drops what stands twice, adjusts the prices.
  mutating func settle(adjusts: Bool, _ notes: inout [String]) throws(DataProblem) {
    let disorder = zip(rows, rows.dropFirst()).count {
      $0.file == $1.file && $0.symbol == $1.symbol && $0.day > $1.day
    }
    if disorder > 0 {
      notes.append("rows were out of order in \(counted(disorder, "place")), and are sorted")
    }
    rows.sort { ($0.symbol, $0.day, $0.file, $0.line) < ($1.symbol, $1.day, $1.file, $1.line) }
    var kept: [ForeignRow] = []
    kept.reserveCapacity(rows.count)
    for row in rows {
      guard let last = kept.last, last.symbol == row.symbol, last.day == row.day else {
        kept.append(row)
        continue
      }
      guard last.isSame(as: row) else { throw twice(last, row) }
    }
    if kept.count < rows.count {
      notes.append(
        "\(counted(rows.count - kept.count, "row")) stood twice with the same numbers: each counts once"
      )
    }
    rows = kept
    guard rows.contains(where: { !$0.adjustedClose.isNaN }) else { return }
    guard adjusts else {
      notes.append(
        "adjusted closes are there and not taken (--raw): dividends and splits are in returns")
      return
    }
    for index in rows.indices where !rows[index].adjustedClose.isNaN {
      rows[index].prices.adjust(to: rows[index].adjustedClose)
    }
    notes.append(
      "prices are adjusted for dividends and splits: each x adjusted close / close (--raw leaves them)"
    )
  }

  private func twice(_ a: ForeignRow, _ b: ForeignRow) -> DataProblem {
    let place = b.file == a.file ? "line \(a.line)" : "\(files[Int(a.file)]):\(a.line)"
    return DataProblem(
      file: files[Int(b.file)], line: Int(b.line),
      "'\(names.symbols[b.symbol])' has other numbers on \(Day(number: Int(b.day))) than in \(place)",
      help: "take one of the two rows out; of bars within a day only the daily ones are read")
  }

  func panel() throws(DataProblem) -> PricePanel {
    var result = names
    for row in rows { result.append(row.day, row.symbol, row.prices) }
    return try result.panel()
  }
}

extension ForeignRow {
  fileprivate func isSame(as other: ForeignRow) -> Bool {
    func same(_ a: Double, _ b: Double) -> Bool { a == b || a.isNaN && b.isNaN }
    return same(adjustedClose, other.adjustedClose)
      && PriceField.allCases.allSatisfy { same(prices[$0], other.prices[$0]) }
  }
}

extension PriceRow {
  fileprivate mutating func adjust(to adjusted: Double) {
    let factor = self[.close].isNaN ? 1 : adjusted / self[.close]
    for field in [PriceField.open, .high, .low] { self[field] *= factor }
    self[.close] = adjusted
  }
}
