import Catalogue
import CatalogueStore
import Foundation

/// Takes an administrator's file over: the rows in it are inserted or updated, nothing is deleted. The same decoder,
/// rejects, proof and publication as the feed's (centre.md, "Files").
public struct CatalogueImporter: Sendable {
  /// What the file is said to be.
  public struct Request: Sendable {
    public var path: String
    /// `nil`: by header, number of columns or file name.
    public var catalogue: CatalogueKind?
    /// Rows it must have, distinct by key; `nil`: no number to prove it by.
    public var announced: Int?
    /// 流水号 → 国家编码
    public var isCodes: Bool

    public init(path: String, catalogue: CatalogueKind? = nil, announced: Int? = nil, isCodes: Bool = false) {
      self.path = path
      self.catalogue = catalogue
      self.announced = announced
      self.isCodes = isCodes
    }
  }

  /// Keys named for each verb of a dry run.
  public static let keysShown = 5

  let store: CatalogueStore
  let publishesDespiteRejects: Bool
  let limits: ImportLimits

  /// - Parameter publishesDespiteRejects: `[feed] on_rejects = "publish"`.
  public init(store: CatalogueStore, publishesDespiteRejects: Bool, limits: ImportLimits = ImportLimits()) {
    self.store = store
    self.publishesDespiteRejects = publishesDespiteRejects
    self.limits = limits
  }

  /// Reads the file and says what it would change. Nothing is written.
  ///
  /// - Parameter now: milliseconds since 1970 UTC, asked when the file was read.
  public func preview(_ request: Request, now: () -> Int64) throws(ImportError) -> ImportReport {
    try perform(request, now: now, publishes: false)
  }

  /// Reads the file and publishes what it brings. A file that is not proven, or has rejects nobody accepted, changes
  /// nothing.
  ///
  /// - Parameter now: milliseconds since 1970 UTC, asked when the file was read and its rows are handed over: the log file
  ///   belongs to the day on which the release is published.
  public func publish(_ request: Request, now: () -> Int64) throws(ImportError) -> ImportReport {
    try perform(request, now: now, publishes: true)
  }

  private func perform(_ request: Request, now: () -> Int64, publishes: Bool) throws(ImportError) -> ImportReport {
    let before = try FileState(path: request.path)
    let file = try SourceFile(
      path: request.path, requested: request.catalogue, asCodes: request.isCodes, limits: limits)
    switch file.content {
    case .catalogue(let plan):
      let rows = try read(file.source, plan)
      try unchanged(request.path, before)
      return try take(rows, plan, request, now: now, publishes: publishes)
    case .codes(let plan):
      let codes = try CodeRows(file.source, plan, store: store)
      try unchanged(request.path, before)
      return try take(codes, plan, request, now: now, publishes: publishes)
    }
  }

  private func unchanged(_ path: String, _ before: FileState) throws(ImportError) {
    guard try FileState(path: path) == before else {
      throw ImportError(.unsteady, "文件在读取时被改动，可能还没有复制完，请稍后重试")
    }
  }

  private func read(_ source: any RowSource, _ plan: ColumnPlan) throws(ImportError) -> ImportedRows {
    let rows = ImportedRows(try storeValue { () throws(StoreError) in try store.rowSpool(plan.kind) })
    let decoder = RowDecoder(plan: plan, from1904: source.from1904)
    let lookup = try storeValue { () throws(StoreError) in try store.lookup(plan.kind) }
    var isHeader = plan.hasHeader
    var read: ClosedRange<Int>?
    try source.forEachRow { (row) throws(ImportError) in
      if isHeader {
        isHeader = false
        return
      }
      read = (read?.lowerBound ?? row.number)...row.number
      let outcome = try decoder.decode(row) { (key) throws(ImportError) in
        try storeValue { () throws(StoreError) in try lookup.record(key: key) }
      }
      try rows.take(outcome)
    }
    guard rows.count > 0, let read else { throw ImportError(.noRows, "文件里只有表头，没有记录") }
    let columns = Set(plan.fields.indices.filter { plan.fields[$0] != nil })
    try WholeSheet.expectUnmerged(source.mergedCells, columns: columns, rows: read)
    return rows
  }

