/// A dictionary that forgets what was not used for longest when it is full.
struct RecentlyUsed<Key: Hashable, Value> {
  private struct Entry {
    let value: Value
    var usedAt: UInt64
  }

  private var entries: [Key: Entry] = [:]
  private var clock: UInt64 = 0
  let limit: Int

  init(limit: Int) { self.limit = limit }

  var count: Int { entries.count }

  subscript(key: Key) -> Value? {
    mutating get {
      guard let index = entries.index(forKey: key) else { return nil }
      clock += 1
      entries.values[index].usedAt = clock
      return entries.values[index].value
    }
  }

  mutating func take(_ key: Key) -> Value? { entries.removeValue(forKey: key)?.value }

  mutating func put(_ key: Key, _ value: Value) {
    clock += 1
    if entries.count >= limit, entries[key] == nil,
      let oldest = entries.min(by: { $0.value.usedAt < $1.value.usedAt })?.key
    {
      entries[oldest] = nil
    }
    entries[key] = Entry(value: value, usedAt: clock)
  }
}
