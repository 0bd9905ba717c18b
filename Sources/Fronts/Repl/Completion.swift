// What can stand where the cursor is: a pure function of the session and the line before it.

import Backtest
import Experiment
import GamutKit
import Language

/// The words that go on from what has been typed.
package struct Completion: Sendable {
  /// What has been typed of the word.
  package let word: String
  /// All words that begin so, in the order in which they are shown.
  package let candidates: [String]
  /// What follows the word once it is chosen.
  private let suffix: String

  package init(_ word: String, among names: [String], suffix: String = "") {
    self.word = word
    var seen: Set<String> = []
    candidates = names.filter { $0.hasPrefix(word) && seen.insert($0).inserted }
    self.suffix = suffix
  }

  /// What can be inserted without a choice: the rest of the only candidate, or what all begin with.
  package var insertion: String {
    guard let first = candidates.first else { return "" }
    if candidates.count == 1 { return first.dropFirst(word.count) + suffix }
    let shared = candidates.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
    return String(shared.dropFirst(word.count))
  }
}

extension String {
  fileprivate func commonPrefix(with other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }
}

extension Session {
  /// The completion at the end of a line.
  package func completion(of line: String) -> Completion {
    if pending.isEmpty, let first = line.first(where: { !$0.isWhitespace }), first == ":" {
      return commandCompletion(line)
    }
    let typed = pending.isEmpty ? line : pending + "\n" + line
    let (place, word) = editingPlace(atEndOf: typed)
    switch place {
    case .statement: return Completion(word, among: statementWords, suffix: " ")
    case .setting: return Completion(word, among: composites + schema.settingNames, suffix: " ")
    case .field(let keyword):
      return Completion(word, among: Session.fields[keyword] ?? [], suffix: " = ")
    case .jobKind: return Completion(word, among: ["backtest", "command", "worker"], suffix: " ")
    case .string(let name):
      let names = name == "factor" ? factorNames + factorNames.map { "-" + $0 } : choices(of: name)
      return Completion(word, among: names, suffix: "\"")
    case .value(let name): return Completion(word, among: values(of: name, word))
    case .nothing: return Completion(word, among: [])
    }
  }

  private static let fields = [
    "batch": [
      "output_root", "max_runs", "equal_runs", "artifacts", "tags", "timeout", "memory", "cpu_time",
      "retries",
    ],
    "job": ["argv", "metrics", "timeout", "env"],
  ]

  private func commandCompletion(_ line: String) -> Completion {
    let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      .drop { $0.isEmpty }
    guard let first = words.first, let last = words.last, words.count > 1 else {
      return Completion(
        words.first ?? "", among: SessionCommand.allCases.map { ":" + $0.rawValue }, suffix: " ")
    }
    guard let command = SessionCommand.parse(first).command else {
      return Completion(last, among: [])
    }
    if command == .sql {
      // Names stand behind brackets and commas, too.
      let name = last.lastIndex { !($0.isLetter || $0.isNumber || $0 == "_") }
      return Completion(
        name.map { String(last[last.index(after: $0)...]) } ?? last, among: sqlWords)
    }
    return Completion(last, among: self.words(for: command, words.count - 1, last))
  }

  private var sqlWords: [String] {
    [
      "select", "from", "result", "where", "group by", "order by", "desc", "limit", "and", "or",
      "count(*)", "avg(", "min(", "max(", "run_id", "state", "error", "runtime_sec", "attempt",
      "run",
    ] + (standing.plan?.tableSettings ?? schema.settings.map(\.name))
      + metricDefinitions.map(\.name)
  }

  /// What can be said behind a command; `place` counts from 1.
  private func words(for command: SessionCommand, _ place: Int, _ word: String) -> [String] {
    let metrics = metricDefinitions.map(\.name)
    switch command {
    case .explain where place == 1:
      return schema.settingNames + factorNames + metrics
        + (languageTerms + executionTerms).map(\.name)
    case .show where place == 1, .compare where place <= 2: return runIDs(beginningWith: word)
    case .why where place == 1:
      guard let point = word.lastIndex(of: ".") else { return runIDs(beginningWith: word) }
      return runIDs(beginningWith: word)
        + schema.settings.map { word[...point] + $0.name }
    case .top where place == 1: return metrics
    case .table where place <= 2:
      let axes = names { if case .axes(let axes) = $0 { axes.flatMap(\.self) } else { [] } }
      return axes
        + (standing.plan.map { $0.tableSettings.map(nameSpelling) } ?? schema.settingNames)
    case .table where place == 3: return metrics
    case .run:
      return place == 1
        ? ["only", "sample"] : schema.settingNames + ["and", "or", "not", "sample"]
    case .type: return values(of: nil, word)
    case .help where place == 1:
      return SessionCommand.Topic.allCases.map(\.rawValue) + SessionCommand.allCases.map(\.rawValue)
        + languageTerms.map(\.name)
    case .diff where place == 1: return ["run"]
    default: return []
    }
  }

