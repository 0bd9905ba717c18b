// Where in an id the label of an axis may stand: told by runs that differ in that axis only.

extension IDLearner {
  /// Where the label of an axis may stand in the reference's id, the likeliest first.
  func choices(for axis: Int, around reference: Int) -> [Region] {
    let found = points.axes[axis]
    let group = [reference] + neighbours(of: reference, axis: axis)
    let texts = group.map { ids[$0] }
    let levels = group.map { points.level($0, axis) }
    let shortest = texts.map(\.count).min() ?? 0
    let prefix =
      (0..<shortest).first { index in texts.contains { $0[index] != texts[0][index] } } ?? shortest
    var choices: [Region] = []
    func add(_ all: [[UInt8]], field: Int? = nil, width: Int = 0, joiner: String? = nil) {
      for start in stands(levels.map { all[$0] }, in: texts, upTo: prefix) {
        let range = start..<start + all[levels[0]].count
        choices.append(
          Region(
            axis: axis, range: range, field: field, width: width, joiner: joiner, labels: all))
      }
    }
    add((found.labels ?? grid.defaultLabels(found)).map { Array($0.utf8) })
    for (part, field) in found.fields.enumerated() {
      if found.fields.count > 1, !found.isPreset {
        let values = found.levels.compactMap { grid.valueText(field, $0[part]) }
        if values.count == found.levels.count { add(values.map { Array($0.utf8) }, field: field) }
      }
      for width in 2...6 {
        let values = found.levels.compactMap { grid.paddedText(field, $0[part], width) }
        if values.count == found.levels.count {
          add(values.map { Array($0.utf8) }, field: field, width: width)
        }
      }
    }
    if found.fields.count > 1, !found.isPreset {
      for joiner in ["-", "_", "."] {
        let values = found.levels.compactMap { grid.valuesText(found.fields, $0, joiner) }
        if values.count == found.levels.count {
          add(values.map { Array($0.utf8) }, joiner: joiner)
        }
      }
    }
    guard choices.isEmpty, found.windows == nil, case .open = found.labelling else {
      return choices
    }
    for separators in [["_"], ["_", "-"], ["_", "-", "."]] as [[Unicode.Scalar]] {
      let separators = separators.map { UInt8(ascii: $0) }
      for region in words(axis, levels, texts, upTo: prefix, separators)
      where !choices.contains(where: { $0.range == region.range }) {
        choices.append(region)
      }
    }
    return Array(choices.prefix(4))
  }

  /// Where the labels begin, if they are all that makes the texts differ.
  private func stands(_ labels: [[UInt8]], in texts: [[UInt8]], upTo prefix: Int) -> [Int] {
    (0...prefix).reversed().filter { start in
      guard texts[0].count >= start + labels[0].count,
        zip(labels, texts).allSatisfy({ $1.isWhole(start, $0.count) })
      else { return false }
      let tail = texts[0][(start + labels[0].count)...]
      return zip(labels, texts).allSatisfy { label, text in
        text.count == start + label.count + tail.count
          && text[start..<start + label.count].elementsEqual(label)
          && text.suffix(tail.count).elementsEqual(tail)
      }
    }
  }

  /// Whole words between separators that differ.
  private func words(
    _ axis: Int, _ levels: [Int], _ texts: [[UInt8]], upTo prefix: Int, _ separators: [UInt8]
  ) -> [Region] {
    let id = texts[0]
    let shortest = texts.map(\.count).min() ?? 0
    var regions: [Region] = []
    for start in (0...prefix).reversed() where start == 0 || separators.contains(id[start - 1]) {
      guard shortest > start else { continue }
      let limit = shortest - start - 1
      let common =
        (0..<limit).first { index in
          texts.contains { $0[$0.count - 1 - index] != id[id.count - 1 - index] }
        } ?? limit
      var tail = common
      while tail > 0, !separators.contains(id[id.count - tail]) { tail -= 1 }
      var labels = [[UInt8]?](repeating: nil, count: points.axes[axis].levels.count)
      for (level, text) in zip(levels, texts) {
        labels[level] = Array(text[start..<text.count - tail])
      }
      regions.append(Region(axis: axis, range: start..<id.count - tail, labels: labels))
    }
    return regions
  }
}

extension [UInt8] {
  /// Whether a piece neither begins nor ends inside of a number or a word.
  fileprivate func isWhole(_ start: Int, _ length: Int) -> Bool {
    func kind(_ index: Int) -> Int {
      guard indices.contains(index) else { return 0 }
      switch self[index] {
      case 0x30...0x39: return 1
      case 0x41...0x5A, 0x61...0x7A: return 2
      default: return 0
      }
    }
    let end = start + length
    guard length > 0, end <= count else { return false }
    let (before, first, last, after) = (kind(start - 1), kind(start), kind(end - 1), kind(end))
    return (first == 0 || before != first) && (last == 0 || after != last)
  }
}
