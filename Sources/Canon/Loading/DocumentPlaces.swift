// Where the values of a plan stand in the document from which it was loaded.

public import Experiment
public import Source

public struct DocumentPlaces: Sendable {
  private var schema = Schema()
  private var nodes: RunNodes?
  /// The numbers of the runs of the plan among those of the document; nil where it has them all.
  private var kept: [Int]?
  private var defaults: Node?

  /// Places of nothing.
  init() {}

  init(_ schema: Schema, _ nodes: RunNodes, kept: [Int]?, defaults: Node?) {
    self.schema = schema
    self.nodes = nodes
    self.kept = kept
    self.defaults = defaults
  }

  /// The value of a setting, or the id of a run; nil for a place that is not in the document.
  public func span(of place: Place) -> Span? {
    guard let nodes, let (run, setting) = TablePlaces(schema).owner(of: place) else { return nil }
    let node = run.map { nodes[kept?[$0] ?? $0] } ?? defaults
    guard case .mapping(let members, _) = node else { return nil }
    return members.first { member in
      setting.map { schema.position(of: member.key.text) == $0 } ?? (member.key.text == "id")
    }?.value.span
  }
}
