import Catalogue

/// The rows of a batch, one a key, read as often as they are needed: held in memory, or in files of staged pages.
public struct BatchRows: Sendable {
  fileprivate enum Part: Sendable {
    case held([CatalogueRecord], without: Set<Int>)
    /// As received, without those of these numbers.
    case texts([String], without: Set<Int>)
    /// Without the texts of these numbers, counted from 0; `isOwn` when the texts are ``StagedText``.
    case staged(RecordSpool, without: Set<Int>, isOwn: Bool)
  }

  public let kind: CatalogueKind
  public let count: Int
  private let parts: [Part]

  public init(_ records: [CatalogueRecord], kind: CatalogueKind) {
    self.kind = kind
    count = records.count
    parts = [.held(records, without: [])]
  }

  /// Rows of the centre's that are few enough to be held.
  ///
  /// - Parameters:
  ///   - texts: as received.
  ///   - count: distinct rows.
  ///   - superseded: numbers of the texts that are no row, counted from 0.
  public init(_ texts: [String], kind: CatalogueKind, count: Int, superseded: Set<Int>) {
    self.kind = kind
    self.count = count
    parts = [.texts(texts, without: superseded)]
  }

  init(_ spool: RecordSpool, kind: CatalogueKind, count: Int, without: Set<Int>, isOwn: Bool = false) {
    self.kind = kind
    self.count = count
    parts = [.staged(spool, without: without, isOwn: isOwn)]
  }

  private init(kind: CatalogueKind, count: Int, parts: [Part]) {
    self.kind = kind
    self.count = count
    self.parts = parts
  }

  /// The rows of several batches of one catalogue that came one after the other. Of a key that two of them bring the
  /// later row stands, at its own place: the centre changed in between.
  public static func joined(_ batches: [BatchRows]) throws(StoreError) -> BatchRows {
    guard let kind = batches.first?.kind else { preconditionFailure("there is a batch to join") }
    // A batch has one row a key, so a key known already is a later batch's.
    var later = KeyTable()
    var parts: [Part] = []
    for batch in batches.reversed() {
      precondition(batch.kind == kind, "rows of one catalogue")
      for part in batch.parts.reversed() {
        var repeated: Set<Int> = []
        try part.forEach(kind) { number, row throws(StoreError) in
          if later.note(row.keyText, number: 0) != nil { repeated.insert(number) }
        }
        parts.append(part.without(repeated))
      }
    }
    return BatchRows(kind: kind, count: later.count, parts: parts.reversed())
  }

  /// Calls with each row, in the order received. The row is valid during the call.
  ///
  /// - Throws: `cannotWrite` when the pages are not what was staged.
  public func forEach(_ body: (RecordBytes) throws(StoreError) -> Void) throws(StoreError) {
    var seen = 0
    for part in parts {
      try part.forEach(kind) { _, row throws(StoreError) in
        try body(row)
        seen += 1
      }
    }
    guard seen == count else { throw Self.changed }
  }

  fileprivate static var changed: StoreError { StoreError(.cannotWrite, "暂存的记录与下载时不同，请重新下载") }
}

extension BatchRows.Part {
  fileprivate func without(_ more: Set<Int>) -> Self {
    switch self {
    case .held(let records, let without): .held(records, without: without.union(more))
    case .texts(let texts, let without): .texts(texts, without: without.union(more))
    case .staged(let spool, let without, let isOwn): .staged(spool, without: without.union(more), isOwn: isOwn)
    }
  }

  /// Calls with each row and its number, counted from 0 through all there are, also those left out.
  fileprivate func forEach(
    _ kind: CatalogueKind, _ body: (Int, RecordBytes) throws(StoreError) -> Void
  ) throws(StoreError) {
    let row = RecordBytes(kind)
    switch self {
    case .held(let records, let without):
      for (number, record) in records.enumerated() where !without.contains(number) {
        row.read(record)
        try body(number, row)
      }
    case .texts(let texts, let without):
      for (number, text) in texts.enumerated() where !without.contains(number) {
        var text = text
        let result: Result<Void, StoreError> = text.withUTF8 { bytes in
          do throws(RecordReject) { try row.read(bytes) } catch { return .failure(BatchRows.changed) }
          do throws(StoreError) { return .success(try body(number, row)) } catch { return .failure(error) }
        }
        try result.get()
      }
    case .staged(let spool, let without, let isOwn):
      var number = 0
      try spool.forEachText { text throws(StoreError) in
        defer { number += 1 }
        if !without.isEmpty, without.contains(number) { return }
        if isOwn, let record = StagedText.record(text, kind: kind) {
          row.read(record)
        } else {
          do throws(RecordReject) { try row.read(text) } catch { throw BatchRows.changed }
        }
        try body(number, row)
      }
    }
  }
}

/// Rows of a file being imported or of the national platform: one record a key, the later one stands. They lie in a file without a name, which goes
/// with its last reader.
public final class RowSpool {
  private let kind: CatalogueKind
  private let spool: RecordSpool
  private var keys = KeyTable()
  private var superseded: Set<Int> = []
  private var waiting: [String] = []
  private var waitingBytes = 0
  private var textCount = 0

  /// Rows are written in pieces of about so many bytes.
  private static let pieceBytes = 1 << 20

  fileprivate init(kind: CatalogueKind, spool: RecordSpool) {
    self.kind = kind
    self.spool = spool
  }

  /// Distinct rows.
  public var count: Int { keys.count }

  /// Whether a row with a key (`CatalogueRecord.keyText`) came.
  public func contains(_ keyText: String) -> Bool { keys.contains(keyText) }

  /// - Returns: whether a row with its key came before.
  public func append(_ record: CatalogueRecord) throws(StoreError) -> Bool {
    let earlier = keys.note(record.keyText, number: textCount)
    if let earlier { superseded.insert(earlier) }
    let text = StagedText.text(of: record)
    waiting.append(text)
    waitingBytes += text.utf8.count
    textCount += 1
    if waitingBytes >= Self.pieceBytes { try flush() }
    return earlier != nil
  }

  private func flush() throws(StoreError) {
    try spool.append(waiting, total: 0, isLast: false)
    waiting = []
    waitingBytes = 0
  }

  public func rows() throws(StoreError) -> BatchRows {
    if !waiting.isEmpty { try flush() }
    return BatchRows(spool, kind: kind, count: count, without: superseded, isOwn: true)
  }
}

extension CatalogueStore {
  /// Where the rows of a file are put while it is read.
  public func rowSpool(_ kind: CatalogueKind) throws(StoreError) -> RowSpool {
    let path = "\(stagingFolder)/\(kind.rawValue)-\(UInt64.random(in: 0...UInt64.max)).rows"
    let spool = try RecordSpool(path: path)
    try spool.detach()
    return RowSpool(kind: kind, spool: spool)
  }
}
