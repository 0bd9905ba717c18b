// The text of the runs of a table: each value is rendered once, and copied from then on.

internal import Experiment

struct TableText {
  private let ids: TextList
  private let beforeID: [UInt8]
  private let afterID: [UInt8]
  private let afterRun: [UInt8]
  /// For each setting that runs say the numbers of its values, and the text of each value.
  private let columns: [(codes: CodeList, texts: [[UInt8]])]

  /// - Parameter columns: Those that the runs say themselves, in the order in which they do.
  init(_ ids: TextList, _ columns: [RunTable.Column], _ layout: RunLayout, _ schema: Schema) {
    self.ids = ids
    beforeID = layout.beforeID
    afterID = Array("\"".utf8)
    afterRun = layout.afterRun
    self.columns = columns.map { column in
      let name = schema[column.setting].name
      let texts = column.values.map { value in
        value.map { layout.member(name, JSONText($0)) } ?? []
      }
      return (column.codes, texts)
    }
  }

  var count: Int { ids.count }

  func write(_ number: Int, to output: DocumentOutput) throws {
    try output.append(beforeID, 0..<beforeID.count)
    try output.append(ids.bytes, ids.range(of: number))
    try output.append(afterID, 0..<afterID.count)
    for column in columns {
      let text = column.texts[column.codes.count == 0 ? 0 : column.codes[number]]
      try output.append(text, 0..<text.count)
    }
    try output.append(afterRun, 0..<afterRun.count)
  }
}
