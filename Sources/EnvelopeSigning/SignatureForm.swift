import COpenSSL
import Foundation

/// How an SM2 signature is written into `cainfo`. No document at hand says (*ours*: `[centre] sign_form`).
public enum SignatureForm: String, CaseIterable, Sendable {
  /// Base64 of the DER `SEQUENCE { r, s }` of GM/T 0009.
  case der
  /// Base64 of the 64 bytes r ‖ s.
  case raw

  static let coordinate = 32

  func text(der signature: [UInt8]) throws(SigningError) -> String {
    switch self {
    case .der: Data(signature).base64EncodedString()
    case .raw: Data(try Self.raw(der: signature)).base64EncodedString()
    }
  }

  /// The DER signature; `nil` for a text that is none.
  func der(_ text: String) -> [UInt8]? {
    guard let bytes = Data(base64Encoded: text) else { return nil }
    switch self {
    case .der: return Array(bytes)
    case .raw: return bytes.count == 2 * Self.coordinate ? Self.der(raw: Array(bytes)) : nil
    }
  }

  private static func raw(der: [UInt8]) throws(SigningError) -> [UInt8] {
    let parsed = der.withUnsafeBufferPointer { buffer in
      var start = buffer.baseAddress
      return d2i_ECDSA_SIG(nil, &start, buffer.count)
    }
    guard let parsed else { throw .fromLibrary("签名的格式") }
    defer { ECDSA_SIG_free(parsed) }
    var bytes: [UInt8] = []
    for number in [ECDSA_SIG_get0_r(parsed), ECDSA_SIG_get0_s(parsed)] {
      var padded = [UInt8](repeating: 0, count: coordinate)
      guard BN_bn2binpad(number, &padded, Int32(coordinate)) == Int32(coordinate) else { throw .fromLibrary("签名的格式") }
      bytes += padded
    }
    return bytes
  }

  private static func der(raw: [UInt8]) -> [UInt8]? {
    guard let signature = ECDSA_SIG_new() else { return nil }
    defer { ECDSA_SIG_free(signature) }
    let first = raw[..<coordinate].withUnsafeBytes { BN_bin2bn($0.baseAddress, Int32($0.count), nil) }
    let second = raw[coordinate...].withUnsafeBytes { BN_bin2bn($0.baseAddress, Int32($0.count), nil) }
    // It takes both numbers.
    guard ECDSA_SIG_set0(signature, first, second) == 1 else {
      BN_free(first)
      BN_free(second)
      return nil
    }
    var written: UnsafeMutablePointer<UInt8>?
    let length = i2d_ECDSA_SIG(signature, &written)
    guard length > 0, let written else { return nil }
    defer { CRYPTO_free(written, nil, 0) }
    return Array(UnsafeBufferPointer(start: written, count: Int(length)))
  }
}
