import CentreProtocol
import Foundation
import Testing

@testable import EnvelopeSigning

/// The openssl command line as the second implementation: it verifies what we sign and signs what we verify.
@Suite(.serialized) struct OpenSSLCommandTests {
  private final class Folder {
    let path = NSTemporaryDirectory() + "signing-\(UUID().uuidString.prefix(8))"

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit {
      do { try FileManager.default.removeItem(atPath: path) } catch { Issue.record("\(error)") }
    }

    @discardableResult
    func openssl(_ arguments: String...) throws -> Int32 {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
      process.arguments = arguments
      process.currentDirectoryURL = URL(fileURLWithPath: path)
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      return process.terminationStatus
    }

    func makeKeys() throws {
      try openssl("genpkey", "-algorithm", "SM2", "-out", "private.pem")
      try openssl("pkey", "-in", "private.pem", "-pubout", "-out", "public.pem")
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path + "/private.pem")
    }

    func write(_ bytes: [UInt8], _ name: String) throws {
      try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    }

    func read(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))) }
  }

  private static let message = Array("{\"data\":{\"药\":\"甲/乙\"}}".utf8)

  /// The length of a file says nothing about its key: an optimised build once read the freed copy of longer ones.
  @Test func keysOfAnyLength() throws {
    let folder = try Folder()
    try folder.makeKeys()
    let bytes = try folder.read("private.pem")
    for length in stride(from: bytes.count, through: 64 << 10, by: 997) {
      let padded = [UInt8](repeating: 0x0A, count: length - bytes.count) + bytes
      let key = try SM2Key(pem: padded, isPrivate: true, name: "\(length)")
      #expect(key.isPrivate)
    }
  }

  @Test func commandLineVerifiesOurs() throws {
    let folder = try Folder()
    try folder.makeKeys()
    let key = try SM2Key(file: folder.path + "/private.pem", isPrivate: true)
    for user in [SM2Key.standardUserID, "H50010500001"] {
      try folder.write(try key.sign(Self.message, userID: user), "signature")
      try folder.write(Self.message, "message")
      func verify(_ user: String) throws -> Int32 {
        try folder.openssl(
          "pkeyutl", "-verify", "-pubin", "-inkey", "public.pem", "-rawin", "-in", "message", "-sigfile", "signature",
          "-digest", "sm3", "-pkeyopt", "distid:\(user)")
      }
      let right = try verify(user)
      #expect(right == 0)
      let wrong = try verify("8765432187654321")
      #expect(wrong != 0)
    }
  }

  @Test func weVerifyTheCommandLines() throws {
    let folder = try Folder()
    try folder.makeKeys()
    try folder.write(Self.message, "message")
    let status = try folder.openssl(
      "pkeyutl", "-sign", "-inkey", "private.pem", "-rawin", "-in", "message", "-out", "signature", "-digest", "sm3",
      "-pkeyopt", "distid:\(SM2Key.standardUserID)")
    #expect(status == 0)
    let key = try SM2Key(file: folder.path + "/public.pem", isPrivate: false)
    let signature = try folder.read("signature")
    let isValid = try key.verify(signature, of: Self.message, userID: SM2Key.standardUserID)
    #expect(isValid)
    let isOther = try key.verify(signature, of: Self.message + [32], userID: SM2Key.standardUserID)
    #expect(!isOther)
  }

  @Test func digestsAgree() throws {
    let folder = try Folder()
    for length in [0, 1, 55, 56, 63, 64, 65, 100_000] {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      try folder.write(bytes, "message")
      try folder.openssl("dgst", "-sm3", "-binary", "-out", "digest", "message")
      let ours = try SM3.digest(bytes)
      let theirs = try folder.read("digest")
      #expect(ours == theirs, "\(length)")
    }
  }

  @Test("a key file others can read, one of another kind, one with a pass phrase, none")
  func keyFiles() throws {
    let folder = try Folder()
    try folder.makeKeys()
    let path = folder.path + "/private.pem"
    func code(_ path: String, isPrivate: Bool = true) -> SigningError.Code? {
      do {
        _ = try SM2Key(file: path, isPrivate: isPrivate)
        return nil
      } catch {
        return error.code
      }
    }
    #expect(code(path) == nil)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    #expect(code(path) == .keyFile)
    #expect(code(folder.path + "/none.pem") == .keyFile)
    #expect(code(folder.path + "/private.pem", isPrivate: false) == .notSM2)
    try folder.openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "p256.pem")
    try folder.openssl("pkey", "-in", "p256.pem", "-aes128", "-passout", "pass:x", "-out", "locked.pem")
    for name in ["p256.pem", "locked.pem"] {
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: "\(folder.path)/\(name)")
      #expect(code("\(folder.path)/\(name)") == .notSM2)
    }
  }

  @Test("a sealed request carries its algorithm and signature; an answer counts only with the platform's")
  func seal() throws {
    let folder = try Folder()
    try folder.makeKeys()
    let key = try SM2Key(file: folder.path + "/private.pem", isPrivate: true)
    let publicKey = try SM2Key(file: folder.path + "/public.pem", isPrivate: false)
    for form in SignatureForm.allCases {
      let seal = EnvelopeSeal(
        signer: SM2EnvelopeSigner(key: key, form: form), verifier: SM2EnvelopeVerifier(key: publicKey, form: form))
      let sealed = try seal.sealed(Array(#"{"infno":"9001","signtype":"","input":{"b":1,"a":"甲/乙"}}"#.utf8))
      let envelope = try #require(JSONValue.parse(sealed))
      #expect(envelope["signtype"]?.text == "SM2")
      let der = try #require(form.der(envelope["cainfo"]?.text ?? ""))
      let isValid = try publicKey.verify(
        der, of: Array(#"{"a":"甲/乙","b":1}"#.utf8), userID: SM2Key.standardUserID)
      #expect(isValid)

      let signature = try SM2EnvelopeSigner(key: key, form: form).sign(Array(#"{"x":"1"}"#.utf8)).text
      func answer(_ output: String, _ signature: String) -> NationalReply {
        .answer(Array(#"{"infcode":0,"signtype":"SM2","cainfo":"\#(signature)","output":\#(output)}"#.utf8))
      }
      let whole = answer(#"{ "x": "1" }"#, signature)
      #expect(seal.opened(whole) == whole)
      let text = answer(#""{\"x\":\"1\"}""#, signature)
      #expect(seal.opened(text) == text)
      #expect(seal.opened(answer(#"{"x":"2"}"#, signature)) == .unknown("平台应答的签名不对"))
      #expect(seal.opened(answer(#"{"x":"1"}"#, "")) == .unknown("平台的应答没有签名"))
      #expect(seal.opened(.unknown("超时")) == .unknown("超时"))
      let zip = NationalReply.answer([0x50, 0x4B, 3, 4])
      #expect(seal.opened(zip) == zip)
    }
  }

  @Test func digestSeal() throws {
    let seal = EnvelopeSeal(signer: SM3EnvelopeSigner(), verifier: nil)
    // The published vector's text as an input.
    let sealed = try seal.sealed(Array(#"{"infno":"9001","input":"abc"}"#.utf8))
    let envelope = try #require(JSONValue.parse(sealed))
    #expect(envelope["signtype"]?.text == "SM3")
    #expect(envelope["cainfo"]?.text == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")
    #expect(throws: NationalProtocolError.self) { try seal.sealed([1, 2, 3]) }
  }
}
