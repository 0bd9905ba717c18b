// Random well-formed programs: names are declared, axes move a setting of a run below them, nothing
// sets what an axis above owns. Equal ids and empty plans may come about; the model tells.

import TestSupport

struct ProgramGenerator {
  private var random: SeededGenerator
  private var names = 0
  private var presets: [(name: String, fields: [Model.Field])] = []

  init(seed: Int) { random = SeededGenerator(seed: UInt64(seed)) }

  /// What is known at one place of the program.
  private struct Place {
    /// Ints that have a value at every point.
    var ints: [Model.Expression] = ["ema_fast", "ema_slow", "seed"].map { .name($0) }
    var owned: Set<String> = ["tags"]
    /// Set by `let` in this very scope.
    var here: Set<String> = []
    var depth = 0
    /// Whether a setting for a private axis is left.
    var hasCarrier = true
    /// Whether a template may name every axis: a sampled one that is absent has a bug of its own.
    var hasTemplates = true

    func canSet(_ name: String) -> Bool { !owned.contains(name) && !here.contains(name) }
  }

  private static let ints = ["ema_fast", "ema_slow", "seed"]
  private static let presetFields = ["rebalance_freq", "max_gross_exposure", "ema_slow"]

  /// A program with at most `limit` runs. Beside another it has the same presets, and other names.
  mutating func program(limit: Int = 100, beside other: Model.Program? = nil) -> Model.Program {
    while true {
      names = other == nil ? 0 : 1000
      presets = other?.presets ?? (1...2).map { ("p\($0)", presetFields()) }
      var place = Place()
      place.here = ["strategy", "period"]
      let program = Model.Program(presets: presets, clauses: scope(place))
      switch Denotation(program: program).outcome() {
      case .runs(let runs) where runs.count <= limit: return program
      case .refused where chance(5): return program
      default: continue
      }
    }
  }

  private mutating func presetFields() -> [Model.Field] {
    let chosen = ProgramGenerator.presetFields.filter { _ in !chance(3) }
    return (chosen.isEmpty ? ["ema_slow"] : chosen).map {
      Model.Field(name: $0, value: .value(constant(for: $0)))
    }
  }

  // MARK: - Scopes

  private mutating func scope(_ outer: Place) -> [Model.Clause] {
    var place = outer
    place.depth += 1
    var clauses: [Model.Clause] = []
    if place.depth > 1 { place.here = [] }
    if chance(6) { clauses += sample(in: &place) }
    for _ in 0..<(1 + number(below: 4)) { clauses += statement(in: &place) }
    clauses.append(run(in: place))
    return clauses
  }

  private mutating func statement(in place: inout Place) -> [Model.Clause] {
    let isDeep = place.depth >= 4
    switch number(below: isDeep ? 8 : 12) {
    case 0, 1: return assignment(in: &place)
    case 2:
      let name = fresh("d")
      let value = int(in: place)
      place.ints.append(.name(name))
      return [.define(name, value)]
    case 3, 4: return axis(in: &place).map { [.sweep([$0])] } ?? []
    case 5: return [chance(2) ? .when(condition(in: place)) : .except(condition(in: place))]
    case 6: return privateAxis(in: &place)
    case 7: return [run(in: place)]
    case 8, 9:
      var inside = place
      guard let first = axis(in: &inside) else { return [] }
      let second = chance(2) ? nil : axis(in: &inside)
      return [.loop([first] + (second.map { [$0] } ?? []), scope(inside))]
    default:
      return [.group(chance(4) ? nil : fresh("g"), scope(place))]
    }
  }

  private mutating func assignment(in place: inout Place) -> [Model.Clause] {
    let name = settingName()
    guard place.canSet(name) else { return [] }
    place.here.insert(name)
    return [.set(name, value(for: name, in: place))]
  }

