// A difference between plans for people, and as a table.

internal import Experiment
public import Results
internal import Source

extension PlanDifference {
  /// The difference in a few lines, however many runs there are.
  public var text: String {
    var text = ""
    if let job {
      text += "job      \(job.old.escapingControls()) -> \(job.new.escapingControls())\n"
    }
    for group in changed {
      let changes = group.changes.map { "\($0.setting) \(shown($0.old)) -> \(shown($0.new))" }
      text += "changed  \(runs(group.ids)): \(changes.joined(separator: ", "))\n"
      for cause in group.causes { text += line(cause) }
    }
    if !renamed.isEmpty {
      text += "renamed  \(runs(renamed.map { "\($0.old) -> \($0.new)" }))\n"
    }
    for (word, groups) in [("added   ", added), ("removed ", removed)] {
      for group in groups {
        text += "\(word) \(runs(group.ids))\n"
        if let cause = group.cause { text += line(cause) }
      }
    }
    let counts = [
      (same, "the same"), (changed.reduce(0) { $0 + $1.ids.count }, "changed"),
      (renamed.count, "renamed"), (added.reduce(0) { $0 + $1.ids.count }, "added"),
      (removed.reduce(0) { $0 + $1.ids.count }, "removed"),
    ]
    return text + counts.map { "\($0) \($1)" }.joined(separator: ", ") + "\n"
  }

  /// A row for each run and each of its settings that changed.
  public var table: Table {
    var table = Table(
      ["change", "run_id", "new_run_id", "setting", "old", "new", "place"].map { Table.Column($0) })
    func append(
      _ change: String, _ id: String, _ newID: String, _ setting: Change? = nil,
      _ place: String? = nil
    ) {
      table.append([
        .text(change), .text(id), .text(newID), setting.map { .text($0.setting) } ?? .empty,
        setting?.old.map { .text($0.description) } ?? .empty,
        setting?.new.map { .text($0.description) } ?? .empty, place.map { .text($0) } ?? .empty,
      ])
    }
    for group in changed {
      for id in group.ids {
        for change in group.changes {
          append("changed", id, id, change, group.causes.map(\.place).joined(separator: " "))
        }
      }
    }
    for (old, new) in renamed { append("renamed", old, new) }
    for group in added { for id in group.ids { append("added", "", id, nil, group.cause?.place) } }
    for group in removed {
      for id in group.ids { append("removed", id, "", nil, group.cause?.place) }
    }
    return table
  }

  private func shown(_ value: Value?) -> String {
    value.map { $0 == .text("") ? "\"\"" : $0.description.escapingControls() }
      ?? "(no such setting)"
  }

  private func line(_ cause: Cause) -> String {
    "         \(cause.place.escapingControls())  \(cause.line.escapingControls())\n"
  }

  /// The first ids, and how many more there are.
  private func runs(_ ids: [String]) -> String {
    let first = ids.prefix(5).joined(separator: ", ")
    return ids.count > 5 ? "\(first), and \(ids.count - 5) more" : first
  }
}
