// What coordinator and keeper say, as bytes: the same again afterwards, and never a trap.

import Experiment
import TestSupport
import Testing

@testable import Execution

private enum Samples {
  private static let failures: [Failure?] = [
    nil, .exitCode(-3), .signal(9), .timeout(seconds: 0.25), .launch("no such file"),
    .invalidMetrics("'x' is not a number"), .input("no prices"), .engine("ü\u{0}\u{1F}"),
    .outOfMemory("2 MB"), .limit("2 s"), .worker("is gone"),
  ]

  private static func result(_ failure: Failure?) -> RunResult {
    var result = RunResult(
      runID: "a-1", status: failure == nil ? .success : .failed, failure: failure,
      metrics: [Metric("sharpe", 0.1), Metric("", -.infinity)])
    result.usage = Usage(runtimeSeconds: 1.5, cpuSeconds: 0.1 + 0.2, peakMemoryMB: 1e9)
    result.backtestFolder = "runs/a-1/backtest"
    result.logExcerpt = failure.map { _ in "first\nsecond" }
    return result
  }

  static let keeper: [KeeperMessage] =
    [.ready(version: 1), .refused(""), .started(.max), .returned([3, 2, 1]), .returned([])]
    + failures.map { .finished(7, result($0)) }

  /// Each as the first of its connection.
  static let frames: [[UInt8]] = keeper.map {
    var lists = NameLists()
    return $0.frame(&lists)
  }

  static func message(_ frame: ArraySlice<UInt8>) throws -> KeeperMessage {
    var lists = NameLists()
    return try KeeperMessage(frame: frame, &lists)
  }

  static let coordinator: [CoordinatorMessage] = [
    .setup(version: 9, [0, 255]), .setup(version: 1, []), .recall, .terminate, .lease([]),
    .lease([
      LeasedRun(number: 1, position: .max, attempt: 2, id: "ä", payload: [1, 2]),
      LeasedRun(number: 2, position: 0, id: ""),
    ]),
  ]
}

@Suite struct MessageTests {
  @Test("a keeper's message is the same after the journey", arguments: Samples.keeper)
  func fromKeeper(message: KeeperMessage) throws {
    // The second time the names of metrics do not travel again.
    var (sent, heard) = (NameLists(), NameLists())
    for _ in 0..<2 {
      let frame = message.frame(&sent)
      #expect(try KeeperMessage(frame: frame.dropFirst(4), &heard) == message)
    }
  }

  @Test("a coordinator's message is the same after the journey", arguments: Samples.coordinator)
  func fromCoordinator(message: CoordinatorMessage) throws {
    #expect(try CoordinatorMessage(frame: message.frame.dropFirst(4)) == message)
  }

  @Test("a metric that is not a number stays one, bit by bit")
  func notANumber() throws {
    let odd = Double(bitPattern: 0x7FF8_0000_0000_1234)
    let result = RunResult(runID: "r", status: .success, metrics: [Metric("m", odd)])
    var (sent, heard) = (NameLists(), NameLists())
    let frame = KeeperMessage.finished(0, result).frame(&sent)
    guard case .finished(_, let read) = try KeeperMessage(frame: frame.dropFirst(4), &heard) else {
      Issue.record("another message came out")
      return
    }
    #expect(read.metric("m").bitPattern == odd.bitPattern)
  }

  @Test("a message that is cut off is malformed, wherever the cut is")
  func cuts() {
    for frame in Samples.frames {
      for end in 4..<frame.count {
        #expect(throws: MalformedBytes.self) { try Samples.message(frame[4..<end]) }
      }
    }
    for frame in Samples.coordinator.map(\.frame) {
      for end in 4..<frame.count {
        #expect(throws: MalformedBytes.self) { try CoordinatorMessage(frame: frame[4..<end]) }
      }
    }
  }

  @Test("bytes that are wrong anywhere give a message or an error, never a trap")
  func noise() {
    var random = SeededGenerator(seed: 5)
    var errors = 0
    for frame in Samples.frames + Samples.coordinator.map(\.frame) {
      for _ in 0..<300 {
        var bytes = Array(frame.dropFirst(4))
        for _ in 0...random.next() % 3 {
          bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
        }
        do { _ = try Samples.message(bytes[...]) } catch { errors += 1 }
        do { _ = try CoordinatorMessage(frame: bytes[...]) } catch { errors += 1 }
      }
    }
    #expect(errors > 1000)
  }

  @Test("frames come out whole, however the bytes arrive", arguments: [1, 2, 7, 64, 100_000])
  func pieces(size: Int) throws {
    let frames = Samples.frames
    var buffer = FrameBuffer()
    var read: [KeeperMessage] = []
    let bytes = Array(frames.joined())
    for start in stride(from: 0, to: bytes.count, by: size) {
      bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { buffer.append($0) }
      while let frame = try buffer.next() { read.append(try Samples.message(frame)) }
    }
    #expect(read == Samples.keeper)
  }

  @Test("a frame that claims to be huge is refused before it is waited for")
  func huge() {
    var buffer = FrameBuffer()
    [UInt8](repeating: 255, count: 4).withUnsafeBytes { buffer.append($0) }
    #expect(throws: MalformedBytes.self) { try buffer.next() }
  }
}
