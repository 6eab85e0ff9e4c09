/// The order texts have by their bytes in GB18030, found from their UTF-8 without converting them whole.
public enum GB18030Order {
  /// - Returns: below zero when `left` comes first, zero when they are equal, else above zero.
  public static func compare(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
    let common = min(left.count, right.count)
    var place = 0
    while place < common, left[place] == right[place] { place += 1 }
    if place == common { return left.count - right.count }
    if left[place] < 0x80, right[place] < 0x80 { return Int(left[place]) - Int(right[place]) }
    // Back to where the character that differs begins.
    while place > 0, left[place] & 0xC0 == 0x80 { place -= 1 }
    let codes = (code(left, at: place), code(right, at: place))
    return codes.0 < codes.1 ? -1 : codes.0 > codes.1 ? 1 : 0
  }

  public static func compare(_ left: String, _ right: String) -> Int {
    var left = left
    var right = right
    return left.withUTF8 { left in
      right.withUTF8 { compare(UnsafeRawBufferPointer(left), UnsafeRawBufferPointer($0)) }
    }
  }

  /// A character's bytes as one number, the first on top: no character's bytes begin with another's.
  private static func code(_ text: UnsafeRawBufferPointer, at place: Int) -> UInt32 {
    guard text[place] >= 0x80 else { return UInt32(text[place]) << 24 }
    let length = text[place] >= 0xF0 ? 4 : text[place] >= 0xE0 ? 3 : 2
    let end = min(place + length, text.count)
    let character = String(decoding: UnsafeRawBufferPointer(rebasing: text[place..<end]), as: UTF8.self)
    guard let scalar = character.unicodeScalars.first else { return 0 }
    if let double = DoubleByteTable.gb18030.code(scalar) { return UInt32(double) << 16 }
    return GB18030.encode(character).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Upper-case hexadecimal digits of the bytes: a text whose own bytes have the order.
  public static func key(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var key: [UInt8] = []
    for byte in GB18030.encode(text) { key += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
    return String(decoding: key, as: UTF8.self)
  }
}
