import Testing

@testable import PGWire

@Suite struct SCRAMServerTests {
  /// RFC 7677, section 3: user "user", password "pencil".
  static let salt: [UInt8] = [
    0x5B, 0x6D, 0x99, 0x68, 0x9D, 0x12, 0x35, 0x8E, 0xEC, 0xA0, 0x4B, 0x14, 0x12, 0x36, 0xFA, 0x81,
  ]
  static let clientFirst = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO"
  static let serverNonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
  static let serverFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
  static let clientFinal =
    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
  static let serverFinal = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
  static let pencil = SCRAMVerifier(password: "pencil", salt: salt)
  static let other = SCRAMVerifier(password: "other", salt: salt)

  func server(_ verifiers: [SCRAMVerifier]) -> SCRAMServer {
    SCRAMServer(verifiers: verifiers, mock: Self.other, nonce: Self.serverNonce)
  }

  @Test func rfc7677() throws {
    var server = server([Self.pencil])
    #expect(try server.begin(with: Array(Self.clientFirst.utf8)) == Self.serverFirst)
    #expect(try server.finish(with: Array(Self.clientFinal.utf8)) == Self.serverFinal)
  }

  @Test func oneServerFirstServesTwoPasswords() throws {
    var server = server([Self.other, Self.pencil])
    _ = try server.begin(with: Array(Self.clientFirst.utf8))
    #expect(try server.finish(with: Array(Self.clientFinal.utf8)) == Self.serverFinal)
  }

  @Test func wrongPassword() throws {
    var server = server([Self.other])
    _ = try server.begin(with: Array(Self.clientFirst.utf8))
    #expect(throws: SCRAMServer.Failure.wrongPassword) { try server.finish(with: Array(Self.clientFinal.utf8)) }
  }

  @Test func mockFailsEvenWithItsOwnPassword() throws {
    var server = SCRAMServer(verifiers: [], mock: Self.pencil, nonce: Self.serverNonce)
    #expect(try server.begin(with: Array(Self.clientFirst.utf8)) == Self.serverFirst)
    #expect(throws: SCRAMServer.Failure.wrongPassword) { try server.finish(with: Array(Self.clientFinal.utf8)) }
  }

  @Test(arguments: [
    "", "n,,", "p=tls-server-end-point,,n=,r=abc", "n,a=x,n=,r=abc", "n,,n=,r=", "n,,r=abc,n=", "n,,m=1,n=,r=abc",
    "n,,n=,r=a b", "n,,n=,r=\u{E9}",
  ]) func malformedFirst(text: String) {
    var server = server([Self.pencil])
    let error = #expect(throws: SCRAMServer.Failure.self) { try server.begin(with: Array(text.utf8)) }
    #expect(error != .wrongPassword)
  }

  @Test(arguments: [
    "", "c=biws", "c=biws,r=x,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
    "c=eSws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzb",
    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=!",
  ]) func malformedFinal(text: String) throws {
    var server = server([Self.pencil])
    _ = try server.begin(with: Array(Self.clientFirst.utf8))
    let error = #expect(throws: SCRAMServer.Failure.self) { try server.finish(with: Array(text.utf8)) }
    #expect(error != .wrongPassword)
  }

  @Test func nonceLimit() throws {
    let longest = String(repeating: "a", count: 256)
    var atLimit = server([Self.pencil])
    #expect(try atLimit.begin(with: Array("n,,n=,r=\(longest)".utf8)).hasPrefix("r=aaa"))
    var past = server([Self.pencil])
    #expect(throws: SCRAMServer.Failure.self) { try past.begin(with: Array("n,,n=,r=\(longest)a".utf8)) }
  }
}
