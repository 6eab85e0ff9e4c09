import NIOCore

/// Who is at the other end of a connection.
struct Peer: Sendable {
  /// The IP address without its port; `nil` on the Unix socket.
  let address: String?
  /// The user id of a process on the Unix socket.
  var userID: UInt32?

  init(_ socketAddress: SocketAddress?, isLocal: Bool) {
    address = isLocal ? nil : socketAddress?.ipAddress ?? "未知"
  }

  /// What log lines call it.
  var name: String { address ?? "local" }

  /// On this machine, and therefore where the published password works by default.
  var isLoopback: Bool {
    guard let address else { return true }
    return address.hasPrefix("127.") || address == "::1" || address.hasPrefix("::ffff:127.")
  }
}

/// Linux' `struct ucred`, the answer of SO_PEERCRED.
struct PeerCredentials: Sendable {
  var processID: Int32 = 0
  var userID: UInt32 = .max
  var groupID: UInt32 = .max

  /// SO_PEERCRED of `<asm-generic/socket.h>`.
  static let option = NIOBSDSocket.Option(rawValue: 17)
}
