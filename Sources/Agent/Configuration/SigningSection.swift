import CentreProtocol
import EnvelopeSigning

/// How requests of the national platform are signed and answers verified: `[centre] sign`, `sign_key_file`, ….
public struct SigningSettings: Sendable, Equatable {
  public enum Algorithm: String, CaseIterable, Sendable { case none, sm3, sm2 }

  public var algorithm: Algorithm
  /// The institution's private key, PEM, 0600; absolute; empty unless `sm2`.
  public var keyFile: String
  /// The platform's public key, PEM; absolute; empty: answers are not verified.
  public var verifyKeyFile: String
  public var userID: String
  public var form: SignatureForm

  static func read(_ section: ConfigurationSection) throws(ConfigurationError) -> SigningSettings {
    let settings = SigningSettings(
      algorithm: try section.choice("sign", default: .none), keyFile: try section.string("sign_key_file") ?? "",
      verifyKeyFile: try section.string("verify_key_file") ?? "",
      userID: try section.string("sign_user_id") ?? SM2Key.standardUserID,
      form: try section.choice("sign_form", default: .der))
    for (key, path) in [("sign_key_file", settings.keyFile), ("verify_key_file", settings.verifyKeyFile)]
    where !path.isEmpty && !path.hasPrefix("/") {
      throw section.error(key, "必须是绝对路径", "例如 /etc/qianzhi/sm2.pem")
    }
    guard (settings.algorithm == .sm2) == !settings.keyFile.isEmpty else {
      throw section.error(
        "sign_key_file", settings.keyFile.isEmpty ? "sign = \"sm2\" 要有私钥文件" : "只有 sign = \"sm2\" 用私钥文件",
        "sign = \"sm2\" 和 sign_key_file 要同时写")
    }
    guard (1...8191).contains(settings.userID.utf8.count) else {
      throw section.error("sign_user_id", "用户标识是 1 到 8191 字节", "通常是 \"\(SM2Key.standardUserID)\"")
    }
    return settings
  }

  /// - Throws: `SigningError` for a key file.
  func seal() throws(SigningError) -> EnvelopeSeal? {
    let signer: (any EnvelopeSigner)?
    switch algorithm {
    case .none: signer = nil
    case .sm3: signer = SM3EnvelopeSigner()
    case .sm2:
      signer = SM2EnvelopeSigner(key: try SM2Key(file: keyFile, isPrivate: true), userID: userID, form: form)
    }
    guard signer != nil || !verifyKeyFile.isEmpty else { return nil }
    var verifier: (any EnvelopeVerifier)?
    if !verifyKeyFile.isEmpty {
      verifier = SM2EnvelopeVerifier(key: try SM2Key(file: verifyKeyFile, isPrivate: false), userID: userID, form: form)
    }
    return EnvelopeSeal(signer: signer, verifier: verifier)
  }

  /// For the effective configuration; the keys' files by name only.
  var values: [(String, String)] {
    func quoted(_ text: String) -> String {
      "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
    return [
      ("sign", quoted(algorithm.rawValue)), ("sign_key_file", quoted(keyFile)),
      ("verify_key_file", quoted(verifyKeyFile)), ("sign_user_id", quoted(userID)),
      ("sign_form", quoted(form.rawValue)),
    ]
  }
}
