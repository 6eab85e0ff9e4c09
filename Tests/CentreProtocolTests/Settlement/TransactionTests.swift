import CentreProtocol
import Settlement
import Testing

/// Texts written by hand from chongqing-trades.md, section 3.
@Suite("Transactions of the swipe test")
struct TransactionTests {
  let visit = VisitNumber("QZ210301060504Z01A")!
  let card = MaskedText("123456789")

  @Test("31, 01")
  func identify() {
    #expect(ReadCard31.request() == "31|")
    #expect(ReadCard31.parse("1|123456789") == .value(card))
    #expect(Person01.request(card: card, insurance: "1") == "01|123456789|1||")
    let text = "1|张三|1|30|500101199001011234|01|住址|11|0|单位|500105|21|挂失||||||1|2|13800000000"
    guard case .value(let person) = Person01.parse(text) else {
      Issue.record("not parsed")
      return
    }
    #expect(person.blocked == "21")
    #expect(person.blockedReason == "挂失")
    #expect(person.insuredKind == "2")
    #expect(!"\(person)".contains("张三"))
    #expect(Person01.parse("1|张三|1|30") == .unparsable("01 字段不足"))
  }

  @Test("02 has 17 values")
  func register() {
    let request = Register02(
      visit: visit, medicalKind: "11", card: card, departmentCode: "0101", doctorCode: "D1", date: "2021-03-01",
      diagnosis: "J00", operatorCode: "0001", insurance: "1"
    ).request
    #expect(request == "02|QZ210301060504Z01A|11|123456789|0101|D1|2021-03-01|J00|0001|||||||1||")
    #expect(Register02.parse("1|R1|10.00||1") == .value(RegistrationSerial(answered: "R1")))
    #expect(Register02.parse("1||10.00||1") == .unparsable("02 没有流水号"))
    #expect(Register02.parse("-1|余额|不足") == .refused(message: "余额"))
  }

  private func detail(_ national: String) -> Detail04 {
    Detail04(
      prescription: "P1", prescribedAt: "2021-03-01 06:01:00", itemSerial: "Y1", hospitalCode: "N1", name: "药|名$",
      price: UnitPrice(tenThousandths: 12_345), quantity: 2, doctorName: "医", operatorCode: "0001", unit: "盒",
      specification: "1mg", form: "片", departmentCode: "0101", departmentName: "内科", doctorCode: "D1",
      insurance: "1", nationalCode: national, nationalDoctorCode: "")
  }

