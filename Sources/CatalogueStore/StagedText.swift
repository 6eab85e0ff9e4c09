import Catalogue

/// A record as one text of a staged page: the form in which the centre sends it where that brings it back, else the
/// fields with their marks escaped (`FieldText`) after a control character; after another one, a record with columns
/// beside the 24 record, then their names and values in pairs.
enum StagedText {
  private static let escaped = "\u{1}"
  private static let withMore = "\u{2}"

  static func text(of record: CatalogueRecord) -> String {
    if !record.additional.isEmpty {
      let more = record.additional.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
      return withMore + FieldText.join(record.fields + more)
    }
    // The first field of a file being imported may begin with anything.
    let looksEscaped = record.fields.first?.utf8.first.map { $0 == 1 || $0 == 2 } ?? false
    let isPlain =
      !looksEscaped
      && record.fields.allSatisfy { field in
        !field.utf8.contains { $0 == UInt8(ascii: "|") }
      }
    return isPlain ? record.fields.joined(separator: "|") : escaped + FieldText.join(record.fields)
  }

  /// The record of a text that is no text of the centre's.
  static func record(_ text: UnsafeBufferPointer<UInt8>, kind: CatalogueKind) -> CatalogueRecord? {
    guard let mark = text.first, mark == 1 || mark == 2 else { return nil }
    let fields = FieldText.split(String(decoding: text.dropFirst(), as: UTF8.self))
    let count = kind.table.recordFieldCount
    guard mark == 2 else { return fields.count == count ? CatalogueRecord(kind: kind, canonicalFields: fields) : nil }
    guard fields.count > count, (fields.count - count).isMultiple(of: 2) else { return nil }
    let pairs = stride(from: count, to: fields.count, by: 2).map { (fields[$0], fields[$0 + 1]) }
    return CatalogueRecord(
      kind: kind, canonicalFields: Array(fields[..<count]), additional: Dictionary(pairs) { first, _ in first })
  }
}
