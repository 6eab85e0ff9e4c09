import COpenSSL

/// GB/T 32905-2016, through OpenSSL.
public enum SM3 {
  /// Bytes of a digest.
  public static let length = 32

  /// - Throws: `SigningError.library` when OpenSSL was built without SM3.
  public static func digest(_ bytes: [UInt8]) throws(SigningError) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: length)
    var written: UInt32 = 0
    guard EVP_Digest(bytes, bytes.count, &digest, &written, EVP_sm3(), nil) == 1, Int(written) == length else {
      throw SigningError.fromLibrary("SM3 杂凑")
    }
    return digest
  }
}

/// Lower-case hexadecimal.
enum Hexadecimal {
  static func text(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
