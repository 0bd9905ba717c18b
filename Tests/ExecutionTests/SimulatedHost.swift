// The second conformer of `Host`: keepers that are numbers, a clock that jumps, and a seeded
// generator that lets keepers die at every kind of moment, runs fail in every way, memory run short,
// and messages take their time or go astray.

import Execution
import Experiment
import TestSupport

final class SimulatedHost: Host {
  /// How likely things go wrong, each per occasion.
  struct Weather {
    var deathAtStart = 0.0
    var deathOnLease = 0.0
    var deathInRun = 0.0
    var deathAfterRun = 0.0
    var refusal = 0.0
    var failure = 0.0
    var overMemory = 0.0
    var shortOfMemory = 0.0
    /// Of any message to or from a keeper.
    var loss = 0.0
    var interrupts: [Double] = []
    /// Runs that need this many seconds, unless they are ended.
    var endless = 0.0
  }

  /// One keeper: what is on its way to it and from it, in order, each with its time.
  private struct Keeper {
    var inbox: [(at: Double, message: Message)] = []
    /// When its last message arrives; later ones come later.
    var lastSent = 0.0
    var held: [LeasedRun] = []
    var running: (run: LeasedRun, ends: Double)?
    var isDead = false
  }

  private enum Message { case start, lease([LeasedRun]), recall, terminate, ask, close }

  private var random: SeededGenerator
  private let weather: Weather
  private var time = 0.0
  private var keepers: [Int: Keeper] = [:]
  private var arrivals: [(at: Double, order: Int, event: HostEvent)] = []
  private var order = 0

  /// How often each run was begun, in truth.
  private(set) var begun: [RunNumber: Int] = [:]
  /// The runs that have succeeded, in truth: their folders are complete.
  private(set) var succeeded: Set<RunNumber> = []
  /// What no host would bear: two keepers in a slot, a lease for nobody.
  private(set) var violations: [String] = []
  private(set) var mostKeepers = 0
  private(set) var isShutDown = false

  init(seed: UInt64, weather: Weather) {
    random = SeededGenerator(seed: seed)
    self.weather = weather
    for at in weather.interrupts { arrive(.interrupt, at: at) }
  }

  var now: Instant { Instant(seconds: time) }
  var livingKeepers: Int { keepers.count }
  var isShortOfMemory: Bool { chance(weather.shortOfMemory) }

  private func chance(_ probability: Double) -> Bool {
    probability > 0 && Double.random(in: 0..<1, using: &random) < probability
  }

  private func delay() -> Double { Double(random.next() % 1000) / 10_000 }

  // MARK: Requests

  func startKeeper(slot: Int) {
    if keepers[slot] != nil { violations.append("a second keeper in slot \(slot)") }
    keepers[slot] = Keeper()
    mostKeepers = max(mostKeepers, keepers.count)
    send(.start, to: slot)
  }

  func lease(_ runs: [LeasedRun], to slot: Int) { send(.lease(runs), to: slot) }
  func recall(slot: Int) { send(.recall, to: slot) }
  func terminate(slot: Int) { send(.terminate, to: slot) }
  func ask(slot: Int) { send(.ask, to: slot) }
  func closeKeeper(slot: Int) { send(.close, to: slot) }

  func kill(slot: Int) {
    if keepers[slot] == nil { violations.append("killed nobody in slot \(slot)") }
    die(slot, .signalled(9))
  }

  private func send(_ message: Message, to slot: Int) {
    // To write to a keeper that has just died is no mistake; to write to none is.
    guard let keeper = keepers[slot] else {
      violations.append("\(message) for nobody in slot \(slot)")
      return
    }
    // What is written to the dead is read by nobody.
    if keeper.isDead { return }
    if case .start = message {
    } else if chance(weather.loss) {
      return
    }
    let at = max(time + delay(), keeper.inbox.last?.at ?? 0)
    keepers[slot]?.inbox.append((at, message))
  }

  // MARK: Keepers

  private func tell(_ slot: Int, _ event: HostEvent) {
    if case .keeperDied = event {
    } else if chance(weather.loss) {
      return
    }
    let at = max(time + delay(), keepers[slot]?.lastSent ?? 0)
    keepers[slot]?.lastSent = at
    arrive(event, at: at)
  }

  private func arrive(_ event: HostEvent, at: Double) {
    order += 1
    arrivals.append((at, order, event))
  }

