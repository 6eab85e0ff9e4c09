import Catalogue

/// A release file that was built and made to last.
struct BuiltRelease {
  let path: String
  let bytes: Int64
  let sha256: String
  let rowCount: Int
  /// National codes that were set in it, by serial.
  let codes: [String: String]
}

enum ReleaseBuilder {
  /// Copies the previous file, or begins a new one, takes the changes over and syncs file and folder. The same input
  /// makes the same bytes.
  ///
  /// - Parameters:
  ///   - rows: `nil` when only codes change.
  ///   - name: of the file; `nil` for the release's own.
  ///   - wholeRows: writes rows as earlier programs did, which makes other bytes of the same content.
  static func build(
    kind: CatalogueKind, release: Int64, rows: JournalRows?, previous: String?, folder: String, now: Int64,
    codes: [String: String] = [:], name: String? = nil, wholeRows: Bool = false
  ) throws(StoreError) -> BuiltRelease {
    let layout = ReleaseLayout(kind)
    let path = "\(folder)/\(name ?? fileName(release))"
    // A run that died before its commit can have left one.
    try DurableFile.remove(path)
    if let previous { try DurableFile.copy(previous, to: path) }
    // The disk begins while the copy is being changed.
    let copied =
      previous == nil ? nil : BackgroundWork { () throws(StoreError) in try DurableFile.sync(path) }
    let written = Result { () throws(StoreError) in
      try write(
        layout, release: release, rows: rows, isNew: previous == nil, path: path, now: now, codes: codes,
        wholeRows: wholeRows)
    }
    // A file's error is told once, so whoever began must ask.
    try copied?.wait().get()
    let count = try written.get()
    try DurableFile.restrict(path)
    let (bytes, sha256) = try DurableFile.syncAndDigest(path)
    try DurableFile.sync(folder)
    return BuiltRelease(path: path, bytes: bytes, sha256: sha256, rowCount: count, codes: codes)
  }

  static func fileName(_ release: Int64) -> String {
    let digits = String(release)
    return String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".sqlite"
  }

  private static func write(
    _ layout: ReleaseLayout, release: Int64, rows: JournalRows?, isNew: Bool, path: String, now: Int64,
    codes: [String: String], wholeRows: Bool
  ) throws(StoreError) -> Int {
    let database = try RawDatabase(path: path, mode: .building)
    try database.execute("BEGIN")
    if isNew { try database.execute(layout.createTable) }
    var plain = try PlainColumns(layout.kind, in: isNew ? nil : database)
    switch rows {
    case .firstLoad(let rows): try load(rows, layout, into: database, &plain)
    case .changes(let changes): try take(changes, layout, into: database, &plain, wholeRows: wholeRows)
    case nil: break
    }
    // A file of an older program lacks some.
    try database.execute(layout.createIndexes)
    _ = try NationalCodes.write(codes, kind: layout.kind, to: database)
    let info = try database.prepare("INSERT OR REPLACE INTO release_info(name, value) VALUES (?, ?)")
    for (name, value) in [
      ("format_version", String(ReleaseLayout.formatVersion)), ("catalogue", layout.kind.rawValue),
      ("release", String(release)), ("published_at", CivilDateTime(unixMilliseconds: now).fullText),
      (PlainColumns.entry, plain.text),
    ] {
      info.bind(1, name)
      info.bind(2, value)
      try info.run()
    }
    try database.execute("COMMIT")
    let count = try database.prepare("SELECT COUNT(*) FROM \(layout.kind.rawValue)")
    guard try count.step() else { throw database.failure() }
    return Int(count.integer(0))
  }

  /// Rows of a first load, numbered from 1.
  private static func load(
    _ rows: BatchRows, _ layout: ReleaseLayout, into database: RawDatabase, _ plain: inout PlainColumns
  ) throws(StoreError) {
    let insert = try database.prepare(layout.insert)
    var number: Int64 = 0
    var watched = layout.codePositions
    try rows.forEach { row throws(StoreError) in
      number += 1
      // A column that is not plain any more is not looked at again.
      let isNews = watched.contains { place in row.withField(place) { $0.contains { $0 >= 0x80 } } }
      if isNews {
        plain.see(row.record)
        watched.removeAll { place in row.withField(place) { $0.contains { $0 >= 0x80 } } }
      }
      layout.bind(row, number: number, to: insert)
      try insert.run()
    }
  }

  private static func take(
    _ changes: ChangeList, _ layout: ReleaseLayout, into database: RawDatabase, _ plain: inout PlainColumns,
    wholeRows: Bool
  ) throws(StoreError) {
    let updates = RowUpdates(layout, database)
    let upsert = try database.prepare(layout.upsert)
    let delete = try database.prepare("DELETE FROM \(layout.kind.rawValue) WHERE row = ?")
    try changes.forEach { change throws(StoreError) in
      if let record = change.after {
        plain.see(record)
        if !wholeRows, let before = change.before {
          try updates.write(record, over: before, row: change.row)
          return
        }
        layout.bind(record, row: change.row, to: upsert)
        try upsert.run()
      } else {
        delete.bind(1, change.row)
        try delete.run()
      }
    }
  }
}
