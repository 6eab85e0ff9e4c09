/// Which keys were seen, and the number each was seen with last: 96 bits of a hash and a number for each key, 16 bytes,
/// so that a million keys take 32 MiB.
///
/// The hash is SipHash with a key of this process: two of a million keys share 96 bits once in 10^17 downloads, nobody can
/// choose two that do, and the next process has another hash.
public struct KeyTable: Sendable {
  private struct Slot {
    var high: UInt64 = 0
    var low: UInt32 = 0
    /// 0: free.
    var number: UInt32 = 0
  }

  /// The largest number that can be kept.
  public static let numberLimit = Int(UInt32.max) - 1

  private var slots: [Slot]
  public private(set) var count = 0

  public init() { slots = [Slot](repeating: Slot(), count: 1 << 8) }

  /// Notes a key.
  ///
  /// - Parameter number: 0 … ``numberLimit``.
  /// - Returns: the number it was noted with before; `nil` for a new key.
  public mutating func note(_ key: String, number: Int) -> Int? {
    var key = key
    return key.withUTF8 { note(UnsafeRawBufferPointer($0), number: number) }
  }

  mutating func note(_ key: UnsafeRawBufferPointer, number: Int) -> Int? {
    precondition(number >= 0 && number <= Self.numberLimit, "numbers of rows fit in 32 bits")
    if (count + 1) * 4 > slots.count * 3 { grow() }
    let (high, low) = Self.hash(key)
    let place = place(of: high, low)
    let earlier = slots[place].number
    slots[place] = Slot(high: high, low: low, number: UInt32(number) + 1)
    guard earlier == 0 else { return Int(earlier) - 1 }
    count += 1
    return nil
  }

  /// Whether a key was noted.
  public func contains(_ key: String) -> Bool { number(of: key) != nil }

  /// The number a key was noted with last; `nil` for one that was not.
  public func number(of key: String) -> Int? {
    var key = key
    return key.withUTF8 { bytes in
      let (high, low) = Self.hash(UnsafeRawBufferPointer(bytes))
      let number = slots[place(of: high, low)].number
      return number == 0 ? nil : Int(number) - 1
    }
  }

  private static func hash(_ key: UnsafeRawBufferPointer) -> (UInt64, UInt32) {
    var first = Hasher()
    first.combine(bytes: key)
    var second = Hasher()
    second.combine(UInt8(1))
    second.combine(bytes: key)
    return (UInt64(bitPattern: Int64(first.finalize())), UInt32(truncatingIfNeeded: second.finalize()))
  }

  /// Where a key is, or the free slot where it belongs.
  private func place(of high: UInt64, _ low: UInt32) -> Int {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: high) & mask
    while slots[place].number != 0, slots[place].high != high || slots[place].low != low { place = (place + 1) & mask }
    return place
  }

  private mutating func grow() {
    let older = slots
    slots = [Slot](repeating: Slot(), count: older.count * 2)
    for slot in older where slot.number != 0 { slots[place(of: slot.high, slot.low)] = slot }
  }
}
