import Foundation

/// Tells systemd what the agent is about (sd_notify): `Type=notify` in `packaging/qianzhi.service`. Without
/// `NOTIFY_SOCKET` nobody is told.
struct SystemdNotice: Sendable {
  /// A path, or `@name` for an abstract socket.
  let socket: String?

  init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    let name = environment["NOTIFY_SOCKET"] ?? ""
    socket = name.hasPrefix("/") || name.hasPrefix("@") ? name : nil
  }

  /// The views listen and commands are taken.
  func ready() { tell("READY=1") }

  /// The agent was asked to stop.
  func stopping() { tell("STOPPING=1") }

  /// - Returns: whether somebody was told. That nobody listens does not keep the agent from its work.
  @discardableResult func tell(_ state: String) -> Bool {
    guard let socket else { return false }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var name = Array(socket.utf8)
    guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
    if name[0] == UInt8(ascii: "@") { name[0] = 0 }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    let length = socklen_t(MemoryLayout.size(ofValue: address.sun_family) + name.count)
    let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let bytes = Array(state.utf8)
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, length) == bytes.count
      }
    }
  }
}
