import Foundation

/// 2601, and what the platform says about days: 3201 and 3202.
extension NationalOutpatients {
  /// 2601 冲正 by the original's message id. A 2207A is gone afterwards: 3202 has no row of it. A 2208 can be cancelled too
  /// (facts A.1.5), and its settlement then stands again.
  func void(_ request: NationalEnvelopeText) throws(SimulatorError) -> NationalDecision {
    let value = { (name: String) in request.value("data", name) }
    guard !value("psn_no").isEmpty, !value("omsgid").isEmpty else { return .refused("FSI-原报文不能为空") }
    let found = "SELECT setl_id, voided FROM national_settlement WHERE msgid = ?"
    guard let row = try database.run(found, [.text(value("omsgid"))]).first else {
      return acceptsUnknownOriginals ? .output([:]) : .refused("FSI-没有这个报文")
    }
    let id = row[0].text
    if row[1].integer == 1 { return .refused("FSI-该报文已冲正") }
    let settlement = "SELECT visit FROM settlement WHERE serial = ?"
    guard let visit = try database.run(settlement, [.text(id)]).first?[0].text else {
      guard value("oinfno") == "2208" else { return .refused("FSI-原交易编号不符") }
      try database.run("DELETE FROM reversal WHERE serial = ?", [.text(id)])
      try database.run("UPDATE national_settlement SET voided = 1 WHERE setl_id = ?", [.text(id)])
      return .output([:])
    }
    guard value("oinfno") == "2207A" else { return .refused("FSI-原交易编号不符") }
    return try perform("99", [id, "国家平台", visit, "0", "1"]) { values throws(SimulatorError) in
      let mark = "V\(id)"
      try database.run("UPDATE reversal SET serial = ? WHERE serial = ?", [.text(mark), .text(values[0])])
      try database.run("UPDATE national_settlement SET voided = 1 WHERE setl_id = ?", [.text(id)])
      return [:]
    }
  }

  /// 3202 of days without any settlement.
  static var nothingSettled: NationalDecision {
    .output(["fileinfo": ["file_qury_no": "", "filename": "", "dld_endtime": ""], "result": [[String: Any]]()])
  }

  func statement(_ request: NationalEnvelopeText) throws(SimulatorError) -> NationalDecision {
    guard !request.value("data", "setl_optins").isEmpty, !request.value("data", "clr_type").isEmpty,
      let from = CentreTime.canonicalDate(request.value("data", "stmt_begndate")),
      let to = CentreTime.canonicalDate(request.value("data", "stmt_enddate")), from <= to
    else { return .refused("FSI-对账条件不完整") }
    let rows = try rows(from: from, to: to)
    guard request.number == "3201" else {
      return .output([
        "fileinfo": ["file_qury_no": "", "filename": "", "dld_endtime": ""], "result": rows.map(\.values),
      ])
    }
    let total = rows.reduce(Fen.zero) { $0 + $1.total }
    let isEven =
      Fen(yuan: request.value("data", "medfee_sumamt")) == total
      && Int(request.value("data", "fixmedins_setl_cnt")) == rows.count
    return .output([
      "stmtinfo": ["setl_optins": request.value("data", "setl_optins"), "stmt_rslt": isEven ? "0" : "1"]
    ])
  }

  private struct Row {
    let total: Fen
    let values: [String: Any]
  }

  /// Settlements and refunds of the days, of all patients; what a 2601 cancelled is not among them.
  private func rows(from: String, to: String) throws(SimulatorError) -> [Row] {
    let sql = """
      SELECT * FROM (
        SELECT s.rowid AS number, s.serial AS id, v.serial AS registration, s.card AS card, s.date AS date, 1 AS sign,
          total_fen, pool_fen + civil_fen + major_fen AS fund, account_fen FROM settlement s JOIN visit v USING(visit)
        UNION ALL
        SELECT s.rowid, r.serial, v.serial, s.card, r.date, -1, total_fen, pool_fen + civil_fen + major_fen, account_fen
          FROM reversal r JOIN settlement s ON s.serial = r.original JOIN visit v ON v.visit = s.visit
          WHERE r.serial NOT LIKE 'V%') t
      LEFT JOIN national_settlement n ON n.setl_id = t.id
      WHERE date BETWEEN ?1 AND ?2 AND coalesce(n.voided, 0) = 0 ORDER BY number, sign DESC
      """
    return try database.run(sql, [.text(from), .text(to)]).map { row in
      let sign = row[5].integer
      let amounts = row[6...8].map { Fen($0.integer * sign) }
      return Row(
        total: amounts[0],
        values: [
          "psn_no": NationalPersonNumber.of(card: row[3].text), "mdtrt_id": row[2].text, "setl_id": row[1].text,
          "msgid": row[10].text, "stmt_rslt": "1", "refd_setl_flag": sign < 0 ? "1" : "0", "memo": "中心多",
          "medfee_sumamt": Self.number(amounts[0].text), "fund_pay_sumamt": Self.number(amounts[1].text),
          "acct_pay": Self.number(amounts[2].text),
        ])
    }
  }
}
