// Plans as a program would make them, from a seeded generator: axes, unions, filters, formulas.

import Experiment
import TestSupport

struct PlanGenerator {
  private var random: SeededGenerator
  private var axes: [Axis] = []
  private var rows = 0
  private let schema = backtestSchema

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func plan() -> Plan {
    let root = node(depth: 3, around: [])
    var batch = Batch(name: "generated", description: pick([nil, "", "with: # \"marks\"\n"]))
    batch.maxRuns = pick([Batch.defaultMaxRuns, 7])
    batch.artifacts = pick([nil, .summary])
    batch.tags = pick([[], ["a", "no"]])
    return Plan(batch: batch, job: .backtest, schema: schema, root: root, axes: axes)
  }

  /// Settings that an axis may move, with their levels; all others are constants of rows.
  private static let movable: [(name: String, levels: [Value])] = [
    ("ema_fast", [.int(5), .int(10), .int(20)]),
    ("rebalance_freq", [.text("W"), .text("M")]),
    ("top_quantile", ["0.1", "0.25", "0.3"].compactMap { Decimal($0).map(Value.number) }),
    ("start_capital", [.number(Decimal(1)), .number(Decimal("1e22") ?? .zero)]),
    ("generate_report", [.bool(true), .bool(false)]),
    ("benchmark", [.text("no"), .text("größe: \u{2028}"), .text("")]),
    ("hold", [.duration(Duration(months: 3)), .duration(Duration(days: 5)), .none]),
    ("symbols", [.list([]), .list([.text("A"), .text("~")]), .none]),
    ("bundle_path", [.text("core.yaml"), .text("ml.yaml")]),
  ]

  private mutating func node(depth: Int, around: [Int]) -> PlanNode {
    let kind = depth == 0 ? 0 : Int.random(in: 0..<4, using: &random)
    switch kind {
    case 1:
      let parts = (0..<Int.random(in: 2...3, using: &random)).map { _ in
        node(depth: depth - 1, around: around)
      }
      return PlanNode.union(of: parts) ?? parts[0]
    case 2, 3:
      let used = Set(around.map { axes[$0].names[0] })
      let free = PlanGenerator.movable.filter { !used.contains($0.name) }
      guard let setting = free.randomElement(using: &random) else { return row(around) }
      let number = axes.count
      let count = Int.random(in: 1...setting.levels.count, using: &random)
      let levels = setting.levels.prefix(count).enumerated().map {
        Level(values: [$0.element], label: "\(setting.name)\($0.offset)")
      }
      axes.append(Axis(names: [setting.name], levels: Levels(levels), place: .unknown))
      var inside = node(depth: depth - 1, around: around + [number])
      if Bool.random(using: &random), levels.count > 1 {
        let condition = Formula.binary(
          .notEqual, .slot(axis: number, part: 0),
          .constant(levels.randomElement(using: &random)?.values[0] ?? .none), .unknown)
        inside = .filter(PlanFilter(condition: condition, place: .unknown), inside)
      }
      // Several axes in one product, as one statement makes them.
      if case .product(let inner, let deepest, _) = inside, Bool.random(using: &random) {
        let numbers = [number] + inner
        let counts = numbers.map { axes[$0].levels.count }
        return PlanNode.product(numbers, levels: counts, inside: deepest) ?? inside
      }
      return PlanNode.product([number], levels: [levels.count], inside: inside) ?? inside
    default: return row(around)
    }
  }

  private mutating func row(_ around: [Int]) -> PlanNode {
    rows += 1
    var formulas: [String: Formula] = [
      "bundle_path": .constant(.text("core.yaml")), "seed": .constant(.int(Int64(rows))),
      "start_date": .constant(.day(Day(number: 16436))),
      "end_date": .constant(.day(Day(number: 16800 + Int.random(in: 0...1, using: &random)))),
      "freq": .constant(.text("1d")),
    ]
    if Bool.random(using: &random) { formulas["strategy"] = .constant(.text("equal_weight")) }
    for axis in around { formulas[axes[axis].names[0]] = .slot(axis: axis, part: 0) }
    if let axis = around.first(where: { axes[$0].names[0] == "top_quantile" }) {
      formulas["max_gross_exposure"] = .binary(
        .multiply, .slot(axis: axis, part: 0), .constant(.int(2)), .unknown)
    }
    let assignments = formulas.sorted { $0.key < $1.key }.compactMap { name, formula in
      schema.position(of: name).map {
        Assignment(setting: $0, formula: formula, place: .unknown)
      }
    }
    let pieces =
      [RunName.Piece.literal("r\(rows)")] + around.flatMap { [.literal("_"), .label($0)] }
    return .row(
      PlanRow(
        name: RunName(pieces: pieces, style: .automatic, place: .unknown),
        assignments: assignments, place: .unknown))
  }

  private mutating func pick<T>(_ choices: [T]) -> T {
    choices[Int.random(in: 0..<choices.count, using: &random)]
  }
}
