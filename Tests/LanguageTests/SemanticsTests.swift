// The laws of grammar/semantics.md, held against random programs: against the model of
// Denotation.swift, and each against a rewriting that must not change what a program means.

import Experiment
import Language
import Source
import TestSupport
import Testing

@Suite struct SemanticsTests {
  @Test func `a program means what the equations say`() {
    for program in programs(800) {
      expectSame(.of(program.text), Denotation(program: program).outcome(), program.text)
    }
  }

  @Test func `sweep is for around the rest of its scope`() {
    expectUnchanged { scope in
      guard let place = scope.firstIndex(where: \.isSweep), case .sweep(let axes) = scope[place]
      else { return scope }
      return scope[..<place] + [.loop(axes, Array(scope[(place + 1)...]))]
    }
    expectUnchanged { scope in
      scope.map { clause in
        // A sample would draw from the new sweep: only it tells the two apart.
        guard case .loop(let axes, let body) = clause, !body.contains(where: \.isSample) else {
          return clause
        }
        return .group(nil, [.sweep(axes)] + body)
      }
    }
  }

  @Test func `several axes in one statement are one inside the other`() {
    expectUnchanged { scope in
      scope.flatMap { clause -> [Model.Clause] in
        switch clause {
        case .loop(let axes, let body) where axes.count > 1:
          [.loop([axes[0]], [.loop(Array(axes[1...]), body)])]
        case .sweep(let axes): axes.map { .sweep([$0]) }
        default: [clause]
        }
      }
    }
  }

  @Test func `an axis is the union of its levels`() {
    expectUnchanged { scope in
      scope.flatMap { clause -> [Model.Clause] in
        guard case .loop(let axes, let body) = clause, axes[0].condition == nil,
          case .list(let levels) = axes[0].levels
        else { return [clause] }
        return levels.map { level in
          var first = axes[0]
          first.levels = .list([level])
          return .loop([first] + axes[1...], body)
        }
      }
    }
  }

  @Test func `scopes side by side add, and a scope around the rest of one is nothing`() {
    expectUnchanged { scope in
      let middle = scope.count / 2
      return scope[..<middle] + [.group(nil, Array(scope[middle...]))]
    }
    var tried = 0
    for seed in 0..<80 {
      var generator = ProgramGenerator(seed: seed)
      let first = generator.program(limit: 50)
      let second = generator.program(limit: 50, beside: first)
      var union = first
      union.clauses = [.group(nil, first.clauses), .group(nil, second.clauses)]
      guard case .runs(let a) = Outcome.of(first.text), case .runs(let b) = Outcome.of(second.text),
        Set((a + b).map { $0.id.lowercased() }).count == a.count + b.count
      else { continue }
      var seen: Set<[String: String]> = []
      let sum = (a + b).filter { seen.insert(Denotation.identity($0)).inserted }
      expectSame(.of(union.text), .runs(sum), union.text)
      tried += 1
    }
    #expect(tried > 10)
  }

  @Test func `except is when not, and a filter below a filter is both`() {
    let other = Model.Condition.less(.remainder(.name("seed"), 3), .value(.int(2)))
    func filtered(
      _ program: Model.Program, _ make: (Model.Condition) -> [Model.Clause]
    ) -> String {
      program.rewritten { scope in
        scope.flatMap { clause -> [Model.Clause] in
          switch clause {
          case .when(let condition): make(condition)
          case .except(let condition): make(.not(condition))
          default: [clause]
          }
        }
      }.text
    }
    for program in programs(100) {
      let text = filtered(program) { [.when($0)] }
      expectSame(.of(text), .of(program.text), text)
      let twice = filtered(program) { [.when($0), .when(other)] }
      expectSame(.of(twice), .of(filtered(program) { [.when(.and($0, other))] }), twice)
    }
  }

  @Test func `an axis that exists everywhere is an axis, and one that exists nowhere is none`() {
    let always = Model.Condition.less(.value(.int(0)), .name("seed"))
    func conditional(_ axes: [Model.Axis], _ condition: Model.Condition) -> [Model.Axis] {
      axes.map { axis in
        var axis = axis
        axis.condition = axis.condition.map { .and($0, condition) } ?? condition
        return axis
      }
    }
    expectUnchanged { scope in
      scope.map { clause in
        switch clause {
        case .sweep(let axes): .sweep(conditional(axes, always))
        case .loop(let axes, let body): .loop(conditional(axes, always), body)
        default: clause
        }
      }
    }
    for program in programs(100) {
      let never = program.rewritten { scope in
        scope.map { clause in
          guard case .loop(let axes, let body) = clause else { return clause }
          return .loop(conditional(axes, .not(always)), body)
        }
      }
      let without = program.rewritten { scope in
        scope.map { clause in
          if case .loop(_, let body) = clause { .group(nil, body) } else { clause }
        }
      }
      expectSame(.of(never.text), .of(without.text), never.text)
    }
  }

  @Test func `lets that do not read each other may change places`() {
    expectUnchanged { scope in
      var scope = scope
      for place in scope.indices.dropLast() {
        guard case .set(let a, let x) = scope[place], case .set(let b, let y) = scope[place + 1],
          !x.description.contains(b), !y.description.contains(a)
        else { continue }
        scope.swapAt(place, place + 1)
      }
      return scope
    }
  }

  @Test func `a run's braces are lets around it alone`() {
    expectUnchanged { scope in
      scope.map { clause in
        guard case .run(let name, let fields) = clause else { return clause }
        return .group(nil, fields.map { .set($0.name, $0.value) } + [.run(name, [])])
      }
    }
  }

