/// The one- and two-byte part of GBK or GB18030, as glibc's iconv has it, for converting value after value without a
/// call into the library.
public struct DoubleByteTable: Sendable {
  /// By scalar of the basic plane: lead byte << 8 | trail byte, 0 where there is none.
  private let codes: [UInt16]
  /// By code from 0x8140: the scalar, 0 where there is none.
  private let scalars: [UInt16]

  public static let gbk = DoubleByteTable(encoding: "GBK")
  public static let gb18030 = DoubleByteTable(encoding: "GB18030")

  private static let firstCode = 0x8140

  private init(encoding: String) {
    var codes = [UInt16](repeating: 0, count: 0x10000)
    var scalars = [UInt16](repeating: 0, count: 0x10000 - Self.firstCode)
    for lead in UInt8(0x81)...0xFE {
      for trail in UInt8(0x40)...0xFE where trail != 0x7F {
        guard let scalar = Self.scalar(lead, trail, encoding) else { continue }
        let code = UInt16(lead) << 8 | UInt16(trail)
        codes[Int(scalar)] = code
        scalars[Int(code) - Self.firstCode] = scalar
      }
    }
    self.codes = codes
    self.scalars = scalars
  }

  private static func scalar(_ lead: UInt8, _ trail: UInt8, _ encoding: String) -> UInt16? {
    let utf8: [UInt8]
    do {
      utf8 = try Iconv.convert([lead, trail], from: encoding, to: "UTF-8", expansion: 4)
    } catch {
      // A code that means nothing.
      return nil
    }
    let text = String(decoding: utf8, as: UTF8.self).unicodeScalars
    guard text.count == 1, let scalar = text.first, scalar.value < 0x10000 else { return nil }
    return UInt16(scalar.value)
  }

  /// The two bytes as one number; `nil` for ASCII and for what has none.
  public func code(_ scalar: Unicode.Scalar) -> UInt16? {
    guard scalar.value >= 0x80, scalar.value < 0x10000 else { return nil }
    let code = codes[Int(scalar.value)]
    return code == 0 ? nil : code
  }

  func scalar(lead: UInt8, trail: UInt8) -> Unicode.Scalar? {
    let index = (Int(lead) << 8 | Int(trail)) - Self.firstCode
    guard scalars.indices.contains(index), scalars[index] != 0 else { return nil }
    return Unicode.Scalar(scalars[index])
  }
}

extension GB18030 {
  /// Appends a text in UTF-8: two-byte characters by table, the rest through iconv.
  public static func append(_ utf8: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
    bytes.reserveCapacity(bytes.count + utf8.count)
    for scalar in String(decoding: utf8, as: UTF8.self).unicodeScalars {
      if scalar.value < 0x80 {
        bytes.append(UInt8(scalar.value))
      } else if let code = DoubleByteTable.gb18030.code(scalar) {
        bytes.append(UInt8(code >> 8))
        bytes.append(UInt8(code & 0xFF))
      } else {
        bytes.append(contentsOf: encode(String(scalar)))
      }
    }
  }
}
