// Where the values of a plan stand in the document from which it was loaded.

public import Experiment
public import Source

public struct DocumentPlaces: Sendable {
  private var schema = Schema()
  private var nodes: RunNodes?
  /// The numbers of the runs of the plan among those of the document; nil where it has them all.
  private var kept: [Int]?
  private var defaults: [Spot] = []
  /// Where the settings and the id of each run of the document stand, once it was read again for them.
  private var spots: [Spot] = []
  private var ends: [Int] = []

  private struct Spot {
    /// The position of the setting; -1 for the id.
    let setting: Int32
    let start: UInt32
    let end: UInt32

    var span: Span { Span(Int(start), Int(end)) }
  }

  /// Places of nothing.
  init() {}

  init(_ schema: Schema, _ nodes: RunNodes, kept: [Int]?, defaults: Node?) {
    self.schema = schema
    self.nodes = nodes
    self.kept = kept
    self.defaults = defaults.map { spots(in: $0) } ?? []
  }

  /// The value of a setting, or the id of a run; nil for a place that is not in the document.
  ///
  /// Reads the document again when it is asked for the first time.
  public mutating func span(of place: Place) -> Span? {
    guard let nodes, let (run, setting) = TablePlaces(schema).owner(of: place) else { return nil }
    let key = Int32(setting ?? -1)
    guard let run else { return defaults.first { $0.setting == key }?.span }
    if ends.isEmpty {
      try? nodes.forEach(where: { _ in true }) { _, node in
        spots += spots(in: node)
        ends.append(spots.count)
      }
    }
    let number = kept?[run] ?? run
    guard ends.indices.contains(number) else { return nil }
    return spots[(number > 0 ? ends[number - 1] : 0)..<ends[number]].first { $0.setting == key }?
      .span
  }

  private func spots(in node: Node) -> [Spot] {
    guard case .mapping(let members, _) = node else { return [] }
    return members.compactMap { member in
      let setting = member.key.text == "id" ? -1 : schema.position(of: member.key.text)
      let span = member.value.span
      return setting.map {
        Spot(setting: Int32($0), start: UInt32(span.start), end: UInt32(span.end))
      }
    }
  }
}
