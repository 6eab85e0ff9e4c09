import Settlement

/// Test money and real money are never one sum, and none is reported under the other's name (R20): where a journal has
/// visits of another environment than the configured one, each has its own totals and each visit names its own.
extension SwipeRunner {
  /// The visits of one environment; `title` is empty where there is no other.
  struct EnvironmentVisits {
    let title: String
    let visits: [Visit]

    var totals: SwipeTotals { SwipeTotals(visits) }
    /// For a heading or a row's name: nothing, or the environment in brackets.
    var suffix: String { title.isEmpty ? "" : "（\(title)）" }
  }

  /// In the order of their first visits, the configured one last where it has none; at least one.
  var visitsByEnvironment: [EnvironmentVisits] {
    let titles = SwipeText.environments(
      ledger.visits.map(environmentTitle), configured: configuration.environment.rawValue)
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

  /// For a heading: the configured environment, and all others that the journal has visits of.
  var environmentHeading: String {
    hasSeveralEnvironments
      ? visitsByEnvironment.map(\.title).joined(separator: "、")
      : SwipeText.environment(configuration.environment.rawValue)
  }

  /// Under the heading: that there are several sums; nothing where there is one.
  var severalEnvironmentsLines: [String] {
    guard hasSeveralEnvironments else { return [] }
    let own = visitsByEnvironment.filter { !$0.visits.isEmpty }.map(\.title)
    return ["流水\(own.count > 1 ? "分属" : "都属")\(own.joined(separator: "、"))，合计分开"]
  }

  /// All totals in a line: one sum, or one an environment.
  var summaryLine: String {
    visitsByEnvironment.map { ($0.title.isEmpty ? "" : "\($0.title)：") + $0.totals.line }.joined(separator: "。")
  }
}

extension SwipeText {
  /// The titles of what a report has, each once, and the configured environment's, which its heading names.
  ///
  /// - Parameter titles: in the order of the journal; none at all leave the configured one alone.
  static func environments(_ titles: [String], configured: String) -> [String] {
    (titles + [environment(configured)]).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
