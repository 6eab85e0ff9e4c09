import Catalogue

/// What a batch would change, without publishing it.
public struct BatchPreview: Hashable, Sendable {
  public let changes: ChangeCounts
  /// Rows that are held with the same content.
  public let unchanged: Int
  /// Keys of the first rows each verb concerns, in the batch's order.
  public let firstKeys: [ChangeVerb: [[String]]]
}

extension CatalogueStore {
  /// - Parameter keyLimit: how many keys of each verb are named.
  /// - Throws: what publishing it would because of a damaged file; a catalogue that was rolled back is compared all the
  ///   same.
  public func preview(_ batch: PublishableBatch, keyLimit: Int) throws(StoreError) -> BatchPreview {
    try refuseDamaged([batch])
    let plan = try plan(batch, current: currentSet)
    var keys: [ChangeVerb: [[String]]] = [:]
    func name(_ key: [String], _ verb: ChangeVerb) {
      if keys[verb, default: []].count < keyLimit { keys[verb, default: []].append(key) }
    }
    if keyLimit > 0 {
      switch plan.rows {
      case .firstLoad(let rows): try rows.forEach { row throws(StoreError) in name(row.key, .added) }
      case .changes(let changes):
        try changes.forEach { change throws(StoreError) in name(change.key, change.verb) }
      }
    }
    return BatchPreview(
      changes: plan.counts, unchanged: batch.records.count - plan.counts.added - plan.counts.modified, firstKeys: keys)
  }

  /// Notes rows of a file that were not taken over, so that `rejects list` shows them and they can be accepted.
  public func keepRejects(_ rejects: [NewReject], of kind: CatalogueKind, now: Int64) throws(StoreError) {
    try write { try Self.record(rejects, of: kind, from: .file, now: now, in: $0) }
  }

  /// Finds many rows of the current set one after another.
  public func lookup(_ kind: CatalogueKind) throws(StoreError) -> RecordLookup {
    RecordLookup(
      try currentSet.files[kind].map { path throws(StoreError) in try ReleaseReader(path: path, kind: kind) })
  }
}

/// Rows of one release file by key.
public final class RecordLookup {
  private let reader: ReleaseReader?

  init(_ reader: ReleaseReader?) { self.reader = reader }

  /// `nil` when there is no row with this key, or nothing was published.
  public func record(key: [String]) throws(StoreError) -> CatalogueRecord? { try reader?.record(key: key)?.record }
}
