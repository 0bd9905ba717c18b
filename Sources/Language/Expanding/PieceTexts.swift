// What is known of the texts of a piece of an id without making ids. It does not know any run.

internal import Experiment

/// What is to be known of the texts that a piece of an id has, one for each level of an axis.
struct PieceTexts {
  /// The axis on which they depend; nil where there is one text.
  let axis: Int?
  /// Whether there is one for each level, also when case is ignored.
  let areDistinct: Bool
  private(set) var longest = 0
  private(set) var haveOneLength = true
  /// Whether an id can begin with each of them.
  private(set) var canBegin = true
  /// A bit for each letter, digit and mark in them, by its code.
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  /// The labels of an axis, which differ.
  init(axis: Int, labels levels: Levels) {
    guard let shape = levels.range.flatMap(LabelShape.init) else {
      self.init(axis: axis, levels.lazy.map(\.label), areDistinct: true)
      return
    }
    self.init(axis: axis, shape)
  }

  /// Texts of which the shape is known, and that they differ.
  init(axis: Int?, _ shape: LabelShape) {
    self.init(axis: axis, [shape.characters], areDistinct: true)
    longest = shape.longest
    haveOneLength = shape.haveOneLength
  }

  init(axis: Int?, _ texts: some Collection<String>, areDistinct: Bool) {
    self.axis = axis
    self.areDistinct = areDistinct
    let first = texts.first?.utf8.count
    for text in texts {
      longest = max(longest, text.utf8.count)
      if text.utf8.count != first { haveOneLength = false }
      if RunName.problem(with: text) != nil { canBegin = false }
      for byte in text.utf8 {
        if byte < 64 { low |= 1 << byte } else { high |= 1 << (byte & 63) }
      }
    }
  }

  /// Whether a letter, large or small, or another byte is in one of them.
  func contain(_ byte: UInt8) -> Bool {
    let isLetter = UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    if byte < 64 { return low & 1 << byte != 0 }
    return high & (1 << (byte & 63)) != 0 || isLetter && high & (1 << ((byte ^ 0x20) & 63)) != 0
  }
}
