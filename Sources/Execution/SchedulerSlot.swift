// One slot of the scheduler: whether it has a keeper, and what that keeper has in hand.
// It does not know the other slots.

struct SchedulerSlot: Sendable {
  enum Phase: Hashable, Sendable {
    case empty
    case starting
    case ready
    /// Told that there is nothing left; its end is expected.
    case closing
    /// It said what cannot be and is being killed.
    case condemned
    /// It gets no keeper any more; how the last one ended.
    case retired(KeeperEnd)
  }

  var phase = Phase.empty
  /// Handed out and not begun, in order.
  var held: [RunNumber] = []
  var running: RunNumber?
  var isRecalling = false
  var deathsAtStart = 0
  /// When the keeper is killed unless it has ended.
  var deadline: Instant?
  /// When its run was begun.
  var runStart: Instant
  /// When its run has had all the time that it may have.
  var runDeadline: Instant?
  /// The run that took too much, and of what: the keeper is being killed for it.
  var excess: (run: RunNumber, what: RunExcess)?
  /// When it was last heard of, or asked how it stands.
  var lastContact: Instant
  /// When it was asked how it stands and has said nothing since, whatever was sent to it.
  var askedAt: Instant?
  /// It was asked how it stands, and nothing has been sent to it since.
  var isAsked = false

  init(deathsAtStart: Int = 0, now: Instant) {
    self.deathsAtStart = deathsAtStart
    lastContact = now
    runStart = now
  }

  var hasKeeper: Bool {
    switch phase {
    case .empty, .retired: false
    case .starting, .ready, .closing, .condemned: true
    }
  }

  /// Has nothing in hand, or no hands.
  var isIdle: Bool {
    held.isEmpty && running == nil && !isRecalling && phase != .condemned && excess == nil
  }

  /// Can be given runs.
  var isOpen: Bool { phase == .ready && !isRecalling && excess == nil }

  /// False where the keeper could not have begun this run.
  mutating func begin(_ run: RunNumber) -> Bool {
    guard phase == .ready, running == nil, held.first == run else { return false }
    held.removeFirst()
    running = run
    return true
  }

  /// False where this run was not running here.
  mutating func finish(_ run: RunNumber) -> Bool {
    guard phase == .ready, running == run else { return false }
    running = nil
    runDeadline = nil
    return true
  }

  /// False where these runs are not the last of those in hand.
  mutating func giveBack(_ runs: [RunNumber]) -> Bool {
    guard phase == .ready, isRecalling, held.suffix(runs.count).elementsEqual(runs) else {
      return false
    }
    isRecalling = false
    held.removeLast(runs.count)
    return true
  }

  /// Whether what the keeper says of itself, when asked, is what the scheduler thinks of it.
  func agrees(running: RunNumber?, held count: Int) -> Bool {
    guard isAsked, phase == .ready else { return true }
    return self.running == running && held.count == count && !isRecalling
  }
}

/// What a run took more of than it may have, as its keeper could not tell.
public enum RunExcess: Hashable, Sendable {
  case time(seconds: Double)
  /// Its keeper could not even answer.
  case silence(seconds: Double)
  case memory(bytes: Int, limit: Int)
}
