import Testing

@testable import Agent

@Suite("[centre] interface and the institution's code")
struct NationalSectionTests {
  private func parse(_ code: String, _ centre: String) throws -> AgentConfiguration {
    try ConfigurationFile.parse(
      """
      data_directory = "/var/lib/qz"
      [institution]
      name = "示例医院"
      code = "\(code)"
      [centre]
      url = "http://127.0.0.1:1/"
      \(centre)
      """, file: "a.toml", relativeTo: "/etc")
  }

  private static let national = "interface = \"national\"\narea = \"500000\""

  @Test("The national platform's code has 12 characters", arguments: ["H5001050000", "H500105000012"])
  func nationalCode(code: String) {
    do {
      _ = try parse(code, Self.national)
      Issue.record("accepted")
    } catch let error as ConfigurationError {
      #expect(error.keyPath == "institution.code")
      #expect(error.file == "a.toml")
      #expect(error.line == 4)
      #expect(error.suggestion?.contains("H50010500001") == true)
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test func accepted() throws {
    #expect(try parse("H50010500001", Self.national).institution.code == "H50010500001")
    #expect(try parse("00105", "").institution.code == "00105")
  }
}
