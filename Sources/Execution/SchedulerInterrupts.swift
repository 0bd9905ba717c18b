// The part of the scheduler that stops: drain, terminate, kill, and keepers that do not end.

extension Scheduler {
  mutating func interrupt(_ now: Instant, _ actions: inout [Action]) {
    guard let next = InterruptLevel(rawValue: (interruption?.rawValue ?? 0) + 1) else { return }
    interruption = next
    waiting += delayed.map(\.run)
    delayed = []
    for slot in slots.indices where slots[slot].hasKeeper {
      switch next {
      case .drain: break
      case .terminate:
        if slots[slot].phase == .closing {
          actions.append(.kill(slot: slot))
        } else {
          slots[slot].deadline = now.advanced(by: Scheduler.graceSeconds)
          if slots[slot].running != nil { actions.append(.terminate(slot: slot)) }
        }
      case .kill:
        slots[slot].deadline = nil
        actions.append(.kill(slot: slot))
      }
    }
  }

  /// Takes back what has not begun and sends home who has nothing.
  mutating func drain(_ now: Instant, _ actions: inout [Action]) {
    for slot in slots.indices where slots[slot].phase == .ready || slots[slot].phase == .starting {
      if !slots[slot].held.isEmpty, !slots[slot].isRecalling {
        recall(slot, &actions)
      } else if slots[slot].isIdle {
        close(slot, now, &actions)
      }
    }
  }
}
