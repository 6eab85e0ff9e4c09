import CentreProtocol
import Foundation
import Settlement
import Testing

@testable import Agent

@Suite("[drill]: numbers, persons, refusals with place and suggestion")
struct DrillSectionTests {
  private func parse(_ drill: String) throws -> AgentConfiguration {
    try ConfigurationFile.parse(
      """
      data_directory = "/var/lib/qz"
      [institution]
      code = "H1"
      name = "示例医院"
      [centre]
      url = "http://127.0.0.1:1/"
      \(drill)
      """, file: "a.toml", relativeTo: "/etc")
  }

  private func error(_ drill: String) -> ConfigurationError? {
    do {
      _ = try parse(drill)
      return nil
    } catch {
      return error as? ConfigurationError
    }
  }

  @Test func defaultsAndNamedSets() throws {
    let standard = try parse("").drill
    #expect(standard.prescription.upload == "9211" && standard.prescription.query == "9212")
    #expect(standard.prescription.revoke == "9213" && standard.prescription.payload == .snake)
    #expect(standard.stock == [.count] && standard.revokedStatuses == ["3"])
    #expect(standard.personsFile == "/etc/drill-persons.toml")
    let old = try parse("[drill.prescription]\ntransactions = \"7101\"").drill.prescription
    #expect(old.upload == "7101" && old.query == nil && old.revoke == "7104" && old.payload == .snake)
    let new = try parse("[drill.prescription]\ntransactions = \"D003\"").drill.prescription
    #expect(new.upload == "D003" && new.query == "D005" && new.revoke == "D004" && new.payload == .camel)
    let mixed = try parse("[drill.prescription]\nquery = \"none\"\nupload = \"7801\"\nrevoke = \"7804\"").drill
      .prescription
    #expect(mixed.upload == "7801" && mixed.query == nil && mixed.revoke == "7804")
    let rules = try parse("[drill]\nquery_after_seconds = 1\nquiet_seconds = 3600\nhand_over_after_seconds = 60").drill
      .rules
    #expect(rules == DrillRules(queryAfterSeconds: 1, quietSeconds: 3600, handOverAfterSeconds: 60))
  }

  @Test func writtenOutItReadsTheSame() throws {
    let text = """
      [drill]
      date = ["2021-03-01", "2021-04-01"]
      item = "Y1"
      [drill.prescription]
      query = "none"
      revoked_status = ["3", "4"]
      persons_file = "/secret/p.toml"
      [drill.stock]
      uploads = ["3503", "3501"]
      """
    let first = try parse(text)
    #expect(first.drill.stock == [.purchase, .count])
    let again = try ConfigurationFile.parse(first.effectiveText, file: "a.toml", relativeTo: "/etc")
    #expect(again.effectiveText == first.effectiveText)
    #expect(again.drill.prescription == first.drill.prescription && again.drill.dates == first.drill.dates)
  }

  @Test(arguments: [
    ("[drill]\nquery_after_seconds = 0", "drill.query_after_seconds"),
    ("[drill]\nquiet_seconds = 3601", "drill.quiet_seconds"),
    ("[drill]\nhand_over_after_seconds = 59", "drill.hand_over_after_seconds"),
    ("[drill]\ndat = \"2021-03-01\"", "drill.dat"), ("[drill]\ndate = \"2021-02-29\"", "drill.date"),
    ("[drill.prescription]\nupload = \"92111\"", "drill.prescription.upload"),
    ("[drill.prescription]\nquery = \"X211\"", "drill.prescription.query"),
    ("[drill.prescription]\nrevoke = \"9211\"", "drill.prescription.revoke"),
    ("[drill.prescription]\ntransactions = \"9999\"", "drill.prescription.transactions"),
    ("[drill.prescription]\npayload = \"xml\"", "drill.prescription.payload"),
    ("[drill.stock]\nuploads = [\"3502\"]", "drill.stock.uploads"),
    ("[drill.stock]\nuploads = [\"3501\", \"3501\"]", "drill.stock.uploads"),
    ("[drill.stock]\nuploads = []", "drill.stock.uploads"), ("[drill.stock]\nupload = \"3501\"", "drill.stock.upload"),
  ])
  func refusals(text: String, keyPath: String) throws {
    let refused = try #require(error(text))
    #expect(refused.keyPath == keyPath)
    #expect(refused.line != nil)
  }

  private static let persons = """
    [patient]
    psn_no = "50000000000000001234"
    name = "测试甲"
    certno = "500000198503121011"
    gender = "1"
    age = "41"
    insuplc_admdvs = "500000"
    mdtrt_id = "MD1"
    [doctor]
    code = "D1"
    name = "演练医师"
    certno = "500000197001011010"
    [pharmacist]
    code = "P1"
    name = "演练药师"
    certno = "500000197102022020"
    licence = "YS1"
    """

  @Test func personsAreMaskedAndMustBeOursAlone() throws {
    let persons = try DrillPersonsFile.parse(Self.persons, file: "p.toml")
    #expect(persons.patient.name.revealed == "测试甲" && persons.patient.insurance == "310")
    let printed = "\(persons)" + String(reflecting: persons)
    for secret in ["50000000000000001234", "测试甲", "500000198503121011", "演练医师", "500000197001011010", "演练药师"] {
      #expect(!printed.contains(secret), "\(secret)")
    }
    let path = NSTemporaryDirectory() + "persons-\(UUID().uuidString).toml"
    try Self.persons.write(toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    #expect(throws: AgentError.self) { try DrillPersonsFile.load(path) }
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    let loaded = try DrillPersonsFile.load(path)
    #expect(loaded == persons)
    try FileManager.default.removeItem(atPath: path)
    #expect(throws: AgentError.self) { try DrillPersonsFile.load(path) }
  }

  @Test(arguments: [("age = \"41\"", "age = \"151\""), ("gender = \"1\"", "gender = \"3\""), ("licence = \"YS1\"", "")])
  func impossiblePersons(right: String, wrong: String) {
    #expect(throws: ConfigurationError.self) {
      try DrillPersonsFile.parse(Self.persons.replacing(right, with: wrong), file: "p.toml")
    }
  }
}
