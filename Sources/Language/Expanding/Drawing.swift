// Draws points from axes without making their product: which levels each point has.
//
// random: each axis's level is drawn evenly; points that do not exist, that a filter drops or that were
// drawn before are drawn anew. A design (lhs, sobol, halton) maps each coordinate of its points to a
// level of its axis. The algorithms are `Experiment.Design`'s and `SplitMix64`, version 1.

internal import Experiment
internal import Source

/// The points drawn, as the levels of one axis.
struct DrawnPoints {
  /// Part 0 of each level is the number of the draw, counted from 1.
  let levels: [Level]
  /// Which part of a level holds what a slot of a sampled axis held.
  let parts: [Formula: Int]
}

struct Drawing {
  struct Request {
    let count: Int
    let method: SamplingMethod
    let seed: UInt64
    /// The numbers of the axes, in the order of the program.
    let axes: [Int]
    let filters: [RankedFilter]
  }

  enum Failure: Error {
    /// The space has fewer points than are asked for.
    case spaceTooSmall(UInt64)
    /// So few points pass the filters that the search was given up.
    case searchTooLong(found: Int)
    case tooManyAxes(Int)
    case evaluation(EvaluationFailure, Point)
  }

  private let request: Request
  private let axes: [ProgramAxis]
  private let schema: Schema
  private let plan: Plan

  init(_ request: Request, axes: [ProgramAxis], schema: Schema) {
    self.request = request
    self.axes = axes
    self.schema = schema
    plan = axes.plan(schema)
  }

  static let attemptLimit = 500_000

  /// One level number for each axis sampled, and the value of each continuous one.
  private struct Draw: Hashable {
    var levels: [Int]
    var values: [Int: Value]
  }

  func points() throws(Failure) -> DrawnPoints {
    let isDiscrete = request.axes.allSatisfy { axes[$0].continuous == nil }
    if isDiscrete {
      let size = try spaceSize()
      guard size >= UInt64(request.count) else { throw .spaceTooSmall(size) }
    }
    let draws = request.method == .random ? try randomDraws() : try designDraws()
    return levels(of: draws)
  }

  private func spaceSize() throws(Failure) -> UInt64 {
    let counter = PointCounter(axes: axes, schema: schema)
    do throws(PointCounter.Failure) {
      return try counter.count(request.axes, filters: request.filters)
    } catch {
      switch error {
      case .tooWide, .stopped: return .max
      case .evaluation(let failure, let point): throw .evaluation(failure, point)
      }
    }
  }

  private func randomDraws() throws(Failure) -> [Draw] {
    var generator = SplitMix64(seed: request.seed)
    var draws: [Draw] = []
    var seen: Set<Draw> = []
    var attempts = 0
    while draws.count < request.count {
      attempts += 1
      guard attempts <= Drawing.attemptLimit else { throw .searchTooLong(found: draws.count) }
      var draw = Draw(levels: [], values: [:])
      for axis in request.axes {
        if let range = axes[axis].continuous {
          draw.values[axis] = range.value(at: generator.unit())
          draw.levels.append(0)
        } else {
          draw.levels.append(Int(generator.below(UInt64(axes[axis].axis.levels.count))))
        }
      }
      guard try exists(&draw), seen.insert(draw).inserted else { continue }
      draws.append(draw)
    }
    return draws
  }

  private func evaluator(at draw: Draw) -> (Evaluator, Point) {
    var point = Point(axes: axes.count)
    for (axis, level) in zip(request.axes, draw.levels) { point.levels[axis] = level }
    let evaluator = Evaluator(schema: schema) { [plan] axis, part in
      if part >= 0, let value = draw.values[axis] { return value }
      return plan.value(ofAxis: axis, part: part, at: point)
    }
    return (evaluator, point)
  }

