import NIOCore
import Testing

@testable import PGWire

@Suite struct StartupRequestTests {
  func decode(_ bytes: [UInt8]) throws -> FrontendMessage? {
    var buffer = ByteBuffer(bytes: bytes)
    return try FrontendDecoder().next(from: &buffer)
  }

  @Test func encryptionRequests() throws {
    #expect(try decode([0, 0, 0, 8, 0x04, 0xD2, 0x16, 0x2F]) == .startup(.tls))
    #expect(try decode([0, 0, 0, 8, 0x04, 0xD2, 0x16, 0x30]) == .startup(.gssEncryption))
  }

  @Test func cancel() throws {
    #expect(
      try decode([0, 0, 0, 16, 0x04, 0xD2, 0x16, 0x2E, 0, 0, 1, 2, 0xFF, 0xFF, 0xFF, 0xFE])
        == .startup(.cancel(CancelKey(processID: 258, secret: -2))))
  }

  @Test(arguments: [0, 2]) func start(minor: UInt8) throws {
    let pairs = Array("user\0his_interface\0database\0qianzhi\0_pq_.x\01\0\0".utf8)
    let message = try decode([0, 0, 0, UInt8(8 + pairs.count), 0, 3, 0, minor] + pairs)
    let expected = StartupMessage(
      minorVersion: UInt16(minor),
      parameters: [.init("user", "his_interface"), .init("database", "qianzhi"), .init("_pq_.x", "1")])
    #expect(message == .startup(.start(expected)))
    #expect(expected["database"] == "qianzhi")
    #expect(expected.unknownOptions == ["_pq_.x"])
  }

  @Test(
    arguments: [
      [0, 0, 0, 7], [0x40, 0, 0, 0], [0, 0, 0x27, 0x11], [0, 0, 0, 8, 0, 2, 0, 0], [0, 0, 0, 9, 0, 3, 0, 0, 0x75],
      [0, 0, 0, 10, 0, 3, 0, 0, 0, 0], [0, 0, 0, 12, 0x04, 0xD2, 0x16, 0x2E, 0, 0, 0, 1],
      [0, 0, 0, 12, 0, 3, 0, 0, 0xFF, 0, 0, 0],
    ] as [[UInt8]]) func malformed(bytes: [UInt8])
  {
    #expect(throws: WireReport.self) { try decode(bytes) }
  }

  @Test func sizeLimit() throws {
    #expect(try decode([0, 0, 0x27, 0x10]) == nil)
  }
}
