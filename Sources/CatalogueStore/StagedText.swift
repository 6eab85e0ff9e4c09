import Catalogue

/// A record as one text of a staged page: the form in which the centre sends it where that brings it back, else the
/// fields with their marks escaped (`FieldText`) after a control character.
enum StagedText {
  private static let escaped = "\u{1}"

  static func text(of record: CatalogueRecord) -> String {
    // The first field of a file being imported may begin with anything.
    let looksEscaped = record.fields.first?.utf8.first == 1
    let isPlain =
      !looksEscaped
      && record.fields.allSatisfy { field in
        !field.utf8.contains { $0 == UInt8(ascii: "|") }
      }
    return isPlain ? record.fields.joined(separator: "|") : escaped + FieldText.join(record.fields)
  }

  /// The record of a text that is no text of the centre's.
  static func record(_ text: UnsafeBufferPointer<UInt8>, kind: CatalogueKind) -> CatalogueRecord? {
    guard text.first == 1 else { return nil }
    let fields = FieldText.split(String(decoding: text.dropFirst(), as: UTF8.self))
    return fields.count == kind.table.recordFieldCount ? CatalogueRecord(kind: kind, canonicalFields: fields) : nil
  }
}
