import Settlement

/// The switch between the test and the production profile (`[institution] environment`).
extension SwipeRunner {
  /// What a visit decides by, as configured and as the transport is.
  var rules: VisitRules {
    var rules = configuration.rules
    rules.hasOwnConnections = transport.hasOwnConnections
    return rules
  }

  /// Whether the configured environment is the one the visit was made in. Another environment's centre has never heard of
  /// it, and neither has the other interface: two *not named* there would close a settlement that stands (R9), so it is asked nothing and sent nothing until
  /// the environment is switched back, and no new visit begins meanwhile (R7).
  func isReachable(_ visit: Visit) -> Bool {
    guard visit.rules.profile.interface == configuration.profile.interface else { return false }
    return ledger.environment(of: visit).map { $0 == configuration.environment.rawValue } ?? true
  }

  /// Open visits that wait for the environment to be switched back.
  var unreachable: [Visit] { ledger.visits.filter { $0.isOpen && !isReachable($0) } }

  /// For status and reports: which environment since when, where it was ever switched.
  var environmentLines: [String] {
    guard ledger.environments.count > 1 else { return [] }
    return ledger.environments.map {
      "环境自 \(ShanghaiTime.fullText($0.since.wallMilliseconds)) 起：\(SwipeText.environment($0.environment))"
    }
  }

  /// A line for each open visit of the other environment: what holds it up and what to do.
  var unreachableLines: [String] { unreachable.map(unreachableLine) }

  func unreachableLine(_ visit: Visit) -> String {
    guard visit.rules.profile.interface == configuration.profile.interface else {
      let name = visit.rules.profile.interface.rawValue
      return "\(visit.plan.number.text) 是经另一种接口做的：不能向这里的中心查询或冲正。"
        + "请把 [centre] interface 改回 \"\(name)\" 并重新启动，直到它结束"
    }
    let made = SwipeText.environment(ledger.environment(of: visit) ?? "")
    let now = SwipeText.environment(configuration.environment.rawValue)
    return "\(visit.plan.number.text) 属于\(made)，现配置为\(now)：不能向这里的中心查询或冲正。"
      + "请把 [institution] environment 和中心地址改回\(made)并重新启动，直到它结束"
  }
}
