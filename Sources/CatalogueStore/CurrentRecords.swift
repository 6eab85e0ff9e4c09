import Catalogue
import GRDB

extension CatalogueStore {
  /// A row of the current set; `nil` when there is none with this key.
  public func record(_ kind: CatalogueKind, key: [String]) throws(StoreError) -> CatalogueRecord? {
    try withReader(kind, otherwise: nil) { reader throws(StoreError) in try reader.record(key: key)?.record }
  }

  /// Rows of the current set that a release added or modified, in the order of the journal.
  public func records(
    _ kind: CatalogueKind, changedInRelease release: Int64, limit: Int
  ) throws(StoreError) -> [CatalogueRecord] {
    let keys = try read { database in
      try String.fetchAll(
        database, sql: "SELECT key FROM change WHERE release = ? AND kind = ? ORDER BY seq LIMIT ?",
        arguments: [release, kind.rawValue, limit])
    }
    return try withReader(kind, otherwise: []) { reader throws(StoreError) in
      var records: [CatalogueRecord] = []
      for key in keys {
        if let found = try reader.record(key: FieldText.split(key)) { records.append(found.record) }
      }
      return records
    }
  }

  /// Rows held whose change date lies in these days, both inclusive.
  public func heldCount(_ kind: CatalogueKind, from: CivilDate, through: CivilDate) throws(StoreError) -> Int {
    try withReader(kind, otherwise: 0) { reader throws(StoreError) in try reader.count(from: from, through: through) }
  }

  /// The newest change date held that is not after a day.
  public func newestChangeDate(_ kind: CatalogueKind, notAfter day: CivilDate) throws(StoreError) -> CivilDate? {
    try withReader(kind, otherwise: nil) { reader throws(StoreError) in try reader.newestChangeDate(notAfter: day) }
  }

  /// Keys held that are not among a batch's, as `CatalogueRecord.keyText`.
  public func heldKeys(_ kind: CatalogueKind, without others: BatchRows) throws(StoreError) -> [String] {
    var keys: [String] = []
    try forEachHeldKey(kind, without: others) { keys.append($0) }
    return keys
  }

  /// How many keys held are not among a batch's.
  public func heldCount(_ kind: CatalogueKind, without others: BatchRows) throws(StoreError) -> Int {
    var count = 0
    try forEachHeldKey(kind, without: others) { _ in count += 1 }
    return count
  }

  private func forEachHeldKey(
    _ kind: CatalogueKind, without others: BatchRows, _ body: (String) -> Void
  ) throws(StoreError) {
    var known = KeyTable()
    try others.forEach { row throws(StoreError) in _ = known.note(row.keyText, number: 0) }
    try withReader(kind, otherwise: ()) { reader throws(StoreError) in
      try reader.forEachKey { key throws(StoreError) in
        if !known.contains(key) { body(key) }
      }
    }
  }

  /// All keys held, as `CatalogueRecord.keyText`, in the order of their rows.
  public func heldKeys(_ kind: CatalogueKind) throws(StoreError) -> [String] {
    try heldKeys(kind, without: BatchRows([], kind: kind))
  }

  private func withReader<Value>(
    _ kind: CatalogueKind, otherwise: Value, _ body: (ReleaseReader) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    guard let path = currentSet.files[kind] else { return otherwise }
    return try body(try ReleaseReader(path: path, kind: kind))
  }
}
