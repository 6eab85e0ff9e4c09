import Foundation

/// One JSON object a line, both ways.
enum ControlMessages {
  /// A line longer than this ends the connection.
  static let maximumLineBytes = 4 << 20

  /// A line without a message: the agent has the command.
  static let signOfLife = Data([UInt8(ascii: "\n")])

  static func line(_ value: some Encodable) throws -> Data { try json(value) + Data([UInt8(ascii: "\n")]) }

  /// The same as a text inside a message, for a command that shows it in its own way.
  static func text(_ value: some Encodable) throws -> String { String(decoding: try json(value), as: UTF8.self) }

  private static func json(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value)
  }
}

/// Cuts a byte stream into lines.
struct LineSplitter {
  struct LineTooLong: Error {}
  private var pending = Data()

  mutating func append(_ bytes: some Sequence<UInt8>) throws -> [Data] {
    pending.append(contentsOf: bytes)
    var lines: [Data] = []
    while let newline = pending.firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(Data(pending[..<newline]))
      pending = Data(pending[pending.index(after: newline)...])
    }
    if pending.count > ControlMessages.maximumLineBytes { throw LineTooLong() }
    return lines
  }
}
