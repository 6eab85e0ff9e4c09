/// What a real centre holds for one institution, as tests and the admin page read it. Amounts are in fen.
public struct CentreLedger: Codable, Sendable, Equatable {
  /// A registration (02).
  public struct Visit: Codable, Sendable, Equatable {
    public let visit: String
    /// The serial the 02 was answered with.
    public let serial: String
    public let card: String
    public let category: String
    public let registeredAt: String
    /// `open`, `settled` or `cancelled`.
    public let state: String
  }

  /// One row of a prescription (04).
  public struct Detail: Codable, Sendable, Equatable {
    public let serial: String
    public let visit: String
    public let prescription: String
    public let item: String
    public let amountFen: Int64
    /// `open`, `settled`, `deleted` (10, or 99 of the 04 or the 02) or `returned` (a pair with its negative row).
    public let state: String
  }

  /// A settlement (05).
  public struct Settlement: Codable, Sendable, Equatable {
    public let serial: String
    public let visit: String
    public let card: String
    public let settledAt: String
    public let totalFen: Int64
    public let poolFen: Int64
    public let accountFen: Int64
    public let civilServantFen: Int64
    public let cashFen: Int64
    public let majorIllnessFen: Int64
    /// The negative serial of its reversal; `nil` while it stands.
    public let reversedBy: String?
  }

  /// A reversal (99 of an 05).
  public struct Reversal: Codable, Sendable, Equatable {
    public let serial: String
    public let original: String
    public let visit: String
    public let reversedAt: String
    public let totalFen: Int64
  }

  public let visits: [Visit]
  public let details: [Detail]
  public let settlements: [Settlement]
  public let reversals: [Reversal]
  /// Prescriptions and stock of the national platform's drills; none in a ledger of an older simulator.
  public var drillUploads: [DrillUpload] = []

  private enum CodingKeys: String, CodingKey {
    case visits, details, settlements, reversals, drillUploads, netFen
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(visits, forKey: .visits)
    try container.encode(details, forKey: .details)
    try container.encode(settlements, forKey: .settlements)
    try container.encode(reversals, forKey: .reversals)
    try container.encode(drillUploads, forKey: .drillUploads)
    try container.encode(netFen, forKey: .netFen)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    visits = try container.decode([Visit].self, forKey: .visits)
    details = try container.decode([Detail].self, forKey: .details)
    settlements = try container.decode([Settlement].self, forKey: .settlements)
    reversals = try container.decode([Reversal].self, forKey: .reversals)
    drillUploads = try container.decodeIfPresent([DrillUpload].self, forKey: .drillUploads) ?? []
  }

  init(visits: [Visit], details: [Detail], settlements: [Settlement], reversals: [Reversal]) {
    self.visits = visits
    self.details = details
    self.settlements = settlements
    self.reversals = reversals
  }

  /// Settlements that stand: not reversed.
  public var standing: [Settlement] { settlements.filter { $0.reversedBy == nil } }

  /// What all settlements and reversals together come to. Zero when nothing stands.
  public var netFen: Int64 {
    settlements.reduce(0) { $0 + $1.totalFen } - reversals.reduce(0) { $0 + $1.totalFen }
  }
}

/// One business request as it arrived.
public struct ReceivedRequest: Codable, Sendable, Equatable {
  /// Position in the order of arrival, from 1, over all runs on one data directory.
  public let sequence: Int64
  public let at: String
  public let transaction: String
  /// The visit number the request names; empty when it names none.
  public let visit: String
  /// Length of the request's text in GB18030.
  public let bytes: Int64
  /// FNV-1a, 64 bit, of those bytes, in hexadecimal: equal requests have equal digests.
  public let digest: String
  /// Whether the centre did what was asked. A refusal is not executed.
  public let executed: Bool
  /// The fault that applied, as it was specified; empty for none.
  public let fault: String
  /// `1` for success, the reason of a refusal, or empty when nothing was decided (yet).
  public let outcome: String
}
