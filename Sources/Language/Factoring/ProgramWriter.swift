// A program's text from what factoring found. The formatter makes its columns.

internal import Experiment
internal import Source

struct ProgramWriter {
  private let plan: Plan
  let grid: RunGrid
  private var lines: [String] = []
  private var depth = 0
  /// The names that composites have in this program, by field and code.
  var declared: [[Int32: String]]

  /// The program whose runs a block makes.
  static func text(_ plan: Plan, _ grid: RunGrid, _ block: Block) -> String {
    var writer = ProgramWriter(plan, grid)
    writer.lines = plan.headLines
    writer.declareNames(in: block)
    writer.add("")
    writer.write(block, within: [])
    let text = writer.lines.joined(separator: "\n") + "\n"
    // A table of many thousand lines would take longer to format than to find.
    guard text.utf8.count < 1 << 20 else { return text }
    return formatted(SourceText(name: "program", text)).text ?? text
  }

  private init(_ plan: Plan, _ grid: RunGrid) {
    self.plan = plan
    self.grid = grid
    declared = Array(repeating: [:], count: grid.fields.count)
  }

  private mutating func add(_ line: String) {
    lines.append(line.isEmpty ? "" : String(repeating: "  ", count: depth) + line)
  }

  // MARK: names

  func name(_ field: Int) -> String { nameSpelling(grid.fields[field].name) }

  func isComposite(_ field: Int) -> Bool { grid.fields[field].composite != nil }

  /// Declares bundles and periods that have a label which is not their own and can be a name.
  private mutating func declareNames(in block: Block) {
    var wanted: [Int: [Int32: String]] = [:]
    var refused: Set<Int> = []
    func look(_ block: Block) {
      for axis in block.axes where axis.fields.count == 1 && isComposite(axis.fields[0]) {
        guard let labels = axis.labels else { continue }
        let field = axis.fields[0]
        for (level, label) in zip(axis.levels, labels) {
          if !isPlainName(label) || wanted[field]?[level[0]] ?? label != label {
            refused.insert(field)
          }
          wanted[field, default: [:]][level[0]] = label
        }
      }
      if case .union(let parts) = block.body { parts.forEach(look) }
    }
    look(block)
    declarePresets(in: block)
    var taken = Set(plan.schema.names + Composite.allCases.map(\.rawValue))
    for field in wanted.keys.sorted() where !refused.contains(field) {
      let names = wanted[field] ?? [:]
      guard Set(names.values).count == names.count, taken.isDisjoint(with: names.values) else {
        continue
      }
      taken.formUnion(names.values)
      declared[field] = names
      add("")
      for (code, name) in names.sorted(by: { $0.key < $1.key }) {
        add("\(self.name(field)) \(name) = \(spelling(field, code, isNamed: false))")
      }
    }
  }

  /// Declares the presets of all axes, each name once.
  private mutating func declarePresets(in block: Block) {
    var known: Set<String> = []
    var lines: [String] = []
    func look(_ block: Block) {
      for axis in block.axes where axis.isPreset {
        for (level, label) in zip(axis.levels, axis.labels ?? []) where !known.contains(label) {
          known.insert(label)
          let fields = zip(axis.fields, level).map {
            "\(name($0)) = \(spelling($0, $1, isNamed: false))"
          }
          lines.append("preset \(label) { \(fields.joined(separator: ", ")) }")
        }
      }
      if case .union(let parts) = block.body { parts.forEach(look) }
    }
    look(block)
    if !lines.isEmpty { add("") }
    for line in lines { add(line) }
  }

  func spelling(_ field: Int, _ code: Int32, isNamed: Bool = true) -> String {
    if isNamed, let name = declared[field][code] { return name }
    let values = grid.fields[field].levels[Int(code)]
    guard let composite = grid.fields[field].composite else { return values[0].spelling }
    return composite.value(ofParts: values)?.spelling ?? ""
  }

  // MARK: scopes

  private mutating func write(_ block: Block, within outer: [FoundAxis]) {
    for (field, code) in block.lets {
      add("let \(name(field)) = \(spelling(field, code))")
    }
    if !block.lets.isEmpty, depth == 0 { add("") }
    for axis in block.axes { writeSweep(axis) }
    for axis in block.axes {
      for copy in axis.copies { add("let \(name(copy.field)) = \(name(copy.of))") }
    }
    for exception in block.exceptions { add(text(exception)) }
    for filter in block.filters { add(text(filter)) }
    let axes = outer + block.axes
    switch block.body {
    case .run(let pattern): add("run" + name(pattern, axes))
    case .union(let parts):
      for (number, part) in parts.enumerated() {
        if number > 0, depth == 0, !(isRun(part) && isRun(parts[number - 1])) { add("") }
        writePart(part, within: axes, isOnly: parts.count == 1)
      }
    }
  }

