import Catalogue
import GRDB

/// A release file that is not what was published and could not be made again: an older one is served meanwhile, and
/// nothing is published into the catalogue. With none left the view cannot be read, until the centre's whole catalogue is
/// published anew.
public struct DamagedFile: Hashable, Sendable, Codable {
  public let kind: CatalogueKind
  /// The release that built the damaged file.
  public let release: Int64
  public let path: String
  /// The newest release with the file served meanwhile; `nil`: no older file is whole.
  public let servedRelease: Int64?
  let servedFile: Int64?
  let servedRows: Int

  /// What an operator reads.
  public var text: String {
    guard let servedRelease else {
      return "QZ-S110 第 \(release) 次发布的\(kind.title)文件损坏（\(path)），也没有更早的文件可用：视图 \(kind.rawValue) 暂时不能查询，其他目录不受影响。"
        + "下次轮询从中心完整下载并重新发布（立即下载：qianzhi sync --catalogue \(kind.rawValue)）；或者从备份恢复这个文件后重启"
    }
    return "QZ-S110 第 \(release) 次发布的\(kind.title)文件损坏（\(path)），也不能由变更记录重建；现在提供的是第 \(servedRelease) 次发布的内容，该目录暂停发布。"
      + "请从备份恢复这个文件后重启；或者 qianzhi release rollback \(servedRelease) --catalogue \(kind.rawValue) --reason 文件损坏，"
      + "再 qianzhi release resume \(kind.rawValue) 重新下载"
  }
}

/// What a look at the files of the current set found.
public struct FileInspection: Hashable, Sendable {
  /// Made again from the release before and the change journal, byte for byte. Who has the file open reads the damaged
  /// one on until the next release.
  public let rebuilt: [String]
  public let damaged: [DamagedFile]

  func hasRebuilt(_ kind: CatalogueKind, in directory: String) -> Bool {
    let folder = CatalogueStore.folder(of: kind, in: directory)
    return rebuilt.contains { $0.hasPrefix("\(folder)/") }
  }

  /// What an operator reads of a file that was made again.
  public static func text(ofRebuilt path: String) -> String {
    "QZ-S111 发布文件 \(path) 损坏，已由前一次发布和变更记录重建，逐字节一致；已打开的会话重新连接后生效"
  }
}

/// A file as its commit fixed it.
struct CommittedFile {
  let kind: CatalogueKind
  let release: Int64
  let bytes: Int64
  let sha256: String
  let rowCount: Int
  let isFirstLoad: Bool

  init?(_ row: Row) {
    guard let kind = CatalogueKind(rawValue: row["kind"]) else { return nil }
    self.kind = kind
    release = row["release"]
    bytes = row["bytes"]
    sha256 = row["sha256"]
    rowCount = row["row_count"]
    isFirstLoad = row["first_load"]
  }
}

extension CatalogueStore {
  /// Release files of the current set that are damaged, as far as was looked.
  public var damagedFiles: [DamagedFile] {
    state.withLock { state in CatalogueKind.allCases.compactMap { state.damaged[$0] } }
  }

  /// What the look at the release files found when the store was opened.
  public var openingInspection: FileInspection { state.withLock { $0.opening } }

  /// Compares every file of the current set with its committed digest, makes damaged ones again where that is possible,
  /// and else serves an older one, or none.
  public func inspectFiles() throws(StoreError) -> FileInspection {
    try publishing.withLock { _ throws(StoreError) in try inspect(CatalogueKind.allCases) }
  }

  /// As ``inspectFiles()``, before a release is built on these catalogues' files; nobody else publishes meanwhile. What is
  /// made again is told by ``takeRebuiltFiles()``.
  func mend(_ kinds: some Sequence<CatalogueKind>) throws(StoreError) -> FileInspection {
    let found = try inspect(Array(kinds))
    state.withLock { $0.rebuilt += found.rebuilt }
    return found
  }

  /// Files that were made again beside a publication since this was last called, to be told to an operator.
  public func takeRebuiltFiles() -> [String] {
    state.withLock { state in
      defer { state.rebuilt = [] }
      return state.rebuilt
    }
  }

  private func inspect(_ kinds: [CatalogueKind]) throws(StoreError) -> FileInspection {
    var rebuilt: [String] = []
    var found: [CatalogueKind: DamagedFile] = [:]
    for file in try committedFiles() where kinds.contains(file.kind) {
      let path = Self.path(of: file.kind, release: file.release, in: directory)
      if try isWhole(file) { continue }
      if try rebuild(file) {
        rebuilt.append(path)
      } else {
        found[file.kind] = try substitute(for: file, path: path)
      }
    }
    let damaged = found
    let (before, after) = state.withLock { state in
      let before = state.damaged
      for kind in kinds { state.damaged[kind] = damaged[kind] }
      return (before, state.damaged)
    }
    if after != before { try announce() }
    return FileInspection(rebuilt: rebuilt, damaged: CatalogueKind.allCases.compactMap { damaged[$0] })
  }

