import Catalogue
import GRDB

/// What stands otherwise in one release than in another.
public struct ReleaseDifference: Hashable, Sendable {
  public let from: Int64
  public let to: Int64
  /// Catalogues that only one of the two releases has, with the rows it has there: every row differs, none is listed.
  public let onlyInOne: [CatalogueKind: Int]
  /// Rows that differ, in the order in which the journal first touches them; of catalogues both releases have. Rows that
  /// differ only beside the record come last.
  public let rows: [RowDifference]
  /// Catalogues of which a file is no longer kept: columns beside the record (国家编码, 终止时间 …) were not compared.
  public let recordOnly: Set<CatalogueKind>
  /// Catalogues that were lost and published anew in between: what their rows were is not known, and none is listed.
  public let notComparable: Set<CatalogueKind>
}

/// One row in two releases.
public struct RowDifference: Hashable, Sendable {
  public let kind: CatalogueKind
  public let key: [String]
  /// Fields of a log line in the first and in the second release; `nil` where it has no such row.
  public let before: [String]?
  public let after: [String]?
  /// Columns of the view that are in no record and differ.
  public var beside: [FieldDifference] = []

  /// Fields that differ, those beside the record last; none when one of the releases lacks the row.
  public var fields: [FieldDifference] { recordFields + beside }

  /// The same record in both, or in neither.
  var isSame: Bool {
    guard let before, let after else { return before == nil && after == nil }
    return before.areExactly(after)
  }

  private var recordFields: [FieldDifference] {
    guard let before, let after else { return [] }
    let columns = kind.table.recordColumns
    return zip(before, after).enumerated().compactMap { place, values in
      guard !values.0.isExactly(values.1) else { return nil }
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
  /// Compares two releases by the change journal, so their files need not be kept; columns beside the record by their
  /// files, as long as they are.
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
    var (had, has, lost, rows) = try read { database in
      let had = try Self.rowCounts(ofRelease: older, in: database)
      let has = try Self.rowCounts(ofRelease: newer, in: database)
      let rows = try Self.changedRows(after: older, through: newer, in: database).filter { had[$0.kind] != nil }
      let lost =
        rows.contains { $0.before == nil } ? try Self.publishedAnew(after: older, through: newer, in: database) : []
      return (had, has, lost, rows.filter { !lost.contains($0.kind) && !$0.isSame })
    }
    if isBackwards {
      rows = rows.map { RowDifference(kind: $0.kind, key: $0.key, before: $0.after, after: $0.before) }
    }
    var recordOnly: Set<CatalogueKind> = []
    for kind in CatalogueKind.allCases where had[kind] != nil && !lost.contains(kind) {
      guard let beside = try besideRecord(kind, from: first, to: second) else {
        recordOnly.insert(kind)
        continue
      }
      rows = Self.joined(rows, beside)
    }
    return ReleaseDifference(
      from: first, to: second, onlyInOne: has.filter { had[$0.key] == nil }, rows: rows, recordOnly: recordOnly,
      notComparable: lost)
  }

  /// Adds what differs beside the record to the rows that differ in it.
  private static func joined(_ rows: [RowDifference], _ beside: [RowDifference]) -> [RowDifference] {
    guard let kind = beside.first?.kind else { return rows }
    var waiting = Dictionary(beside.map { ($0.key, $0) }) { first, _ in first }
    var joined = rows
    for index in joined.indices where joined[index].kind == kind {
      if let found = waiting.removeValue(forKey: joined[index].key) { joined[index].beside = found.beside }
    }
    return joined + beside.filter { waiting[$0.key] != nil }
  }

  /// Rows of both releases that differ in a column beside the record, in the order of their numbers; `nil` when a file
  /// is no longer kept.
  private func besideRecord(
    _ kind: CatalogueKind, from first: Int64, to second: Int64
  ) throws(StoreError) -> [RowDifference]? {
    let files = try read { database in
      try [first, second].map { number in
        try Row.fetchOne(
          database,
          sql: """
            SELECT release, removed FROM release_set JOIN release_file
              ON release_file.kind = release_set.kind AND release_file.release = file_release
            WHERE number = ? AND release_set.kind = ?
            """, arguments: [number, kind.rawValue]
        ).map { (release: $0["release"] as Int64, isRemoved: $0["removed"] as Bool) }
      }
    }
    guard let from = files[0], let to = files[1], from.release != to.release else { return [] }
    guard !from.isRemoved, !to.isRemoved else { return nil }
    let (fromPath, toPath) = (
      Self.path(of: kind, release: from.release, in: directory), Self.path(of: kind, release: to.release, in: directory)
    )
    let difference = try FileDifference(from: fromPath, to: toPath, kind: kind, columns: kind.table.besideColumns)
    return try difference.besideRows()
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

  /// Catalogues with a row that was held in the older release, and whose next change says nothing of what it was: only a
  /// lost catalogue that was published anew has such.
  private static func publishedAnew(
    after older: Int64, through newer: Int64, in database: Database
  ) throws -> Set<CatalogueKind> {
    let names = try String.fetchAll(
      database,
      sql: """
        SELECT DISTINCT next.kind FROM (
          SELECT MIN(seq) AS low FROM change WHERE release > ?1 AND release <= ?2 GROUP BY kind, key)
        JOIN change AS next ON next.seq = low AND next.before IS NULL
        JOIN (SELECT kind, key, MAX(seq) AS high FROM change WHERE release <= ?1 GROUP BY kind, key) AS held
          ON held.kind = next.kind AND held.key = next.key
        JOIN change AS last ON last.seq = high AND (last.after IS NOT NULL OR last.verb = ?3)
        """, arguments: [older, newer, ChangeVerb.added.rawValue])
    return Set(try names.map(kind))
  }

  private static func kind(_ name: String) throws -> CatalogueKind {
    guard let kind = CatalogueKind(rawValue: name) else {
      throw StoreError(.newerFormat, "未知的目录 \(name)，请升级程序")
    }
    return kind
  }
}
