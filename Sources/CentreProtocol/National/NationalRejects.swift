import Catalogue

/// Rejected rows of the national platform. A row does not say which transaction it came with, so its reason begins with
/// the number.
public enum NationalRejects {
  /// The reason as it is kept.
  public static func named(_ reject: RecordReject, number: String) -> RecordReject {
    reject.reason.hasPrefix(number)
      ? reject : RecordReject(code: reject.code, reason: "\(number)：\(reject.reason)")
  }

  /// Reads a rejected row again by today's rules.
  ///
  /// - Returns: `false` when the row is none of the national platform's.
  /// - Throws: why it is still refused.
  public static func check(_ text: String, reason: String) throws(RecordReject) -> Bool {
    let number = String(reason.prefix(4))
    if let catalogue = NationalFileCatalogue(rawValue: number) {
      _ = try NationalMapping.record(NationalFileRow(text), of: catalogue)
      return true
    }
    let query = NationalTermsQuery(rawValue: number)
    guard query != nil || number == NationalMapping.ethnicDrugs, let row = JSONValue.parse(Array(text.utf8)) else {
      return false
    }
    if let query { _ = try query.term(row) } else { _ = try NationalMapping.ethnicDrug(row) }
    return true
  }
}
