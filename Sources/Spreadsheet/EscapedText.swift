/// `_xHHHH_`: how a spreadsheet writes what XML has no form for.
enum EscapedText {
  /// A cell's text. Line breaks, TAB and the underscore that protects a literal `_x0001_` are read back; any other
  /// escape stays as it is written: as such it stands in the centre's own catalogues, and a control character would be
  /// no text.
  static func decode(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if let value = escape(in: bytes, at: index), [9, 10, 13, 0x5F].contains(value) {
        result.append(UInt8(value))
        index += 7
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// A text as a cell holds it: an underscore before what would be read as an escape, control characters and what else
  /// XML does not allow (U+FFFE, U+FFFF) escaped.
  static func encode(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + 8)
    for (index, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "_"), escape(in: bytes, at: index) != nil {
        result += Array("_x005F_".utf8)
      } else if byte < 32, byte != 9, byte != 10 {
        let digits = Array("0123456789ABCDEF".utf8)
        result += Array("_x00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)], UInt8(ascii: "_")]
      } else {
        result.append(byte)
        guard byte == 0xBE || byte == 0xBF, result.suffix(3).elementsEqual([0xEF, 0xBF, byte]) else { continue }
        result.replaceSubrange((result.count - 3)..., with: Array((byte == 0xBE ? "_xFFFE_" : "_xFFFF_").utf8))
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The number in an escape that begins at an index.
  private static func escape(in bytes: [UInt8], at index: Int) -> UInt32? {
    guard index + 7 <= bytes.count, bytes[index] == UInt8(ascii: "_"), bytes[index + 1] == UInt8(ascii: "x"),
      bytes[index + 6] == UInt8(ascii: "_")
    else { return nil }
    var value: UInt32 = 0
    for byte in bytes[(index + 2)..<(index + 6)] {
      switch byte {
      case 48...57: value = value << 4 | UInt32(byte - 48)
      case 65...70: value = value << 4 | UInt32(byte - 55)
      case 97...102: value = value << 4 | UInt32(byte - 87)
      default: return nil
      }
    }
    return value
  }
}
