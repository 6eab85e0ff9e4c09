import Catalogue
import GRDB

/// A download that was begun: its window, and how many pages are kept of it.
public struct StagedDownload: Hashable, Sendable {
  public struct Page: Hashable, Sendable {
    public let total: Int
    public let isLast: Bool
    /// Record texts as received.
    public let records: [String]

    public init(total: Int, isLast: Bool, records: [String]) {
      self.total = total
      self.isLast = isLast
      self.records = records
    }
  }

  public let from: CivilDate
  public let through: CivilDate
  public let isWhole: Bool
  /// Milliseconds since 1970 UTC.
  public let startedAt: Int64

  /// Files have no window of days: their line has one that ends before it begins.
  static let daysOfFiles = (from: CivilDate(dayNumber: 1), through: CivilDate(dayNumber: 0))

  /// Whether files of the national platform are kept of it, not pages of the unified interface.
  public var holdsFiles: Bool { from > through }
}

/// Pages of downloads lie in `staging/<catalogue>-<begin>.pages`. A line in `agent.sqlite` says which download is under
/// way; it goes with the commit that publishes the rows, and a file without its line is deleted when the store is opened.
extension CatalogueStore {
  var stagingFolder: String { "\(directory)/staging" }

  private func pagesPath(_ kind: CatalogueKind, _ startedAt: Int64) -> String {
    "\(stagingFolder)/\(kind.rawValue)-\(startedAt).pages"
  }

  /// Begins a download: pages kept from an earlier one are forgotten.
  public func beginStaging(
    _ kind: CatalogueKind, from: CivilDate, through: CivilDate, isWhole: Bool, now: Int64
  ) throws(StoreError) {
    try write { database in
      try Self.discardStaging(kind, in: database)
      try database.execute(
        sql: "INSERT INTO staging(kind, from_day, through_day, whole, started_at) VALUES (?,?,?,?,?)",
        arguments: [kind.rawValue, from.text, through.text, isWhole, now])
    }
    try removePages(of: kind)
    let spool = try RecordSpool(path: pagesPath(kind, now))
    try spool.empty()
    try DurableFile.sync(stagingFolder)
    state.withLock { $0.spools[kind] = spool }
  }

  /// Keeps a page, so that a download that is cut off goes on after it.
  ///
  /// - Parameter number: counted from 1; page 1 forgets all pages kept before.
  public func stage(_ page: StagedDownload.Page, number: Int, of kind: CatalogueKind) throws(StoreError) {
    let spool = try pages(of: kind)
    if number == 1 { try spool.empty() }
    try spool.append(page.records, total: page.total, isLast: page.isLast)
    try spool.sync()
  }

  /// The download under way.
  ///
  /// - Parameter page: called with each page kept.
  public func stagedDownload(
    _ kind: CatalogueKind, page: ((StagedDownload.Page) -> Void)? = nil
  ) throws(StoreError) -> StagedDownload? {
    let staged = try read { try Self.staged(kind, in: $0) }
    guard let staged else { return nil }
    let spool = try RecordSpool(path: pagesPath(kind, staged.startedAt)) { header, texts in
      page?(StagedDownload.Page(total: header.total, isLast: header.isLast, records: texts))
    }
    state.withLock { $0.spools[kind] = spool }
    return staged
  }

  private static func staged(_ kind: CatalogueKind, in database: Database) throws -> StagedDownload? {
    guard
      let row = try Row.fetchOne(database, sql: "SELECT * FROM staging WHERE kind = ?", arguments: [kind.rawValue]),
      let from = CentreDate.parse(row["from_day"]), let through = CentreDate.parse(row["through_day"])
    else { return nil }
    return StagedDownload(
      from: from.date, through: through.date, isWhole: row["whole"], startedAt: row["started_at"])
  }

  /// Where what is kept of the download under way lies.
  ///
  /// - Throws: ``StoreError/Code/downloadGivenUp`` when there is none.
  func pages(of kind: CatalogueKind) throws(StoreError) -> RecordSpool {
    if let spool = state.withLock({ $0.spools[kind] }) { return spool }
    guard let staged = try read({ try Self.staged(kind, in: $0) }) else {
      throw StoreError(.downloadGivenUp, "\(kind.title)正在进行的下载已作废，下次轮询重新下载")
    }
    let spool = try RecordSpool(path: pagesPath(kind, staged.startedAt))
    state.withLock { $0.spools[kind] = spool }
    return spool
  }

  /// The rows of the pages kept. They stay readable when the pages are forgotten.
  ///
  /// - Parameters:
  ///   - count: distinct rows.
  ///   - superseded: numbers of the texts that are no row, counted from 0 through all pages.
  public func stagedRows(
    _ kind: CatalogueKind, count: Int, superseded: Set<Int>
  ) throws(StoreError) -> BatchRows {
    let spool = try pages(of: kind)
    return BatchRows(spool, kind: kind, count: count, without: superseded)
  }

  public func discardStaging(_ kind: CatalogueKind) throws(StoreError) {
    try write { try Self.discardStaging(kind, in: $0) }
    try removePages(of: kind)
  }

  /// A poll found as many rows at the centre as are held: nothing is staged, and nothing is held back any more. Nothing
  /// is written when that is known already.
  public func nothingNew(_ kind: CatalogueKind) throws(StoreError) {
    let isClean = try read { database in
      try Bool.fetchOne(
        database,
        sql:
          "SELECT NOT EXISTS (SELECT 1 FROM held WHERE kind = ?1) AND NOT EXISTS (SELECT 1 FROM staging WHERE kind = ?1)",
        arguments: [kind.rawValue]) ?? false
    }
    if isClean { return }
    try write { database in
      try Self.discardStaging(kind, in: database)
      try database.execute(sql: "DELETE FROM held WHERE kind = ?", arguments: [kind.rawValue])
    }
    try removePages(of: kind)
  }

  static func discardStaging(_ kind: CatalogueKind, in database: Database) throws {
    // `staged_page` is where programs of format 3 kept pages.
    try database.execute(sql: "DELETE FROM staged_page WHERE kind = ?", arguments: [kind.rawValue])
    try database.execute(sql: "DELETE FROM staging WHERE kind = ?", arguments: [kind.rawValue])
  }

  /// Removes the pages of a catalogue, whose line is gone.
  func removePages(of kind: CatalogueKind) throws(StoreError) {
    state.withLock { $0.spools[kind] = nil }
    for name in try DurableFile.names(in: stagingFolder)
    where name.hasPrefix("\(kind.rawValue)-") && name.hasSuffix(".pages") {
      try DurableFile.remove("\(stagingFolder)/\(name)")
    }
  }

  /// Deletes what a run that ended left behind: pages of a download that is published or forgotten, and everything else.
  func removeStagingOrphans() throws(StoreError) {
    let kept = try read { database in
      try Row.fetchAll(database, sql: "SELECT kind, started_at FROM staging")
        .map { "\($0["kind"] as String)-\($0["started_at"] as Int64).pages" }
    }
    for name in try DurableFile.names(in: stagingFolder) where !kept.contains(name) {
      try DurableFile.remove("\(stagingFolder)/\(name)")
    }
  }
}
