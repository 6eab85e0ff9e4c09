import Testing

@testable import CentreClient

@Suite struct HTTPDateTests {
  // `date -u -d "2021-03-01 06:00:00" +%s` is 1614578400.
  @Test func readsAnIMFFixdate() {
    #expect(HTTPDate.unixMilliseconds("Mon, 01 Mar 2021 06:00:00 GMT") == 1_614_578_400_000)
  }

  @Test(arguments: ["", "Mon, 01 Mar 2021 06:00:00", "Mon, 31 Feb 2021 06:00:00 GMT", "Mon, 01 Mrz 2021 06:00:00 GMT"])
  func refusesAnythingElse(text: String) {
    #expect(HTTPDate.unixMilliseconds(text) == nil)
  }
}
