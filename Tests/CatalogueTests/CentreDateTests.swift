import Testing

@testable import Catalogue

@Suite struct CentreDateTests {
  @Test(arguments: [
    ("2021-03-01", "2021-03-01"), ("2021-03-01 06:07:08", "2021-03-01 06:07:08"), ("2021-03-01 00:00:00", "2021-03-01"),
    ("2021/3/1", "2021-03-01"), ("2021/12/31", "2021-12-31"), ("2021/03/01", "2021-03-01"),
    ("Fri Jan 01 00:00:00 CST 2021", "2021-01-01"), ("Mon Mar 01 23:59:59 CST 2021", "2021-03-01 23:59:59"),
    ("2024-02-29", "2024-02-29"),
  ])
  func everyFormOfTheCentre(_ text: String, _ canonical: String) {
    #expect(CentreDate.parse(text)?.canonicalText == canonical)
  }

  @Test(arguments: [
    "", "2021", "20210301", "2021-3-1", "2021-02-29", "2021-13-01", "2021-00-10", "2021-03-01 24:00:00",
    "2021-03-01 06:07", "2021-03-01T06:07:08", "2021-03-01 06:07:08.0", "2021/3/1 06:00:00", "2021/3/123", "2021//1",
    "2021/3/", "Thu Jan 01 00:00:00 CST 2021", "Fri Jan 01 00:00:00 GMT 2021", "Fri Foo 01 00:00:00 CST 2021",
    "Fri Jan  1 00:00:00 CST 2021", "2021-03-0１", "二〇二一年三月一日", "0000-01-01", "+021-03-01",
  ])
  func anythingElseIsNoDate(_ text: String) {
    #expect(CentreDate.parse(text) == nil)
  }
}