  /// A private axis and the let by which it moves a setting that nothing else sets.
  private mutating func privateAxis(in place: inout Place) -> [Model.Clause] {
    guard place.hasCarrier, place.canSet("start_capital") else { return [] }
    place.hasCarrier = false
    place.owned.insert("start_capital")
    let name = fresh("k")
    let condition = chance(2) ? nil : condition(in: place)
    let levels = levels(1 + number(below: 3), in: place) { $0.int(in: $1) }
    let axis = Model.Axis(names: [name], levels: levels, condition: condition)
    let value: Model.Expression
    if let condition {
      value = .choice(condition, .name(name), .value(.int(1)))
    } else {
      value = .name(name)
      place.ints.append(value)
    }
    return [.sweep([axis]), .set("start_capital", value)]
  }

  private mutating func run(in place: Place) -> Model.Clause {
    var fields: [Model.Field] = []
    var names: Set<String> = []
    while chance(3) {
      let name = settingName()
      guard !place.owned.contains(name), names.insert(name).inserted else { continue }
      fields.append(Model.Field(name: name, value: value(for: name, in: place)))
    }
    switch number(below: 8) {
    case 0: return .run(.none, fields)
    case 1 where place.hasTemplates:
      let all = ["ema_fast", "ema_slow", "seed", "rebalance_freq", "max_gross_exposure"]
      let parts = all.flatMap { [$0 == all[0] ? fresh("t") + "." : "_", $0] }
      return .run(.template(parts), fields)
    default: return .run(.name(fresh("r")), fields)
    }
  }

  // MARK: - Axes

  private mutating func axis(in place: inout Place) -> Model.Axis? {
    let condition = chance(3) ? condition(in: place) : nil
    var names = [chance(6) ? "preset" : settingName()]
    if chance(6) { names = ["ema_fast", "seed"] }
    guard !names.contains(where: place.owned.contains) else { return nil }
    if names == ["preset"], ProgramGenerator.presetFields.contains(where: place.owned.contains) {
      return nil
    }
    let levels: Model.Levels
    let isSingleInt = names.count == 1 && ProgramGenerator.ints.contains(names[0])
    if isSingleInt, chance(4) {
      levels = .upTo(.sum(.remainder(int(in: place), 3), .value(.int(1))))
    } else if isSingleInt, chance(4) {
      let base = int(in: place)
      levels = .list((1...3).map { Model.Level(parts: [.sum(base, .value(.int($0)))]) })
    } else if ProgramGenerator.ints.contains(names[0]) {
      let isComputed = isSingleInt && chance(3)
      levels = self.levels(1 + number(below: 3), width: names.count, in: place) {
        isComputed ? $0.int(in: $1) : .value($0.constant(for: "seed"))
      }
    } else {
      levels = self.levels(1 + number(below: 3), in: place) { [name = names[0]] generator, _ in
        .value(generator.constant(for: name))
      }
    }
    place.owned.formUnion(names)
    return Model.Axis(names: names, levels: levels, condition: condition)
  }

  /// Different levels; with labels where they are computed, for then they may have equal values.
  private mutating func levels(
    _ count: Int, width: Int = 1, in place: Place,
    _ make: (inout ProgramGenerator, Place) -> Model.Expression
  ) -> Model.Levels {
    var seen: Set<String> = []
    var levels: [Model.Level] = []
    let isLabelled = chance(5)
    for number in 0..<count {
      let parts = (0..<width).map { _ in make(&self, place) }
      guard seen.insert("\(parts)").inserted else { continue }
      levels.append(Model.Level(label: isLabelled ? "l\(number)" : nil, parts: parts))
    }
    let isFixed = levels.allSatisfy { $0.parts.allSatisfy(\.isConstant) }
    for number in levels.indices where levels.count > 1 && !isFixed {
      levels[number].label = "l\(number)"
    }
    return .list(levels)
  }

  /// A program that draws from a space, and how many points that has.
  mutating func sampledProgram(isPlain: Bool) -> (program: Model.Program, space: Int) {
    while true {
      presets = []
      var place = Place()
      guard case .sample(var sample)? = sample(in: &place).first else { continue }
      if isPlain {
        sample.filter = nil
        for index in sample.axes.indices { sample.axes[index].condition = nil }
      }
      let clauses = [.sample(sample), Model.Clause.run(.none, [])]
      return (Model.Program(clauses: clauses), spaceSize(sample))
    }
  }

