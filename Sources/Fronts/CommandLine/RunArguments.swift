// How limits and halts are written on the command line.

import ArgumentParser
import Experiment
import GamutKit

/// A length of time above 0, without months.
struct ClockTime: ExpressibleByArgument {
  let length: Duration

  init?(argument: String) {
    guard let length = Duration(argument), length.isClockTime else { return nil }
    self.length = length
  }
}

struct MemoryArgument: ExpressibleByArgument {
  let size: MemorySize

  init?(argument: String) {
    guard let size = MemorySize(argument) else { return nil }
    self.size = size
  }
}

/// `never`, `soon`, `now,fail=3`, `soon,fail=10%`.
struct HaltArgument: ExpressibleByArgument {
  let halt: Halt

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    guard let first = parts.first, let manner = Halt.Manner(rawValue: String(first)),
      parts.count <= 2
    else { return nil }
    guard parts.count == 2 else {
      halt = Halt(manner)
      return
    }
    guard manner != .never, parts[1].hasPrefix("fail=") else { return nil }
    let text = parts[1].dropFirst(5)
    if text.hasSuffix("%") {
      guard let share = Double(text.dropLast()), share > 0, share <= 100 else { return nil }
      halt = Halt(manner, after: .percent(share))
    } else {
      guard let count = Int(text), count > 0 else { return nil }
      halt = Halt(manner, after: .runs(count))
    }
  }
}
