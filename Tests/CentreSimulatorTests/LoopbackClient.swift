import Foundation
import TextEncoding

/// What came back on one connection.
struct LoopbackReply: Equatable {
  var status = 0
  var headers: [String: String] = [:]
  var body: [UInt8] = []
  /// The body was as long as it was announced to be.
  var isWhole = false
  /// Nothing came before the time-out.
  var timedOut = false

  /// The body as GB18030 text; empty when it is none.
  var text: String { (try? GB18030.decode(body)) ?? "" }
  var fields: [String] { text.split(separator: "|", omittingEmptySubsequences: false).map(String.init) }
}

/// One request on one connection over a plain socket, read to the end: sees what an HTTP library would hide.
enum LoopbackClient {
  static func call(_ port: Int, _ text: String, timeoutSeconds: Int = 10) async -> LoopbackReply {
    let form = "Command=BUSINESS_HANDLE&CommandCont="
    let encoded = GB18030.encode(text).map { "%" + String(format: "%02X", $0) }.joined()
    return await send(port, "POST", "/", body: Array((form + encoded).utf8), timeoutSeconds: timeoutSeconds)
  }

  static func send(
    _ port: Int, _ method: String, _ path: String, body: [UInt8] = [], timeoutSeconds: Int = 10
  ) async -> LoopbackReply {
    let head =
      "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: \(body.count)\r\n"
      + "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    let request = Array(head.utf8) + body
    return await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(returning: exchange(port, request, timeoutSeconds))
      }
    }
  }

  private static func exchange(_ port: Int, _ request: [UInt8], _ timeoutSeconds: Int) -> LoopbackReply {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    precondition(descriptor >= 0, "no socket")
    defer { close(descriptor) }
    var timeout = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port)).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { return LoopbackReply() }
    var sent = 0
    while sent < request.count {
      let count = request[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { break }
      sent += count
    }
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count == 0 { break }
      if count < 0 {
        if errno == EAGAIN || errno == EWOULDBLOCK { return LoopbackReply(timedOut: true) }
        break
      }
      received += buffer[..<count]
    }
    return parse(received)
  }

  private static func parse(_ bytes: [UInt8]) -> LoopbackReply {
    var reply = LoopbackReply()
    let mark = Array("\r\n\r\n".utf8)
    guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: mark) }) else { return reply }
    let lines = String(decoding: bytes[..<end], as: UTF8.self).components(separatedBy: "\r\n")
    reply.status = Int(lines[0].split(separator: " ")[1]) ?? 0
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      if parts.count == 2 { reply.headers[parts[0].lowercased()] = parts[1] }
    }
    reply.body = Array(bytes[(end + 4)...])
    reply.isWhole = reply.headers["content-length"].flatMap { Int($0) } == reply.body.count
    return reply
  }
}
