// What a modelled program means, by the equations of grammar/semantics.md as plain loops over
// arrays: the runs in order, each with its id and the settings that were given, as text.

import TestSupport

/// A run as the property tests compare it.
struct RunText: Hashable, CustomStringConvertible {
  let id: String
  /// By name, only what was given.
  let settings: [String: String]

  var description: String {
    let given = settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return "\(id): \(given.joined(separator: " "))"
  }
}

/// What compiling gives: runs, or the slugs of its errors.
enum Outcome: Equatable {
  case runs([RunText])
  case refused(Set<String>)

  /// The first thing that is different; nil if there is none.
  func difference(from other: Outcome) -> String? {
    guard self != other else { return nil }
    guard case .runs(let own) = self, case .runs(let others) = other else {
      return "\(self)\n\(other)"
    }
    let count = min(own.count, others.count)
    let place = (0..<count).first { own[$0] != others[$0] } ?? count
    func text(_ runs: [RunText]) -> String {
      runs.indices.contains(place) ? "\(runs[place])" : "no run"
    }
    return "run \(place) of \(own.count) and \(others.count):\n\(text(own))\n\(text(others))"
  }
}

struct Denotation {
  let program: Model.Program
  /// What the command line gives.
  var forced: [String: Model.Value] = [:]

  /// An environment: settings, names, and the labels of the point.
  struct World {
    var settings: [String: Model.Value] = [:]
    var names: [String: Model.Value] = [:]
    var labels: [String] = []
    /// For templates, by the axis's name.
    var axisLabels: [String: String] = [:]
    var tags: [String] = []
    /// The number of the level on each axis of a space that is sampled.
    var path: [Int] = []
  }

  static let numbers: Set = ["max_gross_exposure", "start_capital"]
  static let defaults: [String: Model.Value] = [
    "ema_fast": .int(20), "ema_slow": .int(60), "seed": .int(42), "rebalance_freq": .text("M"),
    "generate_report": .bool(false), "max_gross_exposure": .int(1), "start_capital": .int(100_000),
  ]

  func outcome() -> Outcome {
    var world = World()
    for (name, value) in forced { world.settings[name] = value }
    world = setting("strategy", .text("equal_weight"), in: world)
    world = setting("period", .int(2014), in: world)
    let all = runs(program.clauses[...], world)
    if all.isEmpty { return .refused(["empty-plan"]) }
    guard Set(all.map { $0.id.lowercased() }).count == all.count else {
      return .refused(["duplicate-id"])
    }
    var seen: Set<[String: String]> = []
    return .runs(all.filter { seen.insert(Denotation.identity($0)).inserted })
  }

  /// All settings of a run, without its tags.
  static func identity(_ run: RunText) -> [String: String] {
    var all = run.settings
    for (name, value) in Denotation.defaults where all[name] == nil {
      all[name] = Denotation.text(value, for: name)
    }
    all["tags"] = nil
    return all
  }

  /// The meaning of the rest of a scope.
  func runs(_ rest: ArraySlice<Model.Clause>, _ world: World) -> [RunText] {
    guard let first = rest.first else { return [] }
    let below = rest.dropFirst()
    switch first {
    case .set(let name, let value):
      return runs(below, setting(name, self.value(value, world), in: world))
    case .define(let name, let value):
      var world = world
      world.names[name] = self.value(value, world)
      return runs(below, world)
    case .sweep(let axes): return points(axes, world).flatMap { runs(below, $0) }
    case .loop(let axes, let body):
      return points(axes, world).flatMap { runs(body[...], $0) } + runs(below, world)
    case .when(let condition): return holds(condition, world) ? runs(below, world) : []
    case .except(let condition): return holds(condition, world) ? [] : runs(below, world)
    case .group(let name, let body):
      var inner = world
      inner.labels += name.map { [$0] } ?? []
      inner.tags += name.map { [$0] } ?? []
      return runs(body[...], inner) + runs(below, world)
    case .sample(let sample): return draws(sample, world).flatMap { runs(below, $0) }
    case .run(let name, let fields):
      var inner = world
      for field in fields { inner = setting(field.name, value(field.value, inner), in: inner) }
      return [run(name, inner)] + runs(below, world)
    }
  }

  // MARK: - Axes

  /// The environments below axes, the first axis slowest.
  func points(_ axes: [Model.Axis], _ world: World) -> [World] {
    axes.reduce([world]) { worlds, axis in worlds.flatMap { points(axis, $0) } }
  }

  private func points(_ axis: Model.Axis, _ world: World) -> [World] {
    if let condition = axis.condition, !holds(condition, world) {
      var absent = world
      absent.path.append(0)
      return [absent]
    }
    return levels(of: axis, world).enumerated().map { number, level in
      var below = world
      let label =
        level.label
        ?? zip(axis.names, level.values).map { self.label($1, for: $0) }.joined(separator: "_")
      for (name, value) in zip(axis.names, level.values) {
        below = setting(name, value, in: below)
      }
      below.labels.append(label)
      if axis.names.count == 1 { below.axisLabels[axis.names[0]] = label }
      below.path.append(number)
      return below
    }
  }

