import Settlement
import SettlementJournal

/// A journal that is damaged: what can be read of it is shown, and nothing else is done (R20).
extension SwipeRunner {
  /// For status and commands: where the damage is, what is still shown, and what to do; `nil`: the journal is whole.
  public func damageLine() -> String? {
    guard let journalDamage else { return nil }
    let phone = configuration.phone.isEmpty ? "" : " \(configuration.phone)"
    return "资金日志损坏，不再刷卡、查询、冲正和清理：\(journalDamage)。只显示损坏之前的 \(ledger.recordCount) 条"
      + "（qianzhi swipe journal show），其后的看不到。请致电中心\(phone) 核实本机构 QZ 开头的门诊号，未冲正的请中心冲正"
  }

  /// The only gate then: nothing is asked, because no answer could be journalled (R1).
  var damageGate: GateResult? {
    journalDamage.map { GateResult(name: "资金日志", passed: false, reason: "\($0)") }
  }
}
