extension BusinessDesk {
  /// 99 冲正: 交易流水号 (of an 05, 04 or 02) · 经办人 · 门诊号 · 冲账类型 · 险种. Old programs send the first two only.
  ///
  /// A visit number that is sent has to be the serial's. Of an 05: the negative serial, what is to be given back and so
  /// on, 17 values; of an 02 or 04: `1`.
  func reverse(_ request: RequestText) throws(SimulatorError) -> Decision {
    let serial = request[1]
    if serial.isEmpty || request[2].isEmpty { return .refused("serial or operator is empty") }
    if serial.hasPrefix("-") { return .refused("a reversal is not reversed") }
    guard request.field(4, default: "0") == "0" else { return .refused("this kind needs the centre's approval") }
    guard request.field(5, default: "1") == "1" else { return .refused("no such insurance") }
    guard let target = try target(serial) else { return .refused("no such serial") }
    guard request[3].isEmpty || request[3] == target.visit else { return .refused("the serial is another visit's") }
    switch target.kind {
    case .settlement: return try reverseSettlement(serial, visit: target.visit, operatorCode: request[2])
    case .detail: return try reverseDetail(serial, visit: target.visit)
    case .registration: return try cancelRegistration(visit: target.visit)
    }
  }

  private enum TargetKind { case registration, detail, settlement }

  private func target(_ serial: String) throws(SimulatorError) -> (kind: TargetKind, visit: String)? {
    let sql = """
      SELECT 1, visit FROM settlement WHERE serial = ?1 UNION ALL SELECT 2, visit FROM detail WHERE serial = ?1
      UNION ALL SELECT 3, visit FROM visit WHERE serial = ?1
      """
    guard let row = try book.database.run(sql, [.text(serial)]).first else { return nil }
    let kind: TargetKind =
      switch row[0].integer {
      case 1: .settlement
      case 2: .detail
      default: .registration
      }
    return (kind, row[1].text)
  }

  private func reverseSettlement(
    _ serial: String, visit: String, operatorCode: String
  ) throws(SimulatorError) -> Decision {
    guard try book.database.run("SELECT 1 FROM reversal WHERE original = ?", [.text(serial)]).isEmpty else {
      return .refused("the settlement was reversed before")
    }
    let sql = "SELECT card, pool_fen, account_fen, civil_fen, cash_fen, major_fen FROM settlement WHERE serial = ?"
    guard let row = try book.database.run(sql, [.text(serial)]).first else { return .refused("no such serial") }
    let now = clock()
    let negative = "-" + serial
    try book.database.run(
      "INSERT INTO reversal VALUES(?,?,?,?,?,?)",
      [
        .text(negative), .text(serial), .text(visit), .integer(now), .text(CentreTime.date(now)), .text(operatorCode),
      ])
    try book.database.run("UPDATE person SET balance_fen = balance_fen + ? WHERE card = ?", [row[2], row[0]])
    let parts = row[1...5].map { Fen($0.integer).text }
    let none = Fen.zero.text
    let otherFunds = [none, none, none, none, none, none]
    return .done([negative] + parts + otherFunds + [CentreTime.text(now), none, none, none, none])
  }

  private func reverseDetail(_ serial: String, visit: String) throws(SimulatorError) -> Decision {
    if case .refused(let reason) = try changeableVisit(visit) { return .refused(reason) }
    let sql = "UPDATE detail SET state = 'deleted' WHERE serial = ? AND state = 'open' RETURNING serial"
    guard try !book.database.run(sql, [.text(serial)]).isEmpty else { return .refused("the row is not open") }
    return .done([])
  }

  /// Open rows do not keep a registration from being cancelled; they go with it.
  private func cancelRegistration(visit: String) throws(SimulatorError) -> Decision {
    if case .refused(let reason) = try changeableVisit(visit) { return .refused(reason) }
    try book.database.run("UPDATE visit SET cancelled_at = ? WHERE visit = ?", [.integer(clock()), .text(visit)])
    try book.database.run("UPDATE detail SET state = 'deleted' WHERE visit = ? AND state = 'open'", [.text(visit)])
    return .done([])
  }
}
