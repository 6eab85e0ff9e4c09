import NIOCore
import Testing

@testable import PGWire

@Suite struct BackendMessageTests {
  func bytes(_ message: any BackendMessage, _ encoding: ClientEncoding = .utf8) -> [UInt8] {
    var buffer = ByteBuffer()
    message.write(to: &buffer, encoding: encoding)
    return Array(buffer.readableBytesView)
  }

  @Test func authentication() {
    #expect(bytes(Authentication.ok) == [0x52, 0, 0, 0, 8, 0, 0, 0, 0])
    #expect(
      bytes(Authentication.sasl(["SCRAM-SHA-256"]))
        == [0x52, 0, 0, 0, 23, 0, 0, 0, 10] + Array("SCRAM-SHA-256".utf8) + [0, 0])
    #expect(bytes(Authentication.saslContinue("r=1")) == [0x52, 0, 0, 0, 11, 0, 0, 0, 11, 0x72, 0x3D, 0x31])
    #expect(bytes(Authentication.saslFinal("v=")) == [0x52, 0, 0, 0, 10, 0, 0, 0, 12, 0x76, 0x3D])
  }

  @Test func sessionStart() {
    #expect(bytes(ParameterStatus(name: "a", value: "b")) == [0x53, 0, 0, 0, 8, 0x61, 0, 0x62, 0])
    #expect(
      bytes(BackendKeyData(key: CancelKey(processID: 1, secret: -1)))
        == [0x4B, 0, 0, 0, 12, 0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF])
    #expect(
      bytes(NegotiateProtocolVersion(unknownOptions: ["x"]))
        == [0x76, 0, 0, 0, 14, 0, 3, 0, 0, 0, 0, 0, 1, 0x78, 0])
  }

  @Test func completions() {
    #expect(bytes(Completion.parse) == [0x31, 0, 0, 0, 4])
    #expect(bytes(Completion.bind) == [0x32, 0, 0, 0, 4])
    #expect(bytes(Completion.close) == [0x33, 0, 0, 0, 4])
    #expect(bytes(Completion.noData) == [0x6E, 0, 0, 0, 4])
    #expect(bytes(Completion.emptyQuery) == [0x49, 0, 0, 0, 4])
    #expect(bytes(Completion.portalSuspended) == [0x73, 0, 0, 0, 4])
    #expect(bytes(Completion.command("SET")) == [0x43, 0, 0, 0, 8, 0x53, 0x45, 0x54, 0])
    #expect(bytes(ReadyForQuery(status: .failed)) == [0x5A, 0, 0, 0, 5, 0x45])
  }

  @Test func rowDescription() {
    let column = RowDescription.Column(name: "名", typeID: 1043, size: -1, modifier: 24)
    let rest: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0x13, 0xFF, 0xFF, 0, 0, 0, 24, 0, 0]
    #expect(
      bytes(RowDescription(columns: [column])) == [0x54, 0, 0, 0, 28, 0, 1, 0xE5, 0x90, 0x8D] + rest)
    #expect(
      bytes(RowDescription(columns: [column]), .gb18030) == [0x54, 0, 0, 0, 27, 0, 1, 0xC3, 0xFB] + rest)
    #expect(bytes(ParameterDescription(typeIDs: [23])) == [0x74, 0, 0, 0, 10, 0, 1, 0, 0, 0, 23])
  }

  @Test func dataRow() {
    var buffer = ByteBuffer()
    let row = DataRowWriter(columnCount: 3, to: &buffer)
    _ = Array("名".utf8).withUnsafeBytes { row.value($0, encoding: .gb18030, to: &buffer) }
    row.value(nil, encoding: .gb18030, to: &buffer)
    _ = Array("a".utf8).withUnsafeBytes { row.value($0, encoding: .gb18030, to: &buffer) }
    row.end(&buffer)
    #expect(
      Array(buffer.readableBytesView)
        == [0x44, 0, 0, 0, 21, 0, 3, 0, 0, 0, 2, 0xC3, 0xFB, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 1, 0x61])
  }

  @Test func errorAndNotice() {
    let error = WireReport(.error, "42P01", "无", position: 7, hint: "h")
    let fields = "SERROR\0VERROR\0C42P01\0M无\0Hh\0P7\0\0"
    #expect(bytes(error) == [0x45, 0, 0, 0, UInt8(4 + fields.utf8.count)] + Array(fields.utf8))
    #expect(bytes(WireReport(.warning, "01000", "a\0b")).first == 0x4E)
    #expect(bytes(WireReport(.warning, "01000", "a\0b")).suffix(5) == [0x4D, 0x61, 0x62, 0, 0])
  }
}
