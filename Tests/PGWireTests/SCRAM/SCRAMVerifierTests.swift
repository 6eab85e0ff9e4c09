import Testing

@testable import PGWire

@Suite struct SCRAMVerifierTests {
  /// Made with Python's hashlib.pbkdf2_hmac and hmac from "pencil" and RFC 7677's salt.
  static let text =
    "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="

  @Test func derivesWhatPostgreSQLStores() {
    #expect(SCRAMVerifier(password: "pencil", salt: SCRAMServerTests.salt).text == Self.text)
  }

  @Test func readsItsOwnForm() {
    #expect(SCRAMVerifier(text: Self.text) == SCRAMVerifier(password: "pencil", salt: SCRAMServerTests.salt))
  }

  @Test(arguments: [
    "", "his_interface", "md5abc", "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==",
    text.replacing("4096", with: "0"), text.replacing("4096", with: "1000001"), text.replacing("4096", with: "+4096"),
    text.replacing("W22Z", with: "!22Z"), text.replacing("WG5d", with: ""), text + "A", text + "$",
  ]) func refusesOthers(text: String) {
    #expect(SCRAMVerifier(text: text) == nil)
  }

  @Test func iterationLimit() {
    #expect(SCRAMVerifier(text: Self.text.replacing("4096", with: "1000000"))?.iterations == 1_000_000)
  }

  @Test func preparedPasswords() {
    // RFC 4013 section 3, and full-width letters.
    #expect(SASLPrep.prepare("I\u{AD}X") == "IX")
    #expect(SASLPrep.prepare("\u{AA}") == "a")
    #expect(SASLPrep.prepare("\u{2168}") == "IX")
    #expect(SASLPrep.prepare("ＡＢ\u{3000}医保") == "AB 医保")
    #expect(SASLPrep.prepare("a\u{7F}") == "a\u{7F}")
    #expect(SASLPrep.prepare("é\u{E000}") == "é\u{E000}")
  }
}
