/// The centre's serial (交易流水号) of an 02, from its own answer on its own connection (R10).
public struct RegistrationSerial: Hashable, Sendable {
  public let text: String
  public init(answered text: String) { self.text = text }
}

/// The centre's serial of one 04 row, from its own answer on its own connection (R10).
public struct DetailSerial: Hashable, Sendable {
  public let text: String
  public init(answered text: String) { self.text = text }
}

/// The serial an 05 answered. It can be compared and shown, never reversed: only 43 or 15 make a `SettlementSerial`.
public struct ClaimedSerial: Hashable, Sendable {
  public let text: String
  public init(answered text: String) { self.text = text }
}

/// The serial of a refund: what a 99 returned, a negative serial of 43, or a refund row of 15. No function turns it
/// into something that can be reversed (R12).
public struct RefundSerial: Hashable, Sendable {
  public let text: String
  public init(answered text: String) { self.text = text }
}

/// The serial of a settlement of ours, the only thing a reversal can be sent to (R10, R12).
///
/// It has no public initialiser. It comes from 43's or 15's answer for our visit number as a positive serial, or, when
/// neither is configured, from an 05 that came on its own connection and equals 06 in every fund.
public struct SettlementSerial: Hashable, Sendable {
  public let text: String
  fileprivate init(_ text: String) { self.text = text }
}

/// The message id of the one 2207A of a visit, which a 2601 names (facts A.1.5). It has no public initialiser: it comes from
/// the visit's own SETTLE_INTENT, so that a 2601 for a 2208, or for another program's request, cannot be expressed (R12).
public struct SettleMessage: Hashable, Sendable {
  public let text: String
  private init(_ text: String) { self.text = text }

  /// `nil` without an id.
  static func intended(_ key: StepKey, message: String) -> SettleMessage? {
    key.name == .settle && !message.isEmpty ? SettleMessage(message) : nil
  }
}

/// What 43 answered for our visit: settlements and refunds.
public struct QueryAnswer: Hashable, Sendable {
  public let positives: [SettlementSerial]
  public let negatives: [RefundSerial]

  /// A serial with a leading `-` is a refund (centre.md, small print).
  public init(serials: [String]) {
    var seen: Set<String> = []
    let distinct = serials.filter { seen.insert($0).inserted }
    positives = distinct.filter { !$0.hasPrefix("-") }.map { SettlementSerial($0) }
    negatives = distinct.filter { $0.hasPrefix("-") }.map { RefundSerial(answered: $0) }
  }

  /// Both sides of midnight, asked separately.
  func merged(with other: QueryAnswer) -> QueryAnswer {
    QueryAnswer(serials: journalSerials + other.journalSerials)
  }

  var journalSerials: [String] { positives.map(\.text) + negatives.map(\.text) }

  /// Whether the answer shows a refund for this serial. Refunds name no original: with as many refunds as settlements
  /// all are refunded, otherwise only one whose refund carries the same number.
  func refunds(_ serial: SettlementSerial) -> Bool {
    guard positives.contains(serial), !negatives.isEmpty else { return false }
    return negatives.count >= positives.count || negatives.contains { $0.text == "-\(serial.text)" }
  }
}

/// One row of 15 that carries our visit number.
public struct ReconcileRow: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case settlement(SettlementSerial)
    /// The refund's own serial and the text of the original's, which is compared, never sent.
    case refund(RefundSerial, original: String)
  }

  public let kind: Kind
  public let funds: Funds
  public let total: Fen
  /// 中心结算时间, as the centre wrote it; shown only.
  public let centreTime: String

  /// A row with an original, a negative serial or a negative total is a refund. A refund without its original cannot be
  /// assigned, so it is `nil` and makes the whole answer unparsable.
  public init?(serial: String, original: String, total: Fen, funds: Funds, centreTime: String) {
    guard !serial.isEmpty else { return nil }
    if !original.isEmpty {
      kind = .refund(RefundSerial(answered: serial), original: original)
    } else if serial.hasPrefix("-") || total < .zero {
      return nil
    } else {
      kind = .settlement(SettlementSerial(serial))
    }
    self.funds = funds
    self.total = total
    self.centreTime = centreTime
  }
}

extension SettlementSerial {
  /// R10's exception: neither 43 nor 15 is configured, every request has its own fresh connection, and the 05 equals
  /// the 06 in every fund.
  static func withoutQuery(
    _ claimed: ClaimedSerial, settled: Funds, previewed: Funds?, rules: VisitRules
  ) -> SettlementSerial? {
    let profile = rules.profile
    guard !profile.query, !profile.reconcile, let previewed, settled.differences(from: previewed).isEmpty,
      rules.hasOwnConnections, !claimed.text.hasPrefix("-")
    else { return nil }
    return SettlementSerial(claimed.text)
  }
}
