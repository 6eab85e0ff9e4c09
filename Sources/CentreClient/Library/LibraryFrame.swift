/// One message between the agent and the child process that holds the vendor's library: kind, number, length (all
/// big-endian), content.
struct LibraryFrame: Equatable {
  enum Kind: UInt8 {
    /// Child: loaded and initialised.
    case ready = 1
    /// Child: not loaded or not initialised; the content says why, in UTF-8. Nothing was executed.
    case failed = 2
    /// Agent: a request text in GB18030.
    case request = 3
    /// Child: the function's result (4 bytes), then the answer text as the library wrote it.
    case answer = 4
    /// Child: the function returned, but what it wrote is no text; the content says why, in UTF-8.
    case noAnswer = 5
  }

  static let headerBytes = 9
  /// The largest content; the library's output buffer is below it.
  static let maximumBytes = 64 << 20

  let kind: Kind
  /// Of the request; an answer repeats it.
  let number: UInt32
  let content: [UInt8]

  var bytes: [UInt8] {
    [kind.rawValue] + Self.bigEndian(number) + Self.bigEndian(UInt32(content.count)) + content
  }

  struct Header: Equatable {
    let kind: Kind
    let number: UInt32
    let length: Int

    /// `nil` when the bytes are no header of ours.
    init?(_ bytes: [UInt8]) {
      guard bytes.count == LibraryFrame.headerBytes, let kind = Kind(rawValue: bytes[0]) else { return nil }
      let length = LibraryFrame.number(bytes[5..<9])
      guard length <= LibraryFrame.maximumBytes else { return nil }
      self.kind = kind
      number = LibraryFrame.number(bytes[1..<5])
      self.length = Int(length)
    }
  }

  static func bigEndian(_ number: UInt32) -> [UInt8] {
    [UInt8(number >> 24), UInt8(number >> 16 & 255), UInt8(number >> 8 & 255), UInt8(number & 255)]
  }

  static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 { bytes.reduce(0) { $0 << 8 | UInt32($1) } }
}