  private func levels(
    of axis: Model.Axis, _ world: World
  ) -> [(label: String?, values: [Model.Value])] {
    if axis.names.count == 1, let value = forced[axis.names[0]] { return [(nil, [value])] }
    switch axis.levels {
    case .upTo(let last):
      return (1...max(1, int(last, world))).map { (nil, [.int($0)]) }
    case .list(let levels):
      return levels.map { level in
        let values = zip(axis.names, level.parts).map { name, part in
          axis.names.count > 1 ? forced[name] ?? value(part, world) : value(part, world)
        }
        return (level.label, values)
      }
    }
  }

  /// Points drawn from the space of the axes, one after the other, none twice.
  private func draws(_ sample: Model.Sample, _ world: World) -> [World] {
    var start = world
    start.path = []
    let space = points(sample.axes, start).filter { point in
      sample.filter.map { holds($0, point) } ?? true
    }
    let byPath = Dictionary(uniqueKeysWithValues: space.map { ($0.path, $0) })
    let counts = sample.axes.map { levels(of: $0, start).count }
    var generator = SeededGenerator(seed: UInt64(sample.seed))
    var drawn: [[Int]] = []
    while drawn.count < min(sample.count, space.count) {
      // The upper half of the product (Lemire 2019); refusals are rarer than one in 2^60.
      let path = counts.map { Int(generator.next().multipliedFullWidth(by: UInt64($0)).high) }
      if byPath[path] != nil, !drawn.contains(path) { drawn.append(path) }
    }
    return drawn.enumerated().compactMap { number, path in
      let digits = String(number + 1)
      var below = byPath[path]
      below?.labels =
        world.labels + ["s" + String(repeating: "0", count: 3 - digits.count) + digits]
      return below
    }
  }

  // MARK: - Settings

  /// The environment in which a name has a value; a composite brings its settings along.
  private func setting(_ name: String, _ value: Model.Value, in world: World) -> World {
    var world = world
    switch (name, value) {
    case ("period", .int(let year)):
      world = setting("start_date", .text("\(year)-01-01"), in: world)
      return setting("end_date", .text("\(year)-12-31"), in: world)
    case ("preset", .preset(let preset)):
      for field in program.presets.first(where: { $0.name == preset })?.fields ?? [] {
        world = setting(field.name, self.value(field.value, World()), in: world)
      }
    case _ where Denotation.defaults[name] != nil || name.hasSuffix("_date") || name == "strategy":
      world.settings[name] = forced[name] ?? value
    default: world.names[name] = value
    }
    return world
  }

  private func run(_ name: Model.RunName, _ world: World) -> RunText {
    var given: [String: String] = [:]
    for (name, value) in world.settings { given[name] = Denotation.text(value, for: name) }
    if !world.tags.isEmpty { given["tags"] = world.tags.joined(separator: ",") }
    let id: String
    switch name {
    case .none: id = world.labels.isEmpty ? "run" : world.labels.joined(separator: "_")
    case .name(let name): id = (world.labels + [name]).joined(separator: "_")
    case .template(let parts):
      id = parts.enumerated().map { number, part in
        if number % 2 == 0 { return part }
        return world.axisLabels[part] ?? Denotation.text(value(.name(part), world), for: part)
      }.joined()
    }
    return RunText(id: id, settings: given)
  }

  // MARK: - Values

  private static func text(_ value: Model.Value, for name: String) -> String {
    switch value {
    case .int(let number): numbers.contains(name) ? "\(number).0" : String(number)
    case .text(let text): text
    case .bool(let truth): String(truth)
    case .preset(let name): name
    }
  }

  private func label(_ value: Model.Value, for name: String) -> String {
    if case .bool(let truth) = value { return truth ? name : "no-\(name)" }
    return Denotation.text(value, for: name)
  }

  func value(_ expression: Model.Expression, _ world: World) -> Model.Value {
    switch expression {
    case .value(let value): value
    case .name(let name): world.names[name] ?? world.settings[name] ?? Denotation.defaults[name]!
    case .sum(let a, let b): .int(int(a, world) + int(b, world))
    case .product(let a, let b): .int(int(a, world) * int(b, world))
    case .remainder(let a, let b): .int(int(a, world) % b)
    case .choice(let condition, let a, let b): value(holds(condition, world) ? a : b, world)
    }
  }

  private func int(_ expression: Model.Expression, _ world: World) -> Int {
    if case .int(let number) = value(expression, world) { number } else { 0 }
  }

  func holds(_ condition: Model.Condition, _ world: World) -> Bool {
    switch condition {
    case .less(let a, let b): int(a, world) < int(b, world)
    case .equal(let a, let b): value(a, world) == value(b, world)
    case .and(let a, let b): holds(a, world) && holds(b, world)
    case .or(let a, let b): holds(a, world) || holds(b, world)
    case .not(let a): !holds(a, world)
    }
  }
}
