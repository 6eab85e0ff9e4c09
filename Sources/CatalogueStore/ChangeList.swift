import Catalogue
import Glibc

/// Planned changes in order, read as often as they are needed. A few are held in memory, many lie in a file without a
/// name. Appended to by one, and from then on only read, also by several at a time.
final class ChangeList: @unchecked Sendable {
  /// So many changes are held in memory, at about 5 kB each.
  static let heldLimit = 6_000
  /// Fewer, when the bytes of their records reach this: a frame of the file takes no more than
  /// ``RecordSpool/frameLimit``, and escaping makes up to eight bytes of one.
  static let heldBytesLimit = 16 << 20

  let kind: CatalogueKind
  private(set) var counts = ChangeCounts()
  private var held: [PlannedChange] = []
  private var heldBytes = 0
  private let heldBytesLimit: Int
  private let folder: String
  private var spool: RecordSpool?

  /// - Parameter folder: where a file may lie.
  init(kind: CatalogueKind, folder: String, heldBytes: Int = ChangeList.heldBytesLimit) {
    self.kind = kind
    heldBytesLimit = heldBytes
    self.folder = folder
  }

  var count: Int { counts.total }
  var isEmpty: Bool { count == 0 }
  /// Changes that are in memory just now.
  var heldCount: Int { held.count }

  func append(_ change: PlannedChange) throws(StoreError) {
    counts.add(change)
    held.append(change)
    heldBytes += Self.bytes(change.before) + Self.bytes(change.after)
    if held.count >= Self.heldLimit || heldBytes >= heldBytesLimit { try flush() }
  }

  func forEach(_ body: (PlannedChange) throws(StoreError) -> Void) throws(StoreError) {
    if let spool {
      try spool.forEachText { text throws(StoreError) in
        guard let change = Self.change(String(decoding: text, as: UTF8.self), kind) else {
          throw StoreError(.cannotWrite, "暂存的变更损坏，请重新下载")
        }
        try body(change)
      }
    }
    for change in held { try body(change) }
  }

  private func flush() throws(StoreError) {
    if spool == nil {
      let path = "\(folder)/\(kind.rawValue)-\(UInt64.random(in: 0...UInt64.max)).changes"
      let file = try RecordSpool(path: path)
      try file.detach()
      spool = file
    }
    try spool?.append(held.map(Self.text), total: 0, isLast: false)
    held = []
    heldBytes = 0
  }

  private static func bytes(_ record: CatalogueRecord?) -> Int {
    guard let record else { return 0 }
    return record.fields.reduce(0) { $0 + $1.utf8.count } + record.additional.reduce(0) { $0 + $1.value.utf8.count }
  }

  /// Verb, row, whether it is a new row, the key and the two records, each a field; one within another is escaped again.
  private static func text(_ change: PlannedChange) -> String {
    FieldText.join([
      change.verb.rawValue, String(change.row), change.isNewRow ? "1" : "", FieldText.join(change.key),
      change.before.map(text) ?? "", change.after.map(text) ?? "",
    ])
  }

  private static func text(_ record: CatalogueRecord) -> String {
    FieldText.join([FieldText.join(record.fields)] + record.additional.flatMap { [$0.key, $0.value] })
  }

  private static func change(_ text: String, _ kind: CatalogueKind) -> PlannedChange? {
    let parts = FieldText.split(text)
    guard parts.count == 6, let verb = ChangeVerb(rawValue: parts[0]), let row = Int64(parts[1]) else { return nil }
    return PlannedChange(
      verb: verb, key: FieldText.split(parts[3]), before: record(parts[4], kind), after: record(parts[5], kind),
      row: row,
      isNewRow: parts[2] == "1")
  }

  private static func record(_ text: String, _ kind: CatalogueKind) -> CatalogueRecord? {
    guard !text.isEmpty else { return nil }
    let parts = FieldText.split(text)
    let fields = FieldText.split(parts[0])
    guard fields.count == kind.table.recordFieldCount, parts.count % 2 == 1 else { return nil }
    var additional: [String: String] = [:]
    for place in stride(from: 1, to: parts.count, by: 2) { additional[parts[place]] = parts[place + 1] }
    return CatalogueRecord(kind: kind, canonicalFields: fields, additional: additional)
  }
}
