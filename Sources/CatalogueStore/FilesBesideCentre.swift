import Catalogue
import GRDB

/// An administrator's file says nothing about what the centre has. Once one was taken over, the newest change date held
/// may be the file's; the feed asks as if it was not, so the newest date that the centre brought is kept beside it.
enum FilesBesideCentre {
  /// `feed.newest`: the newest change date of the centre's rows, empty when it has none; NULL as long as every row held
  /// is the centre's. `release_batch.origin`: where a batch came from.
  static let columns = """
    ALTER TABLE feed ADD COLUMN newest TEXT;
    ALTER TABLE release_batch ADD COLUMN origin TEXT NOT NULL DEFAULT 'centre';
    """

  static func newest(_ kind: CatalogueKind, in database: Database) throws -> String? {
    try String.fetchOne(database, sql: "SELECT newest FROM feed WHERE kind = ?", arguments: [kind.rawValue])
  }

  static func note(_ newest: CivilDate?, of kind: CatalogueKind, in database: Database) throws {
    try database.execute(
      sql: "UPDATE feed SET newest = ? WHERE kind = ?", arguments: [newest?.text ?? "", kind.rawValue])
  }
}

extension CatalogueStore {
  /// The newest change date that the centre's rows have, not after a day. Of rows that a file brought or changed nothing
  /// counts but what a centre's batch brought, too.
  public func newestCentreDate(_ kind: CatalogueKind, notAfter day: CivilDate) throws(StoreError) -> CivilDate? {
    let held = try newestChangeDate(kind, notAfter: day)
    guard let text = try read({ try FilesBesideCentre.newest(kind, in: $0) }) else { return held }
    guard let noted = CentreDate.parse(text)?.date else { return nil }
    return held.map { min($0, noted) }
  }

  /// The newest change date of the centre's rows after a batch; `nil` when nothing has to be noted, because every row
  /// held is the centre's.
  ///
  /// - Parameter day: a date after it is a typing error (centre.md, "Polling").
  func newestAfter(
    _ batch: PublishableBatch, current: ReleaseSet, notAfter day: CivilDate
  ) throws(StoreError) -> NotedDate? {
    let (isPolled, noted) = try read { database in
      (
        try Bool.fetchOne(
          database, sql: "SELECT EXISTS (SELECT 1 FROM feed WHERE kind = ?)", arguments: [batch.kind.rawValue])
          ?? false,
        try FilesBesideCentre.newest(batch.kind, in: database)
      )
    }
    if batch.origin == .file {
      // What is held until now is the centre's.
      return isPolled && noted == nil ? NotedDate(day: try newestChangeDate(batch.kind, notAfter: day)) : nil
    }
    // Before the first poll's batch, what is held came with files, or is asked for anew after a rollback.
    guard noted != nil || (!isPolled && current.files[batch.kind] != nil) else { return nil }
    var newest = noted.flatMap { CentreDate.parse($0)?.date }
    try batch.records.forEach { row throws(StoreError) in
      guard let date = CentreDate.parse(row.changeDate)?.date, date <= day else { return }
      newest = max(newest ?? date, date)
    }
    return NotedDate(day: newest)
  }
}

/// What is to be noted of a catalogue; without a day: the centre has no row.
struct NotedDate {
  let day: CivilDate?
}
