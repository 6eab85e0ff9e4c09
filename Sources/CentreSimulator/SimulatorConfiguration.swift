import Foundation

/// What a simulated centre is started with.
public struct SimulatorConfiguration: Sendable {
  /// A release and the moment from which the centre has it.
  public struct PlannedRelease: Sendable, Equatable {
    public let release: String
    /// Seconds since 1970 UTC.
    public let at: Int64

    public init(release: String, at: Int64) {
      self.release = release
      self.at = at
    }

    /// Reads `NAME=yyyy-MM-ddTHH:mm:ss`, China Standard Time; `Z` or `+08:00` at the end are understood.
    public init(_ specification: String) throws(SimulatorError) {
      let parts = specification.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, !parts[0].isEmpty, let at = Self.moment(parts[1]) else {
        throw SimulatorError(.release, "\(specification) 应写成 批次名=2021-03-01T06:00:00")
      }
      self.init(release: parts[0], at: at)
    }

    private static func moment(_ text: String) -> Int64? {
      if text.hasSuffix("Z") {
        return CentreTime.moment(String(text.dropLast())).map { $0 + CentreTime.secondsAheadOfUTC }
      }
      return CentreTime.moment(text.hasSuffix("+08:00") ? String(text.dropLast(6)) : text)
    }
  }

  /// 0 for any free one. Only 127.0.0.1 is listened on.
  public var port: Int
  /// Folder of the ledger's file; made when it is not there.
  public var dataDirectory: String
  public var catalogue: CatalogueSource
  /// Releases published at the start, over the baseline.
  public var releases: [String] = []
  /// Releases published when their time comes.
  public var plannedReleases: [PlannedRelease] = []
  /// Decides serial numbers, refusal texts and generated rows.
  public var seed: UInt64 = 1
  /// Rows in a page of 24; `nil` for the source's own.
  public var pageSize: Int?
  public var faults: [Fault] = []
  /// `signtype` that requests of the national platform must carry; `nil`: none.
  public var requiredSignature: String?
  public var queryAfterReversal = QueryAfterReversal.absent
  /// Whether 24 says how many rows a window has; if not, the field stays empty.
  public var announcesCount = true
  /// Whether 2601 for a message the platform never got succeeds; no document says.
  public var acceptsUnknownOriginals = true
  /// The centre's clock: seconds since 1970 UTC.
  public var clock: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) }

  public init(port: Int = 0, dataDirectory: String, catalogue: CatalogueSource = .sample) {
    self.port = port
    self.dataDirectory = dataDirectory
    self.catalogue = catalogue
  }
}
