// The part of the scheduler that deals with what went wrong: trying again, halting, and watching
// keepers that are silent or take too long.

internal import Experiment

extension Scheduler {
  /// Puts a failed run aside for another attempt; the seconds until then, nil if there is none.
  mutating func retry(_ run: RunNumber, after kind: FailureKind, _ now: Instant) -> Double? {
    guard interruption == nil,
      let seconds = policy.retry.delay(after: kind, attempt: attempt(of: run))
    else {
      attempts[run] = nil
      return nil
    }
    attempts[run] = attempt(of: run) + 1
    delayed.append((now.advanced(by: seconds), run))
    return seconds
  }

  /// What is due goes in front of what waits: it has waited longest.
  mutating func takeDue(_ now: Instant) {
    guard !delayed.isEmpty else { return }
    waiting.insert(contentsOf: delayed.filter { $0.due <= now }.map(\.run), at: 0)
    delayed.removeAll { $0.due <= now }
  }

  /// Counts a run that has failed for good.
  mutating func fail(_ now: Instant, _ actions: inout [Action]) {
    failures += 1
    guard failures == policy.halt.failures, interruption == nil else { return }
    switch policy.halt.manner {
    case .never: return
    case .soon: actions.append(.halted(failures: failures))
    case .now:
      actions.append(.halted(failures: failures))
      interrupt(now, &actions)
    }
    interrupt(now, &actions)
  }

  /// Kills a keeper for what its run took. It is believed until it is dead: the run may have ended
  /// meanwhile, and another begun.
  mutating func end(_ slot: Int, for what: RunExcess, _ actions: inout [Action]) {
    guard let run = slots[slot].running, slots[slot].phase == .ready, slots[slot].excess == nil
    else { return }
    slots[slot].excess = (run, what)
    actions.append(.kill(slot: slot))
  }

  /// A sign of life.
  mutating func note(_ event: Event, _ now: Instant) {
    switch event {
    case .keeperReady(let slot), .started(let slot, _), .finished(let slot, _, _),
      .returned(let slot, _), .stands(let slot, _, _):
      slots[slot].lastContact = now
      slots[slot].askedAt = nil
    case .begin, .offered, .overMemory, .keeperDied, .interrupt, .tick: break
    }
  }

  mutating func watch(_ now: Instant, _ actions: inout [Action]) {
    for slot in slots.indices where slots[slot].hasKeeper {
      if let deadline = slots[slot].deadline, deadline <= now {
        slots[slot].deadline = nil
        actions.append(.kill(slot: slot))
        continue
      }
      guard slots[slot].phase == .ready else { continue }
      if let deadline = slots[slot].runDeadline, deadline <= now, slots[slot].running != nil {
        end(slot, for: .time(seconds: policy.runSeconds ?? 0), &actions)
      } else if policy.keepersListen, let asked = slots[slot].askedAt,
        asked.advanced(by: Scheduler.answerSeconds) <= now
      {
        if slots[slot].running == nil {
          condemn(slot, &actions)
        } else {
          end(slot, for: .silence(seconds: now.seconds - asked.seconds), &actions)
        }
      } else if !slots[slot].isIdle,
        slots[slot].lastContact.advanced(by: Scheduler.silenceSeconds) <= now
      {
        slots[slot].lastContact = now
        slots[slot].isAsked = true
        slots[slot].askedAt = slots[slot].askedAt ?? now
        actions.append(.ask(slot: slot))
      }
    }
  }
}

extension KeeperEnd {
  /// The failure of a run whose keeper came to this end.
  func failure(hadBegun: Bool, _ excess: RunExcess?) -> Failure {
    switch excess {
    case .time(let seconds)?: return .timeout(seconds: seconds)
    case .silence(let seconds)?:
      return .engine("its keeper did not answer for \(Int(seconds)) s (was it stopped?)")
    case .memory(let bytes, let limit)?: return .outOfMemory(memoryText(bytes, limit: limit))
    case nil: break
    }
    switch self {
    // The limit of its CPU time, which is set for each run, is the only sender.
    case .signalled(24) where hadBegun: return .limit("all of its CPU time is used up")
    case .signalled(let number) where hadBegun: return .signal(number)
    case .refused(let reason): return .input(reason)
    default: return hadBegun ? .engine("its keeper \(self)") : .launch("its keeper \(self)")
    }
  }
}

/// `used 130 MB, and it may have 100 MB`.
func memoryText(_ bytes: Int, limit: Int) -> String {
  "used \(bytes >> 20) MB, and it may have \(limit >> 20) MB"
}
