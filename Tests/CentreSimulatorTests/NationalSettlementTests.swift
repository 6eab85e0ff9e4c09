import CentreSimulator
import Foundation
import Testing

/// The outpatient flow of the national platform, envelope by envelope: sums and checks worked out by hand.
struct NationalSettlementTests {
  /// A client that signs in and numbers its messages.
  final class Client {
    let centre: SmallCentre
    var signNumber = ""
    private(set) var last = ""
    private var sent = 0

    init(_ centre: SmallCentre) { self.centre = centre }

    /// `infcode` as text, and `output`.
    func call(
      _ number: String, _ input: [String: Any], message: String? = nil, area: String = "500000"
    ) async throws -> (code: String, output: [String: Any]) {
      sent += 1
      last = message ?? "H50010500001202103010600\(String(format: "%06d", sent))"
      let envelope: [String: Any] = [
        "infno": number, "msgid": last, "fixmedins_code": "H50010500001", "insuplc_admdvs": area,
        "sign_no": signNumber, "input": input,
      ]
      let body = try JSONSerialization.data(withJSONObject: envelope)
      let reply = await LoopbackClient.send(centre.port, "POST", "/", body: Array(body))
      let answer = try #require(try JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any])
      let code = answer["infcode"] as? String ?? (answer["infcode"] as? NSNumber)?.stringValue ?? ""
      if let text = answer["output"] as? String {
        let inner = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return (code, inner ?? [:])
      }
      return (code, answer["output"] as? [String: Any] ?? [:])
    }

    func signIn() async throws {
      let answer = try await call("9001", ["signIn": ["opter_no": "1", "mac": "m", "ip": "i"]])
      signNumber = try #require((answer.output["signinoutb"] as? [String: Any])?["sign_no"] as? String)
    }

    /// Registers, describes, and uploads 3 × 10.00 of a drug whose tenth is self-paid above 9.00 each.
    func prepare() async throws -> String {
      try await signIn()
      let registered = try await call(
        "2201",
        [
          "data": [
            "psn_no": "PT00000001", "insutype": "310", "begntime": "2021-03-01 06:00:00", "mdtrt_cert_type": "03",
            "mdtrt_cert_no": "T00000001", "ipt_otp_no": SmallCentre.visit, "atddr_no": "D1", "dr_name": "医生",
            "dept_code": "001", "dept_name": "内科", "caty": "A03",
          ]
        ])
      let id = try #require((registered.output["data"] as? [String: Any])?["mdtrt_id"] as? String)
      let disease: [String: Any] = [
        "diag_type": "1", "diag_srt_no": 1, "diag_code": "J00", "diag_name": "感冒", "diag_dept": "001",
        "dise_dor_no": "D1", "dise_dor_name": "医生", "diag_time": "2021-03-01 06:00:00", "vali_flag": "1",
      ]
      let described = try await call(
        "2203A",
        [
          "mdtrtinfo": ["mdtrt_id": id, "psn_no": "PT00000001", "med_type": "11", "begntime": "2021-03-01 06:00:00"],
          "diseinfo": [disease],
        ])
      #expect(described.code == "0")
      return id
    }

    func detail(_ id: String, _ serial: String = "1", amount: Any = 30) -> [String: Any] {
      [
        "feedetl_sn": serial, "mdtrt_id": id, "psn_no": "PT00000001", "chrg_bchno": "B1", "rx_circ_flag": "0",
        "fee_ocur_time": "2021-03-01 06:00:01", "med_list_codg": "D0000001", "medins_list_codg": "H1", "rxno": "R1",
        "det_item_fee_sumamt": amount, "cnt": 3, "pric": "10.0000", "bilg_dept_codg": "001", "bilg_dept_name": "内科",
        "bilg_dr_codg": "D1", "bilg_dr_name": "医生", "hosp_appr_flag": "1",
      ]
    }

    func settlement(_ id: String, _ total: String = "30.00", _ more: [String: Any] = [:]) -> [String: Any] {
      let data: [String: Any] = [
        "psn_no": "PT00000001", "mdtrt_cert_type": "03", "mdtrt_cert_no": "T00000001", "med_type": "11",
        "medfee_sumamt": total, "psn_setlway": "01", "mdtrt_id": id, "chrg_bchno": "B1", "acct_used_flag": "0",
        "insutype": "310",
      ]
      return ["data": data.merging(more) { $1 }]
    }
  }

  private static func texts(_ members: Any?, _ names: [String]) -> [String] {
    names.map { name in
      let value = (members as? [String: Any])?[name]
      return value as? String ?? (value as? NSNumber)?.stringValue ?? "absent"
    }
  }

  /// Above 9.00 a piece is own expense: 3.00; of the other 27.00 a tenth is self-paid: 2.70; half of the rest, 24.30, comes
  /// from the pool: 12.15; cash 17.85.
  static var policy: [String: Any] {
    ["fulamt_ownpay_amt": 3, "overlmt_selfpay": 0, "preselfpay_amt": "2.70", "inscp_scp_amt": 24.3]
  }

  private func statement(_ client: Client) async throws -> [[String: Any]] {
    let answer = try await client.call(
      "3202",
      [
        "data": [
          "clr_type": "11", "setl_optins": "500000", "stmt_begndate": "2021-03-01", "stmt_enddate": "2021-03-01",
        ]
      ])
    return try #require(answer.output["result"] as? [[String: Any]])
  }

