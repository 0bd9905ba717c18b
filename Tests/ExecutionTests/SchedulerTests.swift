// The scheduler by hand: one step after the other.

import Execution
import Experiment
import Testing

@Suite struct SchedulerTests {
  private let start = Instant(seconds: 0)

  /// A scheduler whose one keeper is ready with these runs in hand.
  private func ready(
    width: Int = 1, leaseSize: Int, runs: [RunNumber],
    _ policy: ExecutionPolicy = ExecutionPolicy()
  ) -> (Scheduler, [Scheduler.Action]) {
    var scheduler = Scheduler(width: width, leaseSize: leaseSize, policy: policy)
    _ = scheduler.step(.begin, now: start)
    _ = scheduler.step(.offered(runs), now: start)
    let actions = scheduler.step(.keeperReady(slot: 0), now: start)
    return (scheduler, actions)
  }

  @Test("it draws two leases for each slot, and starts no more keepers than there are runs")
  func opening() {
    var scheduler = Scheduler(width: 4, leaseSize: 3)
    #expect(scheduler.step(.begin, now: start) == [.draw(24)])
    #expect(
      scheduler.step(.offered([7, 8]), now: start) == [
        .startKeeper(slot: 0), .startKeeper(slot: 1),
      ])
  }

  @Test("without runs it ends at once")
  func nothing() {
    var scheduler = Scheduler(width: 2, leaseSize: 1)
    _ = scheduler.step(.begin, now: start)
    #expect(scheduler.step(.offered([]), now: start) == [.finish])
    #expect(scheduler.step(.tick(isShortOfMemory: false), now: start) == [])
  }

  @Test("a keeper of programs gets one run, and after quick ones the next to have at hand")
  func oneByOne() {
    var policy = ExecutionPolicy()
    policy.keepersListen = true
    var (scheduler, actions) = ready(leaseSize: 1, runs: [0, 1, 2], policy)
    #expect(actions.first == .lease(slot: 0, [0]))
    #expect(scheduler.step(.offered([]), now: start) == [])
    #expect(scheduler.step(.started(slot: 0, 0), now: start) == [.runStarted(slot: 0, 0)])
    #expect(
      scheduler.step(.finished(slot: 0, 0, nil), now: start) == [
        .runFinished(slot: 0, 0, nil, retryAfter: nil), .lease(slot: 0, [1]),
      ])
    #expect(
      scheduler.step(.started(slot: 0, 1), now: start) == [
        .runStarted(slot: 0, 1), .lease(slot: 0, [2]),
      ])
    #expect(
      scheduler.step(.finished(slot: 0, 1, .exitCode), now: start) == [
        .runFinished(slot: 0, 1, .exitCode, retryAfter: nil)
      ])
    _ = scheduler.step(.started(slot: 0, 2), now: start)
    #expect(
      scheduler.step(.finished(slot: 0, 2, nil), now: start) == [
        .runFinished(slot: 0, 2, nil, retryAfter: nil), .closeKeeper(slot: 0),
      ])
    #expect(
      scheduler.step(.keeperDied(slot: 0, .exited(code: 0)), now: start) == [.finish])
  }

  @Test("a dead keeper costs the run that it had begun, and the rest is handed out again")
  func death() {
    var (scheduler, _) = ready(leaseSize: 2, runs: [0, 1, 2])
    _ = scheduler.step(.started(slot: 0, 0), now: start)
    let end = KeeperEnd.signalled(9)
    #expect(
      scheduler.step(.keeperDied(slot: 0, end), now: start) == [
        .keeperLost(slot: 0, end), .runLost(0, end, hadBegun: true, nil, retryAfter: nil),
        .startKeeper(slot: 0),
      ])
    #expect(scheduler.step(.keeperReady(slot: 0), now: start).first == .lease(slot: 0, [1]))
  }

  @Test("three keepers that die before they are ready are enough: every run is lost, none waits")
  func hopeless() {
    var scheduler = Scheduler(width: 1, leaseSize: 1)
    _ = scheduler.step(.begin, now: start)
    _ = scheduler.step(.offered([0]), now: start)
    let end = KeeperEnd.signalled(11)
    for _ in 1..<Scheduler.patience {
      #expect(
        scheduler.step(.keeperDied(slot: 0, end), now: start) == [
          .keeperLost(slot: 0, end), .startKeeper(slot: 0),
        ])
    }
    #expect(
      scheduler.step(.keeperDied(slot: 0, end), now: start) == [
        .keeperLost(slot: 0, end), .runLost(0, end, hadBegun: false, nil, retryAfter: nil), .finish,
      ])
  }

  @Test("a run before which three keepers die is lost, and the next one gets its chance")
  func poison() {
    var (scheduler, _) = ready(leaseSize: 1, runs: [0, 1])
    _ = scheduler.step(.offered([]), now: start)
    let end = KeeperEnd.exited(code: 1)
    for _ in 1..<Scheduler.patience {
      _ = scheduler.step(.keeperDied(slot: 0, end), now: start)
      _ = scheduler.step(.keeperReady(slot: 0), now: start)
    }
    #expect(
      scheduler.step(.keeperDied(slot: 0, end), now: start) == [
        .keeperLost(slot: 0, end), .runLost(0, end, hadBegun: false, nil, retryAfter: nil),
        .startKeeper(slot: 0),
      ])
    #expect(scheduler.step(.keeperReady(slot: 0), now: start) == [.lease(slot: 0, [1])])
  }

  @Test("an idle keeper gets what a busy one has not begun")
  func stealing() {
    var (scheduler, _) = ready(width: 2, leaseSize: 4, runs: [0, 1, 2])
    _ = scheduler.step(.started(slot: 0, 0), now: start)
    let actions = scheduler.step(.keeperReady(slot: 1), now: start)
    #expect(actions == [.recall(slot: 0)])
    #expect(
      scheduler.step(.returned(slot: 0, [1, 2]), now: start).first == .lease(slot: 1, [1]))
  }

  @Test("nothing is taken back before its keeper has begun something, or it could go in circles")
  func noCircles() {
    var (scheduler, _) = ready(width: 2, leaseSize: 4, runs: [0, 1])
    #expect(scheduler.step(.keeperReady(slot: 1), now: start) == [])
    #expect(
      scheduler.step(.started(slot: 0, 0), now: start) == [
        .runStarted(slot: 0, 0), .recall(slot: 0),
      ])
  }

  @Test("a keeper that reports what it was not given is killed, and its word does not count")
  func liar() {
    var (scheduler, _) = ready(leaseSize: 1, runs: [0])
    #expect(
      scheduler.step(.finished(slot: 0, 5, nil), now: start) == [.kill(slot: 0)])
    #expect(scheduler.step(.started(slot: 0, 0), now: start) == [])
    let actions = scheduler.step(.keeperDied(slot: 0, .signalled(9)), now: start)
    #expect(actions.contains(.startKeeper(slot: 0)))
  }

  @Test("interrupts drain, then terminate, then kill, and leave what has not begun alone")
  func interrupts() {
    var (scheduler, _) = ready(leaseSize: 2, runs: [0, 1])
    _ = scheduler.step(.started(slot: 0, 0), now: start)
    #expect(scheduler.step(.interrupt, now: start) == [.recall(slot: 0)])
    #expect(scheduler.step(.returned(slot: 0, [1]), now: start) == [])
    #expect(scheduler.step(.interrupt, now: start) == [.terminate(slot: 0)])
    let late = start.advanced(by: Scheduler.graceSeconds)
    #expect(scheduler.step(.tick(isShortOfMemory: false), now: start) == [])
    #expect(scheduler.step(.tick(isShortOfMemory: false), now: late) == [.kill(slot: 0)])
    #expect(scheduler.step(.interrupt, now: late) == [.kill(slot: 0)])
    let end = KeeperEnd.signalled(9)
    #expect(
      scheduler.step(.keeperDied(slot: 0, end), now: late) == [
        .keeperLost(slot: 0, end), .runLost(0, end, hadBegun: true, nil, retryAfter: nil), .finish,
      ])
  }

  @Test("a keeper that still gets ready is sent home by the first interrupt, killed by the second")
  func interruptAtStart() {
    var scheduler = Scheduler(width: 1, leaseSize: 1)
    _ = scheduler.step(.begin, now: start)
    _ = scheduler.step(.offered([0]), now: start)
    #expect(scheduler.step(.interrupt, now: start) == [.closeKeeper(slot: 0)])
    #expect(scheduler.step(.keeperReady(slot: 0), now: start) == [])
    #expect(scheduler.step(.interrupt, now: start) == [.kill(slot: 0)])
    #expect(scheduler.step(.keeperDied(slot: 0, .signalled(9)), now: start) == [.finish])
  }

  @Test("a keeper that does not end when it should is killed")
  func lingering() {
    var (scheduler, _) = ready(leaseSize: 1, runs: [0])
    _ = scheduler.step(.started(slot: 0, 0), now: start)
    _ = scheduler.step(.finished(slot: 0, 0, nil), now: start)
    let late = start.advanced(by: Scheduler.graceSeconds)
    #expect(scheduler.step(.tick(isShortOfMemory: false), now: late) == [.kill(slot: 0)])
  }

  @Test("a keeper that says nothing is asked, and one that listens and does not answer is killed")
  func silence() {
    var policy = ExecutionPolicy()
    policy.keepersListen = true
    var (scheduler, _) = ready(leaseSize: 1, runs: [0], policy)
    _ = scheduler.step(.started(slot: 0, 0), now: start)
    func tick(_ seconds: Double) -> [Scheduler.Action] {
      scheduler.step(.tick(isShortOfMemory: false), now: start.advanced(by: seconds))
    }
    #expect(tick(4) == [])
    #expect(tick(5) == [.ask(slot: 0)])
    let answer = Scheduler.Event.stands(slot: 0, running: 0, held: 0)
    #expect(scheduler.step(answer, now: start.advanced(by: 6)) == [])
    #expect(tick(11) == [.ask(slot: 0)])
    #expect(tick(16) == [.ask(slot: 0)])
    #expect(tick(72) == [.kill(slot: 0)])
    let end = KeeperEnd.signalled(9)
    let actions = scheduler.step(.keeperDied(slot: 0, end), now: start.advanced(by: 73))
    #expect(
      actions.contains(
        .runLost(0, end, hadBegun: true, .silence(seconds: 61), retryAfter: nil)), "\(actions)")
  }

  @Test("a keeper that thinks otherwise is replaced, and what it held is handed out again")
  func disagreement() {
    var (scheduler, _) = ready(leaseSize: 2, runs: [0, 1])
    _ = scheduler.step(.started(slot: 0, 0), now: start)
    let later = start.advanced(by: 5)
    #expect(
      scheduler.step(.tick(isShortOfMemory: false), now: later).contains(.ask(slot: 0)))
    #expect(
      scheduler.step(.stands(slot: 0, running: nil, held: 1), now: later) == [.kill(slot: 0)])
  }
}
