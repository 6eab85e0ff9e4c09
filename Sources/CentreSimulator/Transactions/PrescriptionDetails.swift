/// One row of an 04, checked and priced.
private struct PricedRow {
  let price: Int64
  let quantity: Int64
  let amount: Fen
  let level: String
  let ratio: Int64
  let standardPrice: String
  let selfPaid: Fen
  let ownExpense: Fen
}

extension BusinessDesk {
  /// Rows in one call of 04.
  static let mostRowsPerCall = 10

  /// 04 添加处方明细: 门诊号, then at most ten rows. All rows are added or none.
  ///
  /// Per row 10 values are answered: 交易流水号 · 项目单价 · 审批标记 · 审批规则 · 项目费用总额 · 项目等级 · 自付比例 ·
  /// 标准单价 · 自付金额 · 自费金额.
  func addDetails(_ request: RequestText) throws(SimulatorError) -> Decision {
    let visit: RegisteredVisit
    switch try changeableVisit(request[1]) {
    case .found(let found): visit = found
    case .refused(let reason): return .refused(reason)
    }
    guard !request.rows.isEmpty, request.rows.count <= Self.mostRowsPerCall else {
      return .refused("\(request.rows.count) rows, not 1 to \(Self.mostRowsPerCall)")
    }
    var answers: [[String]] = []
    for (index, row) in request.rows.enumerated() {
      let field = { (position: Int) in position <= row.count ? row[position - 1] : "" }
      let priced: PricedRow
      switch price(field) {
      case .success(let row): priced = row
      case .failure(let refusal): return .refused("row \(index + 1): \(refusal.reason)")
      }
      var state = "open"
      if priced.quantity < 0 {
        guard try markReturned(field(14), visit: visit.number, item: field(3), amount: -priced.amount) else {
          return .refused("row \(index + 1): field 14 names no open row with this item and amount")
        }
        state = "returned"
      }
      let serial = try book.nextSerial()
      try insert(serial, field, priced, visit: visit.number, state: state)
      answers.append([
        serial, ScaledNumber.text(priced.price, decimals: 4), "0", "", priced.amount.text, priced.level,
        ScaledNumber.text(priced.ratio, decimals: 4), priced.standardPrice, priced.selfPaid.text,
        priced.ownExpense.text,
      ])
    }
    return .list(answers)
  }

  private struct Refusal: Error { let reason: String }

  /// Checks a row's mandatory fields against the catalogue and computes what it costs whom. Price times quantity is
  /// rounded half-up to a fen; 金额, where it is sent, may differ from that by a fen.
  private func price(_ field: (Int) -> String) -> Result<PricedRow, Refusal> {
    for position in [1, 3, 4, 5, 9, 10] where field(position).isEmpty {
      return .failure(Refusal(reason: "field \(position) is empty"))
    }
    guard CentreTime.canonicalDate(field(2)) != nil else { return .failure(Refusal(reason: "field 2 is no date")) }
    guard let price = ScaledNumber.parse(field(6), digits: 10, decimals: 4), price >= 0,
      let quantity = ScaledNumber.parse(field(7), digits: 8, decimals: 2), quantity != 0
    else { return .failure(Refusal(reason: "price or quantity is no number")) }
    guard let (layout, item) = shelf.item(field(3)) else {
      return .failure(Refusal(reason: "the item is in no catalogue"))
    }
    let amount = Fen(ScaledNumber.divideHalfUp(price * quantity, by: 10_000))
    if !field(15).isEmpty {
      guard let sent = ScaledNumber.parse(field(15), digits: 10, decimals: 4),
        abs(ScaledNumber.divideHalfUp(sent, by: 100) - amount.value) <= 1
      else { return .failure(Refusal(reason: "the amount is not price times quantity")) }
    }
    let isDrug = layout == .drugs
    let level = item[9].isEmpty ? "3" : item[9]
    let ratio = ScaledNumber.parse(item[isDrug ? 16 : 12], digits: 8, decimals: 4) ?? (level == "3" ? 10_000 : 0)
    let standardText = item[isDrug ? 13 : 5]
    var ownExpense = Fen.zero
    if level == "3" {
      ownExpense = amount
    } else if let standard = ScaledNumber.parse(standardText, digits: 10, decimals: 4), price > standard {
      ownExpense = Fen(ScaledNumber.divideHalfUp((price - standard) * quantity, by: 10_000))
    }
    let selfPaid = level == "3" ? Fen.zero : (amount - ownExpense).times(tenThousandths: min(ratio, 10_000))
    return .success(
      PricedRow(
        price: price, quantity: quantity, amount: amount, level: level, ratio: ratio, standardPrice: standardText,
        selfPaid: selfPaid, ownExpense: ownExpense))
  }

  private func insert(
    _ serial: String, _ field: (Int) -> String, _ row: PricedRow, visit: String, state: String
  ) throws(SimulatorError) {
    let values: [LedgerValue] = [
      .text(serial), .text(visit), .text(field(1)), .text(field(2)), .text(field(3)), .text(field(4)), .text(field(5)),
      .integer(row.price), .integer(row.quantity), .integer(row.amount.value), .text(row.level),
      .integer(row.selfPaid.value), .integer(row.ownExpense.value), .text(field(32)), .text(field(33)),
      .integer(clock()), .text(state),
    ]
    try book.database.run("INSERT INTO detail VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", values)
  }

  /// Pairs an open row with the negative one that takes it back.
  private func markReturned(
    _ serial: String, visit: String, item: String, amount: Fen
  ) throws(SimulatorError) -> Bool {
    let sql = """
      UPDATE detail SET state = 'returned'
      WHERE serial = ? AND visit = ? AND item = ? AND amount_fen = ? AND state = 'open' RETURNING serial
      """
    return try !book.database.run(sql, [.text(serial), .text(visit), .text(item), .integer(amount.value)]).isEmpty
  }

  /// 10 退未结处方: 门诊号 · 处方号 (empty for all of the visit). `1` also when there was nothing to take back.
  func withdrawPrescription(_ request: RequestText) throws(SimulatorError) -> Decision {
    switch try changeableVisit(request[1]) {
    case .refused(let reason): return .refused(reason)
    case .found(let visit):
      try book.database.run(
        "UPDATE detail SET state = 'deleted' WHERE visit = ?1 AND state = 'open' AND (?2 = '' OR prescription = ?2)",
        [.text(visit.number), .text(request[2])])
      return .done([])
    }
  }
}
