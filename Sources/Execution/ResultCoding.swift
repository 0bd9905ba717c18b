// A run's result as bytes, complete: every field, and every bit of every number. The names of metrics
// travel once on a connection; from then on their number stands for them.

internal import Experiment

/// The lists of names that have travelled on one connection.
struct NameLists {
  private(set) var lists: [[String]] = []
  /// Beyond so many lists names travel each time.
  private static let limit = 1000

  /// The number of a list; nil where it has to travel, and then, if there is room, it gets the next.
  mutating func number(of names: [String]) -> Int? {
    if let number = lists.lastIndex(of: names) { return number }
    add(names)
    return nil
  }

  mutating func add(_ names: [String]) {
    if lists.count < NameLists.limit { lists.append(names) }
  }
}

extension ByteWriter {
  mutating func write(_ result: RunResult, _ lists: inout NameLists) {
    write(result.runID)
    write(result.status.code)
    write(result.failure)
    if let number = lists.number(of: result.metrics.names) {
      write(UInt32(number + 1))
    } else {
      write(UInt32(0))
      write(UInt32(result.metrics.count))
      for name in result.metrics.names { write(name) }
    }
    for value in result.metrics.values { write(value) }
    write(result.sketch)
    write(result.usage.runtimeSeconds)
    write(result.usage.cpuSeconds)
    write(result.usage.peakMemoryMB)
    write(UInt32(result.steps.count))
    for step in result.steps {
      write(step.name)
      write(step.start)
      write(step.seconds)
    }
    write(result.backtestFolder)
    write(result.riskReportPath)
    write(result.tcaReportPath)
    write(result.logExcerpt)
  }

  private mutating func write(_ failure: Failure?) {
    func tagged(_ tag: UInt8, _ body: (inout ByteWriter) -> Void) {
      write(tag)
      body(&self)
    }
    switch failure {
    case nil: write(UInt8(0))
    case .exitCode(let code): tagged(1) { $0.write(Int64(code)) }
    case .signal(let number): tagged(2) { $0.write(Int64(number)) }
    case .timeout(let seconds): tagged(3) { $0.write(seconds) }
    case .launch(let reason): tagged(4) { $0.write(reason) }
    case .invalidMetrics(let reason): tagged(5) { $0.write(reason) }
    case .input(let reason): tagged(6) { $0.write(reason) }
    case .engine(let reason): tagged(7) { $0.write(reason) }
    case .outOfMemory(let amount): tagged(8) { $0.write(amount) }
    case .limit(let amount): tagged(9) { $0.write(amount) }
    case .worker(let reason): tagged(10) { $0.write(reason) }
    }
  }
}

extension ByteReader {
  mutating func result(_ lists: inout NameLists) throws(MalformedBytes) -> RunResult {
    let id = try text()
    guard let status = RunStatus(code: try integer()) else {
      throw MalformedBytes("no such status")
    }
    var result = RunResult(runID: id, status: status, failure: try failure())
    let names = try names(&lists)
    guard names.count <= remaining / 8 else { throw MalformedBytes("a list is cut off") }
    var values: [Double] = []
    values.reserveCapacity(names.count)
    for _ in names { values.append(try double()) }
    result.metrics = Metrics(names: names, values: values)
    result.sketch = try contents()
    result.usage.runtimeSeconds = try double()
    result.usage.cpuSeconds = try double()
    result.usage.peakMemoryMB = try double()
    for _ in 0..<(try count(ofAtLeast: 20)) {
      result.steps.append(RunStep(try text(), start: try double(), seconds: try double()))
    }
    result.backtestFolder = try optionalText()
    result.riskReportPath = try optionalText()
    result.tcaReportPath = try optionalText()
    result.logExcerpt = try optionalText()
    return result
  }

  private mutating func names(_ lists: inout NameLists) throws(MalformedBytes) -> [String] {
    let number = Int(try integer(UInt32.self))
    guard number == 0 else {
      guard number <= lists.lists.count else { throw MalformedBytes("no list \(number) of names") }
      return lists.lists[number - 1]
    }
    var names: [String] = []
    for _ in 0..<(try count(ofAtLeast: 4)) { names.append(try text()) }
    lists.add(names)
    return names
  }

  private mutating func failure() throws(MalformedBytes) -> Failure? {
    switch try integer(UInt8.self) {
    case 0: nil
    case 1: .exitCode(Int(try integer(Int64.self)))
    case 2: .signal(Int(try integer(Int64.self)))
    case 3: .timeout(seconds: try double())
    case 4: .launch(try text())
    case 5: .invalidMetrics(try text())
    case 6: .input(try text())
    case 7: .engine(try text())
    case 8: .outOfMemory(try text())
    case 9: .limit(try text())
    case 10: .worker(try text())
    case let other: throw MalformedBytes("no failure has the tag \(other)")
    }
  }
}

extension RunStatus {
  fileprivate var code: UInt8 {
    switch self {
    case .success: 0
    case .failed: 1
    case .skipped: 2
    }
  }

  fileprivate init?(code: UInt8) {
    switch code {
    case 0: self = .success
    case 1: self = .failed
    case 2: self = .skipped
    default: return nil
    }
  }
}
