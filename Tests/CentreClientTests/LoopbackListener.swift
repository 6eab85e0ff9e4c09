import Foundation
import Testing

/// A socket that listens on a free port of 127.0.0.1, for a centre or a gateway that only a test plays.
final class LoopbackListener: Sendable {
  let port: Int
  /// For accept(2); shut down and closed with this object.
  let descriptor: Int32

  init() throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && getsockname(listener, $0, &length) == 0 && listen(listener, 4) == 0
      }
    }
    descriptor = listener
    port = Int(UInt16(bigEndian: address.sin_port))
    try #require(isListening)
  }

  deinit {
    shutdown(descriptor, Int32(SHUT_RDWR))
    close(descriptor)
  }
}
