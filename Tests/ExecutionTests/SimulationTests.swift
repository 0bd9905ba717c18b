// Ten thousand batches on simulated hosts, each from a seed, with what must hold in all of them.

import Execution
import Experiment
import Glibc
import TestSupport
import Testing

@Suite struct SimulationTests {
  /// 10,000 seeds, or what GAMUT_SOAK_SEEDS says.
  static let seeds = getenv("GAMUT_SOAK_SEEDS").flatMap { UInt64(String(cString: $0)) } ?? 10_000

  @Test("no seed breaks a promise", arguments: 0..<20)
  func promises(block: UInt64) {
    let size = Self.seeds / 20
    for seed in block * size..<(block + 1) * size {
      let broken = SimulatedBatch(seed: seed).broken
      #expect(broken.isEmpty, "seed \(seed)")
    }
  }

  /// What a million seeds have found.
  @Test(
    "the seeds that once broke a promise keep them", arguments: [UInt64(44_541), 198_014, 996_027])
  func found(seed: UInt64) {
    let broken = SimulatedBatch(seed: seed).broken
    #expect(broken.isEmpty)
  }

  @Test("the same seed tells the same story")
  func reproducible() {
    for seed in UInt64(0)..<50 {
      let (a, b) = (SimulatedBatch(seed: seed), SimulatedBatch(seed: seed))
      #expect(a.store.outcomes == b.store.outcomes && a.lives == b.lives)
      #expect(a.lastHost?.now == b.lastHost?.now)
    }
  }

  @Test("the seeds reach every kind of end")
  func coverage() {
    var reached: Set<String> = []
    var failures: Set<FailureKind> = []
    for seed in UInt64(0)..<1000 {
      let batch = SimulatedBatch(seed: seed)
      reached.formUnion(batch.ends)
      failures.formUnion(batch.failures)
      if let level = batch.progress.interruption { reached.insert("\(level)") }
      if batch.progress.isHalted { reached.insert("halted") }
      if batch.progress.lostKeepers > 0 { reached.insert("lost keeper") }
      if batch.isLossy { reached.insert("lossy") }
      if batch.lives > 3 { reached.insert("many lives") }
      if batch.store.outcomes.count < batch.count { reached.insert("unstarted") }
      if batch.store.attempts.values.contains(where: { $0 > 1 }) { reached.insert("again") }
    }
    let wanted: Set = [
      "end", "crash", "disk full", "drain", "terminate", "kill", "halted", "lost keeper", "lossy",
      "many lives", "unstarted", "again",
    ]
    #expect(reached.isSuperset(of: wanted), "\(wanted.subtracting(reached))")
    #expect(failures == Set(FailureKind.allCases))
  }
}
