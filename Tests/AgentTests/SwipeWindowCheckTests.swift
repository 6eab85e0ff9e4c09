import Testing

@testable import Agent

/// R16 in the configuration: a window in which nothing could be settled and reversed for certain is refused.
@Suite struct SwipeWindowCheckTests {
  private func error(_ swipe: String, centre: String = "") -> ConfigurationError? {
    let text = ConfigurationTests.smallest + "\n" + centre + "\n[swipe_test]\n" + swipe
    do {
      _ = try ConfigurationFile.parse(text, file: "a", relativeTo: "/etc")
      return nil
    } catch { return error }
  }

  /// Reserve 30 + 15 + 30 + 3 × 30 + 18 + 60 + 5 = 248 s, and 02, 04 and 06 with 30 s each: 338 s.
  @Test func theShortestAndOneSecondLess() {
    #expect(error("date = \"2021-03-01\"\nwindow = [\"06:00:00\", \"06:05:38\"]") == nil)
    let short = error("date = \"2021-03-01\"\nwindow = [\"06:00:00\", \"06:05:37\"]")
    #expect(short?.keyPath == "swipe_test.window" && short?.problem.contains("338 秒") == true)
    #expect(short?.line != nil)
  }

  @Test func longerTimeoutsNeedMore() {
    let window = "date = \"2021-03-01\"\nwindow = [\"06:00:00\", \"06:05:38\"]"
    #expect(error(window + "\nsettle_timeout_seconds = 31")?.problem.contains("339 秒") == true)
    // 30 + 15 + 31 + 93 + 18 + 60 + 5 + 3 × 31
    #expect(error(window, centre: "timeout_seconds = 31")?.problem.contains("345 秒") == true)
  }

  @Test func withoutADayThereIsNoWindow() {
    #expect(error("window = [\"06:00:00\", \"06:02:00\"]") == nil)
  }
}
