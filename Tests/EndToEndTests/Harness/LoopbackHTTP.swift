import Foundation

/// One HTTP/1.1 request to the simulator's admin pages over a plain socket.
enum LoopbackHTTP {
  static func request(_ method: String, _ url: URL) async throws -> Data {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(url.port ?? 80).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard connected else { throw HarnessError("the simulator does not listen") }
    var target = url.path
    if let query = url.query(percentEncoded: true) { target += "?\(query)" }
    let head = "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    guard head.withCString({ write(descriptor, $0, strlen($0)) }) == head.utf8.count else {
      throw HarnessError("cannot write the request")
    }
    var answer = Data()
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count <= 0 { break }
      answer.append(contentsOf: buffer[..<count])
    }
    guard let end = answer.range(of: Data("\r\n\r\n".utf8)) else { throw HarnessError("no answer from \(url.path)") }
    let header = String(decoding: answer[..<end.lowerBound], as: UTF8.self)
    guard header.contains(" 200 ") else { throw HarnessError("\(url.path): \(header.prefix(60))") }
    let body = Data(answer[end.upperBound...])
    return header.lowercased().contains("transfer-encoding: chunked") ? try unchunked(body) : body
  }

  private static func unchunked(_ body: Data) throws -> Data {
    var rest = body[...]
    var whole = Data()
    while let lineEnd = rest.range(of: Data("\r\n".utf8)) {
      guard let size = Int(String(decoding: rest[..<lineEnd.lowerBound], as: UTF8.self), radix: 16) else {
        throw HarnessError("bad chunk")
      }
      if size == 0 { return whole }
      whole += rest[lineEnd.upperBound..<(lineEnd.upperBound + size)]
      rest = rest[(lineEnd.upperBound + size + 2)...]
    }
    throw HarnessError("chunks without end")
  }
}
