import NIOCore

/// How COPY writes rows. PostgreSQL documentation, "COPY", "File Formats".
public struct CopyFormat: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// Tab between columns, `\N` for NULL, backslash escapes.
    case text
    /// Quoted where needed, an empty value for NULL.
    case csv
  }

  public var kind: Kind
  /// One ASCII character.
  public var delimiter: UInt8
  public var null: String
  /// A first line with the columns' names.
  public var hasHeader: Bool
  /// CSV only.
  public var quote: UInt8

  public init(
    kind: Kind = .text, delimiter: UInt8? = nil, null: String? = nil, hasHeader: Bool = false,
    quote: UInt8 = UInt8(ascii: "\"")
  ) {
    self.kind = kind
    self.delimiter = delimiter ?? (kind == .csv ? UInt8(ascii: ",") : 9)
    self.null = null ?? (kind == .csv ? "" : "\\N")
    self.hasHeader = hasHeader
    self.quote = quote
  }

  /// Appends a value, escaped or quoted, in UTF-8.
  func append(_ value: UnsafeRawBufferPointer?, isFirst: Bool, isOnly: Bool, to line: inout [UInt8]) {
    if !isFirst { line.append(delimiter) }
    guard let value else {
      line.append(contentsOf: null.utf8)
      return
    }
    switch kind {
    case .text: appendEscaped(value, to: &line)
    case .csv: appendQuoted(value, isOnly: isOnly, to: &line)
    }
  }

  private func appendEscaped(_ value: UnsafeRawBufferPointer, to line: inout [UInt8]) {
    for byte in value {
      let letter: UInt8? =
        switch byte {
        case 8: UInt8(ascii: "b")
        case 9: UInt8(ascii: "t")
        case 10: UInt8(ascii: "n")
        case 11: UInt8(ascii: "v")
        case 12: UInt8(ascii: "f")
        case 13: UInt8(ascii: "r")
        case UInt8(ascii: "\\"), delimiter: byte
        default: nil
        }
      if let letter {
        line.append(UInt8(ascii: "\\"))
        line.append(letter)
      } else {
        line.append(byte)
      }
    }
  }

  private func appendQuoted(_ value: UnsafeRawBufferPointer, isOnly: Bool, to line: inout [UInt8]) {
    let isLikeNull = value.elementsEqual(null.utf8)
    let isEndMark = isOnly && value.elementsEqual("\\.".utf8)
    guard isLikeNull || isEndMark || value.contains(where: { $0 == delimiter || $0 == quote || $0 == 10 || $0 == 13 })
    else {
      line.append(contentsOf: value)
      return
    }
    line.append(quote)
    for byte in value {
      if byte == quote { line.append(quote) }
      line.append(byte)
    }
    line.append(quote)
  }

  /// The header line, in UTF-8.
  public func header(_ names: [String]) -> [UInt8] {
    var line: [UInt8] = []
    for (index, name) in names.enumerated() {
      Array(name.utf8).withUnsafeBytes {
        append($0, isFirst: index == 0, isOnly: names.count == 1, to: &line)
      }
    }
    return line + [10]
  }
}

/// CopyOutResponse, CopyData, CopyDone.
public enum CopyOut: BackendMessage, Equatable {
  case begin(columnCount: Int)
  /// Of the header, in UTF-8.
  case line([UInt8])
  case done

  public func write(to buffer: inout ByteBuffer, encoding: ClientEncoding) {
    switch self {
    case .begin(let count):
      buffer.writeMessage("H") { body in
        body.writeInteger(UInt8(0))
        body.writeInteger(Int16(count))
        for _ in 0..<count { body.writeInteger(Int16(0)) }
      }
    case .line(let line):
      buffer.writeMessage("d") { $0.writeBytes(encoding.encode(String(decoding: line, as: UTF8.self))) }
    case .done: buffer.writeMessage("c") { _ in }
    }
  }
}

/// Writes one row as CopyData: `init`, one `value` per column, `end`.
public struct CopyRowWriter {
  private let format: CopyFormat
  private let columnCount: Int
  private var line: [UInt8] = []
  private var count = 0

  public init(format: CopyFormat, columnCount: Int) {
    self.format = format
    self.columnCount = columnCount
  }

  public mutating func value(_ utf8: UnsafeRawBufferPointer?) {
    format.append(utf8, isFirst: count == 0, isOnly: columnCount == 1, to: &line)
    count += 1
  }

  /// - Returns: how many characters the encoding lacks and were substituted.
  public mutating func end(encoding: ClientEncoding, to buffer: inout ByteBuffer) -> Int {
    line.append(10)
    var bytes: [UInt8] = []
    let substituted = line.withUnsafeBytes { encoding.append($0, to: &bytes) }
    buffer.writeMessage("d") { $0.writeBytes(bytes) }
    line.removeAll(keepingCapacity: true)
    return substituted
  }
}
