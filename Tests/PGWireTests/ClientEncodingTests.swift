import TextEncoding
import Testing

@testable import PGWire

@Suite struct ClientEncodingTests {
  @Test func names() {
    for name in ["UTF8", "utf-8", "Unicode", "SQL_ASCII"] { #expect(ClientEncoding(name: name) == .utf8) }
    #expect(ClientEncoding(name: "gb18030") == .gb18030)
    for name in ["GBK", "gbk", "CP936", "EUC_CN"] { #expect(ClientEncoding(name: name) == .gbk) }
    for name in ["BIG5", "LATIN1", ""] { #expect(ClientEncoding(name: name) == nil) }
  }

  @Test func trailBytesThatLookLikeASCII() throws {
    // 昞 is 0x95 0x5C in GBK: the second byte is a backslash.
    #expect(try ClientEncoding.gb18030.decode([0x27, 0x95, 0x5C, 0x27]) == "'昞'")
    #expect(ClientEncoding.gb18030.encode("昞") == [0x95, 0x5C])
  }

  @Test func invalidBytesAreNamedByOffset() {
    #expect(throws: TextEncodingError(encoding: "UTF-8", offset: 4)) {
      try ClientEncoding.utf8.decode(Array("a名".utf8) + [0xFF, 0x61])
    }
    let error = #expect(throws: WireReport.self) { try WireText(bytes: [0x61, 0xC3]).decoded(as: .utf8) }
    #expect(error?.state == "22021")
  }
}