  private func spaceSize(_ sample: Model.Sample) -> Int {
    let denotation = Denotation(program: Model.Program(presets: presets, clauses: []))
    return denotation.points(sample.axes, Denotation.World()).count { point in
      sample.filter.map { denotation.holds($0, point) } ?? true
    }
  }

  private mutating func sample(in place: inout Place) -> [Model.Clause] {
    var axes: [Model.Axis] = []
    let free = ["ema_fast", "seed", "rebalance_freq"].filter { !place.owned.contains($0) }
    for name in free {
      let levels = levels(2 + number(below: 3), in: place) { generator, _ in
        .value(generator.constant(for: name))
      }
      // Only what the axes before decide: the draws are the same wherever the scope stands.
      let condition = axes.isEmpty || !chance(3) ? nil : parity(axes[0].names[0])
      axes.append(Model.Axis(names: [name], levels: levels, condition: condition))
    }
    guard let first = axes.first else { return [] }
    let filter = chance(2) ? nil : parity(first.names[0])
    var sample = Model.Sample(axes: axes, filter: filter, count: 1, seed: number(below: 100))
    let space = spaceSize(sample)
    guard space > 0 else { return [] }
    sample.count = 1 + number(below: space)
    place.owned.formUnion(axes.flatMap(\.names))
    if axes.contains(where: { $0.condition != nil }) { place.hasTemplates = false }
    return [.sample(sample)]
  }

  /// A condition over one axis that is always there.
  private mutating func parity(_ name: String) -> Model.Condition {
    name == "rebalance_freq"
      ? .not(.equal(.name(name), .value(.text("W"))))
      : .equal(.remainder(.name(name), 2), .value(.int(number(below: 2))))
  }

  private mutating func settingName() -> String {
    let names = ProgramGenerator.ints + ["rebalance_freq", "generate_report"]
    return (names + ["max_gross_exposure", "period"]).randomElement(using: &random) ?? "seed"
  }

  private mutating func value(for name: String, in place: Place) -> Model.Expression {
    ProgramGenerator.ints.contains(name) ? int(in: place) : .value(constant(for: name))
  }

  mutating func constant(for name: String) -> Model.Value {
    switch name {
    case "rebalance_freq": .text(["D", "W", "M", "Q"][number(below: 4)])
    case "generate_report": .bool(chance(2))
    case "period": .int(2015 + number(below: 3))
    case "preset": .preset("p\(1 + number(below: 2))")
    default: .int(1 + number(below: 7))
    }
  }

  private mutating func int(in place: Place) -> Model.Expression {
    let constant = Model.Expression.value(.int(1 + number(below: 5)))
    guard !chance(3), let name = place.ints.randomElement(using: &random) else { return constant }
    switch number(below: 4) {
    case 0: return name
    case 1: return .sum(name, constant)
    case 2: return .choice(condition(in: place, depth: 2), name, constant)
    default: return .product(.remainder(name, 5 + number(below: 3)), constant).plusOne
    }
  }

  private mutating func condition(in place: Place, depth: Int = 0) -> Model.Condition {
    switch number(below: depth > 1 ? 3 : 6) {
    case 0: return .equal(.name("rebalance_freq"), .value(constant(for: "rebalance_freq")))
    case 1: return .equal(.name("generate_report"), .value(.bool(chance(2))))
    case 3: return .not(condition(in: place, depth: depth + 1))
    case 4, 5:
      let parts = (0..<2).map { _ in condition(in: place, depth: depth + 1) }
      return chance(2) ? .and(parts[0], parts[1]) : .or(parts[0], parts[1])
    default:
      let name = place.ints.randomElement(using: &random) ?? .name("seed")
      return chance(2)
        ? .less(name, .value(.int(2 + number(below: 8))))
        : .equal(.remainder(name, 2), .value(.int(number(below: 2))))
    }
  }

  private mutating func fresh(_ letter: String) -> String {
    names += 1
    return "\(letter)\(names)"
  }

  mutating func number(below count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

  mutating func chance(_ one: Int) -> Bool { number(below: one) == 0 }
}

extension Model.Expression {
  fileprivate var isConstant: Bool { if case .value = self { true } else { false } }

  /// Never zero: settings begin at 1.
  fileprivate var plusOne: Model.Expression { .sum(self, .value(.int(1))) }
}
