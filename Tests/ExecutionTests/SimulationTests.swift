// Ten thousand executions on simulated hosts, each from a seed, with what must hold in all of them.

import Execution
import Experiment
import Glibc
import TestSupport
import Testing

/// One seed's world and what came of it.
private struct Simulation {
  let host: SimulatedHost
  let width: Int
  let count: Int
  let isFair: Bool
  var started: [RunNumber: Int] = [:]
  var outcomes: [RunNumber: [RunResult]] = [:]
  var progress = ExecutionProgress()
  var ticks = 0

  init(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed &* 0x9E37_79B9)
    func chance(_ divisor: UInt64, _ value: Double) -> Double {
      random.next() % divisor == 0 ? value : 0
    }
    width = Int(random.next() % 4) + 1
    count = Int(random.next() % 14)
    let leaseSize = [1, 1, 2, 4][Int(random.next() % 4)]
    var weather = SimulatedHost.Weather(
      deathAtStart: chance(3, 0.3) + chance(30, 0.7), deathOnLease: chance(3, 0.2),
      deathInRun: chance(2, 0.2), deathAfterRun: chance(3, 0.3), refusal: chance(20, 0.5))
    if random.next() % 3 == 0 {
      weather.endless = chance(3, 0.3)
      let first = Double(random.next() % 1000) / 1000
      weather.interrupts = [first]
      if weather.endless > 0 || random.next() % 2 == 0 { weather.interrupts.append(first + 0.2) }
      if random.next() % 3 == 0 { weather.interrupts += [first + 0.25, first + 0.3] }
    }
    isFair = weather.interrupts.isEmpty
    host = SimulatedHost(seed: seed, weather: weather)
    var next: RunNumber = 0
    let total = count
    var (started, outcomes, ticks) = (started, outcomes, ticks)
    progress = try execute(
      width: width, leaseSize: leaseSize, on: host,
      nextRun: {
        guard next < total else { return nil }
        defer { next += 1 }
        return LeasedRun(number: next, position: UInt64(next), id: "r\(next)")
      },
      onEvent: { event in
        switch event {
        case .runStarted(let run, _): started[run.number, default: 0] += 1
        case .runFinished(let run, let result): outcomes[run.number, default: []].append(result)
        case .tick:
          ticks += 1
          if ticks > 3000 { throw Endless() }
        case .keeperLost, .interrupted: break
        }
      })
    (self.started, self.outcomes, self.ticks) = (started, outcomes, ticks)
  }

  struct Endless: Error {}

  /// What does not hold; empty if all is well.
  var broken: [String] {
    var broken = host.violations
    if host.mostKeepers > width { broken.append("\(host.mostKeepers) keepers") }
    if !host.isShutDown { broken.append("the host was not shut down") }
    for run in 0..<RunNumber(count) {
      let (begun, told) = (host.begun[run, default: 0], started[run, default: 0])
      let results = outcomes[run, default: []]
      if begun > 1 { broken.append("run \(run) was begun \(begun) times") }
      if begun != told { broken.append("run \(run) was begun \(begun), told \(told) times") }
      if results.count > 1 { broken.append("run \(run) has \(results.count) outcomes") }
      if results.isEmpty, told == 1 || isFair { broken.append("run \(run) has no outcome") }
      if results.first?.status == .success, told == 0 { broken.append("run \(run): a miracle") }
      if results.contains(where: { $0.runID != "r\(run)" }) {
        broken.append("run \(run): mixed up")
      }
    }
    let successes = outcomes.values.joined().count { $0.status == .success }
    if progress.succeeded != successes { broken.append("\(progress.succeeded) successes counted") }
    if progress.succeeded + progress.failed != outcomes.count { broken.append("wrong counts") }
    return broken
  }
}

@Suite struct SimulationTests {
  /// 10,000 seeds, or what GAMUT_SOAK_SEEDS says.
  static let seeds = getenv("GAMUT_SOAK_SEEDS").flatMap { UInt64(String(cString: $0)) } ?? 10_000

  @Test("no seed breaks a promise", arguments: 0..<20)
  func promises(block: UInt64) {
    let size = Self.seeds / 20
    for seed in block * size..<(block + 1) * size {
      do {
        let broken = try Simulation(seed: seed).broken
        #expect(broken.isEmpty, "seed \(seed)")
      } catch {
        Issue.record("seed \(seed): \(error)")
      }
    }
  }

  @Test("the same seed tells the same story")
  func reproducible() throws {
    for seed in UInt64(0)..<50 {
      let (a, b) = (try Simulation(seed: seed), try Simulation(seed: seed))
      #expect(a.outcomes == b.outcomes && a.host.now == b.host.now)
    }
  }

  @Test("the seeds reach every kind of end")
  func coverage() throws {
    var kinds: Set<String> = []
    for seed in UInt64(0)..<400 {
      let simulation = try Simulation(seed: seed)
      kinds.formUnion(simulation.outcomes.values.joined().map { $0.failure?.kind ?? "success" })
      if let level = simulation.progress.interruption { kinds.insert("\(level)") }
      if simulation.outcomes.count < simulation.count { kinds.insert("unstarted") }
    }
    let wanted = [
      "success", "signal", "launch", "input", "drain", "terminate", "kill", "unstarted",
    ]
    #expect(kinds.isSuperset(of: wanted), "\(kinds)")
  }
}
