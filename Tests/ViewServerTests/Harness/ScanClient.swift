import Glibc

/// A client that reads a long result and keeps nothing of it but its first row: millions of rows by hundreds of clients
/// do not fit as messages.
final class ScanClient {
  private let descriptor: Int32
  private static let capacity = 1 << 18
  private let buffer = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
  private var start = 0
  private var end = 0

  /// What one statement was answered with.
  struct Answer: Equatable {
    var rows = 0
    /// The first row's message body.
    var first: [UInt8] = []
    /// A row differs from the first.
    var isMixed = false
    /// An error's SQLSTATE.
    var state: String?
  }

  init(socketPath: String, user: String = "his_interface", database: String = "qianzhi") throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    try RawClient.connect(descriptor, to: socketPath)
    let words = ["user", user, "database", database]
    try send(RawClient.message(nil, [0, 3, 0, 0] + words.flatMap(RawClient.text) + [0]))
    _ = try answer()
  }

  deinit {
    close(descriptor)
    buffer.deallocate()
  }

  func ask(_ sql: String) throws -> Answer {
    try send(RawClient.query(sql))
    return try answer()
  }

  private func send(_ bytes: [UInt8]) throws {
    guard Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
      throw RawClient.Failure(message: "send \(errno)")
    }
  }

  /// Everything up to ReadyForQuery.
  private func answer() throws -> Answer {
    var answer = Answer()
    while true {
      try fill(5)
      let type = buffer.load(fromByteOffset: start, as: UInt8.self)
      let length = (1...4).reduce(0) { $0 << 8 | Int(buffer.load(fromByteOffset: start + $1, as: UInt8.self)) }
      try fill(length + 1)
      let body = UnsafeRawBufferPointer(start: buffer + start + 5, count: length - 4)
      switch type {
      case UInt8(ascii: "D"):
        answer.rows += 1
        if answer.rows == 1 { answer.first = Array(body) }
        if body.count != answer.first.count || memcmp(buffer + start + 5, answer.first, body.count) != 0 {
          answer.isMixed = true
        }
      case UInt8(ascii: "E"):
        answer.state = body.split(separator: 0).first { $0.first == UInt8(ascii: "C") }
          .map { String(decoding: $0.dropFirst(), as: UTF8.self) }
      default: break
      }
      start += 1 + length
      if type == UInt8(ascii: "Z") { return answer }
    }
  }

  private func fill(_ count: Int) throws {
    guard count <= Self.capacity else { throw RawClient.Failure(message: "a message of \(count) bytes") }
    if start + count > Self.capacity {
      memmove(buffer, buffer + start, end - start)
      end -= start
      start = 0
    }
    while end - start < count {
      let read = recv(descriptor, buffer + end, Self.capacity - end, 0)
      guard read > 0 else { throw RawClient.Failure(message: read == 0 ? "closed" : "recv \(errno)") }
      end += read
    }
  }
}
