/// What is rehearsed beside the swipe test (settlement.md, "Other drills, same machine").
public enum DrillKind: String, CaseIterable, Sendable, Codable {
  /// 电子处方: upload, query, revoke.
  case prescription
  /// 进销存: stock uploaded, and deleted again.
  case stock

  public var title: String {
    switch self {
    case .prescription: "电子处方演练"
    case .stock: "库存上传演练"
    }
  }
}

/// The drill's own number: `QD` + yyMMddHHmmss + 4 base-32 characters, 18 in all. What is uploaded carries it, as
/// 定点医疗机构处方编号 or as the beginning of 批次流水号, so that an upload whose answer was lost can be named.
public struct DrillNumber: Hashable, Sendable, CustomStringConvertible {
  public let text: String

  /// - Parameter random: used modulo 2²⁰.
  public init(wallMilliseconds: Int64, random: UInt32) {
    text = "QD" + VisitNumber(wallMilliseconds: wallMilliseconds, random: random).text.dropFirst(2)
  }

  /// `nil` for a text that is not of our pattern.
  public init?(_ text: some StringProtocol) {
    guard text.hasPrefix("QD"), let visit = VisitNumber("QZ" + text.dropFirst(2)) else { return nil }
    self.text = "QD" + visit.text.dropFirst(2)
  }

  public var description: String { text }
}

/// One request of a drill: the transaction's number and its input as JSON text, journalled with the plan so that neither
/// a restart nor another configuration changes what is asked and undone.
public struct DrillRequest: Hashable, Sendable {
  public let number: String
  public let input: String

  public init(number: String, input: String) {
    self.number = number
    self.input = input
  }
}

/// One upload with the question about it and its undo.
public struct DrillStep: Hashable, Sendable {
  /// 上传处方, 盘存上传, …
  public let title: String
  public let upload: DrillRequest
  /// `nil`: the interface has no such transaction, or `query = "none"`.
  public let query: DrillRequest?
  public let undo: DrillRequest

  public init(title: String, upload: DrillRequest, query: DrillRequest?, undo: DrillRequest) {
    self.title = title
    self.upload = upload
    self.query = query
    self.undo = undo
  }
}

/// Which of a step's requests.
public enum DrillCall: String, CaseIterable, Sendable, Codable {
  case upload = "UPLOAD"
  case query = "QUERY"
  case undo = "UNDO"

  public var title: String {
    switch self {
    case .upload: "上传"
    case .query: "查询"
    case .undo: "撤销"
    }
  }
}

/// Waits of a drill, in seconds; journalled with the plan.
public struct DrillRules: Hashable, Sendable {
  /// Before the first question about an answer that did not come (settlement.md R8).
  public var queryAfterSeconds: Int
  /// Between two words that prove only together (R9).
  public var quietSeconds: Int
  /// Until an undecided drill is marked for a person (R19).
  public var handOverAfterSeconds: Int

  public init(queryAfterSeconds: Int = 15, quietSeconds: Int = 60, handOverAfterSeconds: Int = 1800) {
    self.queryAfterSeconds = queryAfterSeconds
    self.quietSeconds = quietSeconds
    self.handOverAfterSeconds = handOverAfterSeconds
  }

  /// A question that got no deciding answer this often is left, and the undo sent instead: a revoke of what is not there
  /// is harmless (*ours*).
  public static let undecidedQueries = 3
  /// Found after answered undos this often, a person is told: the centre does not do it, or says it by a 处方状态 that is not
  /// configured as revoked (*ours*).
  static let foundUndone = 3
  /// A step whose upload was never answered is looked at once more after this time: the centre may have executed late.
  public static let reviewAfterMilliseconds: Int64 = 3_600_000
  /// Between two tries after a person was told (R19).
  static let handedOverMilliseconds: Int64 = 600_000
  /// R15's waits in seconds, by the number of the try.
  static let waits: [Int64] = [5, 10, 20, 40, 60, 120, 300, 600]

  /// Milliseconds before the try after `tries` ones in vain.
  static func backOff(_ tries: Int) -> Int64 {
    tries <= 0 ? 0 : waits[min(tries, waits.count) - 1] * 1000
  }
}

/// One drill as it was begun.
public struct DrillPlan: Hashable, Sendable {
  /// Uploads in one drill.
  public static let stepLimit = 9

  public let number: DrillNumber
  public let kind: DrillKind
  /// `test` or `production`: another environment's centre does not know it.
  public let environment: String
  /// Who began it, and why (R17).
  public let startedBy: String
  public let reason: String
  public let rules: DrillRules
  /// In the order of uploading; undone in the reverse one.
  public let steps: [DrillStep]
  /// 参保地医保区划 in every request's envelope; `nil` in a record that an earlier version wrote.
  public let personArea: String?

  public init(
    number: DrillNumber, kind: DrillKind, environment: String, startedBy: String, reason: String, rules: DrillRules,
    steps: [DrillStep], personArea: String? = nil
  ) {
    precondition((1...Self.stepLimit).contains(steps.count), "a drill has 1 to \(Self.stepLimit) steps")
    self.number = number
    self.kind = kind
    self.environment = environment
    self.startedBy = startedBy
    self.reason = reason
    self.rules = rules
    self.steps = steps
    self.personArea = personArea
  }
}
