import Crypto
import Settlement

/// The bytes of a segment (a data format: dear to change).
///
/// Header, 64 bytes: `QZSWIPE\n`, format version (u32), segment number (u32), number of its first record counted from
/// 1 over all segments (u64), hash of the record before it (32 bytes; zeros before the first), 4 zero bytes, CRC32 of
/// the preceding 60 bytes. Record: payload length (u32), CRC32 of previous hash and payload (u32), previous hash (32
/// bytes), payload. A record's hash is SHA-256 over its previous hash, its length and its payload. Integers are
/// little-endian. A segment is followed by reserved space, which reads as end of file or zeros. Behind the last segment
/// there may be spare ones, reserved before the window (R21): files of zeros without a header.
enum JournalFormat {
  static let version: UInt32 = 1
  static let headerLength = 64
  static let recordOverhead = 40
  static let magic = Array("QZSWIPE\n".utf8)
  static let zeroHash = [UInt8](repeating: 0, count: 32)

  struct Header: Equatable {
    var segment: UInt32
    var firstRecord: UInt64
    var previousHash: [UInt8]
  }

  static func header(_ header: Header) -> [UInt8] {
    var bytes = magic + little(version) + little(header.segment) + little(header.firstRecord)
    bytes += header.previousHash + [0, 0, 0, 0]
    return bytes + little(CRC32.checksum(bytes))
  }

  /// The version of a whole, intact header; `nil` when the bytes are none.
  static func headerVersion(_ bytes: [UInt8]) -> UInt32? {
    guard bytes.count >= headerLength, Array(bytes[0..<8]) == magic,
      integer(bytes, 60, 4) == UInt64(CRC32.checksum(Array(bytes[0..<60])))
    else { return nil }
    return UInt32(integer(bytes, 8, 4))
  }

  /// `nil` when the bytes are not a whole, intact header of this version.
  static func parseHeader(_ bytes: [UInt8]) -> Header? {
    guard headerVersion(bytes) == version else { return nil }
    return Header(
      segment: UInt32(integer(bytes, 12, 4)), firstRecord: integer(bytes, 16, 8), previousHash: Array(bytes[24..<56]))
  }

  static func record(_ payload: [UInt8], after previousHash: [UInt8]) -> [UInt8] {
    let checksum = CRC32.checksum(previousHash + payload)
    return little(UInt32(payload.count)) + little(checksum) + previousHash + payload
  }

  static func hash(_ payload: [UInt8], after previousHash: [UInt8]) -> [UInt8] {
    Array(SHA256.hash(data: previousHash + little(UInt32(payload.count)) + payload))
  }

  static func little(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  static func integer(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> UInt64 {
    bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}

/// CRC-32 (IEEE 802.3, reflected), as in zlib.
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { crc, _ in crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1 }
  }

  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBufferPointer { bytes in
      table.withUnsafeBufferPointer { table in
        var crc: UInt32 = 0xFFFF_FFFF
        var index = 0
        while index < bytes.count {
          crc = table[Int((crc ^ UInt32(bytes[index])) & 0xFF)] ^ (crc >> 8)
          index += 1
        }
        return ~crc
      }
    }
  }

  /// Whether some beginning of `bytes` longer than `minimum` has this checksum.
  static func hasPrefix(_ bytes: ArraySlice<UInt8>, withChecksum expected: UInt32, longerThan minimum: Int) -> Bool {
    var crc: UInt32 = 0xFFFF_FFFF
    for (index, byte) in bytes.enumerated() {
      crc = step(crc, byte)
      if index >= minimum, ~crc == expected { return true }
    }
    return false
  }

  private static func step(_ crc: UInt32, _ byte: UInt8) -> UInt32 {
    table[Int((crc ^ UInt32(byte)) & 0xFF)] ^ (crc >> 8)
  }
}

/// SHA-256 in hexadecimal, for request digests and the head's hash.
public enum JournalDigest {
  public static func hex(_ bytes: [UInt8]) -> String { text(Array(SHA256.hash(data: bytes))) }

  static func text(_ hash: [UInt8]) -> String {
    hash.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
