import Catalogue

/// The rows of a batch, one a key, read as often as they are needed: held in memory, or in files of staged pages.
public struct BatchRows: Sendable {
  private enum Part: Sendable {
    case held([CatalogueRecord])
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
    parts = [.held(records)]
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

  /// The rows of both.
  public func joined(with other: BatchRows) -> BatchRows {
    precondition(kind == other.kind, "rows of one catalogue")
    return BatchRows(kind: kind, count: count + other.count, parts: parts + other.parts)
  }

  /// Calls with each row, in the order received. The row is valid during the call.
  ///
  /// - Throws: `cannotWrite` when the pages are not what was staged.
  public func forEach(_ body: (RecordBytes) throws(StoreError) -> Void) throws(StoreError) {
    let row = RecordBytes(kind)
    var seen = 0
    for part in parts {
      switch part {
      case .held(let records):
        for record in records {
          row.read(record)
          try body(row)
          seen += 1
        }
      case .texts(let texts, let without):
        for (number, text) in texts.enumerated() where !without.contains(number) {
          var text = text
          let result: Result<Void, StoreError> = text.withUTF8 { bytes in
            do throws(RecordReject) { try row.read(bytes) } catch { return .failure(Self.changed) }
            do throws(StoreError) { return .success(try body(row)) } catch { return .failure(error) }
          }
          try result.get()
          seen += 1
        }
      case .staged(let spool, let without, let isOwn):
        var number = 0
        try spool.forEachText { text throws(StoreError) in
          defer { number += 1 }
          if !without.isEmpty, without.contains(number) { return }
          if isOwn, let record = StagedText.record(text, kind: kind) {
            row.read(record)
          } else {
            do throws(RecordReject) { try row.read(text) } catch { throw Self.changed }
          }
          try body(row)
          seen += 1
        }
      }
    }
    guard seen == count else { throw Self.changed }
  }

  private static var changed: StoreError { StoreError(.cannotWrite, "暂存的记录与下载时不同，请重新下载") }
}

/// Rows of a file being imported: one record a key, the later one stands. They lie in a file without a name, which goes
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

  /// - Returns: whether a row with its key came before.
  public func append(_ record: CatalogueRecord) throws(StoreError) -> Bool {
    precondition(record.additional.isEmpty, "a file brings the columns of the 24 record")
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
