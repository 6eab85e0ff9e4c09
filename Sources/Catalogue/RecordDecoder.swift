/// Why a received row is not taken over. The row is kept with its text and this reason.
public struct RecordReject: Error, Hashable, Sendable {
  public enum Code: String, Sendable, CaseIterable {
    case wrongFieldCount = "QZ-C101"
    case unreadableDate = "QZ-C102"
    case emptyKey = "QZ-C103"
    case fieldTooLong = "QZ-C104"
    /// A cell of an imported spreadsheet that Excel may have changed, or that is no value.
    case spreadsheetCell = "QZ-C105"
    /// A new row in an imported file that does not bring every column, or a whole row without a change date.
    case incompleteRow = "QZ-C106"
  }
  public let code: Code
  /// What an operator reads, in Chinese.
  public let reason: String

  public init(code: Code, reason: String) {
    self.code = code
    self.reason = reason
  }
}

extension CatalogueRecord {
  /// Decodes the text of one record: fields separated by `|`.
  public static func decode(_ text: String, kind: CatalogueKind) throws(RecordReject) -> CatalogueRecord {
    let expected = kind.table.recordFieldCount
    var fields: [String] = []
    fields.reserveCapacity(expected)
    var count = 1
    var text = text
    text.withUTF8 { bytes in
      var start = 0
      for index in 0..<bytes.count where bytes[index] == UInt8(ascii: "|") {
        if count <= expected {
          fields.append(CanonicalForm.text(bytes: UnsafeBufferPointer(rebasing: bytes[start..<index])))
        }
        start = index + 1
        count += 1
      }
      fields.append(CanonicalForm.text(bytes: UnsafeBufferPointer(rebasing: bytes[start..<bytes.count])))
    }
    guard count == expected else { throw wrongFieldCount(count, kind) }
    return try checked(fields, kind: kind)
  }

  /// Decodes fields that were separated elsewhere. Decoding a record's own fields gives the same record.
  public static func decode(fields: [String], kind: CatalogueKind) throws(RecordReject) -> CatalogueRecord {
    guard fields.count == kind.table.recordFieldCount else { throw wrongFieldCount(fields.count, kind) }
    return try checked(fields.map(CanonicalForm.text), kind: kind)
  }

  private static func checked(_ trimmed: [String], kind: CatalogueKind) throws(RecordReject) -> CatalogueRecord {
    var fields = trimmed
    let layout = kind.layout
    guard !fields[layout.keyPositions[0]].isEmpty else {
      throw RecordReject(code: .emptyKey, reason: "主键 \(kind.table.keyColumns[0]) 为空")
    }
    for position in layout.datePositions where !fields[position].isEmpty {
      guard let date = CentreDate.parse(fields[position]) else {
        let column = kind.table.recordColumns[position]
        throw RecordReject(
          code: .unreadableDate,
          reason: "第 \(position + 1) 个字段 \(column.name)（\(column.meaning)）不是可识别的日期：\(excerpt(fields[position]))")
      }
      fields[position] = date.canonicalText
    }
    // A text has at least as many bytes as characters, so few texts need counting.
    for position in 0..<fields.count
    where fields[position].utf8.count > layout.limits[position]
      && fields[position].unicodeScalars.count > layout.limits[position]
    {
      let column = kind.table.recordColumns[position]
      throw RecordReject(
        code: .fieldTooLong,
        reason: "第 \(position + 1) 个字段 \(column.name)（\(column.meaning)）有 \(fields[position].unicodeScalars.count) 个字符，"
          + "超过 \(layout.limits[position]) 个")
    }
    return CatalogueRecord(kind: kind, canonicalFields: fields)
  }

  private static func wrongFieldCount(_ count: Int, _ kind: CatalogueKind) -> RecordReject {
    RecordReject(code: .wrongFieldCount, reason: "\(kind.title)应有 \(kind.table.recordFieldCount) 个字段，收到 \(count) 个")
  }

  private static func excerpt(_ text: String) -> String { text.count > 40 ? "\(text.prefix(40))…" : text }
}
