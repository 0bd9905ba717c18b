// Executions with real keepers and real programs.

import Execution
import Experiment
import Glibc
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct LocalHostTests {
  @Test("of a hundred programs one kills itself and one its keeper: the others do not notice")
  func isolation() throws {
    let mark = uniqueSeconds()
    var payloads = Array(repeating: "argv - /bin/true", count: 100)
    payloads[17] = "sh - kill -9 $$"
    payloads[44] = "sh - setsid sleep \(mark) & sleep 0.1; kill -9 $PPID; sleep \(mark)"
    let bench = try Bench(payloads)
    let failed = bench.results.filter { $0.status != .success }
    #expect(failed.map(\.runID) == ["r17", "r44"])
    #expect(failed.allSatisfy { $0.failure?.message == "killed by SIGKILL" })
    #expect(failed.last?.logExcerpt == "the keeper of this run was killed by SIGKILL")
    #expect(bench.lostKeepers == [.signalled(9)])
    #expect(bench.progress.succeeded == 98 && bench.progress.lostKeepers == 1)
    #expect(processes(mentioning: mark) == 0)
  }

  @Test("what a program leaves behind is dead when the run is over, sessions of its own too")
  func escapees() throws {
    let mark = uniqueSeconds()
    let script = "setsid sleep \(mark) & (setsid sh -c 'sleep \(mark) & sleep \(mark)' &); true"
    let bench = try Bench(Array(repeating: "sh - \(script)", count: 4))
    #expect(bench.results.allSatisfy { $0.status == .success })
    #expect(processes(mentioning: mark) == 0)
  }

  @Test("a program that takes too long is asked, then killed, with all that it started")
  func timeouts() throws {
    let mark = uniqueSeconds()
    let bench = try Bench(
      [
        "sh 0.2 setsid sleep \(mark) & sleep \(mark)",
        "sh 0.2 trap '' TERM; sleep \(mark)",
        "sh 0.2 trap 'exit 0' TERM; sleep \(mark) & wait",
      ], width: 3)
    #expect(bench.results.map(\.failure) == Array(repeating: .timeout(seconds: 0.2), count: 3))
    let seconds = bench.results.map(\.usage.runtimeSeconds)
    #expect(seconds[0] < programGraceSeconds && seconds[1] >= programGraceSeconds)
    #expect(processes(mentioning: mark) == 0)
  }

  @Test("a program that cannot be started is a failed run that says why")
  func launchFailures() throws {
    let temporary = try TestFolder()
    let folder = temporary.path
    try write("not executable", to: "\(folder)/text")
    try write("#!/no/such/interpreter\n", to: "\(folder)/script", mode: 0o700)
    try write("true\n", to: "\(folder)/bare", mode: 0o700)
    let words = [
      "no-such-program-at-all", "./no-such-file", "./text", "/tmp", "./script", "./bare",
    ]
    let bench = try Bench(words.map { "argv - \($0)" }, setup: folder)
    let reasons = bench.results.compactMap { result in
      if case .launch(let reason) = result.failure { reason } else { nil }
    }
    let wanted = [
      "no program 'no-such-program-at-all' in PATH", "'./no-such-file' does not exist",
      "'./text' may not be executed", "'/tmp' is a folder", "interpreter", "#!/bin/sh",
    ]
    #expect(reasons.count == wanted.count)
    for (reason, part) in zip(reasons, wanted) { #expect(reason.contains(part), "\(reason)") }
    #expect(bench.lostKeepers.isEmpty)
  }

  @Test("a working directory that is not there is named")
  func missingFolder() throws {
    let bench = try Bench(["argv - true"], setup: "/no/such/folder")
    #expect(bench.results.first?.failure?.message.contains("/no/such/folder") == true)
  }

  @Test("a program finds its folder, its variables, its logs, and no descriptors of ours")
  func surroundings() throws {
    let temporary = try TestFolder()
    let folder = temporary.path
    let script = "pwd; echo $GAMUT_RUN $GAMUT_TEST; ls /proc/self/fd | wc -l; cat; echo oh >&2"
    let bench = try Bench(
      ["sh - \(script)", "sh - echo ${SWIFT_BACKTRACE-unset}; exit 3"], setup: folder)
    #expect(bench.results.map(\.failure) == [nil, .exitCode(3)])
    // 0, 1, 2 and the folder that ls reads.
    #expect(contents(of: "\(temporary.path)/r0.out") == "\(folder)\nr0 from the job\n4\n")
    #expect(contents(of: "\(temporary.path)/r0.err") == "oh\n")
    #expect(
      contents(of: "\(temporary.path)/r1.out")
        == (getenv("SWIFT_BACKTRACE") == nil ? "unset\n" : ""))
  }

  @Test("time, processor time and memory of a program are measured")
  func usage() throws {
    let spin = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done"
    let bench = try Bench(["sh - \(spin)", "sh - sleep 0.3"])
    let usages = bench.results.map(\.usage)
    #expect(usages[0].cpuSeconds > 0.02 && usages[1].cpuSeconds < usages[0].cpuSeconds)
    #expect(usages[1].runtimeSeconds >= 0.3)
    #expect(usages.allSatisfy { $0.peakMemoryMB > 0.5 && $0.peakMemoryMB < 500 })
  }

  @Test("a trap in a built-in run costs that run only", arguments: [1, 8])
  func traps(leaseSize: Int) throws {
    var payloads = Array(repeating: "compute - 100", count: 40)
    payloads[3] = "trap - "
    payloads[20] = "exit - "
    payloads[39] = "trap - "
    let bench = try Bench(payloads, leaseSize: leaseSize)
    let failed = bench.results.filter { $0.status != .success }
    #expect(failed.map(\.runID) == ["r3", "r20", "r39"])
    #expect(["SIGILL", "SIGTRAP"].contains { failed[0].failure?.message.contains($0) == true })
    #expect(failed[1].failure == .engine("its keeper ended with exit code 4"))
    #expect(bench.lostKeepers.count == 3)
  }

  @Test("one keeper or four, small leases or large: the same results", arguments: [1, 4, 64])
  func sameResults(leaseSize: Int) throws {
    func metrics(width: Int) throws -> [Metrics] {
      try Bench((0..<300).map { "compute - \($0 + 1)" }, width: width, leaseSize: leaseSize)
        .results.map(\.metrics)
    }
    let serial = try metrics(width: 1)
    #expect(try metrics(width: 4) == serial)
    #expect(serial.count == 300 && serial[7].last == Metric("position", 7))
  }

  @Test("large leases and large results pass each other without blocking")
  func pressure() throws {
    let padding = String(repeating: "0", count: 200_000)
    let payloads = Array(repeating: "long - \(padding)200000", count: 60)
    let bench = try Bench(payloads, leaseSize: 16)
    #expect(bench.results.allSatisfy { $0.logExcerpt?.utf8.count == 200_000 })
  }

  @Test("a keeper that cannot get ready fails the runs with its reason")
  func refusal() throws {
    let bench = try Bench(Array(repeating: "result - ", count: 30), setup: "refuse")
    #expect(bench.results.allSatisfy { $0.failure == .input("there are no prices") })
    #expect(bench.lostKeepers.count == 2)
  }

  @Test("keepers that die at once, or are not there, fail the runs and do not go on forever")
  func hopeless() throws {
    let dying = try Bench(Array(repeating: "result - ", count: 30), setup: "die")
    #expect(
      dying.results.allSatisfy { $0.failure == .launch("its keeper ended with exit code 3") })
    #expect(dying.lostKeepers.count == 2 * Scheduler.patience)
    let missing = try Bench(["result - "], keeper: "/no/such/keeper")
    #expect(missing.results.first?.failure?.message.contains("/no/such/keeper") == true)
  }

  @Test("when the events cannot be stored everything is killed and the error comes out")
  func fullDisk() {
    struct DiskFull: Error {}
    let mark = uniqueSeconds()
    let host = LocalHost(keeper: KeeperLaunch(path: Bench.keeperPath), setup: [])
    var number: RunNumber = 0
    #expect(throws: DiskFull.self) {
      try execute(
        width: 2, leaseSize: 1, on: host,
        nextRun: {
          number += 1
          let payload = "sh - setsid sleep \(mark) & sleep \(mark)"
          return LeasedRun(number: number, position: 0, id: "r", payload: Array(payload.utf8))
        },
        onEvent: { event in
          if case .tick(let progress) = event, progress.running == 2 { throw DiskFull() }
        })
    }
    #expect(processes(mentioning: mark) == 0)
  }

  @Test("what a run costs beyond its work")
  func overhead() throws {
    let clock = ContinuousClock()
    let programs = try clock.measure {
      _ = try Bench(Array(repeating: "argv - /bin/true", count: 200))
    }
    let builtIn = try clock.measure {
      _ = try Bench(Array(repeating: "result - ", count: 5000), leaseSize: 64)
    }
    print("overhead: /bin/true \(programs / 200), built-in \(builtIn / 5000) a run")
    #expect(programs > .zero && builtIn > .zero)
  }

  private func write(_ text: String, to path: String, mode: mode_t = 0o600) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode)
    try #require(file >= 0)
    _ = Glibc.write(file, text, text.utf8.count)
    close(file)
  }
}
