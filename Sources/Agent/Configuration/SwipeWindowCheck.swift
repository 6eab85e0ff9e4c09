import SwipeTest

extension AgentConfiguration {
  /// Refuses a configured day whose window is so short that nothing could ever be settled in it: R16's reserve and the
  /// calls before the 05 do not fit.
  static func checkWindow(
    _ configuration: AgentConfiguration, _ section: ConfigurationSection
  ) throws(ConfigurationError) {
    let swipe = try configuration.swipeConfiguration()
    let length = swipe.windowEndSecond - swipe.windowStartSecond
    let shortest = swipe.shortestWindowSeconds
    guard !swipe.dates.isEmpty, length < shortest else { return }
    throw section.error(
      "window", "窗口只有 \(length) 秒，一笔也结算不了：按现在的超时，结算前后至少要 \(shortest) 秒才能保证冲正",
      "请把窗口写得不短于 \(shortest) 秒，例如 [\"06:00:00\", \"07:00:00\"]，或缩短 [centre] timeout_seconds")
  }
}
