/// What goes wrong with one request.
public enum FaultKind: Sendable, Equatable {
  /// A business refusal; not executed.
  case refuse
  /// No answer while the client waits; not executed.
  case hang
  /// The connection is cut; not executed.
  case lostBefore
  /// Executed, then the connection is cut.
  case lostAfter
  /// The connection is cut now; executed that many seconds later.
  case late(seconds: Double)
  /// Executed; the answer comes that many seconds later.
  case slow(seconds: Double)
  /// Executed; status 200 with bytes that are no answer and no GB18030.
  case garbage
  /// Executed; status 200 with an HTML page.
  case html
  /// Executed; half of the body of the announced length, then the connection is cut.
  case half
  /// Executed; answered with the answer to another visit.
  case otherVisit
  /// Executed; status 502.
  case badGatewayAfter
  /// Status 503; not executed.
  case unavailable
  /// Status 307 to the same address; not executed.
  case redirect
  /// Executed twice, as if the network had doubled it; answered with what the second one came to.
  case duplicate
  /// 24 only: the rows of another catalogue.
  case wrongCatalogue
  /// 24, and the catalogues of the national platform: announces one row more than there is.
  case wrongCount
  /// 24: the page's first record lacks its last field. Nationally a file's first row ends after its second column, and a
  /// page's first row lacks its 更新时间.
  case badRow
  /// 24 only: just before it answers, the centre takes in one more row, a copy of the catalogue's first with a new code.
  case newRow
  /// Executed; the answer's first field is neither success nor a known failure.
  case unknownCode
  /// 43, 15, 3202 only: answered as if nothing had been settled; another transaction is executed as ever.
  case stale
  /// 05, 99, 2207A, 2208 only: executed; the answer's cash is a yuan more than the ledger's.
  case wrongAmount
  /// Executed and answered; then the centre no longer knows of any settlement of the visit, and nothing stands.
  case forget
  /// The connection is closed at once, as if nothing listened; the request is not even recorded.
  case down

  /// Reads the `KIND` of a specification; `nil` for none of the above.
  init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1)
    let name = parts.first.map(String.init) ?? ""
    if let kind = Self.plain[name], parts.count == 1 {
      self = kind
      return
    }
    guard parts.count == 2, let seconds = Double(parts[1]), seconds >= 0, seconds <= Self.longestSeconds else {
      return nil
    }
    switch name {
    case "late": self = .late(seconds: seconds)
    case "slow": self = .slow(seconds: seconds)
    default: return nil
    }
  }

  /// The longest delay that can be asked for: a day.
  static let longestSeconds = 86_400.0

  private static let plain: [String: FaultKind] = [
    "refuse": .refuse, "hang": .hang, "lost-before": .lostBefore, "lost-after": .lostAfter, "garbage": .garbage,
    "html": .html, "half": .half, "other-visit": .otherVisit, "502-after": .badGatewayAfter, "503": .unavailable,
    "redirect": .redirect, "duplicate": .duplicate, "wrong-catalogue": .wrongCatalogue, "wrong-count": .wrongCount,
    "bad-row": .badRow, "new-row": .newRow, "unknown-code": .unknownCode, "down": .down,
    "stale": .stale, "wrong-amount": .wrongAmount, "forget": .forget,
  ]
}

/// A fault switch: `TX:NTH:KIND`. `TX` is a transaction's number or `*`. `NTH` is `n` (the n-th that arrives after the
/// switch was set), `n+` (from the n-th on) or `*` (every one).
public struct Fault: Sendable, Equatable {
  enum Occurrence: Sendable, Equatable {
    case nth(Int)
    case from(Int)
  }

  let transaction: String
  let occurrence: Occurrence
  public let kind: FaultKind
  /// The specification as it was given.
  public let specification: String

  /// - Throws: `SimulatorError` naming what is wrong with the specification.
  public init(_ specification: String) throws(SimulatorError) {
    let parts = specification.split(separator: ":", maxSplits: 2).map(String.init)
    guard parts.count == 3 else {
      throw SimulatorError(.fault, "\(specification) 应写成 交易:第几次:种类，如 05:1:lost-after")
    }
    guard parts[0] == "*" || Self.isTransaction(parts[0]) else {
      throw SimulatorError(.fault, "\(parts[0]) 不是交易号：两位数字，国家平台四位数字，或 *")
    }
    transaction = parts[0]
    if parts[1] == "*" {
      occurrence = .from(1)
    } else if parts[1].hasSuffix("+"), let first = Int(parts[1].dropLast()), first > 0 {
      occurrence = .from(first)
    } else if let nth = Int(parts[1]), nth > 0 {
      occurrence = .nth(nth)
    } else {
      throw SimulatorError(.fault, "\(parts[1]) 不是次数：1、2、3+ 或 *")
    }
    guard let kind = FaultKind(parts[2]) else {
      throw SimulatorError(.fault, "\(parts[2]) 不是故障种类")
    }
    self.kind = kind
    self.specification = specification
  }

  /// `05`, or of the national platform `1301`, `2207A`, `D003`.
  private static func isTransaction(_ text: String) -> Bool {
    let digits = text.utf8.count == 5 && text.hasSuffix("A") ? text.dropLast() : text[...]
    if digits.utf8.count == 4, digits.hasPrefix("D") { return digits.dropFirst().allSatisfy(\.isNumber) }
    return (digits.utf8.count == 2 || digits.utf8.count == 4) && digits.allSatisfy(\.isNumber)
  }
}

/// The switches that are set. Each counts the requests it could apply to; the first that applies wins.
struct FaultBoard: Sendable {
  private var switches: [(fault: Fault, seen: Int)] = []

  mutating func add(_ fault: Fault) { switches.append((fault, 0)) }

  mutating func clear() { switches = [] }

  /// Counts one arriving request and returns the fault for it.
  mutating func next(transaction: String) -> Fault? {
    var hit: Fault?
    for index in switches.indices {
      let fault = switches[index].fault
      guard fault.transaction == "*" || fault.transaction == transaction else { continue }
      switches[index].seen += 1
      let seen = switches[index].seen
      let applies =
        switch fault.occurrence {
        case .nth(let nth): seen == nth
        case .from(let first): seen >= first
        }
      if applies, hit == nil { hit = fault }
    }
    return hit
  }
}
