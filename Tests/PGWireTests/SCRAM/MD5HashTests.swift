import Testing

@testable import PGWire

@Suite struct MD5HashTests {
  @Test func form() {
    // Python: "md5" + hashlib.md5(b"geheim12his_interface").hexdigest()
    #expect(MD5Hash(password: "geheim12", user: "his_interface").text == "md5a87a4bbd9ac6ed140d64ecaf6a03cf12")
    #expect(
      MD5Hash(text: "md5a87a4bbd9ac6ed140d64ecaf6a03cf12") == MD5Hash(password: "geheim12", user: "his_interface"))
    for text in [
      "", "md5", "md5a87a4bbd9ac6ed140d64ecaf6a03cf12a", "MD5a87a4bbd9ac6ed140d64ecaf6a03cf12",
      "md5" + String(repeating: "g", count: 32),
    ] {
      #expect(MD5Hash(text: text) == nil)
    }
  }

  @Test func answers() {
    let hash = MD5Hash(password: "geheim12", user: "his_interface")
    // Python: "md5" + md5(hexdigest + bytes([1,2,3,4]))
    #expect(hash.answer(salt: [1, 2, 3, 4]) == "md553dbd13d1048970b9597f9b065c03d0f")
    let server = MD5Server(hashes: [hash], salt: [1, 2, 3, 4])
    #expect(server.accepts(Array("md553dbd13d1048970b9597f9b065c03d0f".utf8) + [0]))
    #expect(!server.accepts(Array("md553dbd13d1048970b9597f9b065c03d0f".utf8)))
    #expect(!server.accepts(Array("md5a87a4bbd9ac6ed140d64ecaf6a03cf12".utf8) + [0]))
    #expect(!server.accepts([0]) && !server.accepts([]))
    #expect(
      !MD5Server(hashes: [], salt: [1, 2, 3, 4]).accepts(Array("md553dbd13d1048970b9597f9b065c03d0f".utf8) + [0]))
  }
}
