/// Prescriptions (9211–9213, 7101/7104, D003–D005) and stock (3501, 3503, 3505, 3507) of the national platform: what was
/// uploaded and whether it still stands, in the ledger's database.
///
/// Which fields an upload must have is the tables' in facts A.10 and A.11; that 9211 carries 7101's is the same guess as on
/// the other side. What no document says: revoking an unknown or a revoked prescription is refused, deleting stock that is
/// not there succeeds, a query by either number finds also what was revoked, with 处方状态 3.
struct DrillDesk {
  let book: LedgerBook

  static let schema = """
    CREATE TABLE IF NOT EXISTS drill_upload(
      serial TEXT PRIMARY KEY, transaction_number TEXT NOT NULL, own_number TEXT NOT NULL, item TEXT NOT NULL,
      at INTEGER NOT NULL, undone_at INTEGER);
    """

  private enum Work {
    case prescribe, ask, revoke, stock(String), delete
  }

  private static func work(_ number: String) -> Work? {
    switch number {
    case "9211", "7101", "D003": .prescribe
    case "9212", "D005": .ask
    case "9213", "7104", "D004": .revoke
    case "3501": .stock("invinfo")
    case "3503": .stock("purcinfo")
    case "3505": .stock("selinfo")
    case "3507": .delete
    default: nil
    }
  }

  static func serves(_ number: String) -> Bool { work(number) != nil }

  /// - Parameter time: seconds since 1970 UTC.
  func decide(_ request: NationalEnvelopeText, time: Int64) throws(SimulatorError) -> NationalDecision {
    switch Self.work(request.number) {
    case .prescribe: try prescribe(request, time)
    case .ask: try ask(request)
    case .revoke: try revoke(request, time)
    case .stock(let node): try stock(request, node, time)
    case .delete: try delete(request, time)
    case nil: .refused("FSI-没有这个交易")
    }
  }

  /// Required fields of the two layouts whose absence a centre notices.
  private static let required: [(node: String, fields: [String])] = [
    ("data", ["hosp_rxno", "prsc_time", "valid_end_time", "rx_file"]),
    ("mdtrtinfo", ["mdtrt_id", "psn_no", "patn_name", "certno", "insutype", "prsc_dr_name", "phar_name", "diag_code"]),
  ]
  private static let requiredCamel = [
    "hospRxno", "mdtrtId", "patnName", "certno", "fixmedinsCode", "drCode", "prscDrName", "pharName", "pharChkTime",
    "rxFile",
  ]

  private func prescribe(_ request: NationalEnvelopeText, _ time: Int64) throws(SimulatorError) -> NationalDecision {
    let isCamel = request.number == "D003" || !request.value("data", "hospRxno").isEmpty
    let wanted = isCamel ? [("data", Self.requiredCamel)] : Self.required.map { ($0.node, $0.fields) }
    for (node, fields) in wanted {
      for field in fields where request.value(node, field).isEmpty { return .refused("FSI-\(field)不能为空") }
    }
    let drugs = request.input["rxdrugdetail"] as? [[String: Any]] ?? []
    guard isCamel || drugs.contains(where: { ($0["med_list_codg"] as? String)?.isEmpty == false }) else {
      return .refused("FSI-处方明细不能为空")
    }
    let own = request.value("data", isCamel ? "hospRxno" : "hosp_rxno")
    guard try row(request) == nil else { return .refused("FSI-处方已上传") }
    let item = drugs.first?["med_list_codg"] as? String ?? ""
    let serial = try add(request.number, own, item, time)
    return .output(isCamel ? ["hiRxno": serial, "rxStasCodg": "1", "rxStasName": "有效"] : ["hi_rxno": serial])
  }

  private func ask(_ request: NationalEnvelopeText) throws(SimulatorError) -> NationalDecision {
    guard let row = try row(request) else { return .output(["data": [Any]()]) }
    let status = row.isUndone ? "3" : "1"
    if request.number == "D005" {
      return .output(["data": ["hiRxno": row.serial, "hospRxno": row.own, "rxStasCodg": status]])
    }
    return .output(["data": ["hi_rxno": row.serial, "hosp_rxno": row.own, "rx_stas_codg": status]])
  }

  private func revoke(_ request: NationalEnvelopeText, _ time: Int64) throws(SimulatorError) -> NationalDecision {
    for fields in [["undo_dr_certno", "undoDrCertno"], ["undo_rea", "undoRea"], ["undo_time", "undoTime"]]
    where fields.allSatisfy({ request.value("data", $0).isEmpty }) {
      return .refused("FSI-\(fields[0])不能为空")
    }
    guard let row = try row(request) else { return .refused("FSI-处方不存在") }
    guard !row.isUndone else { return .refused("FSI-处方已撤销") }
    try undo(row.serial, time)
    return .output([:])
  }

