import Catalogue
import GRDB

/// One catalogue's part of a release in journal and log.
struct JournalPart: Sendable {
  let kind: CatalogueKind
  let rows: JournalRows
}

/// What a part of a release says of its rows.
enum JournalRows: Sendable {
  /// Every row of a batch is new, numbered from 1.
  case firstLoad(BatchRows)
  case changes(ChangeList)

  var isFirstLoad: Bool { if case .firstLoad = self { true } else { false } }

  var counts: ChangeCounts {
    switch self {
    case .firstLoad(let rows): ChangeCounts(added: rows.count)
    case .changes(let changes): changes.counts
    }
  }

  var isEmpty: Bool { counts.total == 0 }
}

/// What one batch changes against the rows published now.
struct PlannedBatch {
  let batch: PublishableBatch
  let rows: JournalRows
  /// The next free row number afterwards.
  let nextRow: Int64

  var counts: ChangeCounts { rows.counts }
  var part: JournalPart { JournalPart(kind: batch.kind, rows: rows) }
}

/// Compares a batch's rows with those published, row by row.
private struct Planner {
  /// So many changes wait until the numbers of their rows are asked for together.
  private static let waitingLimit = 500

  let store: CatalogueStore
  let changes: ChangeList
  var nextRow: Int64
  private var waiting: [PlannedChange] = []

  init(store: CatalogueStore, changes: ChangeList, nextRow: Int64) {
    self.store = store
    self.changes = changes
    self.nextRow = nextRow
  }

  mutating func take(_ row: RecordBytes, current: ReleaseReader) throws(StoreError) {
    switch try current.compare(row) {
    case .same: return
    case .different(let number, let older):
      guard let merged = row.record.replacing(older) else { return }
      waiting.append(
        PlannedChange(verb: .modified, key: row.key, before: older, after: merged, row: number, isNewRow: false))
    case .missing:
      waiting.append(PlannedChange(verb: .added, key: row.key, before: nil, after: row.record, row: 0, isNewRow: true))
    }
    if waiting.count >= Self.waitingLimit { try number() }
  }

  /// A row of a catalogue whose file is lost.
  mutating func add(_ row: RecordBytes) throws(StoreError) {
    waiting.append(
      PlannedChange(verb: .added, key: row.key, before: nil, after: row.record, row: 0, isNewRow: true))
    if waiting.count >= Self.waitingLimit { try number() }
  }

  mutating func withdraw(_ key: [String], current: ReleaseReader) throws(StoreError) {
    guard let (row, older) = try current.record(key: key) else { return }
    waiting.append(PlannedChange(verb: .deleted, key: key, before: older, after: nil, row: row, isNewRow: false))
  }

  /// Added rows get the number their key had in an earlier release, or a new one.
  mutating func number() throws(StoreError) {
    let added = waiting.filter { $0.row == 0 }.map { FieldText.join($0.key) }
    let kind = changes.kind
    let known: [String: Int64] =
      added.isEmpty
      ? [:]
      : try store.read { database in
        guard let connection = database.sqliteConnection else { return [String: Int64]() }
        return try BulkWrites.rows(of: added, kind: kind, connection: connection)
      }
    for change in waiting {
      guard change.row == 0 else {
        try changes.append(change)
        continue
      }
      let older = known[FieldText.join(change.key)]
      try changes.append(
        PlannedChange(
          verb: change.verb, key: change.key, before: nil, after: change.after, row: older ?? nextRow,
          isNewRow: older == nil))
      if older == nil { nextRow += 1 }
    }
    waiting = []
  }
}

extension CatalogueStore {
  func plan(_ batch: PublishableBatch, current: ReleaseSet) throws(StoreError) -> PlannedBatch {
    let kind = batch.kind
    let next: Int64? = try read { database in
      try Int64.fetchOne(database, sql: "SELECT row FROM next_row WHERE kind = ?", arguments: [kind.rawValue])
    }
    let changes = ChangeList(kind: kind, folder: stagingFolder)
    guard let path = current.files[kind] else {
      if current.unavailable.contains(kind) { return try planAnew(batch, changes, nextRow: next ?? 1) }
      return PlannedBatch(batch: batch, rows: .firstLoad(batch.records), nextRow: Int64(batch.records.count) + 1)
    }
    if batch.equalFile == path, batch.withdrawnKeys.isEmpty {
      return PlannedBatch(batch: batch, rows: .changes(changes), nextRow: next ?? 1)
    }
    let reader = try ReleaseReader(path: path, kind: kind)
    var planner = Planner(store: self, changes: changes, nextRow: next ?? 1)
    try batch.records.forEach { row throws(StoreError) in try planner.take(row, current: reader) }
    for key in batch.withdrawnKeys { try planner.withdraw(key, current: reader) }
    try planner.number()
    return PlannedBatch(batch: batch, rows: .changes(planner.changes), nextRow: planner.nextRow)
  }

  /// The whole catalogue anew, where no file is left to compare with: what each row was is not known, so each is added,
  /// under its old number; a key that was held and does not come is gone.
  private func planAnew(
    _ batch: PublishableBatch, _ changes: ChangeList, nextRow: Int64
  ) throws(StoreError) -> PlannedBatch {
    var planner = Planner(store: self, changes: changes, nextRow: nextRow)
    var known = KeyTable()
    try batch.records.forEach { row throws(StoreError) in
      _ = known.note(row.keyText, number: 0)
      try planner.add(row)
    }
    try planner.number()
    for (key, row) in try journalledKeys(batch.kind) where !known.contains(key) {
      try changes.append(
        PlannedChange(
          verb: .deleted, key: FieldText.split(key), before: nil, after: nil, row: row, isNewRow: false))
    }
    return PlannedBatch(batch: batch, rows: .changes(changes), nextRow: planner.nextRow)
  }

  /// Keys held, as `CatalogueRecord.keyText`, with the numbers of their rows, by the journal alone: those whose last
  /// change left a row. A first load's additions have no image.
  private func journalledKeys(_ kind: CatalogueKind) throws(StoreError) -> [(key: String, row: Int64)] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT change.key, row FROM (SELECT MAX(seq) AS last FROM change WHERE kind = ?1 GROUP BY key)
          JOIN change ON change.seq = last
          JOIN row_number ON row_number.kind = change.kind AND row_number.key = change.key
          WHERE after IS NOT NULL OR verb = ?2 ORDER BY row
          """, arguments: [kind.rawValue, ChangeVerb.added.rawValue]
      ).map { ($0["key"], $0["row"]) }
    }
  }
}
