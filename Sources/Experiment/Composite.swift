// Names that move several settings at once. It does not know how they are declared.

public enum Composite: String, Hashable, Sendable, CaseIterable {
  case bundle, period, preset

  /// The settings that it always brings along, with the members that give each. A preset brings what
  /// it holds.
  public var parts: [(setting: String, members: [String])] {
    switch self {
    case .bundle: [("bundle_path", ["path"])]
    case .period: [("start_date", ["start"]), ("end_date", ["end"])]
    case .preset: []
    }
  }

  /// The settings that a window with its training period brings along too, where a job has them.
  public static let windowParts: [(setting: String, members: [String])] = [
    ("train_start_date", ["train", "start"]), ("train_end_date", ["train", "end"]),
  ]

  /// A plain path, year or record as the composite's value; nil where it is none.
  public func value(of value: Value) -> Value? {
    switch (self, value) {
    case (.bundle, .bundle), (.period, .period), (.preset, .record): value
    case (.bundle, .text(let path)) where !path.isEmpty:
      .bundle(BundleReference(name: pathStem(path), path: cleanedPath(path)))
    case (.period, .int(let year)):
      Period(year: Int(clamping: year)).map { .period(PeriodReference($0)) }
    default: nil
    }
  }
}

extension Value {
  /// The short text by which a level appears in ids; `setting` is what the value is for.
  public func levelLabel(for setting: Setting?) -> String {
    switch self {
    case .bool(let truth): return setting.map { truth ? $0.name : "no-\($0.name)" } ?? String(truth)
    case .int(let number): return String(number)
    case .number:
      let text = description
      return text.utf8.contains(UInt8(ascii: "+")) ? text.filter { $0 != "+" } : text
    case .bundle(let bundle): return pathSafe(bundle.name)
    case .period(let period): return pathSafe(period.name)
    case .record(let record):
      if let name = record.name { return pathSafe(name) }
      return record.fields.map { $0.value.levelLabel(for: nil) }.joined(separator: "_")
    case .text(let text):
      if case .path? = setting?.type { return pathSafe(pathStem(text)) }
      return pathSafe(text)
    case .list(let values): return values.map { $0.levelLabel(for: nil) }.joined(separator: "_")
    default: return pathSafe(description)
    }
  }
}
