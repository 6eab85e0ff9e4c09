import Catalogue
import GRDB

/// What a mirror needs of the store: rows as the views show them, by row number, and which of them changed.
extension CatalogueStore {
  /// What tells this data directory from another one: the institution's own first publication. `nil` before it.
  public func firstPublication() throws(StoreError) -> Int64? {
    try read { try Int64.fetchOne($0, sql: "SELECT published_at FROM release ORDER BY number LIMIT 1") }
  }

  /// The last sequence number of the releases up to one.
  public func lastSequence(ofRelease number: Int64) throws(StoreError) -> Int64 {
    try read { database in
      try Int64.fetchOne(database, sql: "SELECT MAX(seq) FROM change WHERE release <= ?", arguments: [number]) ?? 0
    }
  }

  /// Releases after one, and when the first of them was published (milliseconds since 1970 UTC).
  public func releasesBehind(_ number: Int64) throws(StoreError) -> (count: Int, since: Int64?) {
    try read { database in
      let row = try Row.fetchOne(
        database, sql: "SELECT COUNT(*) AS behind, MIN(published_at) AS since FROM release WHERE number > ?",
        arguments: [number])
      return (row?["behind"] ?? 0, row?["since"])
    }
  }

  /// Whether one of these releases built a file of a catalogue without a line in the change journal: codes that were
  /// imported, which are no field of the centre's record. Which rows differ is then known only from the files.
  public func changedQuietly(
    _ kind: CatalogueKind, afterRelease first: Int64, through last: Int64
  ) throws(StoreError) -> Bool {
    try read { database in
      try Bool.fetchOne(
        database,
        sql: """
          SELECT EXISTS (SELECT 1 FROM release_file WHERE kind = ? AND release > ? AND release <= ? AND NOT EXISTS (
            SELECT 1 FROM change WHERE change.release = release_file.release AND change.kind = release_file.kind))
          """, arguments: [kind.rawValue, first, last]) ?? false
    }
  }

  /// Numbers of all rows of a view in a set, ascending.
  public func rowNumbers(_ kind: CatalogueKind, in set: ReleaseSet) throws(StoreError) -> [Int64] {
    guard let path = set.files[kind] else { return [] }
    let select = try RawDatabase(path: path, mode: .immutable).prepare("SELECT row FROM \(kind.rawValue) ORDER BY row")
    var rows: [Int64] = []
    while try select.step() { rows.append(select.integer(0)) }
    return rows
  }

  /// Numbers of the rows a range of the journal touched, ascending, each once; those that are gone are among them.
  public func changedRows(
    _ kind: CatalogueKind, after first: Int64, through last: Int64
  ) throws(StoreError) -> [Int64] {
    try read { database in
      try Int64.fetchAll(
        database,
        sql: """
          SELECT DISTINCT row_number.row FROM change
          JOIN row_number ON row_number.kind = change.kind AND row_number.key = change.key
          WHERE seq > ? AND seq <= ? AND change.kind = ? ORDER BY row_number.row
          """, arguments: [first, last, kind.rawValue])
    }
  }

  /// Rows of a view in a set, in the order of their numbers; `nil` when the catalogue was never published.
  public func viewRows(_ kind: CatalogueKind, in set: ReleaseSet) throws(StoreError) -> ViewRows? {
    guard let path = set.files[kind] else { return nil }
    return try ViewRows(path: path, kind: kind)
  }
}

/// Reads a release file as its view shows it: every column, by row number. For one thread.
public final class ViewRows {
  private let all: RawStatement
  private let one: RawStatement
  private var current: RawStatement

  init(path: String, kind: CatalogueKind) throws(StoreError) {
    let database = try RawDatabase(path: path, mode: .immutable)
    let columns = kind.table.columns.map(\.name).joined(separator: ", ")
    all = try database.prepare("SELECT row, \(columns) FROM \(kind.rawValue) ORDER BY row")
    one = try database.prepare("SELECT row, \(columns) FROM \(kind.rawValue) WHERE row = ?")
    current = all
  }

  /// Goes to the next row of the file; `false` after the last.
  public func next() throws(StoreError) -> Bool {
    current = all
    return try all.step()
  }

  /// Goes to one row; `false` when it does not exist.
  public func find(_ row: Int64) throws(StoreError) -> Bool {
    current = one
    one.reset()
    one.bind(1, row)
    return try one.step()
  }

  public var row: Int64 { current.integer(0) }

  /// A value of the view's column (counted from 0) as UTF-8, valid until the next step; `nil` is NULL.
  public func utf8(_ column: Int) -> UnsafeBufferPointer<UInt8>? { current.utf8(column + 1) }

  public func text(_ column: Int) -> String? { utf8(column).map { String(decoding: $0, as: UTF8.self) } }
}
