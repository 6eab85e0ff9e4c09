import CentreProtocol
import Testing

/// Numbers of rows as the platform writes them.
@Suite struct NationalCountTests {
  private func read(_ text: String) throws -> Int? {
    let members = try #require(JSONValue.parse(Array("{\"data_cnt\":\(text)}".utf8)))
    return try NationalCount.read(members["data_cnt"], of: "1301 的 data_cnt")
  }

  @Test(arguments: [
    ("0", 0), ("12", 12), ("\"12\"", 12), ("1000000000", 1_000_000_000), ("\"1000000000\"", 1_000_000_000),
  ])
  func readable(text: String, count: Int) throws {
    let value = try read(text)
    #expect(value == count)
  }

  @Test func nothingIsAnnounced() throws {
    for text in ["null", "\"\""] {
      let value = try read(text)
      #expect(value == nil)
    }
    #expect(try NationalCount.read(nil, of: "1301 的 data_cnt") == nil)
  }

  @Test(arguments: [
    "-1", "1000000001", "\"1000000001\"", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e30",
    "2.5", "\"x\"", "\" \"", "true", "[]", "{}",
  ])
  func impossible(text: String) throws {
    let failure = #expect(throws: NationalProtocolError.self) { try read(text) }
    #expect(failure?.code == .impossibleCount)
    #expect(failure?.text.contains("1301 的 data_cnt") == true)
  }

  @Test(arguments: ["-1", "1000000001", "-9223372036854775808", "\"x\""])
  func aPageWithSuchANumber(text: String) throws {
    let output = try #require(JSONValue.parse(Array("{\"data\":[],\"recordCounts\":\(text)}".utf8)))
    let failure = #expect(throws: NationalProtocolError.self) { try NationalPage(output, page: 1) }
    #expect(failure?.code == .impossibleCount)
  }

  @Test func aPageWithoutANumber() throws {
    let output = try #require(JSONValue.parse(Array("{\"data\":[],\"recordCounts\":null}".utf8)))
    let failure = #expect(throws: NationalProtocolError.self) { try NationalPage(output, page: 1) }
    #expect(failure?.code == .missingField)
  }
}
