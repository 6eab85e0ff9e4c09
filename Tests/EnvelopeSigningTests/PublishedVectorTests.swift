import Foundation
import Testing

@testable import EnvelopeSigning

/// Numbers printed in the standards.
@Suite("SM3 and SM2 with published vectors")
struct PublishedVectorTests {
  static func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = hexadecimal.compactMap(\.hexDigitValue).map(UInt8.init)
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  @Test("GB/T 32905-2016, A.1 and A.2")
  func sm3() throws {
    let first = try SM3.digest(Array("abc".utf8))
    #expect(
      first == Self.bytes("66c7f0f4 62eeedd9 d1f2d46b dc10e4e2 4167c487 5cf2f7a2 297da02b 8f4ba8e0"))
    let second = try SM3.digest(Array(String(repeating: "abcd", count: 16).utf8))
    #expect(
      second == Self.bytes("debe9ff9 2275b8a1 38604889 c18e5a4d 6fdb70e5 387e5765 293dcba3 9c0c5732"))
  }

  /// GB/T 32918.5-2017, annex A: the key pair, the message `message digest` signed by `1234567812345678`, and its signature.
  static let x = "09F9DF31 1E5421A1 50DD7D16 1E4BC5C6 72179FAD 1833FC07 6BB08FF3 56F35020"
  static let y = "CCEA490C E26775A5 2DC6EA71 8CC1AA60 0AED05FB F35E084A 6632F607 2DA9AD13"
  static let r = "F5A03B06 48D2C463 0EEAC513 E1BB81A1 5944DA38 27D5B741 43AC7EAC EEE720B3"
  static let s = "B1B6AA29 DF212FD8 763182BC 0D421CA1 BB9038FD 1F7F42D4 840B69C4 85BBC1AA"
  /// DER: a SEQUENCE of two INTEGERs whose first bit is set, so that each begins with a zero.
  static let der = bytes("3046 0221 00") + bytes(r) + bytes("0221 00") + bytes(s)

  /// SubjectPublicKeyInfo: id-ecPublicKey on 1.2.156.10197.1.301, the point not compressed.
  static var publicKey: String {
    let head = bytes("3059 3013 0607 2A8648CE3D0201 0608 2A811CCF5501822D 0342 0004")
    return
      "-----BEGIN PUBLIC KEY-----\n\(Data(head + bytes(x) + bytes(y)).base64EncodedString())\n-----END PUBLIC KEY-----\n"
  }

  private func key() throws -> SM2Key {
    try SM2Key(pem: Array(Self.publicKey.utf8), isPrivate: false, name: "annex A")
  }

  @Test func sm2Verifies() throws {
    let isValid = try key().verify(Self.der, of: Array("message digest".utf8), userID: SM2Key.standardUserID)
    #expect(isValid)
  }

  @Test("any other message, user or signature is not valid, and none is an error")
  func sm2Refuses() throws {
    let message = Array("message digest".utf8)
    let key = try key()
    let other = try key.verify(Self.der, of: message + [0], userID: SM2Key.standardUserID)
    #expect(!other)
    let user = try key.verify(Self.der, of: message, userID: "1234567812345679")
    #expect(!user)
    for place in stride(from: 0, to: Self.der.count, by: 3) {
      var changed = Self.der
      changed[place] ^= 1
      let isValid = try key.verify(changed, of: message, userID: SM2Key.standardUserID)
      #expect(!isValid, "byte \(place)")
    }
    let empty = try key.verify([], of: message, userID: SM2Key.standardUserID)
    #expect(!empty)
  }

  @Test("both written forms of the annex's signature, there and back")
  func forms() throws {
    let raw = Data(Self.bytes(Self.r) + Self.bytes(Self.s)).base64EncodedString()
    let written = try SignatureForm.raw.text(der: Self.der)
    #expect(written == raw)
    #expect(SignatureForm.raw.der(raw) == Self.der)
    let whole = try SignatureForm.der.text(der: Self.der)
    #expect(SignatureForm.der.der(whole) == Self.der)
    #expect(SignatureForm.raw.der("AAAA") == nil)
    #expect(SignatureForm.der.der("%") == nil)
    #expect(throws: SigningError.self) { try SignatureForm.raw.text(der: [1, 2, 3]) }
  }
}