  /// Of the first ten thousand runs.
  private func runIDs(beginningWith word: String) -> [String] {
    var ids: [String] = []
    var seen = 0
    guard let plan = standing.plan else { return [] }
    let cursor = PointCursor(plan)
    // A filter may drop nearly all points, and Tab is not to be waited for.
    cursor.isStopped = { $0 > 10_000 }
    try? plan.forEachRun(at: cursor) { run in
      if run.id.hasPrefix(word) { ids.append(run.id) }
      seen += 1
      return seen < 10_000 && ids.count < 200
    }
    return ids
  }

  /// The beginning of a path that is being typed; nil where none is.
  package func pathBeginning(of line: String) -> String? {
    if pending.isEmpty, line.first(where: { !$0.isWhitespace }) == ":" {
      let text = String(line.drop(while: \.isWhitespace))
      let (command, _) = SessionCommand.parse(String(text.prefix { !$0.isWhitespace }))
      guard command == .load || command == .save, let blank = text.firstIndex(of: " ") else {
        return nil
      }
      return String(text[text.index(after: blank)...])
    }
    let typed = pending.isEmpty ? line : pending + "\n" + line
    guard case (.string(let name), let word) = editingPlace(atEndOf: typed) else { return nil }
    if let name, let position = schema.position(of: name) {
      return schema[position].type == .path ? word : nil
    }
    // Where no setting says what the string is, it may be a file: of a bundle, a library, a table.
    return name == nil || declared("bundle").contains(name ?? "")
      || typed.trimmed.hasPrefix("bundle ")
      ? word : nil
  }

  /// The settings of the program's job, as far as they are known.
  var schema: Schema {
    standing.plan?.schema ?? (schemaJob == "backtest" ? backtestSchema : commandSchema([]))
  }

  /// The job whose settings the program sets.
  var schemaJob: String {
    if let job = standing.plan?.job, job.program != nil { return job.kind }
    return names { if case .parameter(let name) = $0 { [name] } else { [] } }.isEmpty
      ? "backtest" : "command"
  }

  private var composites: [String] {
    var names = self.names { if case .parameter(let name) = $0 { [name] } else { [] } }
    if schema.position(of: "bundle_path") != nil { names.append("bundle") }
    if schema.position(of: "start_date") != nil { names.append("period") }
    return names
  }

  /// Names from the statements of the program.
  private func names(_ find: (StatementOutline.Subject) -> [String]) -> [String] {
    state.program.outline.flatMap { find($0.subject).map(nameSpelling) }
  }

  /// The names that are declared with a keyword.
  private func declared(_ keywords: String...) -> [String] {
    state.program.outline.flatMap { statement -> [String] in
      guard keywords.contains(statement.keyword), case .declaration(let name) = statement.subject
      else { return [] }
      return [nameSpelling(name)]
    }
  }

  private func choices(of name: String?) -> [String] {
    switch name {
    case "equal_runs": return EqualRuns.allCases.map(\.rawValue)
    case "artifacts": return Artifacts.allCases.map(\.rawValue)
    default:
      guard let name, let position = schema.position(of: name),
        case .choice(let choices) = schema[position].type
      else { return [] }
      return choices
    }
  }

  /// First what suits the name that is being set; without a letter typed, only that.
  private func values(of name: String?, _ word: String) -> [String] {
    var suitable = choices(of: name).map { "\"\($0)\"" }
    switch name {
    case "bundle": suitable += declared("bundle")
    case "period": suitable += declared("period") + ["years", "quarters", "months"]
    default:
      if let name, let position = schema.position(of: name), schema[position].type == .bool {
        suitable += ["true", "false"]
      }
    }
    if word.isEmpty, !suitable.isEmpty { return suitable }
    let axes = names { if case .axes(let axes) = $0 { axes.flatMap(\.self) } else { [] } }
    return suitable + declared("def", "bundle", "period") + axes + composites
      + schema.settingNames + functionNames + ["and", "or", "not", "in", "true", "false", "none"]
  }
}

extension Schema {
  /// As they are typed.
  fileprivate var settingNames: [String] { settings.map { nameSpelling($0.name) } }
}
