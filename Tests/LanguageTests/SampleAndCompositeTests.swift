// The laws of samples and composites: what a sample draws, and what a name brings along.

import Experiment
import TestSupport
import Testing

@Suite struct SampleAndCompositeTests {
  private func runs(_ program: Model.Program) -> [RunText] {
    if case .runs(let runs) = Outcome.of(program.text) { return runs }
    Issue.record("refused: \(Outcome.of(program.text))\n\(program.text)")
    return []
  }

  private func sampled(_ program: Model.Program, _ count: Int) -> Model.Program {
    program.rewritten { scope in
      scope.map { clause in
        guard case .sample(var sample) = clause else { return clause }
        sample.count = count
        return .sample(sample)
      }
    }
  }

  @Test func `a sample of all points is another order of them`() {
    for seed in 0..<60 {
      var generator = ProgramGenerator(seed: seed)
      let (program, space) = generator.sampledProgram(isPlain: false)
      let grid = program.rewritten { scope in
        scope.flatMap { clause -> [Model.Clause] in
          guard case .sample(let sample) = clause else { return [clause] }
          return [.sweep(sample.axes)] + (sample.filter.map { [.when($0)] } ?? [])
        }
      }
      let drawn = runs(sampled(program, space))
      #expect(drawn.count == space)
      #expect(Set(drawn.map(\.settings)) == Set(runs(grid).map(\.settings)), "\(program.text)")
      #expect(
        Outcome.of(sampled(program, space + 1).text) == .refused(["bad-sample"]),
        "\(program.text)")
    }
  }

  @Test(arguments: ["random", "sobol", "halton"])
  func `more draws begin with the same draws`(method: String) {
    for seed in 0..<30 {
      var generator = ProgramGenerator(seed: seed)
      let (program, space) = generator.sampledProgram(isPlain: true)
      var last: [RunText] = []
      for count in 1...min(space, 7) {
        let text = sampled(program, count).text
          .replacing(" seed \(text(of: program))", with: " by \(method) seed \(text(of: program))")
        #expect(text.contains("by \(method)"))
        guard case .runs(let more) = Outcome.of(text) else {
          Issue.record("refused:\n\(text)")
          continue
        }
        #expect(Array(more.prefix(last.count)) == last, "\(text)")
        #expect(method != "random" || more.count == count)
        last = more
      }
    }
  }

  private func text(of program: Model.Program) -> String {
    for clause in program.clauses {
      if case .sample(let sample) = clause { return "\(sample.seed)" }
    }
    return ""
  }

  @Test(arguments: ["random", "lhs", "sobol", "halton"])
  func `every point of a for gets the same draws`(method: String) {
    let sweeps = "sweep ema_fast in uniform(1, 900), rebalance_freq in [\"D\", \"W\", \"M\"]\n"
    for seed in 0..<5 {
      let text = """
        let strategy = "equal_weight"
        let period = 2015
        for ema_slow in [1, 2, 3] {
          \(sweeps)  sample 8 by \(method) seed \(seed)
          run
        }
        """
      guard case .runs(let runs) = Outcome.of(text) else {
        Issue.record("refused:\n\(text)")
        continue
      }
      #expect(runs.count == 24)
      let parts = (0..<3).map { part in
        runs[(part * 8)..<(part * 8 + 8)].map { run in
          run.settings.filter { $0.key != "ema_slow" }
        }
      }
      #expect(parts[0] == parts[1] && parts[1] == parts[2])
      #expect(Set(parts[0].map { $0["ema_fast"] }).count > 4)
      #expect(runs.map(\.id).prefix(2) == ["1_s001", "1_s002"])
    }
  }

  @Test func `below a sample its axes are what was drawn, and runs above it see all points`() {
    for seed in 0..<40 {
      var generator = ProgramGenerator(seed: seed)
      let (program, _) = generator.sampledProgram(isPlain: false)
      let below: [Model.Clause] = [
        .set("ema_slow", .sum(.name("ema_fast"), .name("seed"))),
        .sweep([
          Model.Axis(
            names: ["max_gross_exposure"],
            levels: .list([2, 3].map { Model.Level(parts: [.value(.int($0))]) }), condition: nil)
        ]),
        .when(.less(.remainder(.name("ema_slow"), 3), .value(.int(2)))), .run(.none, []),
      ]
      guard case .sample(let sample) = program.clauses[0] else { continue }
      var whole = program
      whole.clauses = [.sample(sample)] + below
      expectSame(.of(whole.text), Denotation(program: whole).outcome(), whole.text)
      // A run between the sweeps and the sample.
      let sweeps = Model.Clause.sweep(sample.axes)
      let filter = sample.filter.map { [Model.Clause.when($0)] } ?? []
      var above = program
      above.clauses =
        [sweeps] + filter + [.run(.name("all"), [.init(name: "ema_slow", value: .value(.int(1)))])]
      let all = runs(above)
      let text = whole.text.replacing(
        "\nsample ", with: "\nrun all { ema_slow = 1 }\nsample ")
      guard case .runs(let both) = Outcome.of(text), case .runs(let drawn) = Outcome.of(whole.text)
      else { continue }
      #expect(both == all + drawn, "\(text)")
    }
  }

  @Test func `a period is its two days, and moves them together`() {
    expectUnchanged { scope in
      scope.map { clause in
        guard case .loop(let axes, let body) = clause else { return clause }
        return .loop(
          axes.map { axis in
            guard axis.names == ["period"], case .list(let levels) = axis.levels else {
              return axis
            }
            var days = axis
            days.names = ["start_date", "end_date"]
            days.levels = .list(
              levels.map { level in
                let year = level.parts[0].description
                return Model.Level(
                  label: level.label ?? "\"\(year)\"",
                  parts: [.name("\(year)-01-01"), .name("\(year)-12-31")])
              })
            return days
          }, body)
      }
    }
  }

  @Test func `a preset is lets side by side, and each may be set again below`() {
    var tried = 0
    for program in programs(400) {
      let lets = program.rewritten { scope in
        scope.flatMap { clause -> [Model.Clause] in
          guard case .loop(let axes, let body) = clause, axes[0].names == ["preset"],
            axes[0].condition == nil, case .list(let levels) = axes[0].levels
          else { return [clause] }
          let rest = Array(axes[1...])
          let inside = rest.isEmpty ? Model.Clause.group(nil, body) : .loop(rest, body)
          return levels.map { level in
            let name = level.parts[0].description
            let fields = program.presets.first { $0.name == name }?.fields ?? []
            return .group(level.label ?? name, fields.map { .set($0.name, $0.value) } + [inside])
          }
        }
      }
      guard lets.text != program.text, case .runs(let found) = Outcome.of(lets.text) else {
        continue
      }
      tried += 1
      // A group is a tag too, and an axis is none.
      func untagged(_ runs: [RunText]) -> Outcome {
        .runs(runs.map { RunText(id: $0.id, settings: $0.settings.filter { $0.key != "tags" }) })
      }
      expectSame(untagged(found), untagged(runs(program)), lets.text)
    }
    #expect(tried > 10)
  }
}
