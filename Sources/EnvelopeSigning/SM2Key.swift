import COpenSSL
import Foundation

/// A key on the curve of GB/T 32918.5, from a PEM file. Private or public; `sign` needs a private one.
public final class SM2Key: @unchecked Sendable {
  /// 用户标识 where nothing else was agreed (GB/T 32918.2, GM/T 0009).
  public static let standardUserID = "1234567812345678"
  /// Largest key file read.
  static let fileLimit = 64 << 10

  // Never changed after `init`; OpenSSL's reading functions may be called from any thread.
  private let key: OpaquePointer
  public let isPrivate: Bool

  deinit { EVP_PKEY_free(key) }

  /// - Throws: `SigningError` for a file that is missing, that others can read (a private key), or that holds no SM2 key.
  public convenience init(file path: String, isPrivate: Bool) throws(SigningError) {
    let mode: Int?
    do {
      mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    } catch {
      throw SigningError(.keyFile, "找不到密钥文件 \(path)")
    }
    guard !isPrivate || mode.map({ $0 & 0o077 == 0 }) == true else {
      throw SigningError(.keyFile, "密钥文件 \(path) 别人也能读。请执行 chmod 600 \(path)")
    }
    guard let bytes = FileManager.default.contents(atPath: path), bytes.count <= Self.fileLimit else {
      throw SigningError(.keyFile, "密钥文件 \(path) 读不了，或超过 \(Self.fileLimit >> 10) KB")
    }
    try self.init(pem: Array(bytes), isPrivate: isPrivate, name: path)
  }

  /// - Parameter name: for the error's text.
  public init(pem: [UInt8], isPrivate: Bool, name: String) throws(SigningError) {
    guard let found = Self.read(pem, isPrivate: isPrivate) else {
      ERR_clear_error()
      throw SigningError(.notSM2, "\(name) 不是不带口令的 PEM \(isPrivate ? "私钥" : "公钥")")
    }
    guard EVP_PKEY_is_a(found, "SM2") == 1 else {
      EVP_PKEY_free(found)
      throw SigningError(.notSM2, "\(name) 不是 SM2 密钥")
    }
    key = found
    self.isPrivate = isPrivate
  }

  /// The buffer source only points at the bytes, which must stay where they are until it is freed.
  private static func read(_ pem: [UInt8], isPrivate: Bool) -> OpaquePointer? {
    pem.withUnsafeBytes { bytes in
      guard let source = BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count)) else { return nil }
      defer { BIO_free(source) }
      // A file with a pass phrase is refused rather than asked for: nobody sits at a service's terminal.
      return isPrivate
        ? PEM_read_bio_PrivateKey(source, nil, { _, _, _, _ in -1 }, nil)
        : PEM_read_bio_PUBKEY(source, nil, { _, _, _, _ in -1 }, nil)
    }
  }

  /// Signs SM3(Z ‖ message); the signature is DER, `SEQUENCE { r, s }`.
  public func sign(_ message: [UInt8], userID: String) throws(SigningError) -> [UInt8] {
    precondition(isPrivate, "a public key signs nothing")
    let context = try Context(key: key, userID: userID)
    guard EVP_DigestSignInit(context.digest, nil, EVP_sm3(), nil, key) == 1 else { throw .fromLibrary("SM2 签名") }
    var length = 0
    guard EVP_DigestSign(context.digest, nil, &length, message, message.count) == 1 else {
      throw .fromLibrary("SM2 签名")
    }
    var signature = [UInt8](repeating: 0, count: length)
    guard EVP_DigestSign(context.digest, &signature, &length, message, message.count) == 1 else {
      throw .fromLibrary("SM2 签名")
    }
    return Array(signature.prefix(length))
  }

  /// Whether a DER signature is this key's over the message.
  ///
  /// - Throws: `SigningError.library` only when OpenSSL cannot begin; a signature of any other bytes is merely not valid.
  public func verify(_ signature: [UInt8], of message: [UInt8], userID: String) throws(SigningError) -> Bool {
    let context = try Context(key: key, userID: userID)
    guard EVP_DigestVerifyInit(context.digest, nil, EVP_sm3(), nil, key) == 1 else { throw .fromLibrary("SM2 验签") }
    let result = EVP_DigestVerify(context.digest, signature, signature.count, message, message.count)
    ERR_clear_error()
    return result == 1
  }

  /// A digest context that knows the user's id, which is part of what SM2 signs.
  private final class Context {
    let digest: OpaquePointer
    private let operation: OpaquePointer

    init(key: OpaquePointer, userID: String) throws(SigningError) {
      guard let digest = EVP_MD_CTX_new() else { throw .fromLibrary("SM2") }
      guard let operation = EVP_PKEY_CTX_new(key, nil) else {
        EVP_MD_CTX_free(digest)
        throw .fromLibrary("SM2")
      }
      self.digest = digest
      self.operation = operation
      let identity = Array(userID.utf8)
      guard EVP_PKEY_CTX_set1_id(operation, identity, Int32(identity.count)) == 1 else {
        throw .fromLibrary("SM2 用户标识")
      }
      EVP_MD_CTX_set_pkey_ctx(digest, operation)
    }

    deinit {
      EVP_MD_CTX_free(digest)
      EVP_PKEY_CTX_free(operation)
    }
  }
}
