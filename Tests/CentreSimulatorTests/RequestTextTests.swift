import Testing

@testable import CentreSimulator

@Suite("Request texts")
struct RequestTextTests {
  @Test("Fields left out read as empty, or as what is assumed")
  func short() {
    let request = RequestText("99|500001000000003|0001")
    #expect(request.transaction == "99")
    #expect(request[1] == "500001000000003")
    #expect(request[3] == "")
    #expect(request.field(5, default: "1") == "1")
    #expect(request.visit == "")
  }

  @Test("An 04 has rows after its visit number")
  func rows() {
    let request = RequestText("04|V1|a|b$c|d|")
    #expect(request.visit == "V1")
    #expect(request.rows == [["a", "b"], ["c", "d", ""]])
  }

  @Test("A combining mark does not swallow the separator")
  func combining() { #expect(RequestText("24|1|\u{0301}x")[2] == "\u{0301}x") }

  @Test func form() {
    let body = FormBody(Array("Command=BUSINESS_HANDLE&CommandCont=31%7C%D6%D0+x".utf8))
    #expect(body?["Command"] == Array("BUSINESS_HANDLE".utf8))
    #expect(body?["CommandCont"] == [0x33, 0x31, 0x7C, 0xD6, 0xD0, 0x20, 0x78])
    #expect(FormBody(Array("a=%4".utf8)) == nil)
    #expect(FormBody(Array("a=%GG".utf8)) == nil)
  }
}
