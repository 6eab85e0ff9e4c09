import Catalogue
import GRDB

/// What stands otherwise in one release than in another.
public struct ReleaseDifference: Hashable, Sendable {
  public let from: Int64
  public let to: Int64
  /// Catalogues that only one of the two releases has, with the rows it has there: every row differs, none is listed.
  public let onlyInOne: [CatalogueKind: Int]
  /// Rows that differ, in the order in which the journal first touches them; of catalogues both releases have.
  public let rows: [RowDifference]
}

/// One row in two releases.
public struct RowDifference: Hashable, Sendable {
  public let kind: CatalogueKind
  public let key: [String]
  /// Fields of a log line in the first and in the second release; `nil` where it has no such row.
  public let before: [String]?
  public let after: [String]?

  /// Fields that differ; none when one of the releases lacks the row.
  public var fields: [FieldDifference] {
    guard let before, let after else { return [] }
    let columns = kind.table.recordColumns
    return zip(before, after).enumerated().compactMap { place, values in
      guard values.0 != values.1 else { return nil }
      // The ninth field of a 病种目录 line is not of the record (operations.md, "A download-log line").
      let name = place < columns.count ? columns[place].name : "kssj"
      return FieldDifference(column: name, old: values.0, new: values.1)
    }
  }
}

public struct FieldDifference: Hashable, Sendable {
  /// Column of the view.
  public let column: String
  /// Canonical; empty when the field is.
  public let old: String
  public let new: String

  public init(column: String, old: String, new: String) {
    self.column = column
    self.old = old
    self.new = new
  }
}

extension CatalogueStore {
  /// Compares two releases by the change journal, so their files need not be kept.
  ///
  /// Takes memory for every row changed between them. A row that was changed and changed back does not differ.
  ///
  /// - Parameters:
  ///   - first: may be the newer one; then the changes are told backwards.
  ///   - second: both are numbers of releases; 0 stands for before the first.
  public func difference(from first: Int64, to second: Int64) throws(StoreError) -> ReleaseDifference {
    let older = min(first, second)
    let newer = max(first, second)
    let isBackwards = first > second
    return try storeErrors(.database, "agent.sqlite") {
      try history.read { database in
        let had = try Self.rowCounts(ofRelease: older, in: database)
        let has = try Self.rowCounts(ofRelease: newer, in: database)
        let rows = try Self.changedRows(after: older, through: newer, in: database)
          .filter { had[$0.kind] != nil && $0.before != $0.after }
        return ReleaseDifference(
          from: first, to: second, onlyInOne: has.filter { had[$0.key] == nil },
          rows: isBackwards
            ? rows.map { RowDifference(kind: $0.kind, key: $0.key, before: $0.after, after: $0.before) } : rows)
      }
    }
  }

  private static func rowCounts(ofRelease number: Int64, in database: Database) throws -> [CatalogueKind: Int] {
    var counts: [CatalogueKind: Int] = [:]
    for row in try Row.fetchAll(
      database,
      sql: """
        SELECT release_set.kind, row_count FROM release_set JOIN release_file
          ON release_file.kind = release_set.kind AND release_file.release = file_release WHERE number = ?
        """, arguments: [number])
    { counts[try kind(row["kind"])] = row["row_count"] }
    return counts
  }

  private static func changedRows(
    after older: Int64, through newer: Int64, in database: Database
  ) throws -> [RowDifference] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT earliest.kind, earliest.key, earliest.before, latest.after FROM (
          SELECT MIN(seq) AS low, MAX(seq) AS high FROM change WHERE release > ? AND release <= ? GROUP BY kind, key)
        JOIN change AS earliest ON earliest.seq = low JOIN change AS latest ON latest.seq = high ORDER BY low
        """, arguments: [older, newer]
    ).map { row in
      RowDifference(
        kind: try kind(row["kind"]), key: FieldText.split(row["key"]),
        before: (row["before"] as String?).map(FieldText.split), after: (row["after"] as String?).map(FieldText.split))
    }
  }

  private static func kind(_ name: String) throws -> CatalogueKind {
    guard let kind = CatalogueKind(rawValue: name) else {
      throw StoreError(.newerFormat, "未知的目录 \(name)，请升级程序")
    }
    return kind
  }
}
