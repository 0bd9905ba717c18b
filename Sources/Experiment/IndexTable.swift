// Numbers by hashes. It does not know what the numbers stand for.

/// Finds numbers by hashes: what they stand for is kept elsewhere, and compared there.
public struct IndexTable: Sendable {
  private struct Slot: Sendable {
    let hash: UInt32
    /// The number plus 1; 0 in an empty slot.
    let entry: UInt32
  }

  private var slots: [Slot]
  private var count = 0

  /// - Parameter expected: For how many numbers there is room from the beginning.
  public init(for expected: Int = 0) {
    var size = 8
    while IndexTable.room(in: size) < expected { size *= 2 }
    slots = Array(repeating: Slot(hash: 0, entry: 0), count: size)
  }

  /// How many of so many slots are used at most.
  private static func room(in size: Int) -> Int { size - size / 8 }

  /// The number under a hash that is the wanted one.
  public func find(_ hash: Int, where isWanted: (Int) -> Bool) -> Int? {
    let short = UInt32(truncatingIfNeeded: hash)
    var index = place(of: short)
    while slots[index].entry > 0 {
      if slots[index].hash == short, isWanted(Int(slots[index].entry) - 1) {
        return Int(slots[index].entry) - 1
      }
      index = (index + 1) & (slots.count - 1)
    }
    return nil
  }

  public mutating func insert(_ number: Int, under hash: Int) {
    if count + 1 > IndexTable.room(in: slots.count) { grow() }
    count += 1
    put(Slot(hash: UInt32(truncatingIfNeeded: hash), entry: UInt32(number) + 1))
  }

  private func place(of hash: UInt32) -> Int { Int(hash) & (slots.count - 1) }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(hash: 0, entry: 0), count: old.count * 2)
    for slot in old where slot.entry > 0 { put(slot) }
  }

  private mutating func put(_ slot: Slot) {
    var index = place(of: slot.hash)
    while slots[index].entry > 0 { index = (index + 1) & (slots.count - 1) }
    slots[index] = slot
  }
}
