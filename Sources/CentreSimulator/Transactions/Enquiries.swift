extension BusinessDesk {
  /// 43 结算交易流水号查询: 卡号 · 参保类别 · 结算日期 (the centre's) · 险种 · 门诊号. Answers the serials, `$` between
  /// them, or `##`. A negative one is a refund; whether reversed settlements are named is the profile's matter.
  func settlementSerials(_ request: RequestText) throws(SimulatorError) -> Decision {
    var date = ""
    if !request[3].isEmpty {
      guard let canonical = CentreTime.canonicalDate(request[3]) else { return .refused("field 3 is no date") }
      date = canonical
    }
    guard let person = try book.person(card: request[1]) else { return .refused("no such card") }
    guard ["", person.insured].contains(request[2]), ["", "1"].contains(request[4]) else { return .list([]) }
    let sql = """
      SELECT s.serial, s.date, r.serial, r.date FROM settlement s LEFT JOIN reversal r ON r.original = s.serial
      WHERE s.card = ?1 AND (?2 = '' OR s.visit = ?2) ORDER BY s.rowid
      """
    var serials: [[String]] = []
    for row in try book.database.run(sql, [.text(person.card), .text(request[5])]) {
      let isReversed = !row[2].isNull
      if isReversed, queryAfterReversal == .absent { continue }
      if date.isEmpty || row[1].text == date { serials.append([row[0].text]) }
      if isReversed, queryAfterReversal == .both, date.isEmpty || row[3].text == date { serials.append([row[2].text]) }
    }
    return .list(serials)
  }

  /// 15 对账: 险种 · 对账类型 · 开始 · 截止 (inclusive, the centre's dates) · 门诊号 (empty for all).
  ///
  /// Rows of 流水号 · 门诊号 · 卡号 · 中心结算时间 · 总金额 · 统筹 · 帐户 · 公务员 · 现金 · 大额 · 原流水号. A reversal is
  /// a row of its own, with its own date, negative amounts and the original's serial in the last field.
  func reconcile(_ request: RequestText) throws(SimulatorError) -> Decision {
    guard request.field(1, default: "1") == "1" else { return .list([]) }
    guard ["", "1", "2"].contains(request[2]) else { return .refused("no such kind of reconciliation") }
    guard let from = CentreTime.canonicalDate(request[3]), let to = CentreTime.canonicalDate(request[4]), from <= to
    else { return .refused("the dates are none or out of order") }
    let sql = """
      SELECT * FROM (
        SELECT serial, visit, card, at, date, 1 AS sign, total_fen, pool_fen, account_fen, civil_fen, cash_fen,
          major_fen, '' AS original FROM settlement
        UNION ALL
        SELECT r.serial, r.visit, s.card, r.at, r.date, -1, total_fen, pool_fen, account_fen, civil_fen, cash_fen,
          major_fen, r.original FROM reversal r JOIN settlement s ON s.serial = r.original)
      WHERE date BETWEEN ?1 AND ?2 AND (?3 = '' OR visit = ?3) ORDER BY at, sign DESC, abs(serial)
      """
    let rows = try book.database.run(sql, [.text(from), .text(to), .text(request[5])])
    return .list(
      rows.map { row in
        let amounts = row[6...11].map { Fen($0.integer * row[5].integer).text }
        return [row[0].text, row[1].text, row[2].text, CentreTime.text(row[3].integer)] + amounts + [row[12].text]
      })
  }
}
