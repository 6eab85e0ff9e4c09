import Testing

@testable import TextEncoding

@Suite struct GBKTests {
  // Byte values from Python: "药品,Ⅰ·".encode("gbk"), "昞".encode("gbk"), "—".encode("gbk").
  static let pairs: [(String, [UInt8])] = [
    ("药品,Ⅰ·", [0xD2, 0xA9, 0xC6, 0xB7, 0x2C, 0xA2, 0xF1, 0xA1, 0xA4]), ("昞", [0x95, 0x5C]), ("—", [0xA1, 0xAA]),
    ("", []), ("ypml", [0x79, 0x70, 0x6D, 0x6C]),
  ]

  @Test(arguments: pairs) func bothWays(text: String, bytes: [UInt8]) throws {
    let encoded = GBK.encode(text)
    #expect(encoded.bytes == bytes && encoded.substituted == 0)
    #expect(try GBK.decode(bytes) == text)
  }

  // The table of sql-and-wire.md: ₂→2, µ→μ, •→·, the rest `?`. μ and · are A6 CC and A1 A4 (Python).
  @Test func substitutes() {
    let encoded = GBK.encode("B₂µ•𠮷é²⁻")
    #expect(encoded.bytes == Array("B2".utf8) + [0xA6, 0xCC, 0xA1, 0xA4, 0x3F, 0xA8, 0xA6] + Array("2-".utf8))
    #expect(encoded.substituted == 6)
  }

  @Test func namesTheFirstBadByte() {
    for (bytes, offset) in [
      ([0x31, 0xFF, 0x31], 1), ([0xD2, 0xA9, 0x80], 2), ([0xD2], 0), ([0xD2, 0x20], 0), ([0x81, 0x7F], 0),
    ] as [([UInt8], Int)] {
      #expect(throws: TextEncodingError(encoding: "GBK", offset: offset)) { try GBK.decode(bytes) }
    }
  }

  /// Every hanzi of the unified block: GBK holds all of them, and iconv agrees on each.
  @Test func agreesWithIconv() throws {
    for value in UInt32(0x4E00)...0x9FA5 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let bytes = GBK.encode(String(scalar)).bytes
      let expected = try Iconv.convert(Array(String(scalar).utf8), from: "UTF-8", to: "GBK", expansion: 2)
      if bytes != expected { Issue.record("\(value): \(bytes)") }
    }
  }

  /// Each character between texts of any length: the table's whole texts are iconv's, or it says that it cannot.
  @Test func wholeTextsByTableAgreeWithIconv() throws {
    for (table, name) in [(DoubleByteTable.gbk, "GBK"), (.gb18030, "GB18030")] {
      var known = 0
      for value in stride(from: UInt32(0x20), to: 0x1_2000, by: 3) {
        guard let scalar = Unicode.Scalar(value) else { continue }
        let ascii = String(repeating: "x", count: Int(value % 19))
        let text = Array((ascii + String(scalar) + "药" + ascii).utf8)
        var output = [UInt8](repeating: 0xEE, count: text.count + 1)
        let size = text.withUnsafeBytes { text in
          output.withUnsafeMutableBytes { table.encode(text, to: $0.baseAddress!) }
        }
        #expect(output[text.count] == 0xEE, "\(name) \(value) wrote too far")
        guard let size else { continue }
        known += 1
        let expected = try Iconv.convert(text, from: "UTF-8", to: name, expansion: 2)
        if Array(output[..<size]) != expected { Issue.record("\(name) \(value)") }
      }
      #expect(known > 7_000)
    }
  }

  @Test(
    arguments: [[0xC1, 0x81], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80], [0xE8, 0x8D], [0xFF], [0xE8, 0x41, 0xAF]]
      as [[UInt8]])
  func whatIsNoTextIsNotEncodedByTable(bytes: [UInt8]) {
    var output = [UInt8](repeating: 0, count: bytes.count)
    let size = bytes.withUnsafeBytes { bytes in
      output.withUnsafeMutableBytes { DoubleByteTable.gbk.encode(bytes, to: $0.baseAddress!) }
    }
    #expect(size == nil)
  }

  @Test func gb18030ByTableAgreesWithIconv() {
    for value in stride(from: UInt32(0x80), to: 0x2_FFFF, by: 7) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = String(scalar) + "a"
      var bytes: [UInt8] = []
      Array(text.utf8).withUnsafeBytes { GB18030.append($0, to: &bytes) }
      if bytes != GB18030.encode(text) { Issue.record("\(value): \(bytes)") }
    }
  }
}
