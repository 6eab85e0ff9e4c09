extension Decision {
  /// The answer of an 05 or 99 with a yuan more of 现金 than the ledger has; any other as it is.
  func withMoreCash(after transaction: String) -> Decision {
    // Serial, then 统筹 · 帐户 · 公务员 · 现金.
    guard case .done(var fields) = self, ["05", "99"].contains(transaction), fields.count > 4,
      let cash = Fen(yuan: fields[4])
    else { return self }
    fields[4] = (cash + Fen(100)).text
    return .done(fields)
  }
}

extension NationalDecision {
  /// The answer of a 2207A or 2208 with a yuan more of 现金, and in all, than the ledger has; any other as it is.
  func withMoreCash() -> NationalDecision {
    guard case .output(var output) = self, var settlement = output["setlinfo"] as? [String: Any] else { return self }
    for name in ["psn_cash_pay", "medfee_sumamt"] {
      guard let amount = settlement[name], let fen = Fen(yuan: "\(amount)") else { return self }
      settlement[name] = NationalOutpatients.number((fen + Fen(100)).text)
    }
    output["setlinfo"] = settlement
    return .output(output)
  }
}

extension LedgerBook {
  /// The settlements of a visit are gone, with what they took from the account.
  func forget(visit: String) throws(SimulatorError) {
    let taken = """
      SELECT coalesce(sum(account_fen), 0) FROM settlement s WHERE visit = ?1 AND s.card = person.card
        AND NOT EXISTS (SELECT 1 FROM reversal r WHERE r.original = s.serial)
      """
    let isTouched = "card IN (SELECT card FROM settlement WHERE visit = ?1)"
    try database.run("UPDATE person SET balance_fen = balance_fen + (\(taken)) WHERE \(isTouched)", [.text(visit)])
    try database.run("DELETE FROM reversal WHERE visit = ?", [.text(visit)])
    try database.run("DELETE FROM settlement WHERE visit = ?", [.text(visit)])
  }
}
