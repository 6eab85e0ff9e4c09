import Catalogue
import Testing

@testable import CatalogueStore

/// What a staged row comes back as, whatever a file being imported has in its fields.
@Suite struct StagedTextTests {
  @Test(arguments: ["A00", "a|b", "\u{2}", "\u{2}a|b", "\u{1}甲", "\u{1}\u{301}", "\u{1}", "\u{1}a|b", "\\", ""])
  func comesBack(first: String) throws {
    var fields = [String](repeating: "", count: CatalogueKind.bzml.table.recordFieldCount)
    fields[0] = first
    fields[1] = "霍乱"
    let record = CatalogueRecord(kind: .bzml, canonicalFields: fields)
    let text = StagedText.text(of: record)
    let read = Array(text.utf8).withUnsafeBufferPointer { StagedText.record($0, kind: .bzml) }
    // A plain text is one of the centre's: its fields as they stand.
    let back = read?.fields ?? text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    #expect(back == fields)
  }

  /// Columns beside the 24 record come back with it, an empty one too: it clears.
  @Test(arguments: ["A00", "a|b", "\u{1}甲", "\u{2}", "\\"])
  func columnsBesideComeBack(first: String) throws {
    var fields = [String](repeating: "", count: CatalogueKind.bzml.table.recordFieldCount)
    fields[0] = first
    let record = CatalogueRecord(
      kind: .bzml, canonicalFields: fields, additional: ["gjmldm": first + "|", "zzsj": ""])
    let text = Array(StagedText.text(of: record).utf8)
    let read = text.withUnsafeBufferPointer { StagedText.record($0, kind: .bzml) }
    #expect(read == record)
  }
}
