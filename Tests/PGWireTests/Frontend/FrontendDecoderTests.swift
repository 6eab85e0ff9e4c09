import NIOCore
import Testing

@testable import PGWire

@Suite struct FrontendDecoderTests {
  /// Bytes as the documentation's "Message Formats" lays them out, written by hand.
  static let session: [(bytes: [UInt8], message: FrontendMessage)] = [
    ([0x51, 0, 0, 0, 13] + Array("SELECT 1".utf8) + [0], .query("SELECT 1")),
    (
      [0x50, 0, 0, 0, 22] + Array("p\0SELECT $1\0".utf8) + [0, 1, 0, 0, 0, 23],
      .parse(ParseMessage(name: "p", sql: "SELECT $1", parameterTypes: [23]))
    ),
    (
      [0x42, 0, 0, 0, 28] + Array("\0p\0".utf8) + [0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0x35, 0xFF, 0xFF, 0xFF, 0xFF]
        + [0, 1, 0, 0],
      .bind(
        BindMessage(
          portal: "", statement: "p", parameterFormats: [0], parameters: ["5", nil], resultFormats: [0]))
    ),
    ([0x44, 0, 0, 0, 7, 0x53, 0x70, 0], .describe(.statement("p"))),
    ([0x44, 0, 0, 0, 6, 0x50, 0], .describe(.portal(""))),
    ([0x43, 0, 0, 0, 7, 0x50, 0x63, 0], .close(.portal("c"))),
    ([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0], .execute(ExecuteMessage())),
    ([0x45, 0, 0, 0, 10, 0x63, 0, 0, 0, 0, 100], .execute(ExecuteMessage(portal: "c", rowLimit: 100))),
    ([0x48, 0, 0, 0, 4], .flush),
    ([0x53, 0, 0, 0, 4], .sync),
    ([0x63, 0, 0, 0, 4], .copyIn),
    ([0x46, 0, 0, 0, 5, 9], .functionCall),
    ([0x58, 0, 0, 0, 4], .terminate),
  ]

  func decoder(_ phase: FrontendDecoder.Phase) -> FrontendDecoder {
    var decoder = FrontendDecoder()
    decoder.phase = phase
    return decoder
  }

  @Test(arguments: 0..<session.count) func oneMessage(index: Int) throws {
    var (bytes, message) = Self.session[index]
    bytes[4] = UInt8(bytes.count - 1)
    var buffer = ByteBuffer(bytes: bytes)
    #expect(try decoder(.session).next(from: &buffer) == message)
    #expect(buffer.readableBytes == 0)
  }

  @Test func byteByByteGivesEachMessageAtItsLastByte() throws {
    let decoder = decoder(.session)
    var buffer = ByteBuffer()
    for (var bytes, message) in Self.session {
      bytes[4] = UInt8(bytes.count - 1)
      for byte in bytes.dropLast() {
        buffer.writeInteger(byte)
        #expect(try decoder.next(from: &buffer) == nil)
      }
      buffer.writeInteger(bytes[bytes.count - 1])
      #expect(try decoder.next(from: &buffer) == message)
    }
  }

  @Test func allMessagesInOnePacket() throws {
    let decoder = decoder(.session)
    var buffer = ByteBuffer()
    for (var bytes, _) in Self.session {
      bytes[4] = UInt8(bytes.count - 1)
      buffer.writeBytes(bytes)
    }
    for (_, message) in Self.session { #expect(try decoder.next(from: &buffer) == message) }
    #expect(try decoder.next(from: &buffer) == nil)
  }

  @Test func bodyShorterThanItsContentsIsAViolation() {
    for (var bytes, message) in Self.session {
      switch message {
      case .flush, .sync, .terminate, .copyIn, .functionCall: continue
      default: break
      }
      bytes.removeLast()
      bytes[4] = UInt8(bytes.count - 1)
      var buffer = ByteBuffer(bytes: bytes)
      let error = #expect(throws: WireReport.self) { try self.decoder(.session).next(from: &buffer) }
      #expect(error?.state == "08P01")
      #expect(error?.severity == .fatal)
    }
  }

  @Test(
    arguments: [
      [0x51, 0x40, 0, 0, 0], [0x51, 0xFF, 0xFF, 0xFF, 0xFF], [0x51, 0, 0, 0, 3], [0x51, 0x01, 0, 0, 1], [0x00],
      [0x7A, 0, 0, 0, 4], [0x44, 0, 0, 0, 6, 0x58, 0], [0x53, 0, 0, 0, 5, 0],
      [0x42, 0, 0, 0, 16, 0, 0, 0, 0, 0, 1, 0x40, 0, 0, 0, 0, 0], [0x42, 0, 0, 0, 8, 0, 0, 0xFF, 0xFF],
    ] as [[UInt8]]) func garbageIsFatal(bytes: [UInt8])
  {
    var buffer = ByteBuffer(bytes: bytes)
    #expect(throws: WireReport.self) { try self.decoder(.session).next(from: &buffer) }
  }

  @Test func sizeLimitAtAndOnePastIt() throws {
    let limit = UInt32(WireLimits.bytesAfterLogin)
    var atLimit = ByteBuffer(integer: UInt8(0x51))
    atLimit.writeInteger(limit)
    #expect(try decoder(.session).next(from: &atLimit) == nil)
    var past = ByteBuffer(integer: UInt8(0x51))
    past.writeInteger(limit + 1)
    #expect(throws: WireReport.self) { try self.decoder(.session).next(from: &past) }
    var login = ByteBuffer(integer: UInt8(0x70))
    login.writeInteger(UInt32(10_000))
    #expect(try decoder(.login).next(from: &login) == nil)
    var pastLogin = ByteBuffer(integer: UInt8(0x70))
    pastLogin.writeInteger(UInt32(10_001))
    #expect(throws: WireReport.self) { try self.decoder(.login).next(from: &pastLogin) }
  }

  @Test func statementsAreNotTakenBeforeLogin() {
    var buffer = ByteBuffer(bytes: [0x51, 0, 0, 0, 5, 0])
    #expect(throws: WireReport.self) { try self.decoder(.login).next(from: &buffer) }
  }

  @Test func randomBytesNeverTrap() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<5000 {
      let types: [UInt8] = [0x42, 0x43, 0x44, 0x45, 0x50, 0x51]
      let count = Int.random(in: 0...40, using: &random)
      var bytes = [types.randomElement(using: &random) ?? 0x51, 0, 0, 0, UInt8(count + 4)]
      for _ in 0..<count { bytes.append([0, 0, 0, 1, 2, 0xFF, 0x53].randomElement(using: &random) ?? 0) }
      var buffer = ByteBuffer(bytes: bytes)
      let left = buffer.readableBytes
      let message = try? decoder(.session).next(from: &buffer)
      #expect(message == nil || buffer.readableBytes < left)
    }
  }
}
