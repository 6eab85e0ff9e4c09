import CentreProtocol

/// `sign = "sm3"`: the digest of the signed text in hexadecimal. It proves that nothing was garbled, not who sent it.
public struct SM3EnvelopeSigner: EnvelopeSigner {
  public init() {}

  public func sign(_ text: [UInt8]) throws -> EnvelopeSignature {
    EnvelopeSignature(kind: "SM3", text: Hexadecimal.text(try SM3.digest(text)))
  }
}

/// `sign = "sm2"`: an SM2 signature with the institution's private key.
public struct SM2EnvelopeSigner: EnvelopeSigner {
  private let key: SM2Key
  private let userID: String
  private let form: SignatureForm

  public init(key: SM2Key, userID: String = SM2Key.standardUserID, form: SignatureForm = .der) {
    self.key = key
    self.userID = userID
    self.form = form
  }

  public func sign(_ text: [UInt8]) throws -> EnvelopeSignature {
    EnvelopeSignature(kind: "SM2", text: try form.text(der: try key.sign(text, userID: userID)))
  }
}

/// `verify_key_file`: an answer counts only with the platform's SM2 signature.
public struct SM2EnvelopeVerifier: EnvelopeVerifier {
  private let key: SM2Key
  private let userID: String
  private let form: SignatureForm

  public init(key: SM2Key, userID: String = SM2Key.standardUserID, form: SignatureForm = .der) {
    self.key = key
    self.userID = userID
    self.form = form
  }

  public func isValid(_ signature: EnvelopeSignature, of text: [UInt8]) throws -> Bool {
    guard signature.kind.uppercased() == "SM2", let der = form.der(signature.text) else { return false }
    return try key.verify(der, of: text, userID: userID)
  }
}
