// Proves that runs of different statements have different ids and settings, without making any.

internal import Experiment

extension RunProof {
  /// Whether ids of different statements differ: in the number of their words, which `_` parts, or in
  /// one that is written out in all those with as many.
  mutating func haveDifferentIDs(_ runs: [ProgramRun]) -> Bool {
    var byLength: [Int: [[String?]]] = [:]
    for run in runs {
      guard let words = words(of: run.name.joined) else { return false }
      byLength[words.count, default: []].append(words)
    }
    return byLength.allSatisfy { count, alike in
      let written = (0..<count).filter { place in alike.allSatisfy { $0[place] != nil } }
      return Set(alike.map { words in written.map { words[$0] } }).count == alike.count
    }
  }

  /// The words of an id, nil for each that a label is part of; nil where labels have several words.
  private mutating func words(of name: RunName) -> [String?]? {
    var words: [String?] = [""]
    for piece in name.pieces {
      switch piece {
      case .literal(let text):
        let text = text.lowercased()
        guard text.utf8.contains(UInt8(ascii: "_")) else {
          words[words.count - 1]? += text
          continue
        }
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        words[words.count - 1]? += parts[0]
        words += parts.dropFirst().map(String.init)
      case .label, .value:
        guard let texts = texts(of: piece), !texts.contain(UInt8(ascii: "_")) else { return nil }
        words[words.count - 1] = nil
      }
    }
    return words
  }

  /// A setting's value, where it is not the default.
  private struct Constant: Hashable {
    let setting: Int
    let value: Value
  }

  /// Whether settings of different statements differ: in those that are constant in all of them, or,
  /// where those are equal, in one of which no two have a value in common.
  mutating func haveDifferentSettings(_ runs: [ProgramRun]) -> Bool {
    var moving: Set<Int> = []
    for run in runs {
      for assignment in run.assignments where assignment.constant == nil {
        moving.insert(assignment.setting)
      }
    }
    var equal: [[Constant]: [ProgramRun]] = [:]
    for run in runs {
      var constants: [Constant] = []
      for assignment in run.assignments
      where plan.schema[assignment.setting].isInKey && !moving.contains(assignment.setting) {
        let fallback = plan.schema[assignment.setting].fallback ?? Value.none
        guard let value = assignment.constant, value != fallback else { continue }
        constants.append(Constant(setting: assignment.setting, value: value))
      }
      equal[constants, default: []].append(run)
    }
    let inKey = moving.filter { plan.schema[$0].isInKey }.sorted()
    for runs in equal.values where runs.count > 1 {
      guard inKey.contains(where: { haveNothingInCommon(runs, at: $0) }) else { return false }
    }
    return true
  }

  private mutating func haveNothingInCommon(_ runs: [ProgramRun], at setting: Int) -> Bool {
    var all: [Value] = []
    for run in runs {
      let assignment = run.assignments.first { $0.setting == setting }
      let fallback = Formula.constant(plan.schema[setting].fallback ?? .none)
      guard assignment?.condition == nil,
        let own = values(of: assignment?.formula ?? fallback)
      else { return false }
      all += own
    }
    return all.areDistinct
  }
}
