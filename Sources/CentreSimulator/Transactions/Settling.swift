/// A visit that can be settled, with what its open rows come to.
private struct SettlementDraft {
  let visit: RegisteredVisit
  let person: Person
  let amounts: SettlementAmounts
  let lines: Int64
}

extension BusinessDesk {
  private static let settlementKinds: Set<String> = ["0", "1", "10", "20", "30", "40", "50"]

  /// 06 预结算, 12 values: 门诊号 · 截止日期 · 床日 · 总金额 · 账户支付标志 · 明细条数 · 险种 · …. Creates nothing; answers
  /// what 05 would, without the serial: 29 values.
  func previewSettlement(_ request: RequestText) throws(SimulatorError) -> Decision {
    if !request[2].isEmpty, CentreTime.canonicalDate(request[2]) == nil { return .refused("field 2 is no date") }
    let draft = try draft(
      request, total: request[4], accountFlag: request[5], lines: request[6], insurance: request[7])
    switch draft {
    case .failure(let refusal): return .refused(refusal.reason)
    case .success(let draft): return .done(try values(draft, at: clock(), includingThis: draft.amounts))
    }
  }

  /// 05 结算, 15 values: 门诊号 · 结算类别 · 床日 · 经办人 · 账户支付标志 · 中途终止日期 · 总金额 · 明细条数 · 险种 · ….
  /// Answers 30 values, the serial first.
  func settle(_ request: RequestText) throws(SimulatorError) -> Decision {
    guard Self.settlementKinds.contains(request.field(2, default: "0")) else { return .refused("no such kind") }
    if request[4].isEmpty { return .refused("field 4 is empty") }
    let result = try draft(
      request, total: request[7], accountFlag: request[5], lines: request[8], insurance: request[9])
    let draft: SettlementDraft
    switch result {
    case .failure(let refusal): return .refused(refusal.reason)
    case .success(let success): draft = success
    }
    let serial = try book.nextSerial()
    let now = clock()
    let amounts = draft.amounts
    let answer = try values(draft, at: now, includingThis: amounts)
    let row: [LedgerValue] = [
      .text(serial), .text(draft.visit.number), .text(draft.person.card), .integer(now), .text(CentreTime.date(now)),
      .integer(amounts.total.value), .integer(amounts.pool.value), .integer(amounts.account.value),
      .integer(amounts.civilServant.value), .integer(amounts.cash.value), .integer(amounts.majorIllness.value),
      .integer(draft.lines), .text(request[4]),
    ]
    try book.database.run("INSERT INTO settlement VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)", row)
    try book.database.run(
      "UPDATE person SET balance_fen = ? WHERE card = ?",
      [.integer(amounts.balance.value), .text(draft.person.card)])
    return .done([serial] + answer)
  }

  private struct Refusal: Error { let reason: String }

  /// Checks what was sent against the visit's open rows.
  private func draft(
    _ request: RequestText, total: String, accountFlag: String, lines: String, insurance: String
  ) throws(SimulatorError) -> Result<SettlementDraft, Refusal> {
    let visit: RegisteredVisit
    switch try changeableVisit(request[1]) {
    case .refused(let reason): return .failure(Refusal(reason: reason))
    case .found(let found): visit = found
    }
    guard insurance.isEmpty || insurance == visit.insurance else { return .failure(Refusal(reason: "other insurance")) }
    guard ["", "0", "1"].contains(accountFlag) else { return .failure(Refusal(reason: "no such account flag")) }
    guard let person = try book.person(card: visit.card) else {
      throw SimulatorError(.ledger, "a visit without its person")
    }
    if person.isBlocked { return .failure(Refusal(reason: "the card is blocked")) }
    let sql = """
      SELECT count(*), coalesce(sum(amount_fen), 0), coalesce(sum(self_fen), 0), coalesce(sum(own_fen), 0)
      FROM detail WHERE visit = ? AND state = 'open'
      """
    guard let sums = try book.database.run(sql, [.text(visit.number)]).first, sums[0].integer > 0 else {
      return .failure(Refusal(reason: "the visit has no open rows"))
    }
    guard let sent = Fen(yuan: total), sent.value == sums[1].integer else {
      return .failure(Refusal(reason: "the total is not that of the open rows"))
    }
    guard lines.isEmpty || Int64(lines) == sums[0].integer else {
      return .failure(Refusal(reason: "the number of rows is not that of the open rows"))
    }
    let amounts = SettlementAmounts(
      total: sent, selfPaid: Fen(sums[2].integer), ownExpense: Fen(sums[3].integer), person: person,
      usesAccount: accountFlag != "1")
    return .success(SettlementDraft(visit: visit, person: person, amounts: amounts, lines: sums[0].integer))
  }

  /// The 29 values after the serial. What the year's accumulations come to counts this settlement in.
  private func values(
    _ draft: SettlementDraft, at now: Int64, includingThis amounts: SettlementAmounts
  ) throws(SimulatorError) -> [String] {
    let sql = """
      SELECT coalesce(sum(pool_fen), 0), coalesce(sum(major_fen), 0) FROM settlement s
      WHERE card = ? AND substr(date, 1, 4) = ?
        AND NOT EXISTS (SELECT 1 FROM reversal r WHERE r.original = s.serial)
      """
    let year = String(CentreTime.date(now).prefix(4))
    let sums = try book.database.run(sql, [.text(draft.person.card), .text(year)]).first ?? [.integer(0), .integer(0)]
    let none = Fen.zero.text
    return [
      amounts.pool.text, amounts.account.text, amounts.civilServant.text, amounts.cash.text,
      amounts.majorIllness.text, none, amounts.balance.text, none, none, none, none, none, none,
      (Fen(sums[0].integer) + amounts.pool).text, (Fen(sums[1].integer) + amounts.majorIllness).text, none, none, none,
      CentreTime.text(now), none, amounts.covered.text, none, none, none, none, none, none, none, "",
    ]
  }
}
