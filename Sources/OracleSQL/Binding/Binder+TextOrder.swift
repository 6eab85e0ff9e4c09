/// Text is ordered by the bytes it has in GB18030, as on a ZHS16GBK database: the common hanzi in the order of their pinyin.
/// Equality is the same in every encoding. PostgreSQL's catalogue keeps PostgreSQL's order.
extension Binder {
  /// Whether the order of a value's text may differ from that of its bytes in UTF-8. Beside an ASCII literal it cannot:
  /// in both encodings whatever is not ASCII comes after what is.
  func needsTextOrder(_ value: Typed) -> Bool {
    guard isOracle, frontEnd.textOrder == .gb18030, value.type.isText else { return false }
    if case .text(let text)? = value.literal { return !text.utf8.allSatisfy { $0 < 0x80 } }
    guard assumesASCII, let column = value.column, column.mayBeASCII, let table = value.table else { return true }
    assumedASCII.insert("\(table).\(column.name)")
    return false
  }

  /// The value as it is to be ordered by.
  func inTextOrder(_ value: Typed) -> String {
    needsTextOrder(value) ? "\(value.operand) COLLATE \(SQLFrontEnd.collation)" : value.sql
  }

  /// A text whose bytes are in that order, for what does not know collations.
  func textKey(_ value: Typed) -> String {
    needsTextOrder(value) ? RuntimeCall.textKey(value.sql) : value.sql
  }
}
