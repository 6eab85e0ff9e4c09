import Catalogue

/// The rows of a publication that come in tens of thousands, written through the history connection itself.
enum BulkWrites {
  /// Row numbers already given to keys (`FieldText`), for those that have one.
  static func rows(of keys: [String], kind: CatalogueKind, connection: OpaquePointer) throws(StoreError)
    -> [String: Int64]
  {
    let database = RawDatabase(borrowing: connection)
    let select = try database.prepare("SELECT row FROM row_number WHERE kind = ? AND key = ?")
    select.bind(1, kind.rawValue)
    var rows: [String: Int64] = [:]
    for key in keys {
      select.bind(2, key)
      if try select.step() { rows[key] = select.integer(0) }
      select.reset()
    }
    return rows
  }

  /// Writes journal rows and new row numbers. A first load keeps verb and key without images; a row that leaves the view
  /// has no image after.
  static func insert(
    _ part: JournalPart, release: Int64, firstSequence: Int64, now: Int64, connection: OpaquePointer
  ) throws(StoreError) {
    let kind = part.kind
    let database = RawDatabase(borrowing: connection)
    let change = try database.prepare(
      "INSERT INTO change(seq, release, kind, verb, key, before, after, change_date, at) VALUES (?,?,?,?,?,?,?,?,?)")
    let number = try database.prepare("INSERT INTO row_number(kind, key, row) VALUES (?,?,?)")
    change.bind(2, release)
    change.bind(3, kind.rawValue)
    change.bind(9, now)
    number.bind(1, kind.rawValue)
    var sequence = firstSequence
    let changes: ChangeList
    switch part.rows {
    case .changes(let list): changes = list
    case .firstLoad(let rows):
      change.bind(4, ChangeVerb.added.rawValue)
      try rows.forEach { row throws(StoreError) in
        let key = row.keyText
        change.bind(1, sequence)
        change.bind(5, key)
        change.bind(8, row.changeDate)
        try change.run()
        sequence += 1
        number.bind(2, key)
        number.bind(3, sequence - firstSequence)
        try number.run()
      }
      return
    }
    try changes.forEach { planned throws(StoreError) in
      let key = FieldText.join(planned.key)
      change.bind(1, sequence)
      change.bind(4, planned.verb.rawValue)
      change.bind(5, key)
      if let before = planned.before { change.bind(6, FieldText.join(before.logFields)) } else { change.bindNull(6) }
      if let after = planned.after {
        change.bind(7, FieldText.join(after.logFields))
      } else {
        change.bindNull(7)
      }
      change.bind(8, (planned.after ?? planned.before)?.changeDate ?? "")
      try change.run()
      sequence += 1
      guard planned.isNewRow else { return }
      number.bind(2, key)
      number.bind(3, planned.row)
      try number.run()
    }
  }
}
