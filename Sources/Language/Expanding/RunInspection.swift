// One pass over the runs of a plan, where its axes prove too little: ids, missing settings, days in
// order, equal runs. Bounded by max_runs. It tells the first mistakes and where they were made.

internal import Experiment
internal import Source

/// A number that equal runs share: of what they give beyond the defaults.
private struct IdentityHash {
  private let fallbacks: [Value?]
  private let isInKey: [Bool]

  init(_ schema: Schema) {
    fallbacks = schema.settings.map(\.fallback)
    isInKey = schema.settings.map(\.isInKey)
  }

  func hash(_ settings: Settings) -> Int {
    var hasher = Hasher()
    for (position, value) in settings.values.enumerated() {
      guard let value, isInKey[position], value != fallbacks[position] ?? Value.none else {
        continue
      }
      hasher.combine(position)
      hasher.combine(value)
    }
    return hasher.finalize()
  }
}

extension Prover {
  /// - Parameter most: Only so many of the runs are looked at.
  mutating func goThroughRuns(_ most: Int, until isStopped: @escaping () -> Bool) {
    var seen = 0
    var collisions = 0
    var ids: [String: UInt64] = [:]
    var keys: [Int: UInt64] = [:]
    var kept: [UInt64] = []
    let cursor = PointCursor(plan)
    // Filters that drop nearly everything cannot be waited for, either.
    cursor.isStopped = { steps in steps > 1_000_000 + 5 * most || isStopped() }
    let identity = IdentityHash(plan.schema)
    ids.reserveCapacity(most)
    keys.reserveCapacity(most)
    do {
      try plan.forEachRun(at: cursor) { run in
        guard seen < most else { return false }
        seen += 1
        if let first = ids.updateValue(run.position, forKey: run.id.lowercased()) {
          problems.append(collision(first, run))
          collisions += 1
          return collisions < 5
        }
        if let missing = plan.schema.missingSetting(in: run.settings) {
          let span = span(ofRunAt: run.position)
          problems.append(missingSetting(missing, at: span))
          return false
        }
        if let disorder = disorder(in: run) {
          problems.append(disorder)
          return false
        }
        let hash = identity.hash(run.settings)
        if let first = keys[hash], let twin = try plan.run(at: first),
          twin.settings.identity(in: plan.schema) == run.settings.identity(in: plan.schema)
        {
          guard plan.batch.equalRuns == .keepFirst else {
            problems.append(equalRuns(twin, run))
            return false
          }
          return true
        }
        keys[hash] = run.position
        if plan.batch.equalRuns == .keepFirst { kept.append(run.position) }
        return true
      }
      guard !problems.containsError else { return }
      if seen < plan.count {
        tellUncompared()
      } else if plan.batch.equalRuns == .keepFirst {
        try keep(kept)
      }
    } catch let error as EvaluationFailure {
      problems.append(failure(error, at: cursor.position))
    } catch {
      return
    }
  }

  /// Where runs were dropped, the plan becomes a list of those that stay: it is no product any more.
  private mutating func keep(_ positions: [UInt64]) throws {
    let dropped = plan.count - positions.count
    guard dropped > 0 else { return }
    let rows = try positions.compactMap {
      try plan.run(at: $0).map { PlanNode.row(constantRow($0)) }
    }
    guard let root = PlanNode.union(of: rows) else { return }
    plan.root = root
    plan.axes = []
    plan.count = rows.count
    plan.funnel.append(
      FunnelStep(
        clause: "equal_runs = \"keep_first\"", change: .removed(UInt64(dropped)),
        total: UInt64(rows.count), place: Place(0)))
  }

  private func constantRow(_ run: Run) -> PlanRow {
    let assignments = run.settings.values.indices.compactMap { position in
      run.settings[position].map {
        Assignment(setting: position, formula: .constant($0), place: .unknown)
      }
    }
    return PlanRow(
      name: RunName(pieces: [.literal(run.id)], style: .template, place: .unknown),
      assignments: assignments, place: .unknown)
  }

  private func disorder(in run: Run) -> Diagnostic? {
    for pair in dayPairs {
      guard case .day(let first)? = run.settings[pair.start],
        case .day(let last)? = run.settings[pair.end], last < first
      else { continue }
      var point = Point(axes: plan.axes.count)
      let row = try? plan.row(at: run.position, point: &point)
      let place = row?.assignments.first { $0.setting == pair.end }?.place
      return .endsBeforeStart(
        first, last, at: place.flatMap { program.span(of: $0) } ?? span(ofRunAt: run.position),
        run: run.id)
    }
    return nil
  }

