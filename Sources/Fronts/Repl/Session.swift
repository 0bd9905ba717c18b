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
  /// The program that was run last.
  var ranText: String?
  package private(set) var standing: Standing
  /// The lines of a statement that is not finished.
  package private(set) var pending = ""
  private var earlier: [State] = []
  /// What was taken back, the latest last.
  private var later: [State] = []
  /// What the files hold that were loaded or saved, as far as the session knows.
  private var savedTexts: [String: String] = [:]

  /// How many runs are compared with each other while somebody waits.
  private static let comparedRuns = 10_000
  private let attention: PlanAttention

  /// - Parameter isStopped: Asked while runs are counted; true ends that.
  package init(isStopped: @escaping @Sendable () -> Bool = { false }) {
    attention = PlanAttention(comparedRuns: Session.comparedRuns, isStopped: isStopped)
    standing = Standing(ProgramText(), attention: attention)
  }

  /// What a program means, beside the file that it belongs to.
  func standing(of program: ProgramText, named name: String? = nil, file: String? = nil) -> Standing
  {
    Standing(program, name: name, file: file, attention: attention)
  }

  package var text: String { state.program.text }
  package var file: String? { state.file }
  /// Whether the program differs from its file.
  package var isModified: Bool {
    savedText.map { text != $0 && formattedText != $0 } ?? !text.isEmpty
  }
  /// What the file holds, as far as the session knows.
  var savedText: String? { file.flatMap { savedTexts[$0] } }
  /// Whether the file was made or loaded by this session, so that saving loses nothing.
  var ownsFile: Bool { savedText != nil }

  /// What was pasted as it is entered: statements alone at once, so that they are taken or refused
  /// together; with commands among them line by line.
  package func steps(in pasted: String) -> [String] {
    let lines = pasted.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count > 1,
      lines.contains(where: { $0.first { !$0.isWhitespace } == ":" })
    else { return [pasted] }
    return lines.map(String.init)
  }

  /// Takes a line, or several that were pasted: a command, or (a part of) statements.
  package mutating func enter(_ line: String) -> Reply {
    if pending.isEmpty {
      guard let first = line.first(where: { !$0.isWhitespace }) else { return Reply() }
      if first == ":" { return command(line) }
      switch line.trimmed {
      case "quit", "exit":
        return .mistake("'\(line.trimmed)' is no statement", help: ":quit leaves")
      case "help", "?": return command(":help")
      default: break
      }
    }
    pending += pending.isEmpty ? line : "\n" + line
    return isUnfinished(pending) ? Reply() : finish()
  }

  /// Takes the unfinished statement as it is.
  package mutating func finish() -> Reply {
    let fragment = pending
    pending = ""
    guard !fragment.allSatisfy(\.isWhitespace) else { return Reply() }
    // What begins with no word can be no statement.
    let first = fragment.first { !$0.isWhitespace }
    let mayBeStatement = first.map { $0.isLetter || $0 == "`" || $0 == "#" || $0 == "_" } ?? true
    if !mayBeStatement || isExpression(fragment) { return value(of: fragment) }
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
      let problems = standing(of: next.program).problems
      reply.parts = [.diagnostics(problems, of: SourceText(name: path, text))]
    } else {
      savedTexts[path] = self.text
    }
    return reply
  }

  /// The program in the one layout, as it is saved: with the run that is implied, so that its file can be run.
  package var formattedText: String {
    let whole = ProgramText(text + (standing.isRunImplied ? "run\n" : ""))
    return formatted(whole.source).text ?? whole.text
  }

  /// Notes that the program is in a file now, in its layout. What is taken back later belongs to it, too.
  package mutating func saved(to path: String) -> Reply {
    state.program = ProgramText(formattedText)
    savedTexts[path] = text
    state.file = path
    for index in earlier.indices { earlier[index].file = path }
    let lines = text.split(separator: "\n").count
    return Reply([.result("saved \(counted(lines, "line")) in \(path.escapingControls())\n")])
  }

  mutating func undo() -> Reply {
    goBack(
      through: \.earlier, andNote: \.later, word: "undone", missing: "there is nothing to undo")
  }

  mutating func redo() -> Reply {
    goBack(
      through: \.later, andNote: \.earlier, word: "redone", missing: "there is nothing to redo")
  }

  /// Goes to the latest of some states, and adds the present one to others.
  private mutating func goBack(
    through states: WritableKeyPath<Session, [State]>,
    andNote others: WritableKeyPath<Session, [State]>, word: String, missing: String
  ) -> Reply {
    guard let next = self[keyPath: states].last else { return .mistake(missing) }
    let old = standing
    let new = standing(of: next.program, named: next.name, file: next.file)
    // It was right when it was typed: a count was stopped, or a file that it reads is another one now.
    guard !new.isWrong else { return Reply([.diagnostics(new.problems, of: new.source)]) }
    self[keyPath: states].removeLast()
    self[keyPath: others].append(state)
    state = next
    standing = new
    return Reply(told(before: [word], since: old, tellsKeys: false))
  }

  mutating func reset() -> Reply {
    guard !text.isEmpty else { return .mistake("the program is empty") }
    var reply = take(State(), before: ["the program is empty (:undo brings it back)"])
    reply.parts = reply.parts.filter { if case .aside = $0 { false } else { true } }
    return reply
  }

  mutating func drop(lines: ClosedRange<Int>) -> Reply {
    var next = state
    let dropped = next.program.drop(lines: lines)
    guard !dropped.isEmpty else {
      return .mistake("no statement stands there", help: ":list shows the lines")
    }
    return take(next, before: dropped.map { "dropped '\($0)'" })
  }

  /// Goes on with another text of the program, which somebody has edited.
  package mutating func replace(with text: String) -> Reply {
    guard ProgramText(text).text != self.text else { return Reply([.aside("nothing changed")]) }
    return take(State(program: ProgramText(text), file: file), before: ["edited"])
  }

  /// Goes on with a program that another session has left, and that has no file.
  package mutating func resume(_ text: String) -> Reply {
    take(State(program: ProgramText(text)), before: ["taken over"])
  }

  /// Goes on with another program, unless it is wrong.
  private mutating func take(_ next: State, before: [String]) -> Reply {
    let old = standing
    let new = standing(of: next.program, named: next.name, file: next.file)
    guard !new.isWrong else { return Reply([.diagnostics(new.problems, of: new.source)]) }
    earlier.append(state)
    later = []
    state = next
    standing = new
    return Reply(told(before: before, since: old))
  }

  /// What the program means now: new warnings, its count, what it lacks.
  private func told(
    before: [String], since old: Standing, tellsKeys: Bool = true
  ) -> [Reply.Part] {
    let known = Set(old.problems.map { $0.slug.name + $0.message })
    let warnings = standing.problems.filter { !known.contains($0.slug.name + $0.message) }
    var parts: [Reply.Part] = []
    if !warnings.isEmpty { parts.append(.diagnostics(warnings, of: standing.source)) }
    var told = before.map { $0.escapingControls() }
    if let plan = standing.plan {
      let change = plan.count - (old.plan?.count ?? 0)
      told.append(
        counted(plan.count, "run")
          + (old.plan == nil || change == 0 ? "" : " (\(change > 0 ? "+" : "")\(change))"))
      if tellsKeys, !before.isEmpty, let keys = keyChange(from: old.plan, to: plan) {
        told.append(keys)
      }
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
  default: return "\(fresh) of \(counted(after.count, "key")) new"
  }
}

/// Nil where a filter drops too many points on the way.
private func keys(of plan: Plan) throws -> Set<String>? {
  var keys: Set<String> = []
  let cursor = PointCursor(plan)
  cursor.isStopped = { $0 > 100_000 }
  try plan.forEachRun(at: cursor) { run in
    let settings = run.settings.resolved(by: plan.schema)
    keys.insert(try RunKey(job: plan.job, settings: settings, plan.schema).text)
    return true
  }
  return cursor.wasStopped ? nil : keys
}
