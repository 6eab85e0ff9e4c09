/// `ctid` and ROWID stand for the row's number: comparing one with a value becomes a search by that number, which a
/// keyset cursor (`ctid IN (…)`, `ROWID = …`) needs for each block of rows it fetches.
extension Binder {
  /// ROWID: 18 characters that order as the rows' numbers do. Stable as long as the row is in the view.
  func rowIdentifier(_ row: String) -> Scope.Column {
    var column = Scope.Column(
      name: "rowid", shown: columnName("rowid"), sql: "printf('\(RowText.prefix)%012d', \(row))", type: .varchar(18),
      isHidden: true, column: nil)
    column.rowNumber = row
    return column
  }

  /// `ctid` is made from the row's number: block of 60,000 and place in it, both within the driver's 16 bits.
  func rowPlace(_ row: String) -> String {
    let rows = RowText.rowsOfBlock
    return "('(' || ((\(row) - 1) / \(rows)) || ',' || ((\(row) - 1) % \(rows) + 1) || ')')"
  }

  /// The comparison for equality by the row's number, when one side is a bare `ctid` or ROWID.
  func equalByRow(_ left: Typed, _ right: Typed) -> Typed? {
    guard let search = searchedRow(left, right) ?? searchedRow(right, left) else { return nil }
    return Typed("\(search.row) = \(search.wanted)", .bool, from: [left, right])
  }

  /// `ctid IN (…)`, likewise.
  func inByRow(_ subject: Typed, _ elements: [Typed], _ isNegated: Bool) -> Typed? {
    var wanted: [String] = []
    for element in elements {
      guard let search = searchedRow(subject, element) else { return nil }
      wanted.append(search.wanted)
    }
    guard let row = subject.rowNumber else { return nil }
    let sql = "\(row) \(isNegated ? "NOT " : "")IN (\(wanted.joined(separator: ", ")))"
    return Typed(sql, .bool, from: [subject] + elements)
  }

  private func searchedRow(_ column: Typed, _ value: Typed) -> (row: String, wanted: String)? {
    guard let row = column.rowNumber, value.isNull || value.type.isText || value.type == .tid else { return nil }
    let call: RuntimeCall = column.type == .tid ? .rowOfPlace : .rowOfIdentifier
    return (row, call(value.sql))
  }
}