  private func die(_ slot: Int, _ end: KeeperEnd) {
    guard let keeper = keepers[slot], !keeper.isDead else { return }
    keepers[slot]?.isDead = true
    keepers[slot]?.inbox = []
    keepers[slot]?.running = nil
    tell(slot, .keeperDied(slot: slot, end))
  }

  private func receive(_ message: Message, in slot: Int) {
    switch message {
    case .start:
      if chance(weather.refusal) { return die(slot, .refused("no prices")) }
      if chance(weather.deathAtStart) { return die(slot, .signalled(11)) }
      tell(slot, .keeperReady(slot: slot))
    case .lease(let runs):
      if chance(weather.deathOnLease) { return die(slot, .signalled(6)) }
      keepers[slot]?.held += runs
      beginNext(slot)
    case .recall:
      tell(slot, .returned(slot: slot, keepers[slot]?.held.map(\.number) ?? []))
      keepers[slot]?.held = []
    case .ask:
      let keeper = keepers[slot]
      tell(
        slot,
        .stands(
          slot: slot, running: keeper?.running?.run.number, held: keeper?.held.count ?? 0))
    case .terminate:
      if let run = keepers[slot]?.running?.run { end(run, in: slot, .signal(15)) }
    case .close:
      if keepers[slot]?.running != nil, weather.loss == 0 {
        violations.append("closed while running")
      }
      die(slot, .exited(code: 0))
    }
  }

  private func beginNext(_ slot: Int) {
    guard let keeper = keepers[slot], !keeper.isDead, keeper.running == nil,
      let run = keeper.held.first
    else { return }
    keepers[slot]?.held.removeFirst()
    begun[run.number, default: 0] += 1
    tell(slot, .started(slot: slot, run.number))
    if chance(weather.deathInRun) { return die(slot, .signalled(9)) }
    if chance(weather.overMemory) {
      arrive(.overMemory(slot: slot, bytes: 2 << 20, limit: 1 << 20), at: time + delay())
    }
    let ends = time + (chance(weather.endless) ? 1000 : delay() * 3)
    keepers[slot]?.running = (run, ends)
  }

  private func end(_ run: LeasedRun, in slot: Int, _ failure: Failure?) {
    keepers[slot]?.running = nil
    let failure = failure ?? (chance(weather.failure) ? anyFailure() : nil)
    let status: RunStatus = failure == nil ? .success : .failed
    if status == .success { succeeded.insert(run.number) }
    let result = RunResult(runID: run.id, status: status, failure: failure)
    tell(slot, .finished(slot: slot, run.number, result))
    if chance(weather.deathAfterRun) { return die(slot, .exited(code: 1)) }
    beginNext(slot)
  }

  private func anyFailure() -> Failure {
    let all: [Failure] = [
      .exitCode(1), .signal(11), .timeout(seconds: 1), .outOfMemory("2 MB"), .limit("2 s"),
      .launch("none"), .worker("is gone"), .invalidMetrics("none"), .input("none"), .engine("none"),
    ]
    return all[Int(random.next() % UInt64(all.count))]
  }

  // MARK: Time

  func nextEvents(timeout seconds: Double) -> [HostEvent] {
    let limit = time + seconds
    while true {
      var next = limit
      var slot: Int?
      for (number, keeper) in keepers {
        let own = min(keeper.inbox.first?.at ?? .infinity, keeper.running?.ends ?? .infinity)
        if own < next || (own == next && number < (slot ?? .max)) { (next, slot) = (own, number) }
      }
      let arrival = arrivals.indices.min { a, b in
        (arrivals[a].at, arrivals[a].order) < (arrivals[b].at, arrivals[b].order)
      }
      if let arrival, arrivals[arrival].at <= next {
        let event = arrivals.remove(at: arrival)
        time = max(time, event.at)
        if case .keeperDied(let slot, _) = event.event { keepers[slot] = nil }
        if case .overMemory(let slot, _, _) = event.event, keepers[slot]?.isDead != false {
          continue
        }
        return [event.event]
      }
      time = next
      guard let slot, let keeper = keepers[slot] else { return [] }
      if let running = keeper.running, running.ends <= next {
        end(running.run, in: slot, nil)
      } else {
        let message = keepers[slot]?.inbox.removeFirst().message
        if let message { receive(message, in: slot) }
      }
    }
  }

  func shutDown() {
    keepers = [:]
    isShutDown = true
  }
}
