import Catalogue
import CatalogueStore
import ODBCClient

/// Rows of one change date on one side.
public struct DayDigest: Sendable, Hashable {
  public private(set) var rows = 0
  /// Sum of the rows' 64-bit hashes: the same for the same rows, whatever their order.
  public private(set) var hash: UInt64 = 0

  mutating func add(_ rowHash: UInt64) {
    rows += 1
    hash &+= rowHash
  }
}

/// One catalogue, release file against target.
public struct CatalogueComparison: Sendable {
  /// Keys listed for each kind of difference.
  public static let keysListed = 20

  public let kind: CatalogueKind
  public internal(set) var here = DayDigest()
  public internal(set) var there = DayDigest()
  /// Change dates (`yyyy-MM-dd`) whose rows differ, with both sides.
  public internal(set) var days: [String: (here: DayDigest, there: DayDigest)] = [:]
  public internal(set) var missing: [String] = []
  public internal(set) var extra: [String] = []
  public internal(set) var different: [String] = []

  public var agrees: Bool { here == there && missing.isEmpty && extra.isEmpty && different.isEmpty }
}

/// What `mirror check` found.
public struct MirrorCheck: Sendable {
  public let engine: String
  public let isVerifiedEngine: Bool
  /// The release here and the one the target holds.
  public let release: Int64
  public let targetRelease: Int64
  public let catalogues: [CatalogueComparison]

  public var agrees: Bool { release == targetRelease && catalogues.allSatisfy(\.agrees) }
}

extension Mirror {
  func compare(
    _ target: MirrorTarget, progress: @Sendable (MirrorProgress) -> Void
  ) throws(MirrorError) -> MirrorCheck {
    guard case .ours(let position) = try target.state() else {
      throw MirrorError(.foreign, "目标里还没有本镜像的表", "请先执行 qianzhi mirror sync \(configuration.name)")
    }
    let set = store.currentSet
    var catalogues: [CatalogueComparison] = []
    for table in MirrorTable.all { catalogues.append(try compare(table, set, target, progress: progress)) }
    target.rollback()
    return MirrorCheck(
      engine: target.engine.title, isVerifiedEngine: target.engine.isVerified, release: set.number,
      targetRelease: position.release, catalogues: catalogues)
  }

  /// Walks both sides in the order of the row numbers.
  private func compare(
    _ table: MirrorTable, _ set: ReleaseSet, _ target: MirrorTarget, progress: @Sendable (MirrorProgress) -> Void
  ) throws(MirrorError) -> CatalogueComparison {
    let ours = try reading { () throws(StoreError) in try store.viewRows(table.kind, in: set) }
    var merge = RowMerge(table)
    let total = store.rowCounts[table.kind] ?? 0
    let theirs = try target.cursor(table.selectAll(schema: target.schema))
    func nextHere() throws(MirrorError) -> RowMerge.Row? {
      guard let ours, try reading({ () throws(StoreError) in try ours.next() }) else { return nil }
      return RowMerge.Row(number: ours.row, values: table.columns.indices.map { ours.text($0) })
    }
    func nextThere() throws(MirrorError) -> RowMerge.Row? {
      guard let row = try MirrorTarget.translated({ () throws(ODBCError) in try theirs.next() }) else { return nil }
      let values = zip(table.columns, row.dropFirst()).map { column, value in
        // Some drivers show a fraction of a second on every time.
        column.type == .timestamp ? value.map { String($0.prefix(19)) } : value
      }
      return RowMerge.Row(number: row[0].flatMap { Int64($0) } ?? -1, values: values)
    }
    var here = try nextHere()
    var there = try nextThere()
    while here != nil || there != nil {
      let step = merge.take(here, there)
      if step.here { here = try nextHere() }
      if step.there { there = try nextThere() }
      if merge.comparison.here.rows % 5_000 == 0 {
        progress(MirrorProgress(kind: table.kind, rows: merge.comparison.here.rows, total: total))
      }
    }
    return merge.finished
  }
}

/// Two ascending sequences of rows, compared as they pass.
struct RowMerge {
  struct Row {
    let number: Int64
    let values: [String?]
  }

  private let keyPlaces: [Int]
  private let datePlace: Int
  private var days: [String: (here: DayDigest, there: DayDigest)] = [:]
  private(set) var comparison: CatalogueComparison

  init(_ table: MirrorTable) {
    comparison = CatalogueComparison(kind: table.kind)
    keyPlaces = table.kind.table.keyColumns.compactMap { key in table.columns.firstIndex { $0.name == key } }
    datePlace = table.columns.firstIndex { $0.name == table.kind.table.changeDateColumn } ?? 0
  }

  /// Takes the lower row, or both of one number.
  ///
  /// - Returns: which sides have to go on.
  mutating func take(_ here: Row?, _ there: Row?) -> (here: Bool, there: Bool) {
    let takesHere = here.map { row in there.map { row.number <= $0.number } ?? true } ?? false
    let takesThere = there.map { row in here.map { row.number <= $0.number } ?? true } ?? false
    if takesHere, let here { count(here, \.here) }
    if takesThere, let there { count(there, \.there) }
    switch (takesHere ? here : nil, takesThere ? there : nil) {
    case (let here?, let there?):
      if here.values != there.values { list(here, in: \.different) }
    case (let here?, nil): list(here, in: \.missing)
    case (nil, let there?): list(there, in: \.extra)
    case (nil, nil): break
    }
    return (takesHere, takesThere)
  }

  var finished: CatalogueComparison {
    var comparison = comparison
    comparison.days = days.filter { $0.value.here != $0.value.there }
    return comparison
  }

  private mutating func count(
    _ row: Row, _ side: WritableKeyPath<(here: DayDigest, there: DayDigest), DayDigest>
  ) {
    let hash = Self.hash(row)
    let day = String((row.values[datePlace] ?? "").prefix(10))
    days[day, default: (DayDigest(), DayDigest())][keyPath: side].add(hash)
    if side == \.here { comparison.here.add(hash) } else { comparison.there.add(hash) }
  }

  private mutating func list(_ row: Row, in list: WritableKeyPath<CatalogueComparison, [String]>) {
    guard comparison[keyPath: list].count < CatalogueComparison.keysListed else { return }
    comparison[keyPath: list].append(keyPlaces.map { row.values[$0] ?? "" }.joined(separator: "|"))
  }

  /// FNV-1a, 64 bits, over the values with what separates them; NULL is not an empty text.
  static func hash(_ row: Row) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    for value in row.values {
      guard let value else {
        add(0)
        continue
      }
      for byte in value.utf8 { add(byte) }
      add(1)
    }
    return hash
  }
}
