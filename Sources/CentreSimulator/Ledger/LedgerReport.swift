extension LedgerBook {
  /// Everything the centre holds, in the order in which it came to be.
  func report() throws(SimulatorError) -> CentreLedger {
    var ledger = CentreLedger(
      visits: try visits(), details: try details(), settlements: try settlements(), reversals: try reversals())
    ledger.drillUploads = try drillUploads()
    return ledger
  }

  /// Every request in the order of arrival.
  func requests() throws(SimulatorError) -> [ReceivedRequest] {
    let sql = """
      SELECT sequence, at, transaction_number, visit, bytes, digest, executed, fault, outcome
      FROM request ORDER BY sequence
      """
    return try database.run(sql).map { row in
      ReceivedRequest(
        sequence: row[0].integer, at: CentreTime.text(row[1].integer), transaction: row[2].text, visit: row[3].text,
        bytes: row[4].integer, digest: row[5].text, executed: row[6].integer == 1, fault: row[7].text,
        outcome: row[8].text)
    }
  }

  private func visits() throws(SimulatorError) -> [CentreLedger.Visit] {
    let sql = """
      SELECT visit, serial, card, category, at, CASE WHEN cancelled_at IS NOT NULL THEN 'cancelled'
        WHEN EXISTS (SELECT 1 FROM settlement s LEFT JOIN reversal r ON r.original = s.serial
          WHERE s.visit = v.visit AND r.serial IS NULL) THEN 'settled' ELSE 'open' END
      FROM visit v ORDER BY v.rowid
      """
    return try database.run(sql).map { row in
      CentreLedger.Visit(
        visit: row[0].text, serial: row[1].text, card: row[2].text, category: row[3].text,
        registeredAt: CentreTime.text(row[4].integer), state: row[5].text)
    }
  }

  private func details() throws(SimulatorError) -> [CentreLedger.Detail] {
    let sql = """
      SELECT serial, visit, prescription, item, amount_fen, CASE WHEN state = 'open'
        AND EXISTS (SELECT 1 FROM settlement s LEFT JOIN reversal r ON r.original = s.serial
          WHERE s.visit = d.visit AND r.serial IS NULL) THEN 'settled' ELSE state END
      FROM detail d ORDER BY d.rowid
      """
    return try database.run(sql).map { row in
      CentreLedger.Detail(
        serial: row[0].text, visit: row[1].text, prescription: row[2].text, item: row[3].text,
        amountFen: row[4].integer, state: row[5].text)
    }
  }

  private func settlements() throws(SimulatorError) -> [CentreLedger.Settlement] {
    let sql = """
      SELECT s.serial, s.visit, s.card, s.at, total_fen, pool_fen, account_fen, civil_fen, cash_fen, major_fen, r.serial
      FROM settlement s LEFT JOIN reversal r ON r.original = s.serial ORDER BY s.rowid
      """
    return try database.run(sql).map { row in
      CentreLedger.Settlement(
        serial: row[0].text, visit: row[1].text, card: row[2].text, settledAt: CentreTime.text(row[3].integer),
        totalFen: row[4].integer, poolFen: row[5].integer, accountFen: row[6].integer,
        civilServantFen: row[7].integer, cashFen: row[8].integer, majorIllnessFen: row[9].integer,
        reversedBy: row[10].isNull ? nil : row[10].text)
    }
  }

  private func reversals() throws(SimulatorError) -> [CentreLedger.Reversal] {
    let sql = """
      SELECT r.serial, r.original, r.visit, r.at, s.total_fen
      FROM reversal r JOIN settlement s ON s.serial = r.original ORDER BY r.rowid
      """
    return try database.run(sql).map { row in
      CentreLedger.Reversal(
        serial: row[0].text, original: row[1].text, visit: row[2].text, reversedAt: CentreTime.text(row[3].integer),
        totalFen: row[4].integer)
    }
  }
}