  /// Whether the levels exist at the point, and every filter keeps it. What an axis drew where it does
  /// not exist is forgotten.
  private func exists(_ draw: inout Draw) throws(Failure) -> Bool {
    let (evaluator, point) = evaluator(at: draw)
    do throws(EvaluationFailure) {
      var filters = request.filters[...]
      for axis in request.axes {
        // Each filter acts where it stands: before the axes below it.
        while let filter = filters.first, filter.rank < 2 * axis {
          guard try evaluator.truth(of: filter.condition, at: .unknown) else { return false }
          filters = filters.dropFirst()
        }
        if let presence = axes[axis].axis.presence, draw.values[axis] != nil,
          !(try evaluator.truth(of: presence, at: axes[axis].axis.place))
        {
          draw.values[axis] = nil
        }
        if let formula = axes[axis].guardFormula,
          !(try evaluator.truth(of: formula, at: axes[axis].axis.place))
        {
          return false
        }
      }
      for filter in filters where !(try evaluator.truth(of: filter.condition, at: .unknown)) {
        return false
      }
      return true
    } catch {
      throw .evaluation(error, point)
    }
  }

  private func designDraws() throws(Failure) -> [Draw] {
    guard
      let rows = Design.unitPoints(
        request.method, points: request.count, dimensions: request.axes.count, seed: request.seed)
    else { throw .tooManyAxes(request.method.maximumDimensions ?? 0) }
    var draws: [Draw] = []
    for row in rows {
      var draw = Draw(levels: [], values: [:])
      for (axis, coordinate) in zip(request.axes, row) {
        if let range = axes[axis].continuous {
          draw.values[axis] = range.value(at: coordinate)
          draw.levels.append(0)
        } else {
          draw.levels.append(0)
          let count = try levelCount(of: axis, at: draw)
          draw.levels[draw.levels.count - 1] = min(count - 1, Int(coordinate * Double(count)))
        }
      }
      draws.append(draw)
    }
    return draws
  }

  /// How many of an axis's levels exist beside those of the axes before it; at least one.
  private func levelCount(of axis: Int, at draw: Draw) throws(Failure) -> Int {
    let count = axes[axis].axis.levels.count
    guard let formula = axes[axis].guardFormula else { return count }
    var draw = draw
    for level in (0..<count).reversed() {
      draw.levels[draw.levels.count - 1] = level
      let (evaluator, point) = evaluator(at: draw)
      do throws(EvaluationFailure) {
        if try evaluator.truth(of: formula, at: axes[axis].axis.place) { return level + 1 }
      } catch {
        throw .evaluation(error, point)
      }
    }
    return 1
  }

  /// The draws as levels: the number of the draw, then what each slot of each axis holds.
  private func levels(of draws: [Draw]) -> DrawnPoints {
    var parts: [Formula: Int] = [:]
    for axis in request.axes {
      for part in axes[axis].axis.names.indices {
        parts[.slot(axis: axis, part: part)] = parts.count + 1
      }
      parts[.slot(axis: axis, part: Formula.levelPart)] = parts.count + 1
      parts[.slot(axis: axis, part: Formula.labelPart)] = parts.count + 1
    }
    let levels = draws.enumerated().map { number, draw in
      let evaluator = evaluator(at: draw).0
      var values = [Value](repeating: .none, count: parts.count + 1)
      values[0] = .int(Int64(number + 1))
      for (slot, part) in parts {
        guard case .slot(let axis, let own) = slot else { continue }
        if own == Formula.labelPart, let value = draw.values[axis] {
          values[part] = .text(value.levelLabel(for: nil))
        } else if own < 0 || axes[axis].axis.levels[0].values.count > own {
          values[part] = evaluator.slot(axis, own)
        }
      }
      let digits = String(number + 1)
      let label = "s" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
      return Level(values: values, label: label)
    }
    return DrawnPoints(levels: levels, parts: parts)
  }
}

extension ContinuousLevels {
  /// The value at a place between 0 and 1, rounded to 6 digits; an int for an int setting.
  func value(at place: Double) -> Value {
    let (low, high) = (lower.double, upper.double)
    let drawn =
      isLogarithmic
      ? exponential(logarithm(low) + (logarithm(high) - logarithm(low)) * place)
      : low + (high - low) * place
    var number = (Decimal(drawn) ?? lower).rounded(significant: 6)
    // Rounding may not leave the range.
    if number < lower { number = lower }
    if number > upper { number = upper }
    guard isInteger else { return .number(number) }
    return .int(number.rounded(places: 0).integer ?? 0)
  }
}
