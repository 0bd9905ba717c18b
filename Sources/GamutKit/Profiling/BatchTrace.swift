// Where the time of a batch went: profile/trace.json, a box for each run and each of its steps in the lane of
// its worker, and profile/steps.csv, the sums. The trace is Chrome's format, which Perfetto opens.

internal import Canon
internal import Execution
internal import Experiment
internal import Results

/// A trace under construction; it appears when the batch ends.
final class BatchTrace {
  private let file: AtomicFile
  private let folder: BatchFolder
  private let origin: Double
  private var bytes: [UInt8] = []
  /// By worker and by run: when it began.
  private var open: [RunNumber: (slot: Int, start: Double)] = [:]
  private var lanes: Set<Int> = []
  private var runs = 0
  private var steps: [StepTotal] = []
  private var busy = StepTotal(name: "run")

  /// So many runs have their steps in the trace, and so many are in it at all; the sums have all of them.
  static let detailedRuns = 2000
  static let tracedRuns = 100_000

  init(in folder: BatchFolder, origin: Double) throws(StoreProblem) {
    self.folder = folder
    self.origin = origin
    file = try AtomicFile(StoreLayout.trace, in: folder.folder)
    try file.append(#"{"displayTimeUnit":"ms","traceEvents":["#)
    bytes.reserveCapacity(1 << 16)
    name(
      "process_name", of: 0, "gamut: \(folder.path.split(separator: "/").last ?? "")", isFirst: true
    )
  }

  func started(_ run: LeasedRun, slot: Int) {
    open[run.number] = (slot, Machine.monotonicSeconds)
  }

  /// An attempt has ended. Its own clock is the better one, where it has sent what it read there.
  func ended(_ run: LeasedRun, _ result: RunResult) throws(StoreProblem) {
    guard let (slot, heard) = open.removeValue(forKey: run.number) else { return }
    if lanes.insert(slot).inserted { name("thread_name", of: slot + 1, "worker \(slot + 1)") }
    let start = result.steps.first?.start ?? heard
    let end = result.steps.last.map { $0.start + $0.seconds } ?? Machine.monotonicSeconds
    busy.add(end - start)
    for step in result.steps {
      if let place = steps.firstIndex(where: { $0.name == step.name }) {
        steps[place].add(step.seconds)
      } else {
        var total = StepTotal(name: step.name)
        total.add(step.seconds)
        steps.append(total)
      }
    }
    runs += 1
    guard runs <= BatchTrace.tracedRuns else { return }
    let attempt = run.attempt > 1 ? " (attempt \(run.attempt))" : ""
    box(run.id + attempt, slot, start, end, result.status)
    if runs <= BatchTrace.detailedRuns {
      for step in result.steps { box(step.name, slot, step.start, step.start + step.seconds, nil) }
    }
    if bytes.count > 1 << 16 { try write() }
  }

  /// Writes both files. An earlier trace is kept beside it.
  func finish(workers: Int) throws(StoreProblem) {
    try write()
    try file.append("\n]}\n")
    try folder.keepEarlierTrace()
    try file.finish()
    let seconds = (Machine.monotonicSeconds - origin) * Double(workers)
    try StepTotals(steps: steps, busy: busy, available: seconds).write(in: folder)
  }

  // MARK: Text

  private func write() throws(StoreProblem) {
    try file.append(bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  /// The name of a lane; 0 is the process.
  private func name(_ kind: String, of lane: Int, _ name: String, isFirst: Bool = false) {
    bytes.append(contentsOf: isFirst ? "\n".utf8 : ",\n".utf8)
    bytes.append(contentsOf: #"{"ph":"M","pid":1,"tid":"#.utf8)
    append(Int64(lane))
    bytes.append(contentsOf: #","name":"\#(kind)","args":{"name":"#.utf8)
    bytes.append(contentsOf: JSONText.string(name).text(.line).utf8)
    bytes.append(contentsOf: "}}".utf8)
  }

  private func box(
    _ name: String, _ slot: Int, _ start: Double, _ end: Double, _ status: RunStatus?
  ) {
    bytes.append(contentsOf: ",\n{\"ph\":\"X\",\"pid\":1,\"tid\":".utf8)
    append(Int64(slot + 1))
    bytes.append(contentsOf: ",\"ts\":".utf8)
    let (first, last) = (nanoseconds(start), nanoseconds(end))
    appendMicroseconds(first)
    bytes.append(contentsOf: ",\"dur\":".utf8)
    appendMicroseconds(max(0, last - first))
    bytes.append(contentsOf: ",\"name\":".utf8)
    if name.utf8.allSatisfy({ $0 > 0x1F && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) {
      bytes.append(0x22)
      bytes.append(contentsOf: name.utf8)
      bytes.append(0x22)
    } else {
      bytes.append(contentsOf: JSONText.string(name).text(.line).utf8)
    }
    if let status {
      bytes.append(contentsOf: ",\"args\":{\"status\":\"".utf8)
      bytes.append(contentsOf: status.rawValue.utf8)
      bytes.append(contentsOf: "\"}".utf8)
    }
    bytes.append(UInt8(ascii: "}"))
  }

  private func nanoseconds(_ time: Double) -> Int64 { max(0, Int64((time - origin) * 1e9)) }

  private func appendMicroseconds(_ nanoseconds: Int64) {
    append(nanoseconds / 1000)
    let rest = nanoseconds % 1000
    bytes.append(UInt8(ascii: "."))
    bytes.append(UInt8(ascii: "0") + UInt8(rest / 100))
    bytes.append(UInt8(ascii: "0") + UInt8(rest / 10 % 10))
    bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
  }

  private func append(_ number: Int64) {
    if number >= 10 { append(number / 10) }
    bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
  }
}
