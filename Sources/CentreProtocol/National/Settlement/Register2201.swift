import Settlement

/// 2201 门诊挂号 and its undo 2202. The answer's 就诊ID is what every later transaction names.
public struct Register2201: Sendable, Equatable {
  public var visit: VisitNumber
  public var person: NationalPerson
  public var card: MaskedText
  /// `yyyy-MM-dd HH:mm:ss`
  public var time: String
  public var doctorCode: String
  public var doctorName: String
  public var departmentCode: String
  public var departmentName: String
  /// caty 科别
  public var departmentKind: String

  public init(
    visit: VisitNumber, person: NationalPerson, card: MaskedText, time: String, doctorCode: String, doctorName: String,
    departmentCode: String, departmentName: String, departmentKind: String
  ) {
    self.visit = visit
    self.person = person
    self.card = card
    self.time = time
    self.doctorCode = doctorCode
    self.doctorName = doctorName
    self.departmentCode = departmentCode
    self.departmentName = departmentName
    self.departmentKind = departmentKind
  }

  public var request: NationalTransaction {
    NationalTransaction(
      "2201",
      [
        "data": [
          "psn_no": .string(person.number.revealed), "insutype": .string(person.insurance), "begntime": .string(time),
          "mdtrt_cert_type": .string(person.certificate), "mdtrt_cert_no": .string(card.revealed),
          "ipt_otp_no": .string(visit.text), "atddr_no": .string(doctorCode), "dr_name": .string(doctorName),
          "dept_code": .string(departmentCode), "dept_name": .string(departmentName), "caty": .string(departmentKind),
        ]
      ])
  }

  /// Person and 门诊号 in the answer have to be ours (R4).
  public static func parse(_ text: String, visit: VisitNumber, person: NationalPerson) -> UnifiedAnswer<
    RegistrationSerial
  > {
    NationalReading.read(text) { output in
      guard let serial = NationalReading.identifier(output["data"]?["mdtrt_id"]) else {
        return .unparsable("2201 没有 mdtrt_id")
      }
      guard output["data"]?["ipt_otp_no"]?.text == visit.text,
        output["data"]?["psn_no"]?.text == person.number.revealed
      else { return .unparsable("2201 是别人的应答") }
      return .value(RegistrationSerial(answered: serial))
    }
  }

  /// 2202 门诊挂号撤销
  public static func undo(
    _ registration: RegistrationSerial, visit: VisitNumber, person: NationalPerson
  ) -> NationalTransaction {
    NationalTransaction(
      "2202",
      [
        "data": [
          "psn_no": .string(person.number.revealed), "mdtrt_id": .string(registration.text),
          "ipt_otp_no": .string(visit.text),
        ]
      ])
  }

  public static func parseUndo(_ text: String) -> UnifiedAnswer<Bool> { NationalReading.accepted(text) }
}

/// 2203A 门诊就诊信息上传: what the visit is about. It creates nothing beside the registration.
public struct Describe2203A: Sendable, Equatable {
  public var registration: RegistrationSerial
  public var person: NationalPerson
  /// med_type 医疗类别: 11 普通门诊.
  public var medicalKind: String
  /// `yyyy-MM-dd HH:mm:ss`
  public var time: String
  /// 医保版 ICD-10
  public var diagnosisCode: String
  public var diagnosisName: String
  public var departmentCode: String
  public var doctorCode: String
  public var doctorName: String

  public init(
    registration: RegistrationSerial, person: NationalPerson, medicalKind: String, time: String, diagnosisCode: String,
    diagnosisName: String, departmentCode: String, doctorCode: String, doctorName: String
  ) {
    self.registration = registration
    self.person = person
    self.medicalKind = medicalKind
    self.time = time
    self.diagnosisCode = diagnosisCode
    self.diagnosisName = diagnosisName
    self.departmentCode = departmentCode
    self.doctorCode = doctorCode
    self.doctorName = doctorName
  }

  public var request: NationalTransaction {
    let westernMain = "1"
    let valid = "1"
    return NationalTransaction(
      "2203A",
      [
        "mdtrtinfo": [
          "mdtrt_id": .string(registration.text), "psn_no": .string(person.number.revealed),
          "med_type": .string(medicalKind), "begntime": .string(time), "main_cond_dscr": "", "dise_codg": "",
          "dise_name": "", "birctrl_type": "", "birctrl_matn_date": "",
        ],
        "diseinfo": .array([
          [
            "diag_type": .string(westernMain), "diag_srt_no": 1, "diag_code": .string(diagnosisCode),
            "diag_name": .string(diagnosisName), "diag_dept": .string(departmentCode),
            "dise_dor_no": .string(doctorCode), "dise_dor_name": .string(doctorName), "diag_time": .string(time),
            "vali_flag": .string(valid),
          ]
        ]),
      ])
  }

  public static func parse(_ text: String) -> UnifiedAnswer<Bool> { NationalReading.accepted(text) }
}