  @Test("04 has 23 values a row, 双码 after eight more; a separator in a name cannot move fields")
  func details() {
    let row = "P1|2021-03-01 06:01:00|Y1|N1|药｜名＄|1.2345|2.00|0|医|0001|盒|1mg|片||2.4700|0101|内科|D1||||1|0"
    #expect(Details04.request(visit: visit, details: [detail("")]) == "04|\(visit.text)|\(row)")
    #expect(
      Details04.request(visit: visit, details: [detail("XA1"), detail("")])
        == "04|\(visit.text)|\(row)|||||||||XA1|$\(row)")
    let answer = "1|D1|1.2345|0||2.47|1|0.0000||0.00|0.00$D2|1.2345|0||2.47|1|0.0000||0.00|0.00"
    #expect(
      Details04.parse(answer, rows: 2) == .value([DetailSerial(answered: "D1"), DetailSerial(answered: "D2")]))
    #expect(Details04.parse(answer, rows: 1) == .unparsable("04 应答行数不符"))
  }

  @Test("05 has 15 values, 06 twelve; amounts by position")
  func settle() {
    let settle = Settle05(
      visit: visit, operatorCode: "0001", total: Fen(247), detailCount: 1, insurance: "1", developerCode: "QIANZ",
      departmentCode: "0101", doctorCode: "D1")
    #expect(settle.request == "05|\(visit.text)|0|0|0001|0||2.47|1|1|QIANZ||||0101|D1")
    #expect(settle.previewRequest(date: "2021-03-01") == "06|\(visit.text)|2021-03-01|0|2.47|0|1|1||||0101|D1")
    let funds = "1.00|0.40|0.00|1.07|0.00|0.00|50.00|0.00|0.00|0.00|0.00|0.00|0.00|0|0|0|0|0"
    let rest = "2021-03-01 06:05:00|0.00|2.47|0.00|0.00|0.00|0.00|0.00|0.00|0.00|"
    let expected = Funds([.pooled: Fen(100), .account: Fen(40), .cash: Fen(107)])
    #expect(Settle05.parsePreview("1|\(funds)|\(rest)") == .value(expected))
    guard case .value(let answer) = Settle05.parse("1|S1|\(funds)|\(rest)") else {
      Issue.record("not parsed")
      return
    }
    #expect(answer.serial == ClaimedSerial(answered: "S1"))
    #expect(answer.funds == expected)
    #expect(answer.funds.total == Fen(247))
    #expect(Settle05.parse("1|S1|\(funds)") == .unparsable("05 字段不足"))
    #expect(Settle05.parse("") == .unparsable("应答为空"))
    #expect(Settle05.parse("<html>") == .unparsable("首字段不是执行代码"))
  }

  @Test(
    "43: serials by $ or #, an empty list, a negative one; 1 alone is incomplete",
    arguments: [
      ("1|S1", ["S1"], []), ("1|S1$-S1", ["S1"], ["-S1"]), ("1|S1#S2", ["S1", "S2"], []), ("1|##", [], []),
      ("1|", [], []),
      ("1||||##||", [], []),
    ])
  func query(text: String, positives: [String], negatives: [String]) {
    guard case .value(let answer) = Query43.parse(text) else {
      Issue.record("not parsed")
      return
    }
    #expect(answer.positives.map(\.text) == positives)
    #expect(answer.negatives.map(\.text) == negatives)
  }

  @Test("43: what is not serials is UNKNOWN", arguments: ["1", "1|查无", "1|S1|S2", "1|S1$", "S1", "1|S 1"])
  func queryUnparsable(text: String) {
    if text == "1|S1$" {
      #expect(Query43.parse(text) == .value(QueryAnswer(serials: ["S1"])))
      return
    }
    guard case .unparsable = Query43.parse(text) else {
      Issue.record("parsed \(text)")
      return
    }
  }

  @Test("43 and 99 requests; 99's answer has 1, 13 or 17 values")
  func reverse() throws {
    #expect(
      Query43.request(card: card, insuredKind: "2", date: "2021-03-01", insurance: "1", visit: visit)
        == "43|123456789|2|2021-03-01|1|\(visit.text)")
    let serial = try #require(QueryAnswer(serials: ["S1"]).positives.first)
    #expect(
      Reverse99.request(settlement: serial, operatorCode: "0001", visit: visit, insurance: "1")
        == "99|S1|0001|\(visit.text)|0|1")
    guard
      case .value(let answer) = Reverse99.parseSettlement(
        "1|-S1|1.00|0.40|0.00|1.07|0.00|0.00|0.00|0|0|0|0|2021-03-01 06:06:00")
    else {
      Issue.record("not parsed")
      return
    }
    #expect(answer.serial.text == "-S1")
    #expect(answer.funds?.total == Fen(247))
    #expect(Reverse99.parseSettlement("1|-S1|1.00") == .unparsable("99 字段数不符"))
    #expect(Reverse99.parseSettlement("1") == .unparsable("99 没有负流水号"))
    #expect(Reverse99.parsePlain("1") == .value(true))
    #expect(ClearDetails10.request(visit: visit, prescription: "P1") == "10|\(visit.text)|P1")
  }

  @Test("99 of an 05 is answered with a negative serial; 31's `1|123456789` is another request's answer (R4)")
  func refundSerialIsNegative() {
    for text in ["1|123456789", "1|S1", "1|OK", "1|-", "1|S1|1.00|0.40|0.00|1.07|0.00|0.00|0.00|0|0|0|0|"] {
      #expect(Reverse99.parseSettlement(text) == .unparsable("99 没有负流水号"), "\(text)")
    }
    guard case .value(let answer) = Reverse99.parseSettlement("1|-S1") else {
      Issue.record("not parsed")
      return
    }
    #expect(answer.serial.text == "-S1" && answer.funds == nil)
  }

  @Test("15: rows and refunds; a row of another visit is an answer to another request (R4)")
  func reconcile() {
    #expect(
      Reconcile15.request(insurance: "1", from: "2021-02-28", to: "2021-03-01", visit: visit)
        == "15|1|2|2021-02-28|2021-03-01|\(visit.text)")
    let ours = "S1|\(visit.text)|123456789|2021-03-01 06:05:00|2.47|1.00|0.40|0.00|1.07|0.00|"
    let back = "-S1|\(visit.text)|123456789|2021-03-01 06:06:00|-2.47|-1.00|-0.40|0.00|-1.07|0.00|S1"
    let other = "S2|MZ1|1|2021-03-01 06:05:00|2.47|1.00|0.40|0.00|1.07|0.00|"
    guard case .value(let rows) = Reconcile15.parse("1|\(ours)$\(back)", visit: visit) else {
      Issue.record("not parsed")
      return
    }
    #expect(rows.count == 2)
    #expect(Reconcile15.parse("1|\(ours)$\(other)", visit: visit) == .unparsable("15 有别的门诊号"))
    guard case .value(let all) = Reconcile15.parse("1|\(ours)$\(other)", visit: nil) else {
      Issue.record("not parsed")
      return
    }
    #expect(all.map(\.visit) == [visit, nil])
    #expect(Reconcile15.parse("1|##", visit: visit) == .value([]))
    #expect(Reconcile15.parse("1|\(ours.dropLast(3))", visit: visit) == .unparsable("15 有不认识的行"))
  }
}
