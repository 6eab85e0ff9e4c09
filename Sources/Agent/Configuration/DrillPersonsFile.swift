import CentreProtocol
import Foundation
import Settlement

/// The persons of the prescription drill: `[patient]`, `[doctor]`, `[pharmacist]`, in a file only the agent's user can read.
enum DrillPersonsFile {
  /// - Throws: `AgentError` QZ-D110 when the file is missing or readable by others; `ConfigurationError` for its content.
  static func load(_ path: String) throws -> PrescriptionPersons {
    let attributes: [FileAttributeKey: Any]
    do {
      attributes = try FileManager.default.attributesOfItem(atPath: path)
    } catch {
      throw AgentError(.drillPersons, "找不到演练人员文件 \(path)", "请建立它：[patient]、[doctor]、[pharmacist] 三节，权限 0600")
    }
    guard let mode = attributes[.posixPermissions] as? Int, mode & 0o077 == 0 else {
      throw AgentError(.drillPersons, "演练人员文件 \(path) 别人也能读", "请执行 chmod 600 \(path)")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw AgentError(.drillPersons, "演练人员文件 \(path) 读不了", "请检查文件的所有者")
    }
    return try parse(String(decoding: data, as: UTF8.self), file: path)
  }

  static func parse(_ text: String, file: String) throws(ConfigurationError) -> PrescriptionPersons {
    let document = try ConfigurationDocument(text: text, file: file)
    let root = ConfigurationSection(document: document, path: "", values: document.root)
    func section(_ name: String) throws(ConfigurationError) -> ConfigurationSection {
      guard let section = try root.table(name) else { throw root.error(name, "缺少这一节", "请写 [\(name)]") }
      return section
    }
    let persons = PrescriptionPersons(
      patient: try patient(try section("patient")), doctor: try staff(try section("doctor"), licence: false),
      pharmacist: try staff(try section("pharmacist"), licence: true))
    try root.refuseUnknownKeys()
    return persons
  }

  private static func patient(
    _ section: ConfigurationSection
  ) throws(ConfigurationError) -> PrescriptionPersons.Patient {
    let age = try section.requiredString("age", example: "41")
    guard let years = Int(age), (0...150).contains(years) else {
      throw section.error("age", "年龄不对", "写整岁数，例如 age = \"41\"")
    }
    let gender = try section.requiredString("gender", example: "1")
    guard ["1", "2", "9"].contains(gender) else { throw section.error("gender", "性别只能是 1 男、2 女、9 未说明") }
    let patient = PrescriptionPersons.Patient(
      number: MaskedText(try section.requiredString("psn_no", example: "人员编号")),
      name: MaskedText(try section.requiredString("name", example: "姓名")),
      certificateKind: try section.string("cert_type") ?? "01",
      certificate: MaskedText(try section.requiredString("certno", example: "证件号码")), gender: gender, age: age,
      area: try section.requiredString("insuplc_admdvs", example: "500000"),
      insurance: try section.string("insutype") ?? "310",
      visit: try section.requiredString("mdtrt_id", example: "就诊ID"))
    try section.refuseUnknownKeys()
    return patient
  }

  private static func staff(
    _ section: ConfigurationSection, licence: Bool
  ) throws(ConfigurationError) -> PrescriptionPersons.Staff {
    let staff = PrescriptionPersons.Staff(
      code: try section.requiredString("code", example: "D5001"),
      name: MaskedText(try section.requiredString("name", example: "姓名")),
      certificateKind: try section.string("cert_type") ?? "01",
      certificate: MaskedText(try section.requiredString("certno", example: "证件号码")),
      licence: licence ? try section.requiredString("licence", example: "执业资格证号") : "",
      departmentCode: try section.string("dept_code") ?? "0001",
      departmentName: try section.string("dept_name") ?? "医保办")
    try section.refuseUnknownKeys()
    return staff
  }
}

extension AgentError.Code {
  static let drillPersons = AgentError.Code(rawValue: "QZ-D110")
}
