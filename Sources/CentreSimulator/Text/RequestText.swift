/// One request of the unified interface, split: `number|field|field…`.
///
/// Old programs leave trailing fields out, so a field that is not there reads as empty.
struct RequestText: Sendable {
  /// The transaction's number: `24`, `05`, …
  let transaction: String
  /// What follows the number. For 04 only the visit number; its rows are in `rows`.
  let fields: [String]
  /// The rows of an 04, `$` between them.
  let rows: [[String]]

  init(_ text: String) {
    let bytes = text.utf8
    let parts = bytes.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false).map {
      String(Substring($0))
    }
    transaction = parts.first ?? ""
    guard transaction == "04" else {
      fields = Array(parts.dropFirst())
      rows = []
      return
    }
    fields = parts.count > 1 ? [parts[1]] : []
    let body = parts.dropFirst(2).joined(separator: "|")
    rows = body.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: true).map { row in
      row.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false).map { String(Substring($0)) }
    }
  }

  /// A field by its position after the number, counted from 1 as in the specification.
  subscript(_ position: Int) -> String {
    position <= fields.count ? fields[position - 1] : ""
  }

  /// A field, or what the specification assumes when it is left out.
  func field(_ position: Int, default assumed: String) -> String {
    let value = self[position]
    return value.isEmpty ? assumed : value
  }

  /// The visit number this request is about; empty for requests about none.
  var visit: String {
    switch transaction {
    case "02", "04", "05", "06", "10": self[1]
    case "43": self[5]
    case "99": self[3]
    case "15": self[5]
    // Of a request of the national platform only this much is kept as text.
    default: transaction.utf8.count >= 4 ? self[1] : ""
    }
  }
}