  private func stock(
    _ request: NationalEnvelopeText, _ node: String, _ time: Int64
  ) throws(SimulatorError) -> NationalDecision {
    for field in ["med_list_codg", "fixmedins_hilist_id", "fixmedins_hilist_name", "rx_flag", "fixmedins_bchno"]
    where request.value(node, field).isEmpty {
      return .refused("FSI-\(field)不能为空")
    }
    let batch = request.value(node, "fixmedins_bchno")
    let known = try book.database.run(
      "SELECT 1 FROM drill_upload WHERE own_number = ? AND transaction_number = ? AND undone_at IS NULL",
      [.text(batch), .text(request.number)])
    guard known.isEmpty else { return .refused("FSI-批次流水号重复") }
    _ = try add(request.number, batch, request.value(node, "med_list_codg"), time)
    return .output([:])
  }

  private func delete(_ request: NationalEnvelopeText, _ time: Int64) throws(SimulatorError) -> NationalDecision {
    let numbers = ["1": "3501", "3": "3503", "4": "3505"]
    guard let number = numbers[request.value("data", "inv_data_type")] else { return .refused("FSI-进销存数据类型不对") }
    let batch = request.value("data", "fixmedins_bchno")
    guard !batch.isEmpty else { return .refused("FSI-fixmedins_bchno不能为空") }
    try book.database.run(
      "UPDATE drill_upload SET undone_at = ? WHERE own_number = ? AND transaction_number = ? AND undone_at IS NULL",
      [.integer(time), .text(batch), .text(number)])
    return .output([:])
  }

  private struct Row {
    let serial: String
    let own: String
    let isUndone: Bool
  }

  /// The prescription a request names, by the centre's number where it gives one, else by the institution's.
  private func row(_ request: NationalEnvelopeText) throws(SimulatorError) -> Row? {
    func value(_ names: String...) -> String { names.map { request.value("data", $0) }.first { !$0.isEmpty } ?? "" }
    let serial = value("hi_rxno", "hiRxno")
    let sql = "SELECT serial, own_number, undone_at IS NOT NULL FROM drill_upload WHERE "
    let found = try book.database.run(
      sql + (serial.isEmpty ? "own_number = ?" : "serial = ?"),
      [.text(serial.isEmpty ? value("hosp_rxno", "hospRxno") : serial)])
    return found.first.map { Row(serial: $0[0].text, own: $0[1].text, isUndone: $0[2].integer == 1) }
  }

  private func add(_ number: String, _ own: String, _ item: String, _ time: Int64) throws(SimulatorError) -> String {
    let serial = "RX" + (try book.nextSerial())
    try book.database.run(
      "INSERT INTO drill_upload VALUES(?,?,?,?,?,NULL)",
      [.text(serial), .text(number), .text(own), .text(item), .integer(time)])
    return serial
  }

  private func undo(_ serial: String, _ time: Int64) throws(SimulatorError) {
    try book.database.run(
      "UPDATE drill_upload SET undone_at = ? WHERE serial = ?", [.integer(time), .text(serial)])
  }
}

extension SimulatedCentre {
  /// What the drills' transactions come to; `nil` for every other one.
  func drillDecision(_ request: NationalEnvelopeText) throws(SimulatorError) -> NationalDecision? {
    guard DrillDesk.serves(request.number) else { return nil }
    if let refusal = nationalDesk.refusal(request) { return refusal }
    return try DrillDesk(book: desk.book).decide(request, time: clock())
  }
}

extension CentreLedger {
  /// A prescription or a stock record.
  public struct DrillUpload: Codable, Sendable, Equatable {
    public let serial: String
    /// `9211`, `3501`, …
    public let transaction: String
    /// 处方编号 or 批次流水号 of the institution.
    public let ownNumber: String
    /// 医疗目录编码; empty where the upload has none.
    public let item: String
    public let at: String
    /// Not revoked and not deleted.
    public let isStanding: Bool
  }
}

extension LedgerBook {
  func drillUploads() throws(SimulatorError) -> [CentreLedger.DrillUpload] {
    let sql =
      "SELECT serial, transaction_number, own_number, item, at, undone_at IS NULL FROM drill_upload ORDER BY rowid"
    return try database.run(sql).map { row in
      CentreLedger.DrillUpload(
        serial: row[0].text, transaction: row[1].text, ownNumber: row[2].text, item: row[3].text,
        at: CentreTime.text(row[4].integer), isStanding: row[5].integer == 1)
    }
  }
}
