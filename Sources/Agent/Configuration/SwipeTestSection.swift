import Catalogue
import SwipeTest

extension ConfigurationSections {
  static func swipeTest(
    _ section: ConfigurationSection, configurationDirectory: String
  ) throws(ConfigurationError) -> AgentConfiguration.SwipeTest {
    let window = try section.strings("window") ?? ["06:00:00", "07:00:00"]
    guard window.count == 2, let start = secondOfDay(window[0]), let end = secondOfDay(window[1]), start < end else {
      throw section.error("window", "窗口要写开始和结束两个时间，开始在前", "例如 [\"06:00:00\", \"07:00:00\"]")
    }
    let swipe = AgentConfiguration.SwipeTest(
      dates: try dates(section, "date") ?? [], windowStartSecond: start, windowEndSecond: end,
      start: try section.choice("start", default: .automatic),
      cardsFile: ConfigurationFile.absolute(
        try section.string("cards_file") ?? "cards.toml", relativeTo: configurationDirectory),
      requireNationalCode: try section.boolean("require_national_code", default: false),
      items: try items(section),
      settleTimeoutSeconds: try section.integer("settle_timeout_seconds", default: 30, in: 1...300),
      queryAfterSeconds: try section.integer("query_after_seconds", default: 15, in: 1...300),
      quietSeconds: try section.integer("quiet_seconds", default: 60, in: 1...3600),
      visitsPerCard: try section.integer("visits_per_card", default: 1, in: 1...20),
      handOverAfterSeconds: try section.integer("hand_over_after_seconds", default: 1800, in: 60...86_400),
      clockToleranceSeconds: try section.integer("clock_tolerance_seconds", default: 5, in: 1...60))
    try section.refuseUnknownKeys()
    return swipe
  }

  /// `{ newly_changed = 3 }`, or an array of `{ serial, price, quantity }`.
  private static func items(
    _ section: ConfigurationSection
  ) throws(ConfigurationError) -> AgentConfiguration.SwipeTest.Items {
    if section.isArray("items"), let listed = try section.tables("items") {
      var items: [AgentConfiguration.SwipeTest.Item] = []
      for entry in listed {
        items.append(
          .init(
            serial: try entry.requiredString("serial", example: "1000000021"),
            price: try entry.requiredString("price", example: "2.50"),
            quantity: try entry.string("quantity") ?? "1"))
        try entry.refuseUnknownKeys()
      }
      if case .failure(let refusal) = SwipeConfiguration.ExplicitItem.list(items) {
        throw section.error("items", refusal.problem, refusal.suggestion)
      }
      return .listed(items)
    }
    guard let table = try section.table("items") else { return .newlyChanged(3) }
    let count = try table.integer("newly_changed", default: 3, in: 1...10)
    try table.refuseUnknownKeys()
    return .newlyChanged(count)
  }

  /// `HH:mm:ss`
  static func secondOfDay(_ text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, parts.allSatisfy({ $0.count == 2 }), let hour = Int(parts[0]), let minute = Int(parts[1]),
      let second = Int(parts[2]), (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second)
    else { return nil }
    return hour * 3600 + minute * 60 + second
  }
}