  private func missingSetting(_ setting: Setting, at span: Span) -> Diagnostic {
    let help: String
    switch setting.name {
    case "bundle_path":
      help =
        "let bundle = \"path/to/bundle.yaml\", or let factor = \"momentum(252, 21)\", or declare "
        + "and loop over bundles"
    case "start_date", "end_date": help = "let period = 2015 .. 2020, or loop over periods"
    default:
      help = "let \(setting.name) = ..." + (setting.help.isEmpty ? "" : "  # \(setting.help)")
    }
    return .missingSetting(setting.name, at: span, help: help)
  }

  private func span(ofRunAt position: UInt64) -> Span {
    var point = Point(axes: plan.axes.count)
    guard let row = try? plan.row(at: position, point: &point) else { return Span(0, 0) }
    return program.span(of: row.name.place) ?? Span(0, 0)
  }

  private func pointText(at position: UInt64) -> (Point, String) {
    var point = Point(axes: plan.axes.count)
    _ = try? plan.row(at: position, point: &point)
    return (point, plan.description(of: point))
  }

  private func collision(_ first: UInt64, _ second: Run) -> Diagnostic {
    let (a, b) = (pointText(at: first), pointText(at: second.position))
    let forgotten = plan.axes.indices.first { axis in
      a.0.levels[axis] >= 0 && b.0.levels[axis] >= 0 && a.0.levels[axis] != b.0.levels[axis]
    }
    if let axis = forgotten, let label = plan.label(ofAxis: axis, at: a.0),
      label == plan.label(ofAxis: axis, at: b.0)
    {
      return .duplicateLabel(
        label, of: plan.axes[axis].title, at: program.axes[axis].span, point: b.1)
    }
    return .duplicateID(
      second.id, at: span(ofRunAt: second.position), first: span(ofRunAt: first),
      points: (a.1, b.1), forgotten: forgotten.map { plan.axes[$0].title },
      isNamed: forgotten.map { isNamed($0, ofRunAt: second.position) } ?? false)
  }

  /// Whether an id shows something of an axis.
  private func isNamed(_ axis: Int, ofRunAt position: UInt64) -> Bool {
    var point = Point(axes: plan.axes.count)
    let row = try? plan.row(at: position, point: &point)
    return row?.name.pieces.contains { piece in
      switch piece {
      case .literal: false
      case .label(let own): own == axis
      case .value(let formula, _, _): formula.axes.contains(axis)
      }
    } ?? false
  }

  /// Whether a setting depends on an axis.
  private func isUsed(_ axis: Int, ofRunAt position: UInt64) -> Bool {
    var point = Point(axes: plan.axes.count)
    let row = try? plan.row(at: position, point: &point)
    return row?.assignments.contains { $0.axes.contains(axis) } ?? false
  }

  /// Says that there are runs that nobody has looked at; of these the last is looked at.
  private mutating func tellUncompared() {
    let dropsEqual = isFinal && plan.batch.equalRuns == .keepFirst
    problems.append(.notCompared(at: span(ofRunAt: 0), dropsEqual: dropsEqual))
    let last = plan.root.size - 1
    do throws(EvaluationFailure) {
      _ = try plan.run(at: last)
    } catch {
      problems.append(failure(error, at: last))
    }
  }

  private func equalRuns(_ first: Run, _ second: Run) -> Diagnostic {
    let (a, b) = (pointText(at: first.position).0, pointText(at: second.position).0)
    let unmoved = plan.axes.indices.first { axis in
      a.levels[axis] >= 0 && b.levels[axis] >= 0 && a.levels[axis] != b.levels[axis]
    }
    return .equalRuns(
      (first.id, second.id), at: span(ofRunAt: second.position),
      first: span(ofRunAt: first.position), unmoved: unmoved.map { plan.axes[$0].title },
      isUsed: unmoved.map { isUsed($0, ofRunAt: second.position) } ?? false)
  }

  /// What has no value at a position.
  private func failure(_ failure: EvaluationFailure, at culprit: UInt64) -> Diagnostic {
    let text = pointText(at: culprit).1
    let notes = text.isEmpty ? [] : ["at \(text)"]
    let span = program.span(of: failure.place) ?? span(ofRunAt: culprit)
    let isID = failure.conversion == nil && failure.message.contains("id '")
    return isID || failure.message == "an id is empty"
      ? .badID(failure, at: span, notes: notes) : .failure(failure, at: span, notes: notes)
  }
}
