// From a written batch to a plan: the seed's contract, typed by the schema of the job.
// It does not know the language: expressions of a command's job go to the caller's parser.

public import Experiment
public import Source

/// The written forms of a batch.
public enum DocumentForm: String, Sendable, CaseIterable {
  case yaml
  case json
  /// One run a line, and nothing of the batch.
  case jsonLines = "jsonl"

  /// The tree of a document of this form.
  public func read(_ bytes: [UInt8]) throws(DocumentProblem) -> Node {
    switch self {
    case .yaml: try YAMLReader.read(bytes)
    case .json: try JSONReader.read(bytes)
    case .jsonLines: try JSONReader.readLines(bytes)
    }
  }
}

/// What became of a written batch.
public struct LoadedBatch: Sendable {
  /// Nil where there is an error.
  public let plan: Plan?
  /// In the order of the text.
  public let diagnostics: [Diagnostic]
  /// Where a ``Place`` of the plan stands in the text.
  public let places: DocumentPlaces
}

/// Reads and checks a written batch.
///
/// - Parameters:
///   - schema: The settings of a backtest; a batch with a job of its own brings its own.
///   - parseJob: Called once if the batch has a command as its job.
///   - batchName: What JSON Lines are called, which have no name.
public func loadBatch(
  _ source: SourceText, form: DocumentForm, schema: Schema, batchName: String = "batch",
  parseJob: JobParser
) -> LoadedBatch {
  var loader = BatchLoader(settings: SettingReader(form: form))
  if form == .jsonLines { loader.givenName = batchName }
  return loader.load(schema, parseJob) { () throws(DocumentProblem) in
    try form.readDocument(source.bytes)
  }
}

/// One of the ways to read a YAML text, each of which understands more than the one before it.
package enum YAMLWay: CaseIterable, Sendable { case canonical, columns, tree }

/// The batch as one way reads it; nil where that gives up. Those that do not give up agree, and
/// tests hold them to it.
package func loadBatch(
  _ source: SourceText, by way: YAMLWay, schema: Schema, parseJob: JobParser
) -> LoadedBatch? {
  var loader = BatchLoader(settings: SettingReader(form: .yaml))
  var hasGivenUp = false
  let loaded = loader.load(schema, parseJob) { () throws(DocumentProblem) in
    let document =
      switch way {
      case .canonical: YAMLReader.canonicalDocument(source.bytes)
      case .columns: try YAMLReader.columnDocument(source.bytes)
      case .tree: Document(try YAMLReader.read(source.bytes), .yaml)
      }
    hasGivenUp = document == nil
    if let document { return .batch(document) }
    return .other(try YAMLReader.read(source.bytes))
  }
  return hasGivenUp && way != .tree ? nil : loaded
}

struct BatchLoader {
  let settings: SettingReader
  var findings = Findings()
  /// The name of a batch whose form has none.
  var givenName: String?
  private(set) var places = DocumentPlaces()

  init(settings: SettingReader) { self.settings = settings }

  static let keys = [
    "batch_name", "description", "output_root", "job", "params", "tags", "max_runs", "equal_runs",
    "artifacts", "timeout", "memory", "cpu_time", "retries", "defaults", "runs",
  ]

  mutating func load(
    _ schema: Schema, _ parseJob: JobParser,
    _ read: () throws(DocumentProblem) -> ReadDocument
  ) -> LoadedBatch {
    var plan: Plan?
    do throws(DocumentProblem) {
      switch try read() {
      case .batch(let document) where SeedForms.areIn(document):
        var forms = SeedForms(findings: findings)
        let rewritten = try forms.rewriting(document, settings.form)
        findings = forms.findings
        if !findings.containsError { plan = try self.plan(of: rewritten, schema, parseJob) }
      case .batch(let document): plan = try self.plan(of: document, schema, parseJob)
      case .other(let tree): refuse(tree)
      }
    } catch {
      findings.add(error)
    }
    return LoadedBatch(
      plan: findings.containsError ? nil : plan, diagnostics: findings.sorted(), places: places)
  }

