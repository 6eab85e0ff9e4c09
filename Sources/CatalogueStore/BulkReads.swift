import Catalogue

/// Reading many journal rows through the history connection itself.
enum BulkReads {
  /// The lines of changes in a range of sequence numbers of one catalogue.
  static func lines(
    of kind: CatalogueKind, from first: Int64, through last: Int64, connection: OpaquePointer
  ) throws(StoreError) -> [LogLine] {
    let select = try RawDatabase(borrowing: connection).prepare(
      "SELECT verb, after, key FROM change WHERE seq BETWEEN ? AND ? ORDER BY seq")
    select.bind(1, first)
    select.bind(2, last)
    var lines: [LogLine] = []
    while try select.step() {
      guard let verb = ChangeVerb(rawValue: select.text(0)),
        !select.isNull(1) || verb == .deleted || verb == .rolledBack
      else { throw StoreError(.damagedLogPiece, "变更记录缺少内容，数据可能损坏") }
      let fields =
        select.isNull(1)
        ? LogLine.fieldsOfGoneRow(key: FieldText.split(select.text(2)), kind: kind)
        : FieldText.split(select.text(1))
      lines.append(LogLine(verb: verb, kind: kind, fields: fields))
    }
    return lines
  }
}
