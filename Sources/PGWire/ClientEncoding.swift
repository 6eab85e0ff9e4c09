import TextEncoding

/// The encoding a session's client writes and reads (`client_encoding`).
public enum ClientEncoding: Sendable, Equatable {
  case utf8
  case gb18030
  case gbk

  /// The encoding PostgreSQL knows by this name; case, `-`, `_` and blanks do not count. SQL_ASCII is taken as UTF-8.
  public init?(name: String) {
    switch String(name.lowercased().filter { $0.isLetter || $0.isNumber }) {
    case "utf8", "unicode", "sqlascii", "default": self = .utf8
    case "gb18030": self = .gb18030
    // EUC_CN is the older part of GBK.
    case "gbk", "cp936", "windows936", "win936", "euccn", "gb2312": self = .gbk
    default: return nil
    }
  }

  /// - Throws: `TextEncodingError` with the offset of the first byte that is not text.
  public func decode(_ bytes: [UInt8]) throws(TextEncodingError) -> String {
    switch self {
    case .utf8:
      if let text = String(validating: bytes, as: UTF8.self) { return text }
      throw TextEncodingError(encoding: "UTF-8", offset: Self.firstInvalidUTF8(bytes))
    case .gb18030: return try GB18030.decode(bytes)
    case .gbk: return try GBK.decode(bytes)
    }
  }

  public func encode(_ text: String) -> [UInt8] {
    switch self {
    case .utf8: Array(text.utf8)
    case .gb18030: GB18030.encode(text)
    case .gbk: GBK.encode(text).bytes
    }
  }

  /// The name PostgreSQL shows.
  public var name: String {
    switch self {
    case .utf8: "UTF8"
    case .gb18030: "GB18030"
    case .gbk: "GBK"
    }
  }

  /// Appends UTF-8 text.
  ///
  /// - Returns: how many characters the encoding lacks and were substituted.
  public func append(_ utf8: UnsafeRawBufferPointer, to bytes: inout [UInt8]) -> Int {
    switch self {
    case .utf8:
      bytes.append(contentsOf: utf8)
      return 0
    case .gb18030:
      GB18030.append(utf8, to: &bytes)
      return 0
    case .gbk: return GBK.append(utf8, to: &bytes)
    }
  }

  /// For texts of nothing but its one- and two-byte characters; `nil` for UTF-8.
  public var doubleBytes: DoubleByteTable? {
    switch self {
    case .utf8: nil
    case .gb18030: .gb18030
    case .gbk: .gbk
    }
  }

  private static func firstInvalidUTF8(_ bytes: [UInt8]) -> Int {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var offset = 0
    while case .scalarValue(let scalar) = decoder.decode(&iterator) { offset += UTF8.width(scalar) }
    return offset
  }
}
