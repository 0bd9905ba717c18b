// What coordinator and keeper say to each other, and how it looks as frames.
//
// A frame is the length of the rest (4 bytes), a tag (1 byte) and the fields. To kill a keeper the
// coordinator needs no message: when the socket closes, a keeper kills what it has started and ends.

internal import Experiment

/// Both sides are the same binary as a rule; a keeper of another make says so and ends.
let protocolVersion: UInt8 = 3

/// No frame is longer; a longer one is malformed.
let maximumFrameBytes = 64 << 20

enum CoordinatorMessage: Equatable {
  case setup(version: UInt8, [UInt8])
  case lease([LeasedRun])
  case recall
  case terminate
  case ask
}

enum KeeperMessage: Equatable {
  case ready(version: UInt8)
  case refused(String)
  case started(RunNumber)
  case finished(RunNumber, RunResult)
  case returned([RunNumber])
  case stands(running: RunNumber?, held: UInt32)
}

extension CoordinatorMessage {
  var frame: [UInt8] {
    switch self {
    case .setup(let version, let payload):
      framed(1) {
        $0.write(version)
        $0.write(payload)
      }
    case .lease(let runs):
      framed(2) {
        $0.write(UInt32(runs.count))
        for run in runs {
          $0.write(run.number)
          $0.write(run.position)
          $0.write(UInt32(clamping: run.attempt))
          $0.write(run.id)
          $0.write(run.payload)
        }
      }
    case .recall: framed(3) { _ in }
    case .terminate: framed(4) { _ in }
    case .ask: framed(5) { _ in }
    }
  }

  init(frame: ArraySlice<UInt8>) throws(MalformedBytes) {
    var reader = ByteReader(frame)
    switch try reader.integer(UInt8.self) {
    case 1: self = .setup(version: try reader.integer(), try reader.contents())
    case 2:
      var runs: [LeasedRun] = []
      for _ in 0..<(try reader.count(ofAtLeast: 24)) {
        runs.append(
          LeasedRun(
            number: try reader.integer(), position: try reader.integer(),
            attempt: Int(try reader.integer(UInt32.self)), id: try reader.text(),
            payload: try reader.contents()))
      }
      self = .lease(runs)
    case 3: self = .recall
    case 4: self = .terminate
    case 5: self = .ask
    case let other: throw MalformedBytes("no message has the tag \(other)")
    }
    try reader.end()
  }
}

extension KeeperMessage {
  /// `lists` are those of the connection on which it travels.
  func frame(_ lists: inout NameLists) -> [UInt8] {
    switch self {
    case .ready(let version): framed(1) { $0.write(version) }
    case .refused(let reason): framed(2) { $0.write(reason) }
    case .started(let run): framed(3) { $0.write(run) }
    case .finished(let run, let result):
      framed(4) {
        $0.write(run)
        $0.write(result, &lists)
      }
    case .returned(let runs):
      framed(5) {
        $0.write(UInt32(runs.count))
        for run in runs { $0.write(run) }
      }
    case .stands(let running, let held):
      framed(6) {
        $0.write(UInt8(running == nil ? 0 : 1))
        $0.write(running ?? 0)
        $0.write(held)
      }
    }
  }

  init(frame: ArraySlice<UInt8>, _ lists: inout NameLists) throws(MalformedBytes) {
    var reader = ByteReader(frame)
    switch try reader.integer(UInt8.self) {
    case 1: self = .ready(version: try reader.integer())
    case 2: self = .refused(try reader.text())
    case 3: self = .started(try reader.integer())
    case 4: self = .finished(try reader.integer(), try reader.result(&lists))
    case 5:
      var runs: [RunNumber] = []
      for _ in 0..<(try reader.count(ofAtLeast: 4)) { runs.append(try reader.integer()) }
      self = .returned(runs)
    case 6:
      let isRunning = try reader.integer(UInt8.self) == 1
      let run = try reader.integer(RunNumber.self)
      self = .stands(running: isRunning ? run : nil, held: try reader.integer())
    case let other: throw MalformedBytes("no message has the tag \(other)")
    }
    try reader.end()
  }
}

private func framed(_ tag: UInt8, _ body: (inout ByteWriter) -> Void) -> [UInt8] {
  var writer = ByteWriter()
  writer.write(UInt32(0))
  writer.write(tag)
  body(&writer)
  writer.replace(at: 0, with: UInt32(writer.bytes.count - 4))
  return writer.bytes
}

/// Bytes as they arrive, cut into frames.
struct FrameBuffer {
  private var bytes: [UInt8] = []
  private var start = 0

  mutating func append(_ new: UnsafeRawBufferPointer) {
    if start > 0, start == bytes.count || start > 1 << 16 {
      bytes.removeFirst(start)
      start = 0
    }
    bytes.append(contentsOf: new)
  }

  /// The next complete frame without its length; nil where more must arrive first.
  mutating func next() throws(MalformedBytes) -> ArraySlice<UInt8>? {
    guard bytes.count - start >= 4 else { return nil }
    var reader = ByteReader(bytes[start...])
    let length = Int(try reader.integer(UInt32.self))
    guard length <= maximumFrameBytes else {
      throw MalformedBytes("a frame of \(length) bytes, at most \(maximumFrameBytes) are allowed")
    }
    guard bytes.count - start - 4 >= length else { return nil }
    defer { start += 4 + length }
    return bytes[start + 4..<start + 4 + length]
  }
}
