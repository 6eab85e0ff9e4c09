import Foundation

/// The outpatient flow of the platform over the same ledger as the unified interface: each transaction is checked in its
/// own terms, then done as what it is there.
struct NationalOutpatients {
  let desk: BusinessDesk
  /// Whether a 2601 for a message the platform never got succeeds; no document says.
  let acceptsUnknownOriginals: Bool

  static let numbers: Set<String> = [
    "1101", "2201", "2202", "2203A", "2204", "2205", "2206A", "2207A", "2208", "2601", "3201", "3202",
  ]

  var database: LedgerDatabase { desk.book.database }

  mutating func decide(_ request: NationalEnvelopeText) throws(SimulatorError) -> NationalDecision {
    if request.number == "1101" { return try person(request) }
    if request.number.hasPrefix("32") { return try statement(request) }
    // 2601 names a message, everything else a visit.
    let person = request.value(request.number == "2203A" ? "mdtrtinfo" : "data", "psn_no")
    if !person.isEmpty, request.personArea.isEmpty { return .refused("FSI-参保地医保区划不能为空") }
    switch request.number {
    case "2201": return try register(request)
    case "2202": return try unregister(request)
    case "2203A": return try describe(request)
    case "2204": return try addDetails(request)
    case "2205": return try removeDetails(request)
    case "2206A", "2207A": return try settle(request)
    case "2208": return try reverse(request)
    default: return try void(request)
    }
  }

  /// The ledger's visit number a request is about, for the list of requests; empty when it names none.
  func visitNumber(_ request: NationalEnvelopeText) throws(SimulatorError) -> String {
    let given = request.value("data", "ipt_otp_no")
    if !given.isEmpty { return given }
    let message = request.value("data", "omsgid")
    if !message.isEmpty {
      let sql = "SELECT visit FROM settlement JOIN national_settlement ON setl_id = serial WHERE msgid = ?"
      return try database.run(sql, [.text(message)]).first?[0].text ?? ""
    }
    return try visit(registration(request))?.number ?? ""
  }

  /// 就诊ID wherever the transaction has it.
  private func registration(_ request: NationalEnvelopeText) -> String {
    switch request.number {
    case "2203A": request.value("mdtrtinfo", "mdtrt_id")
    case "2204": request.rows("feedetail").first?["mdtrt_id"] as? String ?? ""
    default: request.value("data", "mdtrt_id")
    }
  }

  func visit(_ registration: String) throws(SimulatorError) -> RegisteredVisit? {
    guard let row = try database.run("SELECT visit FROM visit WHERE serial = ?", [.text(registration)]).first else {
      return nil
    }
    return try desk.book.visit(row[0].text)
  }

  /// The visit of a 就诊ID when it is this person's.
  func visit(_ registration: String, of person: String) throws(SimulatorError) -> RegisteredVisit? {
    guard let visit = try visit(registration), NationalPersonNumber.of(card: visit.card) == person else { return nil }
    return visit
  }

  private func person(_ request: NationalEnvelopeText) throws(SimulatorError) -> NationalDecision {
    let number = request.value("data", "mdtrt_cert_no")
    let person: Person?
    switch request.value("data", "mdtrt_cert_type") {
    case "03": person = try desk.book.person(card: number)
    case "02":
      let card = try database.run("SELECT card FROM person WHERE identity = ?", [.text(number)]).first?[0].text
      person = try card.map { card throws(SimulatorError) in try desk.book.person(card: card) } ?? nil
    default: return .refused("FSI-就诊凭证类型不支持")
    }
    guard let person else { return .refused("FSI-没有查到参保人员") }
    return .output([
      "baseinfo": [
        "psn_no": NationalPersonNumber.of(card: person.card), "psn_cert_type": "01", "certno": person.identity,
        "psn_name": person.name, "gend": person.sex, "naty": "01", "brdy": "1980-01-01", "age": Int(person.age) ?? 0,
      ],
      "insuinfo": [
        [
          "balc": NSDecimalNumber(string: person.balance.text), "insutype": NationalPersonNumber.insurance(of: person),
          "psn_type": person.category, "psn_insu_stas": person.isBlocked ? "2" : "1", "cvlserv_flag": "0",
          "insuplc_admdvs": person.district, "emp_name": person.employer,
        ]
      ], "idetinfo": [[String: Any]](),
    ])
  }

