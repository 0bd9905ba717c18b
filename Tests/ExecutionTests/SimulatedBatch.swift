// A batch on simulated hosts, with a coordinator that is killed and a disk that fills at any event,
// and that goes on until it comes to its end: what is on disk is all that one life leaves to the next.

import Execution
import Experiment
import TestSupport

/// One seed's batch and what came of it.
struct SimulatedBatch {
  /// What is on the simulated disk.
  struct Store {
    /// The outcomes that have been committed: what `status` lists.
    var outcomes: [RunNumber: RunStatus] = [:]
    var attempts: [RunNumber: Int] = [:]

    var successes: Set<RunNumber> { Set(outcomes.filter { $0.value == .success }.keys) }
  }

  struct Crash: Error {}
  struct DiskFull: Error {}
  struct Endless: Error {}

  let count: Int
  let width: Int
  let retries: Int
  let halt: HaltPolicy
  /// Whether finished folders are evidence, as with artifacts.
  let leavesFolders: Bool
  private let crash: Double
  private let full: Double
  private let leaseSize: Int
  private let weather: SimulatedHost.Weather
  private let seed: UInt64

  private(set) var store = Store()
  private(set) var progress = ExecutionProgress()
  private(set) var lives = 0
  private(set) var ends: Set<String> = []
  private(set) var broken: [String] = []
  private(set) var lastHost: SimulatedHost?
  private(set) var failures: Set<FailureKind> = []

  var isLossy: Bool { weather.loss > 0 }
  var isFair: Bool { weather.interrupts.isEmpty }

  init(seed: UInt64) {
    self.seed = seed
    var random = SeededGenerator(seed: seed &* 0x9E37_79B9)
    func chance(_ divisor: UInt64, _ value: Double) -> Double {
      random.next() % divisor == 0 ? value : 0
    }
    width = Int(random.next() % 4) + 1
    count = Int(random.next() % 14)
    leaseSize = [1, 1, 2, 4][Int(random.next() % 4)]
    var weather = SimulatedHost.Weather(
      deathAtStart: chance(3, 0.3) + chance(30, 0.7), deathOnLease: chance(3, 0.2),
      deathInRun: chance(2, 0.2), deathAfterRun: chance(3, 0.3), refusal: chance(20, 0.5),
      failure: chance(2, 0.3), overMemory: chance(5, 0.2), shortOfMemory: chance(5, 0.5),
      loss: chance(5, 0.05))
    if random.next() % 3 == 0 {
      weather.endless = chance(3, 0.3)
      let first = Double(random.next() % 1000) / 1000
      weather.interrupts = [first]
      if weather.endless > 0 || random.next() % 2 == 0 { weather.interrupts.append(first + 0.2) }
      if random.next() % 3 == 0 { weather.interrupts += [first + 0.25, first + 0.3] }
    }
    self.weather = weather
    retries = random.next() % 3 == 0 ? Int(random.next() % 4) : 0
    let manners: [HaltPolicy.Manner] = [.never, .never, .never, .soon, .now]
    halt = HaltPolicy(
      manners[Int(random.next() % 5)], failures: Int(random.next() % 3) + 1)
    crash = chance(3, 0.05)
    full = chance(4, 0.1)
    leavesFolders = random.next() % 2 == 0
    while lives < 200, liveOnce() {}
  }

  /// Whether another life is needed.
  private mutating func liveOnce() -> Bool {
    lives += 1
    let host = SimulatedHost(seed: seed &+ UInt64(lives) &* 7919, weather: weather)
    lastHost = host
    let before = store.successes
    var life = SimulatedLife(
      store: store, seed: seed &+ UInt64(lives) &* 104_729, crash: lives > 20 ? 0 : crash,
      full: lives > 20 ? 0 : full)
    let todo = (0..<RunNumber(count)).filter { !before.contains($0) }
    var policy = ExecutionPolicy(retry: RetryPolicy(retries: retries), halt: halt, runSeconds: 50)
    policy.startSeconds = 20
    policy.keepersListen = seed % 2 == 0
    var next = 0
    var isOver = true
    do {
      progress = try execute(
        width: width, leaseSize: leaseSize, policy: policy, on: host,
        nextRun: {
          guard next < todo.count else { return nil }
          defer { next += 1 }
          return LeasedRun(number: todo[next], position: UInt64(todo[next]), id: "r\(todo[next])")
        },
        onEvent: { try life.hear($0) })
      life.commit()
      ends.insert("end")
    } catch is Crash {
      isOver = false
      ends.insert("crash")
    } catch is DiskFull {
      isOver = false
      ends.insert("disk full")
    } catch {
      broken.append("life \(lives): \(error)")
    }
    broken += host.violations.map { "life \(lives): \($0)" }
    if !host.isShutDown { broken.append("life \(lives): the host was not shut down") }
    if host.mostKeepers > width { broken.append("\(host.mostKeepers) keepers") }
    for run in before where host.begun[run] != nil {
      broken.append("life \(lives): run \(run) is listed as a success and was begun again")
    }
    broken += life.broken(host, retries: retries, isLossy: isLossy).map { "life \(lives): \($0)" }
    if isOver { broken += life.unfinished(todo, progress, isFair: isFair) }
    store = life.store
    failures.formUnion(life.failures)
    // The next one finds the folders that were finished, whether their word was heard or not.
    if leavesFolders { for run in host.succeeded { store.outcomes[run] = .success } }
    return !isOver
  }
}
