import Settlement

/// Test money and real money are never one sum (R20): where a journal has visits of several environments, each has its own
/// totals and each visit names its own.
extension SwipeRunner {
  /// The visits of one environment; `title` is empty where the journal has no other.
  struct EnvironmentVisits {
    let title: String
    let visits: [Visit]

    var totals: SwipeTotals { SwipeTotals(visits) }
    /// For a heading or a row's name: nothing, or the environment in brackets.
    var suffix: String { title.isEmpty ? "" : "（\(title)）" }
  }

  /// In the order of their first visits; at least one.
  var visitsByEnvironment: [EnvironmentVisits] {
    var titles: [String] = []
    for visit in ledger.visits where !titles.contains(environmentTitle(visit)) {
      titles.append(environmentTitle(visit))
    }
    guard titles.count > 1 else { return [EnvironmentVisits(title: "", visits: ledger.visits)] }
    return titles.map { title in
      EnvironmentVisits(title: title, visits: ledger.visits.filter { environmentTitle($0) == title })
    }
  }

  /// Whether a visit has to say which environment is its own.
  var hasSeveralEnvironments: Bool { visitsByEnvironment.count > 1 }

  func environmentTitle(_ visit: Visit) -> String {
    ledger.environment(of: visit).map { SwipeText.environment($0) } ?? "环境未记录"
  }

  /// For a heading: the configured environment, or all that the journal has visits of.
  var environmentHeading: String {
    hasSeveralEnvironments
      ? visitsByEnvironment.map(\.title).joined(separator: "、")
      : SwipeText.environment(configuration.environment.rawValue)
  }

  /// Under the heading: that there are several sums; nothing where there is one.
  var severalEnvironmentsLines: [String] {
    hasSeveralEnvironments ? ["流水分属\(environmentHeading)，合计分开"] : []
  }

  /// All totals in a line: one sum, or one an environment.
  var summaryLine: String {
    visitsByEnvironment.map { ($0.title.isEmpty ? "" : "\($0.title)：") + $0.totals.line }.joined(separator: "。")
  }
}
