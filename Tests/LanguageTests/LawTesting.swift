// What the law tests share: compiling, comparing, and rewriting programs.

import Experiment
import Language
import Source
import Testing

/// The first programs of the generator.
func programs(_ count: Int) -> [Model.Program] {
  (0..<count).map { seed in
    var generator = ProgramGenerator(seed: seed)
    return generator.program()
  }
}

func expectSame(
  _ found: Outcome, _ expected: Outcome, _ text: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let difference = found.difference(from: expected) ?? ""
  #expect(difference.isEmpty, "\(difference)\n\(text)", sourceLocation: sourceLocation)
}

/// Rewriting the scopes of a program, innermost first, changes none of its runs.
func expectUnchanged(
  sourceLocation: SourceLocation = #_sourceLocation,
  _ change: @escaping ([Model.Clause]) -> [Model.Clause]
) {
  var changed = 0
  for seed in 0..<1000 where changed < 40 {
    var generator = ProgramGenerator(seed: seed)
    let program = generator.program()
    let text = program.rewritten(change).text
    guard text != program.text else { continue }
    changed += 1
    expectSame(.of(text), .of(program.text), text, sourceLocation: sourceLocation)
  }
  #expect(changed == 40, "the law was hardly tried", sourceLocation: sourceLocation)
}

extension Outcome {
  /// What Gamut makes of a text.
  static func of(
    _ text: String, overrides: [SettingOverride] = [], loader: Loader = .closed
  ) -> Outcome {
    let compilation = compile(
      SourceText(name: "test", text), batchName: "test", backtestSchema: testSchema,
      overrides: overrides, loader: loader)
    guard let plan = compilation.plan else {
      let errors = compilation.diagnostics.filter { $0.severity == .error }
      return .refused(Set(errors.map(\.slug.name)))
    }
    var runs: [RunText] = []
    do {
      try plan.forEachRun { run in
        runs.append(RunText(run, plan.schema))
        return true
      }
    } catch {
      return .refused(["\(error)"])
    }
    return .runs(runs)
  }

  static func plan(of text: String) -> Plan? {
    compile(SourceText(name: "test", text), batchName: "test", backtestSchema: testSchema).plan
  }
}

extension RunText {
  init(_ run: Run, _ schema: Schema) {
    id = run.id
    var given: [String: String] = [:]
    for (position, setting) in schema.settings.enumerated() {
      if let value = run.settings[position] { given[setting.name] = value.description }
    }
    settings = given
  }
}

extension Run {
  func key(in plan: Plan) throws -> RunKey {
    try RunKey(job: plan.job, settings: settings.resolved(by: plan.schema), plan.schema)
  }
}

extension Model.Program {
  /// The program with every scope rewritten, innermost first.
  func rewritten(_ change: ([Model.Clause]) -> [Model.Clause]) -> Model.Program {
    func rewritten(_ scope: [Model.Clause]) -> [Model.Clause] {
      change(
        scope.map { clause in
          switch clause {
          case .loop(let axes, let body): .loop(axes, rewritten(body))
          case .group(let name, let body): .group(name, rewritten(body))
          default: clause
          }
        })
    }
    var program = self
    program.clauses = rewritten(clauses)
    return program
  }
}

extension Model.Clause {
  var isSweep: Bool { if case .sweep = self { true } else { false } }
  var isSample: Bool { if case .sample = self { true } else { false } }
}
