import TextEncoding

/// Oracle's functions on text by bytes and display columns as on a ZHS16GBK database: a hanzi is two.
enum ByteText {
  /// Longest result of LPAD and RPAD, as Oracle's VARCHAR2.
  static let maximumPadding = 4000

  static func isASCII(_ text: String) -> Bool { text.utf8.allSatisfy { $0 < 0x80 } }

  /// `LENGTHB`
  static func length(_ text: String) -> Int { isASCII(text) ? text.utf8.count : GB18030.encode(text).count }

  private static func width(_ scalar: UnicodeScalar) -> Int { scalar.value < 0x80 ? 1 : 2 }

  /// `SUBSTRB`: half a character at either end becomes a blank.
  static func substring(_ text: String, from position: Int, count: Int?) -> String {
    if isASCII(text) { return CharacterText.substring(text, from: position, count: count) }
    let lengths = text.unicodeScalars.map { $0.value < 0x80 ? 1 : GB18030.encode(String($0)).count }
    let total = lengths.reduce(0, +)
    guard let range = CharacterText.range(of: total, from: position, count: count) else { return "" }
    var result = String.UnicodeScalarView()
    var start = 0
    for (scalar, length) in zip(text.unicodeScalars, lengths) {
      let overlap = max(0, min(start + length, range.upperBound) - max(start, range.lowerBound))
      if overlap == length {
        result.append(scalar)
      } else {
        for _ in 0..<overlap { result.append(" ") }
      }
      start += length
    }
    return String(result)
  }

  /// `LPAD` and `RPAD` to a display width; a hanzi that does not fit whole is a blank.
  static func pad(_ text: String, to columns: Int, with filler: String, onLeft: Bool) -> String {
    let columns = min(columns, maximumPadding)
    guard columns > 0 else { return "" }
    var kept = String.UnicodeScalarView()
    var used = 0
    for scalar in text.unicodeScalars {
      let width = width(scalar)
      if used + width > columns {
        if used < columns { kept.append(" ") }
        return String(kept)
      }
      kept.append(scalar)
      used += width
    }
    guard !filler.isEmpty else { return String(kept) }
    var padding = String.UnicodeScalarView()
    while used < columns {
      for scalar in filler.unicodeScalars where used < columns {
        let width = width(scalar)
        if used + width > columns {
          padding.append(" ")
          used = columns
        } else {
          padding.append(scalar)
          used += width
        }
      }
    }
    return onLeft ? String(padding) + String(kept) : String(kept) + String(padding)
  }

  /// `RAWTOHEX` of a text: its bytes in GBK.
  static func hexadecimal(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    let bytes = GB18030.encode(text).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `UTL_RAW.CAST_TO_VARCHAR2`
  ///
  /// - Throws: 22P02 (ORA-01465) for other characters than hexadecimal digits, and bytes that are no text.
  static func text(hexadecimal text: String) throws(SQLError) -> String {
    let digits = try values(hexadecimal: text)
    let bytes = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    do {
      return try GB18030.decode(bytes)
    } catch {
      throw notHexadecimal
    }
  }

  /// `HEXTORAW`: a RAW is its digits here.
  ///
  /// - Throws: 22P02 (ORA-01465) for other characters than hexadecimal digits.
  static func digits(hexadecimal text: String) throws(SQLError) -> String {
    String(decoding: try values(hexadecimal: text).map { $0 + ($0 < 10 ? 0x30 : 0x37) }, as: UTF8.self)
  }

  private static let notHexadecimal = SQLError("22P02", "ORA-01465 无效的十六进制数字")

  /// An even number: half a byte before the first digit is zero.
  private static func values(hexadecimal text: String) throws(SQLError) -> [UInt8] {
    var values: [UInt8] = []
    for character in text {
      guard character.isASCII, let digit = character.hexDigitValue else { throw notHexadecimal }
      values.append(UInt8(digit))
    }
    return values.count % 2 == 1 ? [0] + values : values
  }

  /// `ASCII`: the GBK code of the first character.
  static func code(of text: String) -> Int? {
    guard let first = text.unicodeScalars.first else { return nil }
    return GB18030.encode(String(first)).reduce(0) { $0 << 8 | Int($1) }
  }

  /// `CHR`: the character of a GBK code.
  ///
  /// - Throws: 22003 (ORA-01428) for a code that is no character.
  static func character(code: Int) throws(SQLError) -> String {
    let invalid = SQLError("22003", "ORA-01428 CHR 的参数超出范围")
    guard code >= 0, code <= 0xFFFF_FFFF else { throw invalid }
    var bytes: [UInt8] = []
    var rest = code
    repeat {
      bytes.insert(UInt8(rest & 0xFF), at: 0)
      rest >>= 8
    } while rest > 0
    do {
      return try GB18030.decode(bytes)
    } catch {
      throw invalid
    }
  }
}
