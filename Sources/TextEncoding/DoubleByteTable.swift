/// The one- and two-byte part of GBK or GB18030, as glibc's iconv has it, for converting value after value without a
/// call into the library.
// The pointer is of memory that is filled once and kept for ever; hence unchecked.
public struct DoubleByteTable: @unchecked Sendable {
  /// By scalar of the basic plane: lead byte << 8 | trail byte, 0 where there is none.
  private let codes: UnsafePointer<UInt16>
  /// By code from 0x8140: the scalar, 0 where there is none.
  private let scalars: [UInt16]

  public static let gbk = DoubleByteTable(encoding: "GBK")
  public static let gb18030 = DoubleByteTable(encoding: "GB18030")

  private static let firstCode = 0x8140

  private init(encoding: String) {
    let codes = UnsafeMutablePointer<UInt16>.allocate(capacity: 0x10000)
    codes.initialize(repeating: 0, count: 0x10000)
    var scalars = [UInt16](repeating: 0, count: 0x10000 - Self.firstCode)
    for lead in UInt8(0x81)...0xFE {
      for trail in UInt8(0x40)...0xFE where trail != 0x7F {
        guard let scalar = Self.scalar(lead, trail, encoding) else { continue }
        let code = UInt16(lead) << 8 | UInt16(trail)
        codes[Int(scalar)] = code
        scalars[Int(code) - Self.firstCode] = scalar
      }
    }
    self.codes = UnsafePointer(codes)
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

  /// Encodes a text of ASCII and two-byte characters, which none other is in most columns.
  ///
  /// - Parameters:
  ///   - text: in UTF-8.
  ///   - output: room for as many bytes as the text has.
  /// - Returns: how many bytes were written; `nil` when the text has another character, or is no UTF-8.
  public func encode(_ text: UnsafeRawBufferPointer, to output: UnsafeMutableRawPointer) -> Int? {
    guard let input = text.baseAddress else { return 0 }
    let count = text.count
    var place = 0
    var written = 0
    while place < count {
      let first = input.load(fromByteOffset: place, as: UInt8.self)
      if first < 0x80 {
        if count - place >= 8 {
          let word = input.loadUnaligned(fromByteOffset: place, as: UInt64.self)
          (output + written).storeBytes(of: word, as: UInt64.self)
          // Little-endian: the low bytes come first.
          let plain = (UInt64(littleEndian: word) & 0x8080_8080_8080_8080).trailingZeroBitCount >> 3
          place += plain
          written += plain
        } else {
          (output + written).storeBytes(of: first, as: UInt8.self)
          place += 1
          written += 1
        }
        continue
      }
      let scalar: Int
      if first >= 0xE0, first < 0xF0, place + 2 < count {
        let second = input.load(fromByteOffset: place + 1, as: UInt8.self)
        let third = input.load(fromByteOffset: place + 2, as: UInt8.self)
        guard second & 0xC0 == 0x80, third & 0xC0 == 0x80 else { return nil }
        scalar = Int(first & 0x0F) << 12 | Int(second & 0x3F) << 6 | Int(third & 0x3F)
        guard scalar >= 0x800 else { return nil }
        place += 3
      } else if first >= 0xC2, first < 0xE0, place + 1 < count {
        let second = input.load(fromByteOffset: place + 1, as: UInt8.self)
        guard second & 0xC0 == 0x80 else { return nil }
        scalar = Int(first & 0x1F) << 6 | Int(second & 0x3F)
        place += 2
      } else {
        return nil
      }
      let code = codes[scalar]
      guard code != 0 else { return nil }
      (output + written).storeBytes(of: code.bigEndian, as: UInt16.self)
      written += 2
    }
    return written
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
