// glob, lines and csv: what programs read from files, through the one door, and levels without a grid.

internal import Experiment
internal import Source

extension Checker {
  /// A table has at most so many rows, a list of lines so many.
  static let maximumRows = 100_000

  mutating func check(
    _ function: LibraryFunction, _ name: Name, _ arguments: [Argument], at span: Span,
    in scope: Scope
  ) -> Term {
    if function == .uniform || function == .loguniform {
      return unknown(
        .badLevels(
          "'\(name.text)' stands only behind the 'in' of a sweep", at: span,
          help: "sweep top_quantile in uniform(0.05, 0.35), and below it 'sample 100'"))
    }
    guard !readsRuns else {
      return unknown(
        .misplacedValue("'\(name.text)' cannot be asked for each run", at: span, help: nil))
    }
    guard arguments.count == 1 else {
      return unknown(arity(name, 1...1, ["path"], arguments.count, at: span))
    }
    let term = check(arguments[0].value, in: scope)
    guard let sample = term.sample else { return .unknown }
    let place = arguments[0].value.span
    guard case .text(let path)? = term.constant else {
      return unknown(
        sample.kind == .text
          ? .levelsNotFixed(at: place)
          : .wanted("a path", got: sample.kind.phrase, at: place))
    }
    warnOfAbsolutePath(path, at: place)
    switch function {
    case .glob: return glob(path, at: place)
    case .lines: return lines(path, at: place)
    default: return table(path, at: place)
    }
  }

  private mutating func glob(_ pattern: String, at span: Span) -> Term {
    switch loader.answer(.names(cleanedPath(pattern))) {
    case .failure(let problem): return unknown(.unreadable(problem, at: span))
    case .success(.names(let paths)) where !paths.isEmpty:
      var term = Term(.list(paths.map { .text($0) }))
      term.labels = paths.map { wildcardLabel(of: $0, by: cleanedPath(pattern)) }
      return term
    case .success:
      return unknown(
        .badLevels(
          "no file matches '\(pattern)'", at: span,
          help: "paths are taken from the working folder; * and ? stand for parts of a name"))
    }
  }

  /// What the wildcards stood for, without extension.
  private func wildcardLabel(of path: String, by pattern: String) -> String {
    guard let parts = wildcardMatch(path, pattern) else { return pathSafe(pathStem(path)) }
    return pathSafe(parts.map { pathStem($0) }.joined(separator: "_"))
  }

  private mutating func contents(_ path: String, at span: Span) -> [UInt8]? {
    switch loader.answer(.file(cleanedPath(path))) {
    case .success(.contents(_, let bytes)):
      guard String(validating: bytes, as: UTF8.self) != nil else {
        problems.append(.badTable("this file is not UTF-8 text", at: span))
        return nil
      }
      return bytes
    case .success(.names): return nil
    case .failure(let problem):
      problems.append(.unreadable(problem, at: span))
      return nil
    }
  }

  private mutating func lines(_ path: String, at span: Span) -> Term {
    guard let bytes = contents(path, at: span) else { return .unknown }
    let texts = bytes.split(separator: UInt8(ascii: "\n")).compactMap { line -> Value? in
      let text = String(decoding: line.prefix { $0 != UInt8(ascii: "#") }, as: UTF8.self)
      let trimmed = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
      let end = trimmed.lastIndex { !$0.isWhitespace }
      return end.map { .text(String(trimmed[...$0])) }
    }
    guard texts.count <= Checker.maximumRows else {
      return unknown(.badTable("this file has more than \(Checker.maximumRows) lines", at: span))
    }
    guard !texts.isEmpty else { return unknown(.badTable("this file has no lines", at: span)) }
    return Term(.list(texts))
  }

