import Foundation

/// Details, settlement and their undo.
extension NationalOutpatients {
  static let mostRowsPerCall = 100

  mutating func addDetails(_ request: NationalEnvelopeText) throws(SimulatorError) -> NationalDecision {
    let rows = request.rows("feedetail").map { row in { (name: String) in NationalEnvelopeText.text(row[name]) } }
    guard let first = rows.first, rows.count <= Self.mostRowsPerCall else { return .refused("FSI-明细条数不对") }
    guard let visit = try visit(first("mdtrt_id"), of: first("psn_no")) else { return .refused("FSI-没有这次挂号") }
    let described = "SELECT described FROM national_visit WHERE mdtrt_id = ?"
    guard try database.run(described, [.text(visit.serial)]).first?[0].integer == 1 else {
      return .refused("FSI-就诊信息未上传")
    }
    var texts: [String] = []
    var serials: Set<String> = []
    for row in rows {
      if let reason = try refusal(row, visit, &serials) { return .refused("FSI-\(reason)") }
      texts.append(
        [
          row("rxno"), row("fee_ocur_time"), row("med_list_codg"), row("medins_list_codg"), row("med_list_codg"),
          row("pric"), row("cnt"), "0", row("bilg_dr_name"), "国家平台", "", "", "", "", row("det_item_fee_sumamt"),
          row("bilg_dept_codg"), row("bilg_dept_name"), row("bilg_dr_codg"),
        ].map(Self.plain).joined(separator: "|"))
    }
    // The shared ledger takes ten rows a call; one that is refused takes the earlier ones back.
    var answered: [[String]] = []
    for start in stride(from: 0, to: texts.count, by: BusinessDesk.mostRowsPerCall) {
      let part = texts[start..<min(start + BusinessDesk.mostRowsPerCall, texts.count)].joined(separator: "$")
      var desk = desk
      switch try desk.execute(RequestText("04|\(visit.number)|\(part)")) {
      case .list(let done): answered += done
      case .refused(let reason):
        for row in answered { try delete(row[0]) }
        return .refused("FSI-\(reason)")
      case .done, .page: return .refused("FSI-没有这个交易")
      }
    }
    var result: [[String: Any]] = []
    for (row, done) in zip(rows, answered) {
      let values: [LedgerValue] = [.text(done[0]), .text(row("feedetl_sn")), .text(row("chrg_bchno"))]
      try database.run("INSERT INTO national_detail VALUES(?,?,?)", values)
      result.append([
        "feedetl_sn": row("feedetl_sn"), "det_item_fee_sumamt": Self.number(done[4]), "cnt": Self.number(row("cnt")),
        "pric": Self.number(row("pric")), "pric_uplmt_amt": 0, "selfpay_prop": Self.number(done[6]),
        "chrgitm_lv": done[5], "med_chrgitm_type": "99", "lmt_used_flag": "0", "memo": NSNull(),
      ])
    }
    return .output(["result": result])
  }

  private func refusal(
    _ row: (String) -> String, _ visit: RegisteredVisit, _ serials: inout Set<String>
  ) throws(SimulatorError) -> String? {
    for name in [
      "feedetl_sn", "chrg_bchno", "rx_circ_flag", "fee_ocur_time", "med_list_codg", "medins_list_codg",
      "det_item_fee_sumamt", "cnt", "pric", "bilg_dept_codg", "bilg_dept_name", "bilg_dr_codg", "bilg_dr_name",
      "hosp_appr_flag",
    ] where row(name).isEmpty { return "\(name) 不能为空" }
    guard row("mdtrt_id") == visit.serial, serials.insert(row("feedetl_sn")).inserted else { return "费用明细流水号重复" }
    let sql = """
      SELECT 1 FROM national_detail n JOIN detail d ON d.serial = n.serial
      WHERE d.visit = ? AND d.state = 'open' AND n.feedetl_sn = ?
      """
    guard try database.run(sql, [.text(visit.number), .text(row("feedetl_sn"))]).isEmpty else { return "费用明细流水号重复" }
    guard let price = ScaledNumber.parse(row("pric"), digits: 16, decimals: 6),
      let quantity = ScaledNumber.parse(row("cnt"), digits: 12, decimals: 4),
      let amount = Fen(yuan: row("det_item_fee_sumamt")),
      ScaledNumber.divideHalfUp(price / 100 * (quantity / 100), by: 10_000) == amount.value
    else { return "明细金额不等于单价乘数量" }
    return nil
  }

  private func delete(_ serial: String) throws(SimulatorError) {
    try database.run("UPDATE detail SET state = 'deleted' WHERE serial = ?", [.text(serial)])
  }

  func removeDetails(_ request: NationalEnvelopeText) throws(SimulatorError) -> NationalDecision {
    let batch = request.value("data", "chrg_bchno")
    guard let visit = try visit(request.value("data", "mdtrt_id"), of: request.value("data", "psn_no")) else {
      return .refused("FSI-没有这次挂号")
    }
    if case .refused = try desk.changeableVisit(visit.number) { return .refused("FSI-就诊状态不允许此操作") }
    guard !batch.isEmpty else { return .refused("FSI-chrg_bchno 不能为空") }
    let sql = """
      UPDATE detail SET state = 'deleted' WHERE visit = ?1 AND state = 'open' AND (?2 = '0000'
        OR serial IN (SELECT serial FROM national_detail WHERE batch = ?2))
      """
    try database.run(sql, [.text(visit.number), .text(batch)])
    return .output([:])
  }

