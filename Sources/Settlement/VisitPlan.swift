/// Which interface the centre speaks, which of its words are configured, and what 43 says after a reversal (R13).
public struct CentreProfile: Hashable, Sendable {
  /// The two differ in what a refused settlement means (R5), in what undoes details, and in 2203A and 2601.
  public enum Interface: String, CaseIterable, Sendable {
    case unified, national
  }

  public enum AfterReversal: String, CaseIterable, Sendable {
    /// A reversed settlement is not named any more.
    case absent
    /// The settlement and its refund are named.
    case both
    /// The settlement goes on being named: 43 decides nothing.
    case original
  }

  /// 43 is configured.
  public var query: Bool
  /// 15 is configured.
  public var reconcile: Bool
  public var afterReversal: AfterReversal
  public var interface = Interface.unified
  /// National: 2601 may be sent for a 2207A whose result is unknown (R10).
  public var reversesUnknown = false

  public init(query: Bool = true, reconcile: Bool = true, afterReversal: AfterReversal = .absent) {
    self.query = query
    self.reconcile = reconcile
    self.afterReversal = afterReversal
  }

  /// The national platform has no 43: 3202 is asked where the unified interface asks 43 and 15.
  public static func national(reconcile: Bool = true, reversesUnknown: Bool = true) -> CentreProfile {
    var profile = CentreProfile(query: false, reconcile: reconcile, afterReversal: .original)
    profile.interface = .national
    profile.reversesUnknown = reversesUnknown
    return profile
  }

  /// Whether 43 can tell a reversed settlement from a standing one.
  var queryShowsReversal: Bool { query && afterReversal != .original }

  /// `43,15,absent`; of the national platform `2601,3202,national`.
  var journalText: String {
    switch interface {
    case .unified: "\(query ? "43" : "none"),\(reconcile ? "15" : "none"),\(afterReversal.rawValue)"
    case .national: "\(reversesUnknown ? "2601" : "none"),\(reconcile ? "3202" : "none"),\(interface.rawValue)"
    }
  }

  init?(journalText: String) {
    let parts = journalText.split(separator: ",").map(String.init)
    if parts.count == 3, parts[2] == Interface.national.rawValue {
      self = .national(reconcile: parts[1] == "3202", reversesUnknown: parts[0] == "2601")
      return
    }
    guard parts.count == 3, let afterReversal = AfterReversal(rawValue: parts[2]) else { return nil }
    self.init(query: parts[0] == "43", reconcile: parts[1] == "15", afterReversal: afterReversal)
  }
}

/// What a visit's decisions depend on besides events. Journalled with the visit and at every start, so that replay
/// decides as the first time did and a corrected configuration applies from its start on.
public struct VisitRules: Hashable, Sendable {
  public var profile: CentreProfile
  /// R8: an UNKNOWN is asked about no earlier.
  public var queryAfterSeconds: Int
  /// R9: two *not named* must lie this far apart.
  public var quietSeconds: Int
  /// An undecided visit is handed over after this time.
  public var handOverAfterSeconds: Int
  /// A settlement that the 05 was answered with is not closed as never happened, over the unified interface too (R9,
  /// R19). `false` in records of versions that did close it: they are replayed as they were decided, up to the next start.
  public private(set) var holdsToClaims = true
  /// A refund of another amount than the settlement's closes nothing (R13, I1). `false` in records of versions that closed on
  /// any refund, likewise.
  public private(set) var comparesRefunds = true
  /// A visit that a restart met before its 05 is asked about (R6, R24). `false` in records of versions that cleaned it up
  /// unasked, likewise.
  public private(set) var doubtsRestarts = true
  /// Every request has its own fresh connection, which R10's exception wants. `true` in records of versions that did not ask,
  /// likewise.
  public var hasOwnConnections = true

  public init(
    profile: CentreProfile = CentreProfile(), queryAfterSeconds: Int = 15, quietSeconds: Int = 60,
    handOverAfterSeconds: Int = 1800
  ) {
    self.profile = profile
    self.queryAfterSeconds = queryAfterSeconds
    self.quietSeconds = quietSeconds
    self.handOverAfterSeconds = handOverAfterSeconds
  }

  var journalText: String {
    "\(profile.journalText),\(queryAfterSeconds),\(quietSeconds),\(handOverAfterSeconds)"
      + zip(Self.marks, [holdsToClaims, comparesRefunds, doubtsRestarts]).map { $1 ? ",\($0)" : "" }.joined()
      + (hasOwnConnections ? "" : ",\(Self.shared)")
  }

  init?(journalText: String) {
    let parts = journalText.split(separator: ",").map(String.init)
    let marks = parts.dropFirst(6)
    let isShared = marks.count == Self.marks.count + 1 && marks.last == Self.shared
    guard parts.count >= 6, isShared || marks.count <= Self.marks.count,
      marks.dropLast(isShared ? 1 : 0).elementsEqual(Self.marks.prefix(marks.count)),
      let profile = CentreProfile(journalText: parts[0..<3].joined(separator: ",")),
      let queryAfter = Int(parts[3]), let quiet = Int(parts[4]), let handOver = Int(parts[5])
    else { return nil }
    self.init(
      profile: profile, queryAfterSeconds: queryAfter, quietSeconds: quiet, handOverAfterSeconds: handOver)
    holdsToClaims = parts.count >= 7
    comparesRefunds = parts.count >= 8
    doubtsRestarts = parts.count >= 9
    hasOwnConnections = !isShared
  }

  /// What versions added to how they decide, in order.
  private static let marks = ["claims", "refunds", "restarts"]
  /// The transport's connections are not its own; after all marks.
  private static let shared = "shared"
}

/// Everything about a visit that is fixed before its first request.
public struct VisitPlan: Hashable, Sendable {
  public let number: VisitNumber
  public let card: MaskedText
  /// 险种, 1 医疗.
  public let insurance: String
  /// 参保类别 of 01: 1 职工, 2 居民, 3 离休.
  public let insuredKind: String
  /// The run that planned it.
  public let run: String
  /// Number of details, in order of upload.
  public let detailCount: Int
  public let total: Fen
  public let window: SwipeWindow
  /// The details as the shell encoded them, so that the visit can go on after a restart.
  public let details: String
  /// Who 1101 said the card's person is; `nil` with the unified interface.
  public let person: NationalPerson?

  /// Rows per 04 call (centre.md), and per 2204 call.
  public static let detailsPerUpload = 10

  public init(
    number: VisitNumber, card: MaskedText, insurance: String, insuredKind: String, run: String, detailCount: Int,
    total: Fen, window: SwipeWindow, details: String, person: NationalPerson? = nil
  ) {
    self.number = number
    self.card = card
    self.insurance = insurance
    self.insuredKind = insuredKind
    self.run = run
    self.detailCount = detailCount
    self.total = total
    self.window = window
    self.details = details
    self.person = person
  }

  /// How many 04 calls the details need.
  public var uploadCount: Int { (detailCount + Self.detailsPerUpload - 1) / Self.detailsPerUpload }
}
