import Foundation
import Testing

@testable import Agent

/// What systemd would receive, by a datagram socket of our own.
@Suite struct SystemdNoticeTests {
  private func received(at name: String, _ body: () -> Void) throws -> String {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(name.utf8.map { $0 == UInt8(ascii: "@") ? 0 : $0 })
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
    }
    try #require(bound == 0)
    body()
    var buffer = [UInt8](repeating: 0, count: 100)
    let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    return String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
  }

  @Test(arguments: ["@qianzhi-\(UUID().uuidString)", "\(NSTemporaryDirectory())qz-\(UUID().uuidString.prefix(8))"])
  func told(name: String) throws {
    defer { unlink(name) }
    let notice = SystemdNotice(environment: ["NOTIFY_SOCKET": name])
    #expect(try received(at: name) { notice.ready() } == "READY=1")
  }

  @Test func nobodyIsTold() {
    #expect(SystemdNotice(environment: [:]).socket == nil)
    #expect(SystemdNotice(environment: ["NOTIFY_SOCKET": "vsock:2:1"]).socket == nil)
    // Nobody listens, or the name is longer than a socket's may be: 107 bytes.
    #expect(!SystemdNotice(environment: ["NOTIFY_SOCKET": "/nowhere/at/all"]).tell("READY=1"))
    let longest = "@" + String(repeating: "a", count: 107)
    #expect(!SystemdNotice(environment: ["NOTIFY_SOCKET": longest]).tell("READY=1"))
  }
}
