import Catalogue
import CatalogueStore
import CentreProtocol

/// Why a catalogue could not be fetched, as an operator reads it. Codes are stable.
public struct FeedError: Error, Hashable, Sendable, Codable, CustomStringConvertible {
  /// `QZ-F101` not connected, `QZ-F102` no whole answer, `QZ-F103` refused by the centre, `QZ-F110`…`QZ-F115` an answer
  /// that is none, `QZ-S…` the data directory.
  public let code: String
  /// Chinese.
  public let text: String

  static let notConnectedCode = "QZ-F101"
  static let noAnswerCode = "QZ-F102"
  static let refusedCode = "QZ-F103"

  init(code: String, text: String) {
    self.code = code
    self.text = text
  }

  init(_ error: StoreError) { self.init(code: error.code.rawValue, text: error.text) }
  init(_ error: CatalogueProtocolError) { self.init(code: error.code.rawValue, text: error.text) }

  /// The centre could not be reached or did not answer (exit code 4).
  public var isUnreachable: Bool { code == Self.notConnectedCode || code == Self.noAnswerCode }

  public var description: String { "\(code) \(text)" }
}

/// What one poll did with one catalogue.
public enum CatalogueResult: Sendable, Hashable {
  /// The centre's total for the window is the number of rows held for it.
  case unchanged(rows: Int)
  /// Proven and taken over; `changes` may be zero.
  case published(changes: ChangeCounts, missingAtCentre: [String])
  /// Downloaded, and kept out.
  case held(HeldBatch)
  case failed(FeedError)
}

/// What one poll did.
public struct FeedOutcome: Sendable {
  /// The release it made; `nil` when nothing changed.
  public let release: Int64?
  public let results: [CatalogueKind: CatalogueResult]
  /// Rows of published batches that could not be taken over and are not in the views.
  public var rejected: [CatalogueKind: Int] = [:]

  /// Something needs a person or another attempt.
  public var isComplete: Bool {
    results.values.allSatisfy {
      switch $0 {
      case .unchanged, .published: true
      case .held, .failed: false
      }
    }
  }

  /// The first failure, in the catalogues' order.
  public var firstFailure: FeedError? {
    for kind in CatalogueKind.allCases { if case .failed(let error) = results[kind] { return error } }
    return nil
  }
}

/// How a poll was asked for.
struct PollOrder {
  /// Everything the centre has, and the rows it no longer has.
  var full = false
  /// Those rows leave the views, however many they are.
  var withdrawsMissing = false
  /// By the schedule, not by a person.
  var isScheduled = false
  /// A person who was told which rows the centre lacks says that they stay (`sync --full`).
  var decides = false
}

/// The file or the page of the national platform that is under way.
public struct FeedPiece: Hashable, Sendable, Codable {
  /// `1301`, `1318`.
  public let transaction: String
  /// Of a file: the version that it follows, `0` for the first; `nil` for a page.
  public let after: String?
  /// Files of the transaction in this download, or its pages, counted from 1.
  public let number: Int
  /// Rows taken over, of the file or of all the query's pages.
  public var rows: Int
  /// Rows announced, likewise; `nil` where no number was announced, or not yet.
  public let announced: Int?
}

/// How far a download is.
public struct FeedProgress: Hashable, Sendable, Codable {
  public let kind: CatalogueKind
  public let page: Int
  /// Rows of the catalogue; those of 1312, 1318 and 1319 are none.
  public let rows: Int
  /// 0 where the centre announces none, and nationally, where the number of versions is not known before the last.
  public let total: Int
  /// Since this run began the download; 0 until it can be known.
  public let rowsPerSecond: Double
  /// `nil` until the rate is known.
  public let remainingSeconds: Double?
  /// `nil` with the unified interface.
  public var piece: FeedPiece?
}

/// The feed as `status` shows it.
public struct FeedStatus: Sendable, Codable {
  public struct PerCatalogue: Sendable, Codable {
    /// The centre's total in the last poll.
    public var announced: Int?
    /// Milliseconds since 1970 UTC.
    public var lastGoodPoll: Int64?
    /// The last poll that was answered, also when its batch stays out.
    public var lastAnswered: Int64?
    public var lastError: FeedError?
    public var lastErrorAt: Int64?
    public var held: HeldBatch?
    /// Keys held that the centre no longer has, found by `sync --full`.
    public var missingAtCentre: Int?
    /// What the last nightly comparison could not take over, as the log and the poll told it then.
    public var nightProblem: String?
    /// That the rows come from another centre than the configured one, until everything was compared.
    public var otherCentre: String?
    /// That rows stay which the centre lacks, until a person decided about them (QZ-F124, QZ-F143).
    public var staying: String?
  }

  /// When the feed came up in this process; `nil` where none is running. All times are milliseconds since 1970 UTC.
  public var startedAt: Int64?
  public var isPolling = false
  /// Since when the poll under way runs.
  public var pollingSince: Int64?
  /// When the last page arrived.
  public var lastPageAt: Int64?
  /// When the configured catalogue whose proof is the oldest was last proven whole, by this process or an earlier one;
  /// `nil` while one never was.
  public var lastGoodPoll: Int64?
  /// Since when every configured catalogue was answered for in this process, also where its batch stays out.
  public var lastAnswered: Int64?
  public var lastError: FeedError?
  public var lastErrorAt: Int64?
  public var nextPoll: Int64?
  public var downloading: FeedProgress?
  /// Since when the catalogue in `downloading` is downloaded.
  public var downloadingSince: Int64?
  public var catalogues: [String: PerCatalogue] = [:]
}