  private func register(_ request: NationalEnvelopeText) throws(SimulatorError) -> NationalDecision {
    for name in ["insutype", "begntime", "mdtrt_cert_no", "atddr_no", "dr_name", "dept_code", "dept_name", "caty"]
    where request.value("data", name).isEmpty { return .refused("FSI-\(name) 不能为空") }
    let number = request.value("data", "psn_no")
    guard let person = try desk.book.person(card: NationalPersonNumber.card(of: number)) else {
      return .refused("FSI-没有这个人员编号")
    }
    guard [person.card, person.identity].contains(request.value("data", "mdtrt_cert_no")) else {
      return .refused("FSI-就诊凭证不是本人的")
    }
    guard request.value("data", "insutype") == NationalPersonNumber.insurance(of: person) else {
      return .refused("FSI-没有参加这个险种")
    }
    let visit = request.value("data", "ipt_otp_no")
    let fields = [
      visit, "11", person.card, request.value("data", "dept_code"), request.value("data", "atddr_no"),
      String(request.value("data", "begntime").prefix(10)), "", "国家平台",
    ]
    return try perform("02", fields) { values throws(SimulatorError) in
      try database.run("INSERT INTO national_visit VALUES(?,0)", [.text(values[0])])
      return ["data": ["mdtrt_id": values[0], "psn_no": number, "ipt_otp_no": visit, "exp_content": NSNull()]]
    }
  }

  private func unregister(_ request: NationalEnvelopeText) throws(SimulatorError) -> NationalDecision {
    let registration = request.value("data", "mdtrt_id")
    guard let visit = try visit(registration, of: request.value("data", "psn_no")),
      visit.number == request.value("data", "ipt_otp_no")
    else { return .refused("FSI-没有这次挂号") }
    return try perform("99", [registration, "国家平台", visit.number, "0", "1"]) { _ in [:] }
  }

  private func describe(_ request: NationalEnvelopeText) throws(SimulatorError) -> NationalDecision {
    let registration = request.value("mdtrtinfo", "mdtrt_id")
    guard let visit = try visit(registration, of: request.value("mdtrtinfo", "psn_no")) else {
      return .refused("FSI-没有这次挂号")
    }
    if case .refused = try desk.changeableVisit(visit.number) { return .refused("FSI-就诊状态不允许此操作") }
    let diseases = request.rows("diseinfo")
    let mandatory = ["diag_type", "diag_srt_no", "diag_code", "diag_name", "diag_dept", "dise_dor_no", "diag_time"]
    guard !request.value("mdtrtinfo", "med_type").isEmpty, !diseases.isEmpty,
      diseases.allSatisfy({ row in mandatory.allSatisfy { !NationalEnvelopeText.text(row[$0]).isEmpty } })
    else { return .refused("FSI-诊断信息不完整") }
    try database.run("UPDATE national_visit SET described = 1 WHERE mdtrt_id = ?", [.text(registration)])
    return .output([:])
  }

  /// Does a transaction of the shared ledger; its refusal becomes one in the platform's words.
  func perform(
    _ number: String, _ fields: [String], _ answer: ([String]) throws(SimulatorError) -> [String: Any]
  ) throws(SimulatorError) -> NationalDecision {
    var desk = desk
    let text = ([number] + fields.map(Self.plain)).joined(separator: "|")
    switch try desk.execute(RequestText(text)) {
    case .done(let values): return .output(try answer(values))
    case .list(let rows): return .output(try answer(rows.map { $0[0] }))
    case .page: return .refused("FSI-没有这个交易")
    case .refused(let reason): return .refused("FSI-\(reason)")
    }
  }

  /// What the shared ledger's texts can hold.
  static func plain(_ text: String) -> String { text.filter { $0 != "|" && $0 != "$" } }
}
