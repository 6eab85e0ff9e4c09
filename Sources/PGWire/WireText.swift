import TextEncoding

/// Text as the client sent it. Which characters it means depends on the session's `client_encoding`, which an earlier
/// message of the same packet can change.
public struct WireText: Hashable, Sendable, ExpressibleByStringLiteral {
  public let bytes: [UInt8]

  public init(bytes: [UInt8]) { self.bytes = bytes }
  public init(stringLiteral value: String) { bytes = Array(value.utf8) }

  /// - Throws: 22021 when the bytes are not text in `encoding`.
  public func decoded(as encoding: ClientEncoding) throws(WireReport) -> String {
    do {
      return try encoding.decode(bytes)
    } catch {
      throw WireReport(.error, "22021", "第 \(error.offset + 1) 个字节起不是有效的 \(error.encoding) 文本")
    }
  }
}
