/// GBK text, the encoding of Windows programs in Chinese (code page 936): ASCII and two-byte characters.
/// What else a text holds is written as something that looks alike, or as `?`.
public enum GBK {
  /// - Throws: `TextEncodingError` with the offset of the first byte that is not GBK.
  public static func decode(_ bytes: [UInt8]) throws(TextEncodingError) -> String {
    var text = String.UnicodeScalarView()
    text.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte < 0x80 {
        text.append(Unicode.Scalar(byte))
        index += 1
      } else if index + 1 < bytes.count,
        let scalar = DoubleByteTable.gbk.scalar(lead: byte, trail: bytes[index + 1])
      {
        text.append(scalar)
        index += 2
      } else {
        throw TextEncodingError(encoding: "GBK", offset: index)
      }
    }
    return String(text)
  }

  /// Appends a text in UTF-8 as GBK.
  ///
  /// - Returns: how many characters had to be substituted.
  @discardableResult
  public static func append(_ utf8: UnsafeRawBufferPointer, to bytes: inout [UInt8]) -> Int {
    bytes.reserveCapacity(bytes.count + utf8.count)
    var substituted = 0
    for scalar in String(decoding: utf8, as: UTF8.self).unicodeScalars {
      if scalar.value < 0x80 {
        bytes.append(UInt8(scalar.value))
      } else if let code = DoubleByteTable.gbk.code(scalar) {
        bytes.append(UInt8(code >> 8))
        bytes.append(UInt8(code & 0xFF))
      } else {
        substituted += 1
        append(substitute(scalar), to: &bytes)
      }
    }
    return substituted
  }

  /// Encodes a text and tells how many characters were substituted.
  public static func encode(_ text: String) -> (bytes: [UInt8], substituted: Int) {
    var bytes: [UInt8] = []
    var text = text
    let substituted = text.withUTF8 { append(UnsafeRawBufferPointer($0), to: &bytes) }
    return (bytes, substituted)
  }

  private static func append(_ substitute: Substitute, to bytes: inout [UInt8]) {
    switch substitute {
    case .ascii(let text): bytes.append(contentsOf: text.utf8)
    case .code(let code):
      bytes.append(UInt8(code >> 8))
      bytes.append(UInt8(code & 0xFF))
    }
  }

  private enum Substitute {
    case ascii(String)
    case code(UInt16)
  }

  private static func substitute(_ scalar: Unicode.Scalar) -> Substitute {
    switch scalar.value {
    case 0x2080...0x2089: return .ascii(String(scalar.value - 0x2080))
    case 0x2070, 0x2074...0x2079: return .ascii(String(scalar.value - 0x2070))
    case 0xB9: return .ascii("1")
    case 0xB2, 0xB3: return .ascii(String(scalar.value - 0xB0))
    default: break
    }
    guard let twin = twins[scalar] else { return .ascii("?") }
    if twin.value < 0x80 { return .ascii(String(twin)) }
    return DoubleByteTable.gbk.code(twin).map { .code($0) } ?? .ascii("?")
  }

  /// What looks alike in GBK. The first two are in the names of real drugs.
  private static let twins: [Unicode.Scalar: Unicode.Scalar] = [
    "\u{B5}": "\u{3BC}", "\u{2022}": "\u{B7}", "\u{2027}": "\u{B7}", "\u{2219}": "\u{B7}", "\u{22C5}": "\u{B7}",
    "\u{30FB}": "\u{B7}", "\u{A0}": " ", "\u{2002}": " ", "\u{2003}": " ", "\u{2009}": " ", "\u{2010}": "-",
    "\u{2011}": "-", "\u{2012}": "\u{2013}", "\u{2212}": "-", "\u{208A}": "+", "\u{208B}": "-", "\u{207A}": "+",
    "\u{207B}": "-", "\u{208D}": "(", "\u{208E}": ")", "\u{DF}": "\u{3B2}", "\u{C5}": "A", "\u{212B}": "A",
    "\u{2126}": "\u{3A9}", "\u{2B9}": "\u{2032}", "\u{301C}": "\u{FF5E}", "\u{25E6}": "\u{B0}", "\u{BA}": "\u{B0}",
    "\u{2DA}": "\u{B0}", "\u{2044}": "/", "\u{2215}": "/", "\u{201A}": ",",
  ]
}
