import Catalogue
import CentreProtocol
import Settlement

/// What a run needs to know: `[swipe_test]`, `[centre]` and `[institution]` of operations.md.
public struct SwipeConfiguration: Sendable {
  public struct Card: Sendable, Equatable {
    public let number: MaskedText
    /// 险种, 1 医疗.
    public let insurance: String

    /// What 1101 asks with; `nil`: the number as 社保卡. National only.
    public let certificate: Person1101.Certificate?

    public init(number: MaskedText, insurance: String, certificate: Person1101.Certificate? = nil) {
      self.number = number
      self.insurance = insurance
      self.certificate = certificate
    }
  }

  /// One item named in the configuration.
  public struct ExplicitItem: Sendable, Hashable {
    /// 流水号
    public let serial: String
    public let price: UnitPrice
    public let quantity: Int

    public init(serial: String, price: UnitPrice, quantity: Int) {
      self.serial = serial
      self.price = price
      self.quantity = quantity
    }
  }

  public enum Items: Sendable, Hashable {
    /// That many of the rows the newest release changed.
    case newlyChanged(Int)
    case explicit([ExplicitItem])

    /// Prices are the catalogue's, which may have none.
    var isFromCatalogue: Bool { if case .newlyChanged = self { true } else { false } }
  }

  public enum Environment: String, Sendable {
    case test, production
  }

  // [swipe_test]
  public var dates: [CivilDate] = []
  /// Second of the day at which the window opens.
  public var windowStartSecond = 6 * 3600
  /// Second of the day before which it ends.
  public var windowEndSecond = 7 * 3600
  /// `start = "automatic"`
  public var automatic = true
  public var cards: [Card] = []
  public var requireNationalCode = false
  public var items = Items.newlyChanged(3)
  public var settleTimeoutSeconds = 30
  public var queryAfterSeconds = 15
  public var quietSeconds = 60
  public var visitsPerCard = 1
  public var handOverAfterSeconds = 1800
  public var clockToleranceSeconds = 5

  // [centre]
  public var timeoutSeconds = 30
  public var operatorCode = "0001"
  public var profile = CentreProfile()
  public var phone = ""

  /// Who calls the national platform; `nil` with the unified interface.
  public var national: NationalCaller?

  // [institution]
  public var institutionCode = ""
  public var institutionName = ""
  public var isPharmacy = false
  public var environment = Environment.test

  // What 02, 04 and 05 require besides (chongqing-trades.md); the same in every visit.
  public var departmentCode = "0001"
  public var departmentName = "医保办"
  public var doctorCode = "0001"
  public var doctorName = "刷卡测试"
  public var nationalDoctorCode = ""
  /// 入院诊断; optional in 02.
  public var diagnosis = ""
  /// What 2201 and 2203A require besides: 科别, and a diagnosis in 医保版 ICD-10.
  public var departmentKind = "A03"
  public var nationalDiagnosisCode = "Z00.000"
  public var nationalDiagnosisName = "一般性医学检查"
  /// HIS开发商编码, five characters.
  public var developerCode = "QIANZ"

  public init() {}

  var reserve: Reserve {
    Reserve(
      settleTimeoutSeconds: settleTimeoutSeconds, queryAfterSeconds: queryAfterSeconds,
      queryTimeoutSeconds: timeoutSeconds, reverseTimeoutSeconds: timeoutSeconds,
      clockToleranceSeconds: clockToleranceSeconds)
  }

  /// Time-outs of the calls before an 05: 02, 04 for every ten details and 06; over the national platform 9001 and 2203A too.
  func budgetSeconds(details: Int) -> Int {
    let uploads = (details + VisitPlan.detailsPerUpload - 1) / VisitPlan.detailsPerUpload
    return ((national == nil ? 2 : 4) + uploads) * timeoutSeconds
  }

  /// The shortest window in which one visit can be settled and reversed for certain (R16): the calls before the 05 and the
  /// reserve after it.
  public var shortestWindowSeconds: Int {
    let details =
      switch items {
      case .newlyChanged(let count): count
      case .explicit(let items): items.count
      }
    return reserve.seconds + budgetSeconds(details: max(details, 1))
  }

  var rules: VisitRules {
    VisitRules(
      profile: profile, queryAfterSeconds: queryAfterSeconds, quietSeconds: quietSeconds,
      handOverAfterSeconds: handOverAfterSeconds)
  }

  func window(on date: CivilDate) -> SwipeWindow {
    let start = CivilDateTime(date: date).unixMilliseconds
    return SwipeWindow(
      startMilliseconds: start + Int64(windowStartSecond) * 1000,
      endMilliseconds: start + Int64(windowEndSecond) * 1000)
  }

  /// 医疗类别 (settlement.md, "A visit"): 药店 10, 居民 12, else 11.
  func medicalKind(insuredKind: String) -> String {
    if isPharmacy { return "10" }
    return insuredKind == "2" ? "12" : "11"
  }
}