  @Test func `what an axis moves cannot be set below it`() {
    var tried = 0
    for program in programs(100) {
      let broken = program.rewritten { scope in
        scope.map { clause in
          guard case .loop(let axes, let body) = clause, let axis = axes.first,
            case .list(let levels) = axis.levels, let value = levels[0].parts.last,
            let name = axis.names.last
          else { return clause }
          return .loop(axes, [.set(name, value)] + body)
        }
      }
      guard broken.text != program.text else { continue }
      tried += 1
      guard case .refused(let slugs) = Outcome.of(broken.text) else {
        Issue.record("not refused:\n\(broken.text)")
        continue
      }
      #expect(slugs.contains("axis-overridden"), "\(slugs)\n\(broken.text)")
    }
    #expect(tried > 20)
  }

  @Test func `a group's name is the first label and a tag of its runs`() {
    for program in programs(100) {
      var grouped = program
      grouped.clauses = [.group("zz", program.clauses)]
      guard case .runs(let runs) = Outcome.of(program.text) else { continue }
      let expected = runs.map { run in
        var settings = run.settings
        settings["tags"] = "zz" + (settings["tags"].map { "," + $0 } ?? "")
        let isWhole = run.id.contains(/^t\d+\./)
        let own = run.id == "run" ? "zz" : "zz_\(run.id)"
        return RunText(id: isWhole ? run.id : own, settings: settings)
      }
      expectSame(.of(grouped.text), .runs(expected), grouped.text)
    }
  }

  @Test(arguments: [
    ("ema_fast", Model.Value.int(3)), ("seed", .int(2)), ("rebalance_freq", .text("W")),
    ("max_gross_exposure", .int(2)), ("generate_report", .bool(true)),
  ])
  func `what the command line gives stands wherever a program gives it`(
    name: String, value: Model.Value
  ) {
    for program in programs(100) {
      // Of an axis that the point tells the length of: CornerTests.
      guard !program.text.contains("\(name) in 1 ..") else { continue }
      let text = value.description.replacing("\"", with: "")
      let found = Outcome.of(program.text, overrides: [SettingOverride(name: name, text: text)])
      // A space may have become too small to be sampled, and pairs may have become equal.
      if found == .refused(["bad-sample"]) || found == .refused(["duplicate-label"]) { continue }
      expectSame(
        found, Denotation(program: program, forced: [name: value]).outcome(), program.text)
    }
  }

  @Test func `a library's lets stand around the program that imports it`() {
    for (number, program) in programs(100).enumerated() {
      let lets =
        "let ema_slow = \(number + 1)\nlet seed = ema_slow + 1\nlet generate_report = true\n"
      let library = Loader { _ in .success(.contents(path: "lib.gamut", Array(lets.utf8))) }
      let lines = program.text.split(separator: "\n", maxSplits: 1).map { "\($0)\n" }
      let imported = lines[0] + "import \"lib.gamut\"\n" + lines[1]
      let around = lines[0] + lets + "group {\n\(lines[1])}\n"
      expectSame(.of(imported, loader: library), .of(around), imported)
    }
  }

  @Test func `a plan counts the runs that it streams, and finds each by its position`() throws {
    for program in programs(100) {
      guard let plan = Outcome.plan(of: program.text) else { continue }
      var runs: [Run] = []
      try plan.forEachRun { run in
        runs.append(run)
        return true
      }
      #expect(plan.count == runs.count && plan.root.size < 100_000, "\(program.text)")
      var rest = runs[...]
      for position in 0..<min(plan.root.size, 2000) {
        let found = try plan.run(at: position)
        #expect(found?.id == (rest.first?.position == position ? rest.first?.id : nil))
        if found != nil { rest = rest.dropFirst() }
      }
      if let middle = runs.dropFirst(runs.count / 2).first {
        var first: String?
        try plan.forEachRun(from: middle.position) { run in
          first = run.id
          return false
        }
        #expect(first == middle.id)
      }
    }
  }

  @Test func `ids are unique, also where case is ignored, and keys are what the settings are`()
    throws
  {
    for program in programs(100) {
      let lines = program.text.split(separator: "\n", maxSplits: 1).map { "\($0)\n" }
      let spelled = lines[0] + "let freq = \"1d\"\nlet top_quantile = 20%\n" + lines[1]
      guard let plan = Outcome.plan(of: program.text), let same = Outcome.plan(of: spelled) else {
        continue
      }
      var ids: Set<String> = []
      var keys: [RunKey] = []
      try plan.forEachRun { run in
        #expect(ids.insert(run.id.lowercased()).inserted)
        keys.append(try run.key(in: plan))
        return true
      }
      #expect(Set(keys).count == keys.count, "\(program.text)")
      try same.forEachRun { run in
        let key = try run.key(in: same)
        #expect(key == keys.removeFirst())
        return true
      }
    }
  }

  @Test func `every law that is written down has its test`() throws {
    let laws = try Repository.text("grammar/semantics.md")
    let files = Repository.files("Tests/LanguageTests", endingWith: "Tests.swift")
    let tests = try files.map { try Repository.text($0) }.joined()
    let section = try #require(laws.split(separator: "## Laws").last)
    let items = section.split(separator: "**L").dropFirst()
    #expect(items.map { Int($0.prefix { $0.isNumber }) } == Array(1...20))
    // L13 and L14 have one test, which stands behind the second.
    for item in items where !item.hasPrefix("13") {
      let named = item.matches(of: /`([a-z][^`]{15,})`/).map(\.output.1)
      let known = named.filter { tests.contains("`\($0)`") || tests.contains("\"\($0)\"") }
      #expect(!known.isEmpty, "L\(item)")
    }
  }
}
