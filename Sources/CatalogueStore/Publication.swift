import Catalogue

/// A proven batch on its way into a release.
public struct PublishableBatch: Sendable {
  /// Where its rows come from.
  public enum Origin: String, Sendable {
    case centre
    /// An administrator's file: says nothing about what the centre has, so the feed's cursor stays.
    case file
  }

  /// In place of a number: nobody said one.
  public static let unannounced = -1

  public let kind: CatalogueKind
  /// Change dates asked for, both inclusive.
  public let from: CivilDate
  public let through: CivilDate
  /// Whether the window was the centre's whole catalogue.
  public let isWhole: Bool
  /// What the centre says it has, or ``unannounced``: nationally the sum over the files and 1304.
  public let announced: Int
  /// Of the national platform: why that is another number than the batch's rows; else `nil`.
  public var platform: PlatformRows?
  /// One record a key.
  public let records: BatchRows
  public let rejects: [NewReject]
  public let origin: Origin
  /// Whether it has every row with one of these change dates; not when it is only what changed since a version, or
  /// some of the months.
  public var bringsEveryRow = true
  /// Positions at the national platform that publishing this batch reaches, by transaction.
  public var nationalVersions: [String: String] = [:]
  /// The centre it comes from (``CatalogueStore/otherCentre(_:than:)``).
  public var centre: String?
  /// The release file whose rows these equal, as an earlier publication of the same rows found
  /// (``PublicationResult/equalFiles``): while it is current they are not compared again.
  public var equalFile: String?
  /// Keys held that the centre no longer has and that leave the view with this batch (`missing_at_centre`).
  public var withdrawnKeys: [[String]] = []
  /// Rows of another centre that this one's whole catalogue does not have and that stay (``CatalogueStore/leftOver(_:)``).
  public var leftOver = 0

  /// Whether its rows may have values of the rows held; the unified interface brings whole ones.
  public var isCompletedWithHeld: Bool { origin == .file || !nationalVersions.isEmpty }

  public init(
    kind: CatalogueKind, from: CivilDate, through: CivilDate, isWhole: Bool, announced: Int, records: [CatalogueRecord],
    rejects: [NewReject] = [], origin: Origin = .centre
  ) {
    self.init(
      kind: kind, from: from, through: through, isWhole: isWhole, announced: announced,
      rows: BatchRows(records, kind: kind), rejects: rejects, origin: origin)
  }

  public init(
    kind: CatalogueKind, from: CivilDate, through: CivilDate, isWhole: Bool, announced: Int, rows: BatchRows,
    rejects: [NewReject] = [], origin: Origin = .centre
  ) {
    precondition(rows.kind == kind, "the rows are the catalogue's")
    self.origin = origin
    self.kind = kind
    self.from = from
    self.through = through
    self.isWhole = isWhole
    self.announced = announced
    self.records = rows
    self.rejects = rejects
  }
}

/// A row that was received but not taken over.
public struct NewReject: Hashable, Sendable {
  /// Place among the rows received, counted from 1.
  public let place: Int
  public let text: String
  public let reject: RecordReject

  public init(place: Int, text: String, reject: RecordReject) {
    self.place = place
    self.text = text
    self.reject = reject
  }
}

/// What `publish` did.
public struct PublicationResult: Sendable {
  /// Number of the new release; `nil` when the batches changed nothing.
  public let release: Int64?
  /// Changes per catalogue; catalogues that were published unchanged have zeros.
  public let changes: [CatalogueKind: ChangeCounts]
  /// The release files of catalogues whose batch equals what is held.
  public let equalFiles: [CatalogueKind: String]

  /// What publishing no batch does.
  public static let nothing = PublicationResult(release: nil, changes: [:], equalFiles: [:])
}

public struct ChangeCounts: Hashable, Sendable, Codable {
  public var added = 0
  public var modified = 0
  /// Rows that left the view.
  public var removed = 0
  public init(added: Int = 0, modified: Int = 0, removed: Int = 0) {
    self.added = added
    self.modified = modified
    self.removed = removed
  }

  mutating func add(_ change: PlannedChange) {
    if change.after == nil { removed += 1 } else if change.before == nil { added += 1 } else { modified += 1 }
  }

  public var total: Int { added + modified + removed }
}

/// Moments at which a publication can be cut off; tests stop it there.
enum PublicationStep: Sendable, CaseIterable {
  case filesBuilt
  case beforeCommit
  case committed
}

struct PlannedChange: Sendable {
  let verb: ChangeVerb
  let key: [String]
  let before: CatalogueRecord?
  /// `nil`: the row leaves the view.
  let after: CatalogueRecord?
  let row: Int64
  let isNewRow: Bool

  /// - Parameter kind: whose row it is.
  func line(_ kind: CatalogueKind) -> LogLine {
    LogLine(verb: verb, kind: kind, fields: after?.logFields ?? LogLine.fieldsOfGoneRow(key: key, kind: kind))
  }
}
