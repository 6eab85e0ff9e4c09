import CentreProtocol
import Foundation
import Settlement
import Testing

/// Transactions of the national platform against JSON written by hand from the facts' tables (A.2, A.5, A.6, A.8).
struct NationalSettlementTests {
  static let visit = VisitNumber("QZ2103010600000007")
  static let person = NationalPerson(
    number: MaskedText("50000010001"), area: "500105", insurance: "310", certificate: "03")
  static let registration = RegistrationSerial(answered: "MZ2021030100001")
  static let message = "H50010500001202103010600009004"

  private func number() throws -> VisitNumber { try #require(Self.visit) }

  private func settlement() throws -> Settle2207A {
    Settle2207A(
      visit: try number(), registration: Self.registration, person: Self.person, card: MaskedText("T00000001"),
      total: Fen(2510), medicalKind: "11")
  }

  private func json(_ transaction: NationalTransaction) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(transaction.input.bytes)) as? [String: Any])
  }

  private func member(_ object: Any?, _ name: String) -> String {
    let value = (object as? [String: Any])?[name]
    return value as? String ?? (value as? NSNumber)?.stringValue ?? "absent"
  }

  /// An answer with `output` as an object.
  static func answer(_ output: String, code: String = "0") -> String {
    #"{"infcode":\#(code),"inf_refmsgid":"500000202103010600010000000001","respond_time":"20210301060001123","#
      + #""err_msg":null,"output":\#(output)}"#
  }

  /// The same, with `infcode` and `output` as strings.
  static func quoted(_ output: String) -> String {
    let text = output.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return answer("\"\(text)\"", code: "\"0\"")
  }

  static func refusal(_ words: String, receipt: String = #""inf_refmsgid":"5000002021","#) -> String {
    #"{"infcode":"-1",\#(receipt)"err_msg":"\#(words)","output":null}"#
  }

  static let amounts = """
    "medfee_sumamt":25.1,"hifp_pay":"10.00","cvlserv_pay":0,"hifes_pay":0.5,"hifmi_pay":0,"hifob_pay":0,"maf_pay":0,\
    "oth_pay":0,"acct_pay":4.6,"psn_cash_pay":10,"hosp_part_amt":null,"acct_mulaid_pay":"",\
    "fulamt_ownpay_amt":5,"overlmt_selfpay":"0","preselfpay_amt":0.1,"inscp_scp_amt":20.00
    """
  static let funds = Funds([.pooled: Fen(1000), .enterprise: Fen(50), .account: Fen(460), .cash: Fen(1000)])

  static func setlinfo(
    _ more: String, mdtrt: String = "MZ2021030100001", person: String = "50000010001", amounts: String = amounts
  ) -> String {
    #"{"setlinfo":{"mdtrt_id":"\#(mdtrt)","psn_no":"\#(person)","# + more + amounts + "}}"
  }

  // MARK: Requests

  @Test func registrationNamesThePersonAndOurNumber() throws {
    let request = Register2201(
      visit: try number(), person: Self.person, card: MaskedText("T00000001"), time: "2021-03-01 06:00:05",
      doctorCode: "D500105000001", doctorName: "刷卡测试", departmentCode: "0001", departmentName: "医保办",
      departmentKind: "A03"
    ).request
    #expect(request.number == "2201")
    let data = try json(request)["data"]
    let expected = [
      "psn_no": "50000010001", "insutype": "310", "begntime": "2021-03-01 06:00:05", "mdtrt_cert_type": "03",
      "mdtrt_cert_no": "T00000001", "ipt_otp_no": "QZ2103010600000007", "atddr_no": "D500105000001",
      "dr_name": "刷卡测试", "dept_code": "0001", "dept_name": "医保办", "caty": "A03",
    ]
    for (name, value) in expected { #expect(member(data, name) == value, "\(name)") }
  }

  /// 双码: the national code, which is the item's serial where it has no other, and the hospital's own.
  @Test func detailsCarryBothCodes() throws {
    var detail = Detail04(
      prescription: "QZ2103010600000007", prescribedAt: "2021-03-01 06:00:05", itemSerial: "XA01ABD075A002010100483",
      hospitalCode: "N0001", name: "地喹氯铵含片", price: UnitPrice(tenThousandths: 12_345), quantity: 3,
      doctorName: "刷卡测试", operatorCode: "0001", unit: "盒", specification: "0.25mg", form: "片剂",
      departmentCode: "0001", departmentName: "医保办", doctorCode: "0001", insurance: "310",
      nationalCode: "XA01ABD075A002010100594", nationalDoctorCode: "D500105000001")
    var other = detail
    other.nationalCode = ""
    detail.prescription = "R1"
    let request = Details2204.request(
      visit: try number(), registration: Self.registration, person: Self.person, details: [detail, other], first: 10)
    let rows = try #require(try json(request)["feedetail"] as? [[String: Any]])
    #expect(rows.map { member($0, "feedetl_sn") } == ["QZ2103010600000007-11", "QZ2103010600000007-12"])
    #expect(rows.map { member($0, "med_list_codg") } == ["XA01ABD075A002010100594", "XA01ABD075A002010100483"])
    let expected = [
      "medins_list_codg": "N0001", "mdtrt_id": "MZ2021030100001", "psn_no": "50000010001",
      "chrg_bchno": "QZ2103010600000007", "rxno": "R1", "det_item_fee_sumamt": "3.7", "cnt": "3", "pric": "1.2345",
      "bilg_dr_codg": "D500105000001", "fee_ocur_time": "2021-03-01 06:00:05", "rx_circ_flag": "0",
      "hosp_appr_flag": "1",
    ]
    for (name, value) in expected { #expect(member(rows[0], name) == value, "\(name)") }
  }

  @Test func settlementRepeatsThePreview() throws {
    let policy = PolicyParts(ownExpense: Fen(500), overLimit: Fen(0), selfPaidFirst: Fen(10), covered: Fen(2000))
    let settle = try settlement()
    let data = try json(settle.request(policy))["data"]
    let expected = [
      "psn_no": "50000010001", "mdtrt_cert_type": "03", "mdtrt_cert_no": "T00000001", "med_type": "11",
      "medfee_sumamt": "25.1", "psn_setlway": "01", "mdtrt_id": "MZ2021030100001", "chrg_bchno": "QZ2103010600000007",
      "insutype": "310", "acct_used_flag": "1", "fulamt_ownpay_amt": "5", "overlmt_selfpay": "0",
      "preselfpay_amt": "0.1", "inscp_scp_amt": "20",
    ]
    for (name, value) in expected { #expect(member(data, name) == value, "\(name)") }
    #expect(settle.request(policy).number == "2207A")
    #expect(settle.previewRequest.number == "2206A")
  }

  @Test func undosNameWhatTheyUndo() throws {
    let cleared = try json(Details2204.undoAll(registration: Self.registration, person: Self.person))["data"]
    #expect(member(cleared, "chrg_bchno") == "0000" && member(cleared, "mdtrt_id") == "MZ2021030100001")
    let cancelled = try json(Register2201.undo(Self.registration, visit: try number(), person: Self.person))["data"]
    #expect(member(cancelled, "ipt_otp_no") == "QZ2103010600000007" && member(cancelled, "psn_no") == "50000010001")
  }

  // MARK: Answers

  @Test func bothFormsOfAnAnswer() throws {
    let settle = try settlement()
    let output = Self.setlinfo(#""setl_id":"S20210301001","medins_setl_id":"\#(Self.message)","#)
    for text in [Self.answer(output), Self.quoted(output)] {
      guard case .value(let answer) = settle.parse(text, message: Self.message) else {
        Issue.record("not an answer: \(text)")
        continue
      }
      #expect(answer.serial == ClaimedSerial(answered: "S20210301001"))
      #expect(answer.funds == Self.funds)
      #expect(answer.funds.total == Fen(2510))
    }
    guard case .value(let preview) = settle.parsePreview(Self.quoted(Self.setlinfo(""))) else {
      Issue.record("not a preview")
      return
    }
    #expect(preview.funds == Self.funds)
    #expect(
      preview.policy
        == PolicyParts(ownExpense: Fen(500), overLimit: .zero, selfPaidFirst: Fen(10), covered: Fen(2000)))
  }

  /// R4, R5: which answers to a 2207A are UNKNOWN, and the only one that is a refusal.
  @Test func onlyACompleteBusinessFailureIsARefusal() throws {
    let settle = try settlement()
    #expect(settle.parse(Self.refusal("FSI-余额不足"), message: Self.message) == .refused(message: "FSI-余额不足"))
    let good = #""setl_id":"S1","#
    let unknown = [
      "", "{", "null", "[]", "<html>", Self.refusal("系统繁忙"), Self.refusal(" FSI-余额不足"), Self.refusal("未知 FSI-错误"),
      Self.refusal("FSI-余额不足", receipt: ""), Self.refusal("FSI-余额不足", receipt: #""inf_refmsgid":"","#),
      #"{"infcode":1,"inf_refmsgid":"5","err_msg":"FSI-余额不足"}"#, #"{"inf_refmsgid":"5","err_msg":"FSI-x"}"#,
      Self.answer("null"), Self.answer(#""{""#), Self.answer("{}"), Self.answer(#"{"setlinfo":[]}"#),
      Self.answer(Self.setlinfo("")), Self.answer(Self.setlinfo(#""setl_id":"","#)),
      Self.answer(Self.setlinfo(#""setl_id":"-S1","#)), Self.answer(Self.setlinfo(#""setl_id":"S 1","#)),
      Self.answer(Self.setlinfo(good, mdtrt: "MZ9")), Self.answer(Self.setlinfo(good, person: "50000010002")),
      Self.answer(Self.setlinfo(good + #""medins_setl_id":"H50010500001202103010600009005","#)),
      Self.answer(Self.setlinfo(good, amounts: #""medfee_sumamt":25.1"#)),
      Self.answer(
        Self.setlinfo(good, amounts: Self.amounts.replacing(#""hifp_pay":"10.00""#, with: #""hifp_pay":"十元""#))),
      Self.answer(Self.setlinfo(good, amounts: Self.amounts.replacing(#""acct_pay":4.6"#, with: #""acct_pay":4.605"#))),
    ]
    for text in unknown {
      guard case .unparsable = settle.parse(text, message: Self.message) else {
        Issue.record("not unknown: \(text)")
        continue
      }
    }
  }

  @Test func registrationIsOurs() throws {
    let visit = try number()
    func parse(_ output: String) -> UnifiedAnswer<RegistrationSerial> {
      Register2201.parse(Self.answer(output), visit: visit, person: Self.person)
    }
    #expect(
      parse(#"{"data":{"mdtrt_id":1234567890,"psn_no":"50000010001","ipt_otp_no":"QZ2103010600000007"}}"#)
        == .value(RegistrationSerial(answered: "1234567890")))
    for output in [
      #"{"data":{"mdtrt_id":"M1","psn_no":"50000010001","ipt_otp_no":"QZ2103010600000008"}}"#,
      #"{"data":{"mdtrt_id":"M1","psn_no":"5","ipt_otp_no":"QZ2103010600000007"}}"#,
      #"{"data":{"psn_no":"50000010001","ipt_otp_no":"QZ2103010600000007"}}"#, "[]",
    ] {
      guard case .unparsable = parse(output) else {
        Issue.record("taken for ours: \(output)")
        continue
      }
    }
  }

  @Test func everyDetailIsAnsweredOnce() throws {
    let sent = [DetailSerial(answered: "V-1"), DetailSerial(answered: "V-2")]
    func row(_ serial: String) -> String { #"{"feedetl_sn":"\#(serial)","det_item_fee_sumamt":"3.70"}"# }
    let both = Self.quoted(#"{"result":[\#(row("V-2")),\#(row("V-1"))]}"#)
    #expect(Details2204.parse(both, sent: sent) == .value(sent))
    for rows in [[row("V-1")], [row("V-1"), row("V-1")], [row("V-1"), row("W-2")], [row("V-1"), "{}"]] {
      let text = Self.answer(#"{"result":[\#(rows.joined(separator: ","))]}"#)
      guard case .unparsable = Details2204.parse(text, sent: sent) else {
        Issue.record("taken: \(text)")
        continue
      }
    }
  }

  @Test func refundHasItsOwnIdAndNegativeAmounts() throws {
    let negative = Self.amounts.replacing("10.00", with: "-10.00").replacing(":10,", with: ":-10,")
      .replacing("4.6", with: "-4.6").replacing(":0.5,", with: ":-0.5,").replacing("psn_cash_pay", with: "pdn_cash_pay")
    let output = Self.setlinfo(#""setl_id":"F1","medins_setl_id":"\#(Self.message)","#, amounts: negative)
    guard
      case .value(let answer) = Reverse2208.parse(
        Self.answer(output), registration: Self.registration, message: Self.message)
    else {
      Issue.record("not a refund")
      return
    }
    #expect(answer.serial == RefundSerial(answered: "F1"))
    #expect(answer.funds[.pooled] == Fen(-1000))
    #expect(answer.funds.differences(from: Self.funds) == [])
  }

  @Test func personAndSignIn() throws {
    let text = Self.answer(
      #"{"baseinfo":{"psn_no":"50000010001","psn_name":"甲"},"insuinfo":[{"insutype":"390","psn_insu_stas":"1","#
        + #""insuplc_admdvs":"500105"},{"insutype":"310","psn_insu_stas":"2"}]}"#)
    guard case .value(let person) = Person1101.parse(text) else {
      Issue.record("not a person")
      return
    }
    #expect(person.number == MaskedText("50000010001"))
    #expect(person.insurance(configured: "1")?.kind == "390")
    #expect(person.insurance(configured: "390")?.area == "500105")
    #expect(person.insurance(configured: "310") == nil)
    let signed = Self.answer(#"{"signinoutb":{"sign_no":"S7","sign_time":"2021-03-01 06:00:00"}}"#)
    #expect(SignIn9001.parse(signed) == .value("S7"))
    guard case .unparsable = SignIn9001.parse(Self.answer("{}")) else {
      Issue.record("signed in without a number")
      return
    }
    // 2021-03-01 06:00:01.123 in Asia/Shanghai is 1,614,549,601,123 ms after 1970 UTC.
    #expect(NationalClock.respondTime(signed) == 1_614_549_601_123)
    #expect(NationalClock.respondTime(#"{"respond_time":"2021-03-01 06:00:00"}"#) == nil)
  }
}
