import Catalogue

/// The values of a row's key columns, in the order of `CatalogueTable.keyColumns`; an empty one is `""`.
public typealias RowKey = [String]

/// The notice's second method for one catalogue and one day, from the lines of all download logs in order
/// (operations.md, "A download-log line").
public struct LogCount: Sendable, Hashable {
  /// Keys whose last line carries the day: the rows the view must show.
  public let holding: Set<RowKey>
  /// Keys that lost the day to a later 新增/修改: 已被后续变更取代. They belong to the announced count.
  public let superseded: Set<RowKey>
  /// Keys that lost the day to a 删除. They do not count.
  public let takenByDeletion: Set<RowKey>
  /// Keys that lost the day to a 回退. They do not count.
  public let takenByRollback: Set<RowKey>

  public init(
    holding: Set<RowKey>, superseded: Set<RowKey>, takenByDeletion: Set<RowKey>, takenByRollback: Set<RowKey>
  ) {
    self.holding = holding
    self.superseded = superseded
    self.takenByDeletion = takenByDeletion
    self.takenByRollback = takenByRollback
  }
}

/// Reads the logs' lines once for several catalogues.
public struct CheckCalculation: Sendable {
  public let span: CheckSpan
  private var histories: [CatalogueKind: [RowKey: RowHistory]]

  public init(day: CivilDate, catalogues: some Sequence<CatalogueKind>) {
    self.init(span: .day(day), catalogues: catalogues)
  }

  public init(span: CheckSpan, catalogues: some Sequence<CatalogueKind>) {
    self.span = span
    histories = Dictionary(catalogues.map { ($0, [:]) }) { first, _ in first }
  }

  /// Takes the next line; lines of other catalogues are passed over.
  public mutating func append(_ line: LogLine) {
    guard histories[line.kind] != nil else { return }
    histories[line.kind]?[line.key, default: RowHistory()].append(line, in: span)
  }

  public func count(of kind: CatalogueKind) -> LogCount {
    var keys: [RowStanding: Set<RowKey>] = [:]
    for (key, history) in histories[kind] ?? [:] where history.standing != .unconcerned {
      keys[history.standing, default: []].insert(key)
    }
    return LogCount(
      holding: keys[.holding] ?? [], superseded: keys[.superseded] ?? [],
      takenByDeletion: keys[.takenByDeletion] ?? [], takenByRollback: keys[.takenByRollback] ?? [])
  }
}