  /// Compares the files that a release is being built on with their committed digests.
  ///
  /// - Throws: `damagedReleaseFile` for the first that is not what was published.
  func verifyFiles(_ kinds: [CatalogueKind]) throws(StoreError) {
    if kinds.isEmpty { return }
    for file in try committedFiles() where kinds.contains(file.kind) {
      guard try isWhole(file) else {
        let path = Self.path(of: file.kind, release: file.release, in: directory)
        throw StoreError(.damagedReleaseFile, "第 \(file.release) 次发布的\(file.kind.title)文件 \(path) 与发布时的摘要不符")
      }
    }
  }

  func refuseDamaged(_ kinds: some Sequence<CatalogueKind>) throws(StoreError) {
    let kinds = Array(kinds)
    if let damaged = damagedFiles.first(where: { kinds.contains($0.kind) }) { throw StoreError(damaged) }
  }

  /// Catalogues of which no file is left: only the centre's whole catalogue brings them back.
  public var lostCatalogues: Set<CatalogueKind> {
    Set(damagedFiles.filter { $0.servedRelease == nil }.map(\.kind))
  }

  /// The batches that may not be published because of a damaged file.
  func refuseDamaged(_ batches: [PublishableBatch]) throws(StoreError) { try refuseDamaged(refusedKinds(batches)) }

  /// Their catalogues; the centre's whole one brings a lost one back.
  public func refusedKinds(_ batches: [PublishableBatch]) -> Set<CatalogueKind> {
    let lost = lostCatalogues
    let damaged = Set(damagedFiles.map(\.kind))
    return Set(
      batches.filter { damaged.contains($0.kind) && !(lost.contains($0.kind) && $0.isWhole && $0.origin == .centre) }
        .map(\.kind))
  }

  /// Puts what is served in the place of what is damaged, as long as the set still names the damaged file.
  static func withoutDamaged(
    _ set: ReleaseSet, _ counts: [CatalogueKind: Int], state: inout State, directory: String
  ) {
    var files = set.files
    var counts = counts
    for (kind, damage) in state.damaged {
      guard files[kind] == path(of: kind, release: damage.release, in: directory) else {
        state.damaged[kind] = nil
        continue
      }
      files[kind] = damage.servedFile.map { path(of: kind, release: $0, in: directory) }
      counts[kind] = damage.servedFile == nil ? nil : damage.servedRows
    }
    let unavailable = Set(state.damaged.values.filter { $0.servedFile == nil }.map(\.kind))
    state.set = ReleaseSet(number: set.number, files: files, unavailable: unavailable)
    state.rowCounts = counts
  }

