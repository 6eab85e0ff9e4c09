import TextEncoding

/// How the bytes of one download-log file are made. Fixed when the day's file is created and stored with it.
public struct LogFormat: Hashable, Sendable {
  public enum Encoding: String, Sendable, CaseIterable {
    case utf8 = "utf-8"
    case utf8WithMark = "utf-8-bom"
    case gb18030 = "gb18030"
  }
  public enum LineEnding: String, Sendable, CaseIterable {
    case crlf
    case lf
  }

  public let encoding: Encoding
  public let lineEnding: LineEnding

  public init(encoding: Encoding = .utf8, lineEnding: LineEnding = .crlf) {
    self.encoding = encoding
    self.lineEnding = lineEnding
  }

  /// What stands before the first line: the byte order mark, when there is one.
  public var header: [UInt8] { encoding == .utf8WithMark ? [0xEF, 0xBB, 0xBF] : [] }

  /// The bytes of lines, each with its ending.
  public func encode(_ lines: String) -> [UInt8] {
    switch encoding {
    case .utf8, .utf8WithMark: Array(lines.utf8)
    case .gb18030: GB18030.encode(lines)
    }
  }

  /// A line's text with its ending.
  public func terminated(_ line: LogLine) -> String { line.text + (lineEnding == .crlf ? "\r\n" : "\n") }

  /// The lines of a whole file, without their endings.
  ///
  /// - Throws: `TextEncodingError` when the bytes are not in this encoding.
  public func lines(in bytes: [UInt8]) throws(TextEncodingError) -> [String] {
    let text: String
    switch encoding {
    case .gb18030: text = try GB18030.decode(bytes)
    case .utf8, .utf8WithMark:
      let content = bytes.starts(with: header) ? Array(bytes.dropFirst(header.count)) : bytes
      guard let valid = String(validating: content, as: UTF8.self) else {
        throw TextEncodingError(encoding: "UTF-8", offset: 0)
      }
      text = valid
    }
    return Self.split(text)
  }

  private static func split(_ text: String) -> [String] {
    var text = text
    return text.withUTF8 { bytes in
      var lines: [String] = []
      var start = 0
      for index in 0..<bytes.count where bytes[index] == 10 {
        let end = index > start && bytes[index - 1] == 13 ? index - 1 : index
        lines.append(String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self))
        start = index + 1
      }
      if start < bytes.count {
        lines.append(String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<bytes.count]), as: UTF8.self))
      }
      return lines
    }
  }
}
