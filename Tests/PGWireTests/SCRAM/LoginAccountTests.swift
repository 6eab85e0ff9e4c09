import Testing

@testable import PGWire

@Suite struct LoginAccountTests {
  /// The client's first message and proof are RFC 7677's for "pencil".
  func succeeds(
    file: String?, published: LoginAccount.PublishedPassword, publishedPassword: String, isLoopback: Bool,
    user: String = "his_interface"
  ) -> Bool {
    let account = LoginAccount(
      user: "his_interface", verifier: file.map { SCRAMVerifier(password: $0, salt: SCRAMServerTests.salt) },
      published: published, publishedPassword: publishedPassword, salt: SCRAMServerTests.salt, mockSecret: [1])
    var server = account.login(user: user, isLoopback: isLoopback, nonce: SCRAMServerTests.serverNonce)
    do {
      _ = try server.begin(with: Array(SCRAMServerTests.clientFirst.utf8))
      return try server.finish(with: Array(SCRAMServerTests.clientFinal.utf8)) == SCRAMServerTests.serverFinal
    } catch {
      return false
    }
  }

  @Test func publishedPasswordWhereAllowed() {
    for file in [nil, "other"] {
      #expect(succeeds(file: file, published: .loopback, publishedPassword: "pencil", isLoopback: true))
      #expect(!succeeds(file: file, published: .loopback, publishedPassword: "pencil", isLoopback: false))
      #expect(succeeds(file: file, published: .anywhere, publishedPassword: "pencil", isLoopback: false))
      #expect(!succeeds(file: file, published: .never, publishedPassword: "pencil", isLoopback: true))
    }
  }

  @Test func ownPasswordEverywhere() {
    for published in [LoginAccount.PublishedPassword.loopback, .anywhere, .never] {
      for isLoopback in [true, false] {
        #expect(succeeds(file: "pencil", published: published, publishedPassword: "other", isLoopback: isLoopback))
      }
    }
  }

  @Test func unknownUserSeesASteadySaltAndFails() throws {
    let account = LoginAccount(
      user: "his_interface", verifier: nil, published: .anywhere, publishedPassword: "pencil",
      salt: SCRAMServerTests.salt, mockSecret: [7])
    var first = account.login(user: "sys", isLoopback: true, nonce: "n")
    var second = account.login(user: "sys", isLoopback: true, nonce: "n")
    let message = Array(SCRAMServerTests.clientFirst.utf8)
    let answer = try first.begin(with: message)
    #expect(try second.begin(with: message) == answer)
    #expect(answer.hasSuffix(",i=4096"))
    #expect(
      !succeeds(file: nil, published: .anywhere, publishedPassword: "pencil", isLoopback: true, user: "sys"))
  }
}
