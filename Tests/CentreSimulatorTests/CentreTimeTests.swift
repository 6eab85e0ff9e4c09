import Testing

@testable import CentreSimulator

@Suite("The centre's clock")
struct CentreTimeTests {
  // Expected values: `TZ=Asia/Shanghai date -d @N '+%F %T'`.
  @Test(arguments: [
    (1_614_549_600, "2021-03-01 06:00:00"), (0, "1970-01-01 08:00:00"), (1_582_991_999, "2020-02-29 23:59:59"),
    (951_753_600, "2000-02-29 00:00:00"), (-28_801, "1969-12-31 23:59:59"),
  ])
  func writes(_ seconds: Int, _ text: String) {
    #expect(CentreTime.text(Int64(seconds)) == text)
    #expect(CentreTime.moment(text) == Int64(seconds))
  }

  @Test(arguments: [
    ("2021-03-01", "2021-03-01"), ("20210301", "2021-03-01"), ("2021-03-01 06:00:00", "2021-03-01"),
    ("2020-02-29", "2020-02-29"),
  ])
  func reads(_ text: String, _ date: String) { #expect(CentreTime.canonicalDate(text) == date) }

  @Test(arguments: [
    "", "2021-02-29", "2021-13-01", "2021/03/01", "2021-3-1", "20210230", "2021-03-01 6:00", "abcdefgh",
  ])
  func refuses(_ text: String) { #expect(CentreTime.canonicalDate(text) == nil) }

  @Test func planned() throws {
    let china = try SimulatorConfiguration.PlannedRelease("r=2021-03-01T06:00:00")
    #expect(china.at == 1_614_549_600)
    #expect(try SimulatorConfiguration.PlannedRelease("r=2021-02-28T22:00:00Z") == china)
    #expect(throws: SimulatorError.self) { try SimulatorConfiguration.PlannedRelease("r=tomorrow") }
  }
}