  /// The files the newest release names.
  private func committedFiles() throws(StoreError) -> [CommittedFile] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT release_file.* FROM release_file JOIN release_set ON release_set.kind = release_file.kind
            AND file_release = release WHERE number = (SELECT MAX(number) FROM release)
          """
      ).compactMap(CommittedFile.init)
    }
  }

  private func isWhole(_ file: CommittedFile) throws(StoreError) -> Bool {
    let path = Self.path(of: file.kind, release: file.release, in: directory)
    guard DurableFile.size(path) == file.bytes else { return false }
    return try DurableFile.digest(path).sha256 == file.sha256
  }

  /// The newest older file that is whole, if there is one.
  private func substitute(for file: CommittedFile, path: String) throws(StoreError) -> DamagedFile {
    let older = try read { database in
      try Row.fetchAll(
        database,
        sql: "SELECT * FROM release_file WHERE kind = ? AND release < ? AND removed = 0 ORDER BY release DESC",
        arguments: [file.kind.rawValue, file.release]
      ).compactMap(CommittedFile.init)
    }
    for candidate in older where try isWhole(candidate) {
      let number = try read { database in
        try Int64.fetchOne(
          database, sql: "SELECT MAX(number) FROM release_set WHERE kind = ? AND file_release = ?",
          arguments: [file.kind.rawValue, candidate.release])
      }
      return DamagedFile(
        kind: file.kind, release: file.release, path: path, servedRelease: number ?? candidate.release,
        servedFile: candidate.release, servedRows: candidate.rowCount)
    }
    return DamagedFile(
      kind: file.kind, release: file.release, path: path, servedRelease: nil, servedFile: nil, servedRows: 0)
  }

  /// Makes a file again: the one before, with the journal's changes and the codes it wrote. Only a file with the
  /// committed digest counts; a first load has no images and cannot be made again.
  private func rebuild(_ file: CommittedFile) throws(StoreError) -> Bool {
    guard !file.isFirstLoad, let base = try base(of: file), try isWhole(base) else { return false }
    let basePath = Self.path(of: file.kind, release: base.release, in: directory)
    let at = try read { database in
      try Int64.fetchOne(
        database, sql: "SELECT published_at FROM release WHERE number = ?", arguments: [file.release])
    }
    guard let at else { return false }
    let changes = try journalled(file, over: try ReleaseReader(path: basePath, kind: file.kind))
    let candidates = try read { database in
      try NationalCodes.candidates(
        release: file.release, kind: file.kind, changes: changes, time: at, in: database)
    }
    let folder = Self.folder(of: file.kind, in: directory)
    for codes in candidates {
      // Earlier programs wrote whole rows.
      for wholeRows in [false, true] {
        let made = try ReleaseBuilder.build(
          kind: file.kind, release: file.release, rows: .changes(changes), previous: basePath, folder: folder, now: at,
          codes: codes, name: ReleaseBuilder.fileName(file.release) + ".new", wholeRows: wholeRows)
        guard made.sha256 == file.sha256 else {
          try DurableFile.remove(made.path)
          continue
        }
        try DurableFile.replace(Self.path(of: file.kind, release: file.release, in: directory), with: made.path)
        try DurableFile.sync(folder)
        return true
      }
    }
    return false
  }

  /// The file this one was copied from.
  private func base(of file: CommittedFile) throws(StoreError) -> CommittedFile? {
    try read { database in
      try Row.fetchOne(
        database,
        sql: """
          SELECT release_file.* FROM release_file JOIN release_set ON release_set.kind = release_file.kind
            AND file_release = release WHERE number = ? AND release_file.kind = ? AND removed = 0
          """, arguments: [file.release - 1, file.kind.rawValue]
      ).flatMap(CommittedFile.init)
    }
  }

  /// The changes of the release that built a file, from their images.
  private func journalled(_ file: CommittedFile, over base: ReleaseReader) throws(StoreError) -> ChangeList {
    let rows = try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT verb, change.key, after, row FROM change
          JOIN row_number ON row_number.kind = change.kind AND row_number.key = change.key
          WHERE release = ? AND change.kind = ? ORDER BY seq
          """, arguments: [file.release, file.kind.rawValue]
      ).map { row in
        (
          verb: ChangeVerb(rawValue: row["verb"]) ?? .modified, key: FieldText.split(row["key"]),
          after: (row["after"] as String?).map(FieldText.split), row: row["row"] as Int64
        )
      }
    }
    let changes = ChangeList(kind: file.kind, folder: stagingFolder)
    for row in rows {
      let before = try base.record(row: row.row)
      try changes.append(
        PlannedChange(
          verb: row.verb, key: row.key, before: before,
          after: row.after.map {
            CatalogueRecord(image: $0, kind: file.kind, additional: before?.additional ?? [:])
          }, row: row.row, isNewRow: false))
    }
    return changes
  }

  /// A way back from a release whose file is damaged, by the images of the journal: every row touched since, also one
  /// that was changed back, because what differs beside the record is in no image.
  func journalledWayBack(of kind: CatalogueKind, to number: Int64) throws(StoreError) -> ChangeList {
    let rows = try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT earliest.key, earliest.before, latest.after, row FROM (
            SELECT MIN(seq) AS low, MAX(seq) AS high FROM change WHERE release > ? AND kind = ? GROUP BY key)
          JOIN change AS earliest ON earliest.seq = low JOIN change AS latest ON latest.seq = high
          JOIN row_number ON row_number.kind = earliest.kind AND row_number.key = earliest.key ORDER BY row
          """, arguments: [number, kind.rawValue])
    }
    let changes = ChangeList(kind: kind, folder: stagingFolder)
    for row in rows {
      func record(_ column: String) -> CatalogueRecord? {
        (row[column] as String?).map { CatalogueRecord(image: FieldText.split($0), kind: kind) }
      }
      try changes.append(
        PlannedChange(
          verb: .rolledBack, key: FieldText.split(row["key"]), before: record("after"), after: record("before"),
          row: row["row"], isNewRow: false))
    }
    return changes
  }
}

extension StoreError {
  /// Why nothing is published into the catalogue of a damaged file.
  public init(_ damaged: DamagedFile) {
    self.init(.damagedReleaseFile, String(damaged.text.dropFirst("\(Code.damagedReleaseFile.rawValue) ".count)))
  }
}

extension CatalogueRecord {
  /// A record from its log line's fields, of which 病种目录 has one more than the record.
  fileprivate init(image: [String], kind: CatalogueKind, additional: [String: String] = [:]) {
    self.init(
      kind: kind, canonicalFields: Array(image.prefix(kind.table.recordFieldCount)), additional: additional)
  }
}
