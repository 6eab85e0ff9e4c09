import NIOCore

/// PostgreSQL's numeric on the wire: digits of base 10,000, the weight of the first, sign, and decimal places.
struct BinaryNumeric: Equatable {
  static let negative: UInt16 = 0x4000
  static let notANumber: UInt16 = 0xC000

  var digits: [Int16]
  var weight: Int16
  var sign: UInt16
  var scale: UInt16

  init(digits: [Int16], weight: Int16, sign: UInt16, scale: UInt16) {
    self.digits = digits
    self.weight = weight
    self.sign = sign
    self.scale = scale
  }

  /// Reads a decimal number without exponent; `nil` when it is not one.
  init?(text: UnsafeRawBufferPointer) {
    var bytes = text[...]
    sign = 0
    if bytes.first == UInt8(ascii: "-") {
      sign = Self.negative
      bytes = bytes.dropFirst()
    }
    let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, !bytes.isEmpty,
      parts.allSatisfy({ $0.allSatisfy { (0x30...0x39).contains($0) } }), bytes.count < 30_000
    else { return nil }
    let fraction = parts.count == 2 ? Array(parts[1]) : []
    guard !whole.isEmpty || !fraction.isEmpty else { return nil }
    scale = UInt16(fraction.count)
    let padding = [UInt8](repeating: 0x30, count: (4 - whole.count % 4) % 4)
    let tail = [UInt8](repeating: 0x30, count: (4 - fraction.count % 4) % 4)
    let all = padding + Array(whole) + fraction + tail
    digits = stride(from: 0, to: all.count, by: 4).map { start in
      all[start..<(start + 4)].reduce(0) { $0 * 10 + Int16($1 - 0x30) }
    }
    weight = Int16((padding.count + whole.count) / 4 - 1)
    while digits.first == 0 {
      digits.removeFirst()
      weight -= 1
    }
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty {
      weight = 0
      sign = 0
    }
  }

  /// Reads the wire form; `nil` when it is none, or not a number.
  init?(_ body: inout ByteBuffer) {
    guard let count = body.readInteger(as: UInt16.self), let weight = body.readInteger(as: Int16.self),
      let sign = body.readInteger(as: UInt16.self), let scale = body.readInteger(as: UInt16.self),
      sign == 0 || sign == Self.negative, body.readableBytes == Int(count) * 2, scale <= 0x3FFF
    else { return nil }
    var digits: [Int16] = []
    while let digit = body.readInteger(as: Int16.self) {
      guard (0..<10_000).contains(digit) else { return nil }
      digits.append(digit)
    }
    self.init(digits: digits, weight: weight, sign: sign, scale: scale)
  }

  func write(to buffer: inout ByteBuffer) -> Int {
    buffer.writeInteger(Int32(8 + digits.count * 2))
    buffer.writeInteger(UInt16(digits.count))
    buffer.writeInteger(weight)
    buffer.writeInteger(sign)
    buffer.writeInteger(scale)
    for digit in digits { buffer.writeInteger(digit) }
    return 0
  }

  /// With `scale` decimal places; `nil` when it would be longer than any number of ours.
  var text: String? {
    guard abs(Int(weight)) < 200 else { return nil }
    var whole = ""
    for index in 0...max(0, Int(weight)) where weight >= 0 { whole += group(index) }
    whole = String(whole.drop { $0 == "0" })
    var fraction = ""
    var index = Int(weight) + 1
    if index < 0 {
      fraction = String(repeating: "0000", count: -index)
      index = 0
    }
    while fraction.count < Int(scale) {
      fraction += group(index)
      index += 1
    }
    let places = fraction.prefix(Int(scale))
    return (sign == Self.negative ? "-" : "") + (whole.isEmpty ? "0" : whole) + (places.isEmpty ? "" : ".\(places)")
  }

  private func group(_ index: Int) -> String {
    WireDate.padded(digits.indices.contains(index) ? Int64(digits[index]) : 0, 4)
  }
}
