import CIconv

/// GB18030 text, the encoding of the unified interface. It is a superset of GBK and covers all of Unicode.
public enum GB18030 {
  /// Decodes a whole message.
  ///
  /// - Throws: `TextEncodingError` with the offset of the first byte that is not GB18030.
  public static func decode(_ bytes: [UInt8]) throws(TextEncodingError) -> String {
    let utf8 = try Iconv.convert(bytes, from: "GB18030", to: "UTF-8", expansion: 3)
    return String(decoding: utf8, as: UTF8.self)
  }

  /// Encodes text. Every assigned character has a GB18030 form; 24 places for private use have none in glibc
  /// (U+E78D…U+E864, whose codes were given to characters since) and become `?`.
  public static func encode(_ text: String) -> [UInt8] {
    do {
      return try Iconv.convert(Array(text.utf8), from: "UTF-8", to: "GB18030", expansion: 2)
    } catch {
      return text.unicodeScalars.flatMap(encode)
    }
  }

  private static func encode(_ scalar: Unicode.Scalar) -> [UInt8] {
    do {
      return try Iconv.convert(Array(String(scalar).utf8), from: "UTF-8", to: "GB18030", expansion: 2)
    } catch {
      return [0x3F]
    }
  }
}

/// Bytes that are not text in the encoding they were said to be in.
public struct TextEncodingError: Error, Equatable, Sendable {
  /// The encoding's name as iconv knows it.
  public let encoding: String
  /// Offset in bytes of the first byte that could not be converted.
  public let offset: Int

  public init(encoding: String, offset: Int) {
    self.encoding = encoding
    self.offset = offset
  }
}

enum Iconv {
  /// Converts whole buffers. `expansion` is the largest growth in bytes per input byte for this pair.
  static func convert(
    _ input: [UInt8], from source: String, to target: String, expansion: Int
  ) throws(TextEncodingError) -> [UInt8] {
    if input.isEmpty { return [] }
    var consumed = 0
    var produced = 0
    var status: Int32 = 0
    let capacity = input.count * expansion + 8
    let output = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      status = input.withUnsafeBytes { raw in
        qz_iconv(
          target, source, raw.baseAddress?.assumingMemoryBound(to: CChar.self), raw.count,
          UnsafeMutableRawPointer(buffer.baseAddress!).assumingMemoryBound(to: CChar.self), capacity, &consumed,
          &produced)
      }
      count = produced
    }
    precondition(status != -1, "glibc's iconv knows \(source) and \(target)")
    precondition(status != -2, "the output buffer holds the largest possible conversion")
    if status != 0 { throw TextEncodingError(encoding: source, offset: consumed) }
    return output
  }
}
