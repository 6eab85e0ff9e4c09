import Settlement

/// 02 就诊登记.
public struct Register02: Sendable, Equatable {
  public var visit: VisitNumber
  /// 医疗类别: 11 职工普通门诊, 12 居民普通门诊, 10 药店.
  public var medicalKind: String
  public var card: MaskedText
  public var departmentCode: String
  /// 医师身份证/证件号
  public var doctorCode: String
  /// 入院日期, `yyyy-MM-dd`
  public var date: String
  /// 入院诊断: a code of bzml
  public var diagnosis: String
  public var operatorCode: String
  public var insurance: String

  public init(
    visit: VisitNumber, medicalKind: String, card: MaskedText, departmentCode: String, doctorCode: String,
    date: String, diagnosis: String, operatorCode: String, insurance: String
  ) {
    self.visit = visit
    self.medicalKind = medicalKind
    self.card = card
    self.departmentCode = departmentCode
    self.doctorCode = doctorCode
    self.date = date
    self.diagnosis = diagnosis
    self.operatorCode = operatorCode
    self.insurance = insurance
  }

  /// 17 values.
  public var request: String {
    let complications = ""
    let emergencyTransferTime = ""
    let recordNumber = ""
    let birthCertificate = ""
    let newbornBirthDate = ""
    let residentSpecialMark = ""
    let injuryPerson = ""
    let injuryEmployer = ""
    return UnifiedRequest(
      "02",
      [
        visit.text, medicalKind, card.revealed, departmentCode, doctorCode, date, diagnosis, operatorCode,
        complications, emergencyTransferTime, recordNumber, birthCertificate, newbornBirthDate, residentSpecialMark,
        insurance, injuryPerson, injuryEmployer,
      ]
    ).text
  }

  private enum Position {
    static let serial = 1
    static let last = 4
  }

  /// `1` · 交易流水号 · 帐户余额 · 原转出医院名称 · 参保类别
  public static func parse(_ text: String) -> UnifiedAnswer<RegistrationSerial> {
    switch UnifiedFields.split(text) as Result<UnifiedFields, UnifiedFields.Ended<RegistrationSerial>> {
    case .failure(let ended): return ended.answer
    case .success(let fields):
      let serial = fields[Position.serial]
      guard fields.count > Position.last else { return .unparsable("02 字段不足") }
      guard UnifiedFields.isSerial(serial), !serial.hasPrefix("-") else { return .unparsable("02 没有流水号") }
      return .value(RegistrationSerial(answered: serial))
    }
  }
}