  private func isRun(_ block: Block) -> Bool {
    if case .run = block.body { block.axes.isEmpty } else { false }
  }

  /// A part of a union: a run with its settings, or a scope.
  private mutating func writePart(_ part: Block, within outer: [FoundAxis], isOnly: Bool) {
    if isOnly { return write(part, within: outer) }
    if case .run(let pattern) = part.body, part.axes.isEmpty {
      return writeRun(part, pattern, within: outer)
    }
    let (group, inside) = named(part, within: outer)
    add(group.map { "group \($0) {" } ?? "group {")
    depth += 1
    write(inside, within: outer)
    depth -= 1
    add("}")
  }

  /// A scope whose runs have its name as their tag and before their other labels.
  private func named(_ part: Block, within outer: [FoundAxis]) -> (name: String?, inside: Block) {
    guard outer.isEmpty, case .run(let pattern) = part.body,
      let tags = part.lets.firstIndex(where: { grid.fields[$0.field].name == Setting.tags.name }),
      case .list(let words) = grid.fields[part.lets[tags].field].levels[Int(part.lets[tags].code)][
        0],
      words.count == 1, case .text(let name) = words[0], isPlainName(name),
      let rest = pattern.dropping(prefix: name)
    else { return (nil, part) }
    var inside = part
    inside.lets.remove(at: tags)
    inside.body = .run(rest)
    return (name, inside)
  }

  private mutating func writeRun(
    _ part: Block, _ pattern: IDPattern, within outer: [FoundAxis]
  ) {
    let head = "run" + name(pattern, outer)
    let fields = part.lets.map { "\(name($0.field)) = \(spelling($0.field, $0.code))" }
    let line = "\(head) { \(fields.joined(separator: ", ")) }"
    if fields.isEmpty {
      add(head)
    } else if line.utf8.count + depth * 2 <= 100 {
      add(line)
    } else {
      add("\(head) {")
      for field in fields { add("  \(field)") }
      add("}")
    }
  }

  /// What stands behind `run`.
  private func name(_ pattern: IDPattern, _ axes: [FoundAxis]) -> String {
    if let name = pattern.automaticName(axes: axes.count) { return name.isEmpty ? "" : " \(name)" }
    var text = ""
    for piece in pattern.pieces {
      switch piece {
      case .literal(let literal): text += literal
      case .label(let number):
        let names = axes[number].isPreset ? ["preset"] : axes[number].fields.map { name($0) }
        text += names.map { "{\($0)}" }.joined(separator: "_")
      case .values(let number, let joiner):
        text += axes[number].fields.map { "{\(name($0))}" }.joined(separator: joiner)
      case .value(_, let field, let width):
        let format = width == 0 ? "" : ":0\(width)"
        text += "{\(name(field))\(format)}"
      }
    }
    return " \"\(text)\""
  }

  // MARK: axes

  private mutating func writeSweep(_ axis: FoundAxis) {
    if axis.isPreset {
      return writeSweep("preset", axis.labels ?? [], isTable: false)
    }
    let names = axis.fields.map { name($0) }
    let target = names.count == 1 ? names[0] : "(\(names.joined(separator: ", ")))"
    if axis.labels == nil || axis.windows != nil, let range = LevelRange(axis, grid)?.text {
      return add("sweep \(target) in \(range)")
    }
    let isNamed = axis.fields.count == 1 && !declared[axis.fields[0]].isEmpty
    let items = axis.levels.enumerated().map { index, level in
      let values = zip(axis.fields, level).map { spelling($0, $1, isNamed: isNamed) }
      let value = values.count == 1 ? values[0] : "(\(values.joined(separator: ", ")))"
      guard !isNamed, let label = axis.labels?[index] else { return value }
      return "\(isPlainName(label) ? label : stringSpelling(label)): \(value)"
    }
    writeSweep(target, items, isTable: axis.fields.count > 1 || axis.labels != nil && !isNamed)
  }

  private mutating func writeSweep(_ target: String, _ items: [String], isTable: Bool) {
    let line = "sweep \(target) in [\(items.joined(separator: ", "))]"
    if line.utf8.count + depth * 2 <= 100 { return add(line) }
    add("sweep \(target) in [")
    for row in rows(of: items, isTable: isTable) { add("  \(row),") }
    add("]")
  }

  /// The items in lines: one in each where they are long or have several parts.
  private func rows(of items: [String], isTable: Bool) -> [String] {
    if isTable || items.contains(where: { $0.utf8.count > 30 }) { return items }
    var rows: [String] = []
    for item in items {
      if let last = rows.last, last.utf8.count + item.utf8.count + depth * 2 < 92 {
        rows[rows.count - 1] = "\(last), \(item)"
      } else {
        rows.append(item)
      }
    }
    return rows
  }
}
