// A session: the text of a program, and what a typed line does to it. A pure value: it reads no
// file and starts nothing; what touches the world is an effect of its reply.

import Experiment
import Language
import Source

package struct Session: Sendable {
  /// A program that can be gone back to.
  struct State: Sendable {
    var program = ProgramText()
    /// Where the program was loaded from or saved to.
    var file: String?
  }

  private(set) var state = State()
  package private(set) var standing: Standing
  /// The lines of a statement that is not finished.
  package private(set) var pending = ""
  private var earlier: [State] = []
  /// What the files hold that were loaded or saved, as far as the session knows.
  private var savedTexts: [String: String] = [:]

  package init() { standing = Standing(ProgramText()) }

  package var text: String { state.program.text }
  package var file: String? { state.file }
  /// Whether the program differs from its file.
  package var isModified: Bool { file.map { text != savedTexts[$0] } ?? true }

  /// Takes a line, or several that were pasted: a command, or (a part of) statements.
  package mutating func enter(_ line: String) -> Reply {
    if pending.isEmpty {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard let first = words.first else { return Reply() }
      if first.hasPrefix(":") { return command(words.map(String.init)) }
    }
    pending += pending.isEmpty ? line : "\n" + line
    return isUnfinished(pending) ? Reply() : finish()
  }

  /// Takes the unfinished statement as it is.
  package mutating func finish() -> Reply {
    let fragment = pending
    pending = ""
    guard !fragment.allSatisfy(\.isWhitespace) else { return Reply() }
    var next = state
    let lines = next.program.put(fragment)
    if next.program.text == text { return Reply([.aside("nothing changed")]) }
    return take(next, before: lines.isEmpty ? [] : [changeText(lines)])
  }

  /// Forgets the unfinished statement.
  package mutating func cancel() { pending = "" }

  /// Begins anew with the text of a file.
  package mutating func load(_ text: String, from path: String) -> Reply {
    let next = State(program: ProgramText(text), file: path)
    var reply = take(next, before: ["loaded \(path)"])
    if reply.isMistake {
      let problems = Standing(next.program).problems
      reply.parts = [.diagnostics(problems, of: SourceText(name: path, text))]
    } else {
      savedTexts[path] = self.text
    }
    return reply
  }

  /// Notes that the program is in a file now. What is taken back later belongs to it, too.
  package mutating func saved(to path: String) -> Reply {
    savedTexts[path] = text
    state.file = path
    for index in earlier.indices { earlier[index].file = path }
    let lines = text.split(separator: "\n").count
    return Reply([.result("saved \(count(lines, "line")) in \(path.escapingControls())\n")])
  }

  mutating func undo() -> Reply {
    guard let last = earlier.popLast() else { return .mistake("there is nothing to undo") }
    let old = standing
    state = last
    standing = Standing(last.program, name: last.name, file: last.file)
    return Reply(told(before: ["undone"], since: old))
  }

  /// Goes on with another program, unless it is wrong.
  private mutating func take(_ next: State, before: [String]) -> Reply {
    let old = standing
    let new = Standing(next.program, name: next.name, file: next.file)
    guard !new.isWrong else { return Reply([.diagnostics(new.problems, of: new.source)]) }
    earlier.append(state)
    state = next
    standing = new
    return Reply(told(before: before, since: old))
  }

  /// What the program means now: new warnings, its count, what it lacks.
  private func told(before: [String], since old: Standing) -> [Reply.Part] {
    let known = Set(old.problems.map { $0.slug.name + $0.message })
    let warnings = standing.problems.filter { !known.contains($0.slug.name + $0.message) }
    var parts: [Reply.Part] = []
    if !warnings.isEmpty { parts.append(.diagnostics(warnings, of: standing.source)) }
    var told = before.map { $0.escapingControls() }
    if let plan = standing.plan {
      told.append(count(plan.count, "run"))
      if let keys = keyChange(from: old.plan, to: plan), !before.isEmpty { told.append(keys) }
    }
    if !told.isEmpty { parts.append(.result(told.joined(separator: ", ") + "\n")) }
    return parts + gapParts
  }

  /// What keeps the program from being run.
  var gapParts: [Reply.Part] {
    var parts: [Reply.Part] = standing.gaps.map { gap in
      let help = gap.help.map { " (\($0))" } ?? ""
      return .aside("not complete yet: \((gap.message + help).escapingControls())")
    }
    if standing.isJobImplied {
      parts.append(
        .aside("not complete yet: these params want a job: job command { argv = [...] }"))
    }
    return parts
  }

  private func changeText(_ lines: [Int]) -> String {
    let numbers = lines.map(String.init).joined(separator: ", ")
    return "line\(lines.count == 1 ? "" : "s") \(numbers) changed"
  }
}

extension Session.State {
  /// The batch's name where the program gives none.
  fileprivate var name: String? { file.map(pathStem) }
}

/// `1 run`, `36 runs`.
func count(_ number: Int, _ noun: String) -> String {
  "\(number) \(noun)\(number == 1 ? "" : "s")"
}

/// How many runs of a plan are other experiments than those of the plan before; nil where the plans
/// are too large to compare them while somebody is typing.
private func keyChange(from old: Plan?, to new: Plan) -> String? {
  let limit = 2000
  guard let old, old.count <= limit, new.count <= limit, let before = try? keys(of: old),
    let after = try? keys(of: new)
  else { return nil }
  let fresh = after.subtracting(before).count
  switch fresh {
  case 0: return after.count == before.count ? "no key changed" : "no new key"
  case after.count: return "all keys new"
  default: return "\(fresh) of \(count(after.count, "key")) new"
  }
}

private func keys(of plan: Plan) throws -> Set<String> {
  var keys: Set<String> = []
  try plan.forEachRun { run in
    let settings = run.settings.resolved(by: plan.schema)
    keys.insert(try RunKey(job: plan.job, settings: settings, plan.schema).text)
    return true
  }
  return keys
}
