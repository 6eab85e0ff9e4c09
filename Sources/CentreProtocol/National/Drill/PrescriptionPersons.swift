import Settlement

/// The persons a rehearsed prescription names. They are real persons' data in a file of their own (0600); every one is
/// masked wherever it is printed (settlement.md I9).
public struct PrescriptionPersons: Sendable, Hashable {
  /// A test person of the centre.
  public struct Patient: Sendable, Hashable {
    /// 人员编号
    public var number: MaskedText
    public var name: MaskedText
    /// 人员证件类型; `01` 身份证
    public var certificateKind: String
    public var certificate: MaskedText
    /// 1 男, 2 女
    public var gender: String
    public var age: String
    /// 参保地医保区划
    public var area: String
    /// 险种类型: `310` 职工, `390` 居民
    public var insurance: String
    /// 就诊ID of an open outpatient visit at the centre.
    public var visit: String

    public init(
      number: MaskedText, name: MaskedText, certificateKind: String, certificate: MaskedText, gender: String,
      age: String, area: String, insurance: String, visit: String
    ) {
      self.number = number
      self.name = name
      self.certificateKind = certificateKind
      self.certificate = certificate
      self.gender = gender
      self.age = age
      self.area = area
      self.insurance = insurance
      self.visit = visit
    }
  }

  /// The prescribing doctor, who also revokes, or the pharmacist who checks.
  public struct Staff: Sendable, Hashable {
    public var code: String
    public var name: MaskedText
    public var certificateKind: String
    public var certificate: MaskedText
    /// 药师执业资格证号; empty for a doctor.
    public var licence: String
    public var departmentCode: String
    public var departmentName: String

    public init(
      code: String, name: MaskedText, certificateKind: String, certificate: MaskedText, licence: String,
      departmentCode: String, departmentName: String
    ) {
      self.code = code
      self.name = name
      self.certificateKind = certificateKind
      self.certificate = certificate
      self.licence = licence
      self.departmentCode = departmentCode
      self.departmentName = departmentName
    }
  }

  public var patient: Patient
  public var doctor: Staff
  public var pharmacist: Staff

  public init(patient: Patient, doctor: Staff, pharmacist: Staff) {
    self.patient = patient
    self.doctor = doctor
    self.pharmacist = pharmacist
  }
}