  /// 2206A and 2207A.
  mutating func settle(_ request: NationalEnvelopeText) throws(SimulatorError) -> NationalDecision {
    let value = { (name: String) in request.value("data", name) }
    guard let visit = try visit(value("mdtrt_id"), of: value("psn_no")),
      let person = try desk.book.person(card: visit.card)
    else { return .refused("FSI-没有这次挂号") }
    guard [person.card, person.identity].contains(value("mdtrt_cert_no")) else { return .refused("FSI-就诊凭证不是本人的") }
    guard value("insutype") == NationalPersonNumber.insurance(of: person), !value("med_type").isEmpty,
      !value("psn_setlway").isEmpty, ["0", "1"].contains(value("acct_used_flag"))
    else { return .refused("FSI-结算信息不完整") }
    let sql = """
      SELECT coalesce(sum(self_fen), 0), coalesce(sum(own_fen), 0), coalesce(sum(amount_fen), 0),
        coalesce(sum(n.batch IS NOT ?2), 0) FROM detail d LEFT JOIN national_detail n ON n.serial = d.serial
      WHERE visit = ?1 AND state = 'open'
      """
    let sums = try database.run(sql, [.text(visit.number), .text(value("chrg_bchno"))]).first ?? []
    guard sums.count == 4, sums[3].integer == 0 else { return .refused("FSI-收费批次号不符") }
    let (selfPaid, ownExpense) = (Fen(sums[0].integer), Fen(sums[1].integer))
    let policy: [(String, Fen)] = [
      ("fulamt_ownpay_amt", ownExpense), ("overlmt_selfpay", .zero), ("preselfpay_amt", selfPaid),
      ("inscp_scp_amt", Fen(sums[2].integer) - selfPaid - ownExpense),
    ]
    let flag = value("acct_used_flag") == "1" ? "0" : "1"
    let isFinal = request.number == "2207A"
    if isFinal {
      for (name, amount) in policy where Fen(yuan: value(name)) != amount { return .refused("FSI-\(name) 与预结算不符") }
    }
    let fields =
      isFinal
      ? [visit.number, "0", "0", "国家平台", flag, "", value("medfee_sumamt"), "", ""]
      : [visit.number, "", "0", value("medfee_sumamt"), flag, "", ""]
    return try perform(isFinal ? "05" : "06", fields) { values throws(SimulatorError) in
      var answer = Self.amounts(Array(values.dropFirst(isFinal ? 1 : 0).prefix(5)), policy, person)
      answer["mdtrt_id"] = visit.serial
      answer["psn_no"] = value("psn_no")
      answer["medins_setl_id"] = request.messageID
      answer["setl_time"] = CentreTime.text(desk.clock())
      if isFinal {
        answer["setl_id"] = values[0]
        try database.run(
          "INSERT INTO national_settlement VALUES(?,?,0)", [.text(values[0]), .text(request.messageID)])
      }
      return ["setlinfo": answer, "setldetail": [[String: Any]]()]
    }
  }

  /// 统筹, 帐户, 公务员, 现金, 大额 as the platform names them.
  private static func amounts(_ parts: [String], _ policy: [(String, Fen)], _ person: Person) -> [String: Any] {
    let funds = parts.map { Fen(yuan: $0) ?? .zero }
    let isEmployed = NationalPersonNumber.insurance(of: person) == "310"
    var named: [String: Fen] = [
      "hifp_pay": funds[0], "acct_pay": funds[1], "cvlserv_pay": funds[2], "psn_cash_pay": funds[3],
      "hifob_pay": isEmployed ? funds[4] : .zero, "hifmi_pay": isEmployed ? .zero : funds[4], "hifes_pay": .zero,
      "maf_pay": .zero, "oth_pay": .zero, "hosp_part_amt": .zero, "acct_mulaid_pay": .zero,
      "medfee_sumamt": funds.reduce(.zero, +), "fund_pay_sumamt": funds[0] + funds[2] + funds[4],
      "psn_part_amt": funds[1] + funds[3], "act_pay_dedc": .zero, "balc": person.balance - funds[1],
    ]
    for (name, amount) in policy { named[name] = amount }
    var answer: [String: Any] = named.mapValues { number($0.text) }
    answer["psn_name"] = person.name
    answer["psn_cert_type"] = "01"
    answer["certno"] = person.identity
    answer["insutype"] = NationalPersonNumber.insurance(of: person)
    answer["clr_type"] = "11"
    return answer
  }

  mutating func reverse(_ request: NationalEnvelopeText) throws(SimulatorError) -> NationalDecision {
    let settlement = request.value("data", "setl_id")
    let sql = """
      SELECT visit, total_fen, pool_fen, account_fen, civil_fen, cash_fen, major_fen FROM settlement WHERE serial = ?
      """
    guard let visit = try visit(request.value("data", "mdtrt_id"), of: request.value("data", "psn_no")),
      let row = try database.run(sql, [.text(settlement)]).first, row[0].text == visit.number,
      let person = try desk.book.person(card: visit.card)
    else { return .refused("FSI-没有这笔结算") }
    return try perform("99", [settlement, "国家平台", visit.number, "0", "1"]) { values throws(SimulatorError) in
      let refund = try desk.book.nextSerial()
      try database.run("UPDATE reversal SET serial = ? WHERE serial = ?", [.text(refund), .text(values[0])])
      try database.run("INSERT INTO national_settlement VALUES(?,?,0)", [.text(refund), .text(request.messageID)])
      let parts = [row[2], row[3], row[4], row[5], row[6]].map { (-Fen($0.integer)).text }
      var answer = Self.amounts(parts, [], person)
      answer["mdtrt_id"] = visit.serial
      answer["setl_id"] = refund
      answer["medins_setl_id"] = request.messageID
      answer["setl_time"] = CentreTime.text(desk.clock())
      return ["setlinfo": answer, "setldetail": [[String: Any]]()]
    }
  }

  static func number(_ text: String) -> NSDecimalNumber { NSDecimalNumber(string: text) }
}
