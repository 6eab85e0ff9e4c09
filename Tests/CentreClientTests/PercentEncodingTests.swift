import Testing

@testable import CentreClient

@Suite struct PercentEncodingTests {
  // Python: urllib.parse.quote("24|药$ +", encoding="gb18030", safe="").
  @Test func encodesGB18030Bytes() {
    #expect(String(decoding: HTTPCentreTransport.percentEncoded("24|药$ +"), as: UTF8.self) == "24%7C%D2%A9%24%20%2B")
  }
}
