import Catalogue
import Foundation
import GRDB
import Synchronization

/// The data directory's catalogues: `agent.sqlite` with everything that has a history, and one immutable file per
/// catalogue and release.
///
/// Rules: one process writes (the caller holds the data directory's lock); a release is published by one commit in
/// `agent.sqlite`, and a file no commit names is an orphan, deleted when the store is opened; readers take `currentSet`
/// and open its files themselves, read-only and immutable.
public final class CatalogueStore: Sendable {
  struct State {
    var set: ReleaseSet
    var rowCounts: [CatalogueKind: Int]
    /// Catalogues whose file of `set` is an older one.
    var damaged: [CatalogueKind: DamagedFile] = [:]
    /// What the look at the release files found when the store was opened.
    var opening = FileInspection(rebuilt: [], damaged: [])
    /// Files that were made again beside a publication and not told yet.
    var rebuilt: [String] = []
    /// Pages of downloads under way.
    var spools: [CatalogueKind: RecordSpool] = [:]
    /// Log lines of the newest publication that are not written yet.
    var keptLines: (release: Int64, lines: [CatalogueKind: KeptLines]) = (0, [:])
    var listeners: [UUID: AsyncStream<ReleaseSet>.Continuation] = [:]
    /// What was counted in a release file, which never changes.
    var coverage: [CatalogueKind: (path: String, counts: CodeCoverage)] = [:]
  }

  public let directory: String
  public let options: StoreOptions
  let history: DatabaseQueue
  let state: Mutex<State>
  /// Publications follow one another.
  let publishing = Mutex(())
  let interruption: (@Sendable (PublicationStep) throws -> Void)?

  /// Opens the store, making what is missing, and deletes orphans.
  ///
  /// - Parameter directory: absolute path of the data directory.
  public convenience init(directory: String, options: StoreOptions = StoreOptions()) throws(StoreError) {
    try self.init(directory: directory, options: options, interruption: nil)
  }

  /// - Parameter interruption: called at each step of a publication; an error it throws cuts the publication off there,
  ///   as a crash would.
  init(
    directory: String, options: StoreOptions, interruption: (@Sendable (PublicationStep) throws -> Void)?
  ) throws(StoreError) {
    self.directory = directory
    self.options = options
    self.interruption = interruption
    let path = "\(directory)/agent.sqlite"
    try HistoryDatabase.refuseNewer(path)
    try DurableFile.makeFolder(directory)
    try DurableFile.makeFolder("\(directory)/releases")
    try DurableFile.makeFolder("\(directory)/staging")
    for kind in CatalogueKind.allCases { try DurableFile.makeFolder(Self.folder(of: kind, in: directory)) }
    history = try storeErrors(.cannotOpen, path) { try HistoryDatabase.open(path) }
    for file in [path, "\(path)-wal", "\(path)-shm"] where DurableFile.size(file) != nil {
      try DurableFile.restrict(file)
    }
    let history = history
    let (set, counts) = try storeErrors(.database, path) {
      try history.read { try Self.newestSet($0, directory: directory) }
    }
    state = Mutex(State(set: set, rowCounts: counts))
    try removeOrphans()
    try removeStagingOrphans()
    let inspection = try inspectFiles()
    state.withLock { $0.opening = inspection }
  }

  /// What is published now. Cheap, and safe from any thread.
  public var currentSet: ReleaseSet { state.withLock { $0.set } }

  /// Rows of each view in the current set.
  public var rowCounts: [CatalogueKind: Int] { state.withLock { $0.rowCounts } }

  /// Each set published from now on, for as long as the stream is read. Only the newest is kept for a slow reader.
  public func publications() -> AsyncStream<ReleaseSet> {
    let (stream, continuation) = AsyncStream.makeStream(of: ReleaseSet.self, bufferingPolicy: .bufferingNewest(1))
    let id = UUID()
    state.withLock { $0.listeners[id] = continuation }
    continuation.onTermination = { [weak self] _ in
      guard let self else { return }
      _ = self.state.withLock { $0.listeners.removeValue(forKey: id) }
    }
    return stream
  }

  static func folder(of kind: CatalogueKind, in directory: String) -> String {
    "\(directory)/releases/\(kind.rawValue)"
  }

  static func path(of kind: CatalogueKind, release: Int64, in directory: String) -> String {
    "\(folder(of: kind, in: directory))/\(ReleaseBuilder.fileName(release))"
  }

  static func newestSet(_ database: Database, directory: String) throws -> (ReleaseSet, [CatalogueKind: Int]) {
    guard let number = try Int64.fetchOne(database, sql: "SELECT MAX(number) FROM release") else {
      return (.empty, [:])
    }
    var files: [CatalogueKind: String] = [:]
    var counts: [CatalogueKind: Int] = [:]
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT release_set.kind, file_release, row_count FROM release_set
        JOIN release_file ON release_file.kind = release_set.kind AND release_file.release = file_release
        WHERE number = ?
        """, arguments: [number])
    for row in rows {
      guard let kind = CatalogueKind(rawValue: row["kind"]) else { continue }
      files[kind] = path(of: kind, release: row["file_release"], in: directory)
      counts[kind] = row["row_count"]
    }
    return (ReleaseSet(number: number, files: files), counts)
  }

  /// Deletes files that no commit names, and those whose removal was cut off.
  private func removeOrphans() throws(StoreError) {
    let named = try storeErrors(.database, directory) {
      try history.read { database in
        try Row.fetchAll(database, sql: "SELECT kind, release FROM release_file WHERE removed = 0")
          .map { "\($0["kind"] as String)/\(ReleaseBuilder.fileName($0["release"]))" }
      }
    }
    let kept = Set(named)
    for kind in CatalogueKind.allCases {
      let folder = Self.folder(of: kind, in: directory)
      for name in try DurableFile.names(in: folder) where !kept.contains("\(kind.rawValue)/\(name)") {
        try DurableFile.remove("\(folder)/\(name)")
      }
    }
  }
}

/// Runs database work; whatever it throws leaves as a `StoreError`.
func storeErrors<Value>(
  _ code: StoreError.Code, _ place: String, _ work: () throws -> Value
) throws(StoreError) -> Value {
  do {
    return try work()
  } catch let error as StoreError {
    throw error
  } catch let error as DatabaseError {
    let message = error.message ?? "SQLite \(error.resultCode.rawValue)"
    throw StoreError(code, "\(place)：\(DiskWords.sqlite(error.resultCode.rawValue, message))")
  } catch {
    throw StoreError(code, "\(place)：\(error)")
  }
}