  /// The rows of a table as presets: the header names settings, and perhaps `label`.
  private mutating func table(_ path: String, at span: Span) -> Term {
    guard let bytes = contents(path, at: span) else { return .unknown }
    let (rows, problem) = commaSeparated(bytes)
    if let problem {
      return unknown(
        .badTable(
          "line \(problem): a cell in quotes has no end, or goes on behind it", at: span,
          help: "inside quotes, two quotes are one"))
    }
    guard rows.count <= Checker.maximumRows else {
      return unknown(.badTable("this table has more than \(Checker.maximumRows) rows", at: span))
    }
    guard let header = rows.first?.cells, rows.count > 1 else {
      return unknown(
        .badTable(
          "this table has no rows", at: span, help: "its first line names the columns"))
    }
    var positions: [Int?] = []
    var seen: Set<String> = []
    for (column, cell) in header.enumerated() {
      let position = schema.position(of: cell)
      guard position != nil || cell == "label" else {
        let nearest = nearestName(to: cell, among: schema.names + ["label"])
        return unknown(
          .badTable(
            "column \(column + 1) of its first line is no setting", at: span,
            help: nearest.map { "is it '\($0)'?" } ?? "`gamut settings` lists them"))
      }
      let own = position.map { schema[$0].name } ?? cell
      guard seen.insert(own).inserted else {
        return unknown(.badTable("two columns are '\(own)'", at: span))
      }
      positions.append(position)
    }
    var records: [Value] = []
    for (index, row) in rows.dropFirst().enumerated() {
      guard row.cells.count == header.count else {
        return unknown(
          .badTable(
            "line \(row.line) has \(row.cells.count) cells, and the first line \(header.count)",
            at: span))
      }
      guard let record = record(row, positions, number: index + 1, at: span) else {
        return .unknown
      }
      records.append(.record(record))
    }
    return Term(.list(records))
  }

  private mutating func record(
    _ row: TableRow, _ positions: [Int?], number: Int, at span: Span
  ) -> Record? {
    let digits = String(number)
    var name = "r" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    var fields: [Record.Field] = []
    for (column, (cell, position)) in zip(row.cells, positions).enumerated() where !cell.isEmpty {
      guard let position else {
        name = cell
        continue
      }
      switch schema[position].parsing(cell) {
      case .success(let value): fields.append(.init(schema[position].name, value))
      case .failure:
        problems.append(
          .badTable(
            "line \(row.line), column \(column + 1): this is no value of "
              + "'\(schema[position].name)', which is \(schema[position].type.phrase)", at: span,
            help: "`gamut explain \(schema[position].name)` says what it takes"))
        return nil
      }
    }
    return Record(name: name, fields)
  }

  /// `uniform(a, b)` and `loguniform(a, b)`.
  mutating func continuous(
    _ name: Name, _ arguments: [Argument], _ targets: [AxisTarget], at span: Span, in scope: Scope
  ) -> LevelSource {
    guard arguments.count == 2 else {
      problems.append(arity(name, 2...2, ["a", "b"], arguments.count, at: span))
      return .none
    }
    guard targets.count == 1 else {
      problems.append(.badLevels("one range cannot move several settings", at: span))
      return .none
    }
    var ends: [Decimal] = []
    var isInteger = false
    for argument in arguments {
      let term = check(argument.value, in: scope)
      guard !term.isUnknown else { return .none }
      guard let value = term.constant else {
        problems.append(.levelsNotFixed(at: argument.value.span))
        return .none
      }
      guard let fitted = fitted(Term(value), targets[0], at: argument.value.span),
        let end = fitted.constant?.decimal
      else {
        problems.append(.wanted("a number", got: value.kind.phrase, at: argument.value.span))
        return .none
      }
      if case .setting(let position) = targets[0], case .int = schema[position].type {
        isInteger = true
      }
      ends.append(end)
    }
    let isLogarithmic = name.text == "loguniform"
    guard ends[0] < ends[1], !isLogarithmic || ends[0] > .zero else {
      problems.append(
        .badLevels(
          ends[0] < ends[1]
            ? "'loguniform' goes between numbers above zero"
            : "this range is empty: its first end is not below its last", at: span))
      return .none
    }
    if case .setting(let position) = targets[0], let value = forced[position] {
      return .items([LevelItem(parts: [Term(value)], label: nil, span: span)])
    }
    return .continuous(
      ContinuousLevels(
        lower: ends[0], upper: ends[1], isLogarithmic: isLogarithmic, isInteger: isInteger))
  }

  /// A path that holds on this machine only.
  mutating func warnOfAbsolutePath(_ path: String, at span: Span) {
    if isAbsolutePath(path) { problems.append(.absolutePath(at: span)) }
  }
}
