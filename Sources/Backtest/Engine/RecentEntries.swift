// A small memory of computed values. It does not know what they are.

/// The most recently used values by key, up to a number of them.
struct RecentEntries<Key: Hashable, Value> {
  private struct Entry {
    let value: Value
    /// What the key refers to by identity: while an entry lives, no other object takes its address.
    let anchor: AnyObject
    var lastUse: Int
  }

  private let capacity: Int
  private var entries: [Key: Entry] = [:]
  private var uses = 0

  init(capacity: Int) { self.capacity = capacity }

  subscript(key: Key) -> Value? {
    mutating get {
      guard entries[key] != nil else { return nil }
      uses += 1
      entries[key]?.lastUse = uses
      return entries[key]?.value
    }
  }

  mutating func insert(_ value: Value, for key: Key, keepingAlive anchor: AnyObject) {
    uses += 1
    if entries.count >= capacity,
      let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse })
    {
      entries[oldest.key] = nil
    }
    entries[key] = Entry(value: value, anchor: anchor, lastUse: uses)
  }

  mutating func removeAll() { entries.removeAll() }
}
