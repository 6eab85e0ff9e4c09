import EnvelopeSigning
import Testing

@testable import Agent

@Suite("[centre] sign: refusals with place and suggestion")
struct SigningSectionTests {
  private func parse(_ lines: String, interface: String = "national") throws -> AgentConfiguration {
    try ConfigurationFile.parse(
      """
      data_directory = "/var/lib/qz"
      [institution]
      code = "H50010500001"
      name = "示例医院"
      [centre]
      url = "http://127.0.0.1:1/"
      interface = "\(interface)"
      \(interface == "national" ? "area = \"500000\"" : "")
      \(lines)
      """, file: "a.toml", relativeTo: "/etc")
  }

  @Test func defaultsAndRoundTrip() throws {
    let signing = try #require(try parse("").centre.national?.signing)
    #expect(signing.algorithm == .none && signing.userID == "1234567812345678" && signing.form == .der)
    let seal = try signing.seal()
    #expect(seal == nil)
    let digest = try #require(try parse("sign = \"sm3\"").centre.national?.signing).seal()
    #expect(digest != nil)
    let first = try parse("sign = \"sm2\"\nsign_key_file = \"/k.pem\"\nsign_form = \"raw\"\nsign_user_id = \"H5\"")
    let again = try ConfigurationFile.parse(first.effectiveText, file: "a.toml", relativeTo: "/etc")
    #expect(again.centre.national?.signing == first.centre.national?.signing)
    #expect(again.centre.national?.signing.keyFile == "/k.pem")
  }

  @Test(arguments: [
    ("sign = \"rsa\"", "centre.sign"), ("sign = \"sm2\"", "centre.sign_key_file"),
    ("sign = \"sm3\"\nsign_key_file = \"/k.pem\"", "centre.sign_key_file"),
    ("sign = \"sm2\"\nsign_key_file = \"k.pem\"", "centre.sign_key_file"),
    ("verify_key_file = \"v.pem\"", "centre.verify_key_file"), ("sign_user_id = \"\"", "centre.sign_user_id"),
    ("sign_form = \"hex\"", "centre.sign_form"),
  ])
  func refusals(lines: String, keyPath: String) {
    do {
      _ = try parse(lines)
      Issue.record("accepted")
    } catch let error as ConfigurationError {
      #expect(error.keyPath == keyPath)
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test func notOfTheUnifiedInterface() {
    #expect(throws: ConfigurationError.self) { try parse("sign = \"sm3\"", interface: "unified") }
  }
}
