// What stands at the right of the line that is being typed: what is wanted there, and how many runs there are.

import Experiment
import Language
import Source

extension Session {
  /// A short text; it is asked for at every key.
  package func hint(for line: String) -> String {
    let runs =
      standing.plan.map { counted($0.count, "run") } ?? (text.isEmpty ? "" : "not complete")
    guard pending.isEmpty, line.first(where: { !$0.isWhitespace }) == ":" else {
      let typed = pending.isEmpty ? line : pending + "\n" + line
      return [wanted(atEndOf: typed), runs].filter { !$0.isEmpty }.joined(separator: " · ")
    }
    let (command, _) = SessionCommand.parse(String(line.trimmed.prefix { !$0.isWhitespace }))
    return command?.usage.form ?? runs
  }

  private func wanted(atEndOf typed: String) -> String {
    let (place, word) = editingPlace(atEndOf: typed)
    let name: String? =
      switch place {
      case .value(let name), .string(let name): name
      case .setting: word
      default: nil
      }
    guard let name, let position = schema.position(of: name) else { return "" }
    let setting = schema[position]
    let help = setting.help.prefix { $0 != ";" && $0 != ":" }
    return "\(setting.type.word): \(help.prefix(48))\(help.count > 48 ? "…" : "")"
  }
}
