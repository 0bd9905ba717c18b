// The text of the runs of one row: fixed bytes, with gaps for what depends on the point. On the way
// through the axes around the row each gap is filled as soon as its axes stand, so that a run is a few
// copies.

internal import Experiment

/// A part of a row's text that depends on the point. Its text is made once for each combination of
/// levels on which it depends.
final class TextSlot {
  /// How many of the axes around the row must stand before the text is known.
  let depth: Int

  private let axes: Set<Int>
  private let texts: Tabulated<[UInt8]>
  private let make: (PointCursor) throws(EvaluationFailure) -> [UInt8]

  /// - Parameter path: The axes around the row, outermost first.
  init(
    axes: Set<Int>, path: [Int], of plan: Plan,
    _ make: @escaping (PointCursor) throws(EvaluationFailure) -> [UInt8]
  ) {
    self.axes = axes
    self.make = make
    depth = 1 + (path.lastIndex { axes.contains($0) } ?? -1)
    texts = Tabulated(axes: axes, of: plan)
  }

  func depends(onlyOn axis: Int) -> Bool { axes.isSubset(of: [axis]) }

  func text(_ cursor: PointCursor) throws(EvaluationFailure) -> [UInt8] {
    try texts.value(at: cursor.point) { () throws(EvaluationFailure) in try make(cursor) }
  }
}

final class RowTemplate {
  private struct Gap {
    /// The number of bytes before it.
    let offset: Int
    /// The index of its slot.
    let slot: Int
  }

  /// The text as far as it is known where so many axes stand.
  private struct Stage {
    var bytes: [UInt8] = []
    var gaps: [Gap] = []
  }

  private var slots: [TextSlot] = []
  private var stages = [Stage()]
  /// The number of axes that stand in each stage but the first.
  private var depths: [Int] = []

  /// - Parameters:
  ///   - assignments: Those that the run says itself, in the order in which it does.
  ///   - path: The axes around the row, outermost first.
  init(
    _ row: PlanRow, assignments: [Assignment], path: [Int], _ layout: RunLayout,
    _ cursor: PointCursor
  ) {
    let plan = cursor.plan
    append(layout.beforeID)
    if let pieces = IDPiece.certain(row.name, cursor, path: path) {
      for piece in pieces {
        switch piece {
        case .fixed(let text): append(text)
        case .slot(let slot): append(slot)
        }
      }
    } else {
      // The id as the plan computes it, with all its checks.
      append(
        TextSlot(axes: Set(path), path: path, of: plan) { cursor throws(EvaluationFailure) in
          Array(try cursor.plan.run(of: row, at: cursor.point, position: 0).id.utf8)
        })
    }
    append(Array("\"".utf8))
    for assignment in assignments {
      let name = plan.schema[assignment.setting].name
      if assignment.constant != nil, let value = try? cursor.value(of: assignment) {
        append(layout.member(name, JSONText(value)))
      } else {
        append(
          TextSlot(axes: assignment.axes, path: path, of: plan) {
            cursor throws(EvaluationFailure) in
            guard let value = try cursor.value(of: assignment) else { return [] }
            return layout.member(name, JSONText(value))
          })
      }
    }
    append(layout.afterRun)
    // What the innermost axis decides goes straight into the output.
    depths = Array(Set(slots.map(\.depth)).subtracting([0])).sorted().dropLast()
    stages += depths.map { _ in Stage() }
  }

  private func append(_ bytes: [UInt8]) { stages[0].bytes += bytes }

  private func append(_ slot: TextSlot) {
    stages[0].gaps.append(Gap(offset: stages[0].bytes.count, slot: slots.count))
    slots.append(slot)
  }

  /// Fills the gaps that are known where `depth` axes stand.
  func enter(_ depth: Int, _ cursor: PointCursor) {
    guard let index = depths.firstIndex(of: depth) else { return }
    var stage = Stage()
    swap(&stage, &stages[index + 1])
    stage.bytes.removeAll(keepingCapacity: true)
    stage.gaps.removeAll(keepingCapacity: true)
    var copied = 0
    for gap in stages[index].gaps {
      stage.bytes += stages[index].bytes[copied..<gap.offset]
      copied = gap.offset
      // What has no value here is perhaps dropped by a filter further in; a run that needs it fails.
      if slots[gap.slot].depth <= depth, let text = try? slots[gap.slot].text(cursor) {
        stage.bytes += text
      } else {
        stage.gaps.append(Gap(offset: stage.bytes.count, slot: gap.slot))
      }
    }
    stage.bytes += stages[index].bytes[copied...]
    stages[index + 1] = stage
  }

  func write(to output: DocumentOutput, _ cursor: PointCursor) throws {
    let stage = stages[stages.count - 1]
    var copied = 0
    for gap in stage.gaps {
      try output.append(stage.bytes, copied..<gap.offset)
      copied = gap.offset
      let text = try slots[gap.slot].text(cursor)
      try output.append(text, 0..<text.count)
    }
    try output.append(stage.bytes, copied..<stage.bytes.count)
  }

  /// The texts of the gaps that the innermost axis decides: for each level one behind the other.
  private struct InnermostTexts {
    let axis: Int
    var bytes: [UInt8] = []
    /// Where each text ends; the first begins at 0.
    var ends: [Int] = []
  }

  private var innermost: InnermostTexts?

  /// Makes the texts for an axis; nil where a gap depends on another one, too.
  private func texts(of axis: Int, _ cursor: PointCursor) throws(EvaluationFailure)
    -> InnermostTexts?
  {
    if let innermost, innermost.axis == axis { return innermost }
    let left = stages[stages.count - 1].gaps.map { slots[$0.slot] }
    guard left.allSatisfy({ $0.depends(onlyOn: axis) }) else { return nil }
    var texts = InnermostTexts(axis: axis)
    defer { cursor.point.levels[axis] = -1 }
    for level in cursor.plan.axes[axis].levels.indices {
      cursor.point.levels[axis] = level
      for slot in left {
        texts.bytes += try slot.text(cursor)
        texts.ends.append(texts.bytes.count)
      }
    }
    innermost = texts
    return texts
  }

  /// Writes the runs of all levels of the innermost axis; false where they must be written one by one.
  func writeAll(
    of axis: Int, to output: DocumentOutput, _ cursor: PointCursor
  ) throws -> Bool {
    guard let texts = try texts(of: axis, cursor) else { return false }
    let stage = stages[stages.count - 1]
    let (fixed, inner) = (stage.bytes.span.bytes, texts.bytes.span.bytes)
    let (gaps, ends) = (stage.gaps.span, texts.ends.span)
    var begin = 0
    for level in cursor.plan.axes[axis].levels.indices {
      let first = level * gaps.count
      let end = gaps.isEmpty ? 0 : ends[first + gaps.count - 1]
      try output.makeRoom(fixed.byteCount + end - begin)
      var copied = 0
      for gap in 0..<gaps.count {
        output.add(fixed.extracting(copied..<gaps[gap].offset))
        output.add(inner.extracting(begin..<ends[first + gap]))
        copied = gaps[gap].offset
        begin = ends[first + gap]
      }
      output.add(fixed.extracting(copied..<fixed.byteCount))
    }
    return true
  }
}
