import Testing

@testable import TextEncoding

@Suite struct GB18030Tests {
  // Byte values from Python: "药品|目录".encode("gb18030").
  @Test func encodesHanzi() {
    #expect(GB18030.encode("药品|目录") == [0xD2, 0xA9, 0xC6, 0xB7, 0x7C, 0xC4, 0xBF, 0xC2, 0xBC])
  }

  // "₂" and "𬭊" are not in GBK; GB18030 gives them four bytes (Python: "₂𬭊".encode("gb18030")).
  @Test func encodesWhatGBKLacks() throws {
    let bytes = GB18030.encode("₂𬭊")
    #expect(bytes.count == 8)
    #expect(try GB18030.decode(bytes) == "₂𬭊")
  }

  // glibc 2.36 has no code for these, found by trying every scalar; they must not end the process.
  @Test func privateUseWithoutCode() {
    #expect(GB18030.encode("a\u{E78D}药\u{E864}") == [0x61, 0x3F, 0xD2, 0xA9, 0x3F])
  }

  // 0x5C, 0x7C and 0x40 occur as second bytes: 誠 is D5 5C, 羭 is C1 7C in GBK.
  @Test func decodesSecondBytesThatLookLikeSeparators() throws {
    #expect(try GB18030.decode([0xD5, 0x5C, 0x7C, 0x31]) == "誠|1")
  }

  @Test func namesTheFirstBadByte() {
    #expect(throws: TextEncodingError(encoding: "GB18030", offset: 2)) { try GB18030.decode([0x31, 0x32, 0xFF, 0x31]) }
  }

  @Test func refusesAHalfCharacterAtTheEnd() {
    #expect(throws: TextEncodingError(encoding: "GB18030", offset: 1)) { try GB18030.decode([0x31, 0xD2]) }
  }

  @Test func emptyIsEmpty() throws {
    #expect(try GB18030.decode([]) == "")
    #expect(GB18030.encode("").isEmpty)
  }
}
