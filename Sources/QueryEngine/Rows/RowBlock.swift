/// Rows in the form of PostgreSQL's DataRow message, written straight into memory that the caller provides: type byte,
/// length word, number of columns, then per column a length word (-1 for NULL) and the value's text in UTF-8.
///
/// A row is written whole or not at all.
struct RowBlock {
  private let base: UnsafeMutableRawPointer
  private let capacity: Int
  private(set) var count = 0

  /// Bytes behind each value that may be overwritten: short values are copied in pieces of this size.
  static let slack = 16
  /// Digits and sign of the longest 64-bit integer.
  static let integerBytes = 20

  init(_ memory: UnsafeMutableRawBufferPointer) {
    // The caller's buffers are not empty.
    base = memory.baseAddress!
    capacity = memory.count
  }

  /// Bytes a row takes at most.
  static func size(columns: Int, valueBytes: Int) -> Int { 7 + 4 * columns + valueBytes + slack }

  func hasRoom(_ bytes: Int) -> Bool { capacity - count >= bytes }

  /// - Returns: where the row begins, for `end`.
  @inline(__always)
  mutating func begin(columns: Int) -> Int {
    let start = count
    (base + start).storeBytes(of: UInt8(ascii: "D"), as: UInt8.self)
    (base + start + 5).storeBytes(of: UInt16(truncatingIfNeeded: columns).bigEndian, as: UInt16.self)
    count = start + 7
    return start
  }

  @inline(__always)
  mutating func end(_ start: Int) {
    (base + start + 1).storeBytes(of: UInt32(truncatingIfNeeded: count - start - 1).bigEndian, as: UInt32.self)
  }

  @inline(__always)
  mutating func null() {
    (base + count).storeBytes(of: UInt32.max, as: UInt32.self)
    count += 4
  }

  mutating func empty() {
    (base + count).storeBytes(of: 0, as: UInt32.self)
    count += 4
  }

  @inline(__always)
  mutating func value(_ bytes: UnsafeRawPointer, count length: Int) {
    (base + count).storeBytes(of: UInt32(truncatingIfNeeded: length).bigEndian, as: UInt32.self)
    (base + count + 4).copyMemory(from: bytes, byteCount: length)
    count += 4 + length
  }

  /// The same where 16 bytes can be read from `bytes` whatever the length.
  @inline(__always)
  mutating func paddedValue(_ bytes: UnsafeRawPointer, count length: Int) {
    (base + count).storeBytes(of: UInt32(truncatingIfNeeded: length).bigEndian, as: UInt32.self)
    let place = base + count + 4
    if length <= Self.slack {
      place.storeBytes(of: bytes.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
    } else {
      place.copyMemory(from: bytes, byteCount: length)
    }
    count += 4 + length
  }

  mutating func byte(_ byte: UInt8) {
    (base + count).storeBytes(of: UInt32(1).bigEndian, as: UInt32.self)
    (base + count + 4).storeBytes(of: byte, as: UInt8.self)
    count += 5
  }

  mutating func integer(_ value: Int64) {
    var rest = value.magnitude
    let end = count + 4 + Self.integerBytes
    var place = end
    repeat {
      place -= 1
      (base + place).storeBytes(of: UInt8(truncatingIfNeeded: 48 + rest % 10), as: UInt8.self)
      rest /= 10
    } while rest != 0
    if value < 0 {
      place -= 1
      (base + place).storeBytes(of: UInt8(ascii: "-"), as: UInt8.self)
    }
    let length = end - place
    (base + count).storeBytes(of: UInt32(length).bigEndian, as: UInt32.self)
    (base + count + 4).copyMemory(from: base + place, byteCount: length)
    count += 4 + length
  }
}

/// What one call of `fill` wrote.
public struct RowFill: Sendable, Equatable {
  public enum End: Sendable, Equatable {
    /// There may be more rows.
    case full
    /// As many as were asked for.
    case limit
    case finished
  }

  public var rows = 0
  public var bytes = 0
  public var end = End.finished
  /// With no row written and `end` full: bytes the next row needs.
  public var bytesNeeded = 0

  public init() {}
}