  @Test func settledReversedAndTakenBack() async throws {
    let centre = try await SmallCentre()
    let client = Client(centre)
    let id = try await client.prepare()
    #expect(try await client.call("2204", ["feedetail": [client.detail(id)]]).code == "0")
    let preview = try await client.call("2206A", client.settlement(id))
    let names = ["medfee_sumamt", "hifp_pay", "psn_cash_pay", "acct_pay", "fulamt_ownpay_amt", "preselfpay_amt"]
    #expect(Self.texts(preview.output["setlinfo"], names) == ["30", "12.15", "17.85", "0", "3", "2.7"])
    let settled = try await client.call("2207A", client.settlement(id, "30.00", Self.policy))
    let message = client.last
    let serial = Self.texts(settled.output["setlinfo"], ["setl_id"])[0]
    #expect(Self.texts(settled.output["setlinfo"], ["medins_setl_id", "mdtrt_id"]) == [message, id])
    let rows = try await statement(client)
    #expect(
      rows.map { Self.texts($0, ["setl_id", "mdtrt_id", "msgid", "refd_setl_flag", "medfee_sumamt"]) }
        == [[serial, id, message, "0", "30"]])
    let reverse: [String: Any] = ["data": ["setl_id": serial, "mdtrt_id": id, "psn_no": "PT00000001"]]
    let reversed = try await client.call("2208", reverse)
    #expect(Self.texts(reversed.output["setlinfo"], ["medfee_sumamt", "hifp_pay"]) == ["-30", "-12.15"])
    #expect(try await client.call("2208", reverse).code == "-1")
    #expect(try await statement(client).map { Self.texts($0, ["refd_setl_flag"])[0] } == ["0", "1"])
    let cancel: [String: Any] = ["data": ["psn_no": "PT00000001", "mdtrt_id": id, "ipt_otp_no": SmallCentre.visit]]
    let clear: [String: Any] = ["data": ["mdtrt_id": id, "chrg_bchno": "0000", "psn_no": "PT00000001"]]
    #expect(try await client.call("2205", clear).code == "0")
    #expect(try await client.call("2202", cancel).code == "0")
    #expect(try await client.call("2202", cancel).code == "-1")
    try await centre.stop()
  }

  @Test func cancelledByMessage() async throws {
    let centre = try await SmallCentre { $0.acceptsUnknownOriginals = false }
    let client = Client(centre)
    let id = try await client.prepare()
    _ = try await client.call("2204", ["feedetail": [client.detail(id)]])
    _ = try await client.call("2207A", client.settlement(id, "30.00", Self.policy))
    let message = client.last
    func void(_ message: String, _ number: String = "2207A") async throws -> String {
      try await client.call("2601", ["data": ["psn_no": "PT00000001", "omsgid": message, "oinfno": number]]).code
    }
    #expect(try await void("H50010500001202103010600999999") == "-1")
    #expect(try await void(message, "2208") == "-1")
    #expect(try await void(message) == "0")
    #expect(try await void(message) == "-1")
    #expect(try await statement(client).isEmpty)
    // The details are open again: another settlement is possible.
    #expect(try await client.call("2207A", client.settlement(id, "30.00", Self.policy)).code == "0")
    try await centre.stop()
  }

  @Test func whatAPlatformChecks() async throws {
    let centre = try await SmallCentre()
    let client = Client(centre)
    #expect(
      try await client.call("1101", ["data": ["mdtrt_cert_type": "03", "mdtrt_cert_no": "T00000001"]]).code == "-1")
    let id = try await client.prepare()
    let message = client.last
    #expect(try await client.call("2204", ["feedetail": [client.detail(id)]], message: message).code == "-1")
    #expect(try await client.call("2204", ["feedetail": [client.detail("9")]]).code == "-1")
    #expect(try await client.call("2204", ["feedetail": [client.detail(id, amount: "30.01")]]).code == "-1")
    #expect(try await client.call("2204", ["feedetail": [client.detail(id), client.detail(id)]]).code == "-1")
    #expect(try await client.call("2204", ["feedetail": [client.detail(id)]]).code == "0")
    #expect(try await client.call("2204", ["feedetail": [client.detail(id)]]).code == "-1")
    #expect(try await client.call("2206A", client.settlement(id, "30.01")).code == "-1")
    #expect(try await client.call("2206A", client.settlement(id, "30.00", ["chrg_bchno": "B2"])).code == "-1")
    #expect(try await client.call("2206A", client.settlement(id), area: "").code == "-1")
    #expect(try await client.call("2207A", client.settlement(id)).code == "-1")
    #expect(try await client.call("2207A", client.settlement(id, "30.00", Self.policy)).code == "0")
    #expect(try await client.call("2207A", client.settlement(id, "30.00", Self.policy)).code == "-1")
    let cancel: [String: Any] = ["data": ["psn_no": "PT00000001", "mdtrt_id": id, "ipt_otp_no": SmallCentre.visit]]
    #expect(try await client.call("2202", cancel).code == "-1")
    let totals: [String: Any] = [
      "clr_type": "11", "setl_optins": "500000", "stmt_begndate": "2021-03-01", "stmt_enddate": "2021-03-01",
      "medfee_sumamt": "30.00", "fixmedins_setl_cnt": 1,
    ]
    let even = try await client.call("3201", ["data": totals])
    #expect(Self.texts(even.output["stmtinfo"], ["stmt_rslt"]) == ["0"])
    let odd = try await client.call("3201", ["data": totals.merging(["medfee_sumamt": "30.01"]) { $1 }])
    #expect(Self.texts(odd.output["stmtinfo"], ["stmt_rslt"]) == ["1"])
    try await centre.stop()
  }
}