  private func take(
    _ rows: ImportedRows, _ plan: ColumnPlan, _ request: Request, now: () -> Int64, publishes: Bool
  ) throws(ImportError) -> ImportReport {
    var report = ImportReport(kind: plan.kind, rows: rows.count, repeated: rows.repeated, rejects: rows.rejected)
    report.ignored = plan.ignored
    report.announced = request.announced
    let today = CivilDateTime(unixMilliseconds: now()).date
    let batch = PublishableBatch(
      kind: plan.kind, from: rows.dates?.first ?? today, through: rows.dates?.last ?? today, isWhole: false,
      announced: request.announced ?? PublishableBatch.unannounced, rows: try rows.records(), rejects: rows.rejected,
      origin: .file)
    report.problem = try problem(batch, announced: request.announced)
    guard publishes, report.problem == nil else {
      let preview = try storeValue { () throws(StoreError) in
        try store.preview(batch, keyLimit: Self.keysShown)
      }
      report.take(preview)
      if publishes, !rows.rejected.isEmpty {
        try storeValue { () throws(StoreError) in try store.keepRejects(rows.rejected, of: plan.kind, now: now()) }
      }
      return report
    }
    let published = try storeValue { () throws(StoreError) in try store.publish([batch], now: now()) }
    let changes = published.changes[plan.kind] ?? ChangeCounts()
    report.isPublished = true
    report.release = published.release
    report.changes = changes
    report.unchanged = batch.records.count - changes.total
    return report
  }

  /// Why a batch stays out; `nil` when it may be published.
  private func problem(_ batch: PublishableBatch, announced: Int?) throws(ImportError) -> ImportError? {
    let received = batch.records.count + batch.rejects.count
    if let announced, announced != received {
      return ImportError(.notProven, "公布 \(announced) 条，文件有 \(received) 条，条数不符，未发布")
    }
    if publishesDespiteRejects || batch.rejects.isEmpty { return nil }
    let accepted = try storeValue { () throws(StoreError) in
      Set(try store.rejects(batch.kind).filter { $0.acceptedAt != nil }.map(\.text))
    }
    let open = batch.rejects.count { !accepted.contains($0.text) }
    guard open > 0 else { return nil }
    return ImportError(.rejects, "有 \(open) 行不合格，未发布；请改正文件，或用 qianzhi rejects accept 接受后再导入其余的行")
  }

  private func take(
    _ codes: CodeRows, _ plan: CodePlan, _ request: Request, now: () -> Int64, publishes: Bool
  ) throws(ImportError) -> ImportReport {
    var report = ImportReport(
      kind: request.catalogue, rows: codes.count, repeated: codes.repeated, rejects: codes.rejected)
    report.isCodes = true
    report.ignored = plan.ignored
    report.unknownSerials = codes.unknown
    report.announced = request.announced
    if let announced = request.announced, announced != codes.count {
      report.problem = ImportError(.notProven, "公布 \(announced) 条，文件有 \(codes.count) 条，条数不符，未发布")
    } else if !codes.rejected.isEmpty, !publishesDespiteRejects {
      report.problem = ImportError(.rejects, "有 \(codes.rejected.count) 行不合格，未发布；请改正文件后再导入")
    }
    let publishes = publishes && report.problem == nil
    let result = try storeValue { () throws(StoreError) in
      try store.importCodes(codes.pairs, now: now(), publishes: publishes)
    }
    report.isPublished = publishes
    report.release = result.release
    report.codes = result.changed
    return report
  }

  private func storeValue<Value>(_ body: () throws(StoreError) -> Value) throws(ImportError) -> Value {
    do throws(StoreError) { return try body() } catch { throw ImportError(error) }
  }
}

/// What tells that a file was touched.
struct FileState: Equatable {
  let bytes: Int
  let modified: Date

  init(path: String) throws(ImportError) {
    do {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      guard attributes[.type] as? FileAttributeType == .typeRegular, let bytes = attributes[.size] as? Int,
        let modified = attributes[.modificationDate] as? Date
      else { throw ImportError(.cannotRead, "\(path) 不是普通文件") }
      self.bytes = bytes
      self.modified = modified
    } catch let error as ImportError {
      throw error
    } catch {
      throw ImportError(.cannotRead, "无法读取文件 \(path)")
    }
  }
}