  private mutating func refuse(_ tree: Node) {
    findings.error(
      .wrongType, "a batch is a mapping, and this is \(tree.phrase)",
      at: Span(tree.span.start, min(tree.span.end, tree.span.start + 1)),
      help: "it begins with batch_name: \"...\"")
  }

  private mutating func plan(
    of document: Document, _ schema: Schema, _ parseJob: JobParser
  ) throws(DocumentProblem) -> Plan? {
    let (members, span) = (document.members, document.span)
    var known: [String: Node.Member] = [:]
    for member in members { known[member.key.text] = member }
    checkKeys(members, hasJob: known["job"] != nil, schema)
    let batch = batch(known, Span(span.start, min(span.end, span.start + 1)))
    let kind = JobReader(settings: settings).job(
      known["job"], params: known["params"], &findings)
    var job = Job.backtest
    var jobSchema = schema
    switch kind {
    case .backtest: break
    case .command(let written):
      let parsed = parseJob(written)
      findings.add(parsed.diagnostics)
      guard let command = parsed.job else { return nil }
      (job, jobSchema) = (command, parsed.schema)
    case nil: return nil
    }
    guard let runs = known["runs"] else {
      findings.error(
        .missingKey, "a batch has no 'runs'", at: Span(span.start, span.start + 1),
        help: "list them: runs: [{ id: ... }]")
      return nil
    }
    guard let list = document.runs else {
      findings.error(
        .wrongType, "'runs' is a list, and this is \(runs.value.phrase)", at: runs.value.span,
        help: "begin each run with '- id: ...'")
      return nil
    }
    guard list.columns.count > 0 else {
      findings.error(
        .noRuns, "there is no run", at: runs.key.span.joined(with: runs.value.span),
        help: "list at least one, with an id and what its job requires")
      return nil
    }
    return try plan(batch, job, jobSchema, defaults: known["defaults"], list)
  }

  private mutating func plan(
    _ batch: Batch?, _ job: Job, _ schema: Schema, defaults: Node.Member?, _ runs: Document.RunList
  ) throws(DocumentProblem) -> Plan? {
    let rules = RunRules(schema: schema, isBacktest: job == .backtest)
    var reader = RunReader(settings: settings, schema: schema, rules: rules)
    if let defaults { reader.readDefaults(defaults.value, &findings) }
    var typing = RunTyping(
      settings: settings, schema: schema, rules: rules, defaults: reader.defaults)
    var table = typing.table(of: runs.columns)
    if !typing.suspects.isEmpty {
      try runs.nodes.forEach(where: typing.suspects.contains) { reader.check($1, &findings) }
    }
    guard let batch, !findings.containsError else { return nil }
    let finder = EqualRunFinder(schema: schema, nodes: runs.nodes)
    let kept = try finder.kept(of: table, batch.equalRuns, &findings)
    places = DocumentPlaces(schema, runs.nodes, kept: kept, defaults: defaults?.value)
    let total = UInt64(table.count)
    var funnel = [
      FunnelStep(clause: "runs", change: .added(total), total: total, place: .unknown)
    ]
    if let kept {
      table = table.picking(kept)
      funnel.append(
        FunnelStep(
          clause: "equal_runs = \"keep_first\"",
          change: .removed(total - UInt64(kept.count)), total: UInt64(kept.count),
          place: .unknown))
    }
    return Plan(
      batch: batch, job: job, schema: schema, root: .table(table), funnel: funnel,
      count: table.count)
  }

  private mutating func checkKeys(_ members: [Node.Member], hasJob: Bool, _ schema: Schema) {
    for member in members where !BatchLoader.keys.contains(member.key.text) {
      let key = member.key
      if SeedForms.ignoredAtTop.contains(key.text), !hasJob {
        findings.warning(
          .ignoredKey, "'\(key.text)' has no effect on a batch", at: key.span,
          help: key.text == "seed" ? "the seed of the runs stands in 'defaults'" : nil)
      } else if schema.position(of: key.text) != nil {
        findings.unknownKey(
          key, in: "a batch", help: "'\(key.text)' stands in 'defaults' or in a run")
      } else {
        findings.unknownKey(key, in: "a batch", among: BatchLoader.keys, besides: members)
      }
    }
  }
}
