// From a written batch to a plan: the seed's contract, typed by the schema of the job.
// It does not know the language: expressions of a command's job go to the caller's parser.

public import Experiment
public import Source

/// The written forms of a batch.
public enum DocumentForm: String, Sendable, CaseIterable {
  case yaml
  case json

  /// The nodes of a document of this form.
  public func read(_ bytes: [UInt8]) throws(DocumentProblem) -> Node {
    switch self {
    case .yaml: try YAMLReader.read(bytes)
    case .json: try JSONReader.read(bytes)
    }
  }
}

/// What became of a written batch.
public struct LoadedBatch: Sendable {
  /// Nil where there is an error.
  public let plan: Plan?
  /// In the order of the text.
  public let diagnostics: [Diagnostic]
  /// Where a ``Place`` of the plan stands in the text, by its id.
  public let places: [Span]
}

/// Reads and checks a written batch.
///
/// - Parameters:
///   - schema: The settings of a backtest; a batch with a job of its own brings its own.
///   - parseJob: Called once if the batch has a command as its job.
public func loadBatch(
  _ source: SourceText, form: DocumentForm, schema: Schema, parseJob: JobParser
) -> LoadedBatch {
  var findings = Findings()
  do throws(DocumentProblem) {
    let document = try form.read(source.bytes)
    var loader = BatchLoader(settings: SettingReader(form: form), findings: findings)
    let plan = loader.plan(of: document, schema, parseJob)
    return LoadedBatch(
      plan: loader.findings.containsError ? nil : plan, diagnostics: loader.findings.sorted(),
      places: loader.places)
  } catch {
    findings.add(error)
    return LoadedBatch(plan: nil, diagnostics: findings.sorted(), places: [])
  }
}

struct BatchLoader {
  let settings: SettingReader
  var findings: Findings
  private(set) var places: [Span] = []

  init(settings: SettingReader, findings: Findings) {
    self.settings = settings
    self.findings = findings
  }

  static let keys = [
    "batch_name", "description", "output_root", "job", "params", "tags", "max_runs", "equal_runs",
    "artifacts", "defaults", "runs",
  ]

  mutating func plan(of document: Node, _ schema: Schema, _ parseJob: JobParser) -> Plan? {
    guard case .mapping(let members, let span) = document else {
      findings.error(
        .wrongType, "a batch is a mapping, and this is \(document.phrase)",
        at: Span(document.span.start, min(document.span.end, document.span.start + 1)),
        help: "it begins with batch_name: \"...\"")
      return nil
    }
    var known: [String: Node.Member] = [:]
    for member in members { known[member.key.text] = member }
    let isUnsupported = checkKeys(members, hasJob: known["job"] != nil, schema)
    let batch = batch(known, Span(span.start, min(span.end, span.start + 1)))
    let kind = JobReader(settings: settings).job(
      known["job"], params: isUnsupported ? nil : known["params"], &findings)
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
      if !isUnsupported {
        findings.error(
          .missingKey, "a batch has no 'runs'", at: Span(span.start, span.start + 1),
          help: "list them: runs: [{ id: ... }]")
      }
      return nil
    }
    return plan(batch, job, jobSchema, defaults: known["defaults"], runs: runs)
  }

  private mutating func plan(
    _ batch: Batch?, _ job: Job, _ schema: Schema, defaults: Node.Member?, runs: Node.Member
  ) -> Plan? {
    guard case .sequence(let nodes, _) = runs.value else {
      findings.error(
        .wrongType, "'runs' is a list, and this is \(runs.value.phrase)", at: runs.value.span,
        help: "begin each run with '- id: ...'")
      return nil
    }
    guard !nodes.isEmpty else {
      findings.error(
        .noRuns, "there is no run", at: runs.key.span.joined(with: runs.value.span),
        help: "list at least one, with an id and what its job requires")
      return nil
    }
    var reader = RunReader(settings: settings, schema: schema, isBacktest: job == .backtest)
    if let defaults { reader.readDefaults(defaults.value, &findings) }
    var rows: [PlanRow] = []
    rows.reserveCapacity(nodes.count)
    for node in nodes {
      if let row = reader.row(node, &findings) { rows.append(row) }
    }
    places = reader.places
    guard let batch, !findings.containsError else { return nil }
    let kept = EqualRunFinder(schema: schema, places: places).checked(
      rows, batch.equalRuns, &findings)
    guard let root = PlanNode.union(of: kept.map { .row($0) }) else { return nil }
    var funnel = [
      FunnelStep(
        clause: "runs", change: .added(UInt64(rows.count)), total: UInt64(rows.count),
        place: .unknown)
    ]
    if kept.count < rows.count {
      funnel.append(
        FunnelStep(
          clause: "equal_runs = \"keep_first\"",
          change: .removed(UInt64(rows.count - kept.count)), total: UInt64(kept.count),
          place: .unknown))
    }
    return Plan(
      batch: batch, job: job, schema: schema, root: root, funnel: funnel, count: kept.count)
  }

  /// Whether the batch has a form that cannot be read yet; that is then among the findings.
  private mutating func checkKeys(
    _ members: [Node.Member], hasJob: Bool, _ schema: Schema
  ) -> Bool {
    var isUnsupported = false
    for member in members {
      let key = member.key
      if !hasJob, expandsRuns(member) {
        isUnsupported = true
        findings.unsupportedForm(key)
      } else if BatchLoader.keys.contains(key.text) {
        continue
      } else if SeedKeys.ignoredAtTop.contains(key.text), !hasJob {
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
    return isUnsupported
  }

  private func expandsRuns(_ member: Node.Member) -> Bool {
    if case .mapping = member.value, member.key.text == "params" { return true }
    return SeedKeys.expandingAtTop.contains(member.key.text)
  }
}
