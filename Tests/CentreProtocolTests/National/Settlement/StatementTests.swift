import CentreProtocol
import Settlement
import Testing

/// 3202 as the word about one visit.
struct StatementTests {
  private static func row(
    _ id: String, _ amount: String, visit: String = "M1", message: String = "", flag: String = "0",
    person: String = "P1"
  ) -> String {
    #"{"mdtrt_id":"\#(visit)","setl_id":"\#(id)","psn_no":"\#(person)","msgid":"\#(message)","#
      + #""refd_setl_flag":"\#(flag)","medfee_sumamt":\#(amount)}"#
  }

  private func read(
    _ rows: [String], reversals: [String: [String]] = [:], knownRefunds: Set<String> = []
  ) -> UnifiedAnswer<[ReconcileRow]> {
    let text = NationalSettlementTests.quoted(#"{"result":[\#(rows.joined(separator: ","))]}"#)
    switch Statement3202.parse(text) {
    case .value(let all):
      return Statement3202.rows(
        all, registration: RegistrationSerial(answered: "M1"),
        person: NationalPerson(number: MaskedText("P1"), area: "", insurance: "310", certificate: "03"),
        reversals: reversals, knownRefunds: knownRefunds)
    case .refused(let words): return .refused(message: words)
    case .unparsable(let reason): return .unparsable(reason)
    }
  }

  private func texts(_ answer: UnifiedAnswer<[ReconcileRow]>) -> [String]? {
    if case .value(let rows) = answer { rows.map(\.journalText) } else { nil }
  }

  @Test func onlyOurRows() {
    #expect(texts(read([])) == [])
    #expect(texts(read([Self.row("S9", "7", visit: "M9", person: "P9")])) == [])
    #expect(texts(read([Self.row("S9", "7", visit: "M9"), Self.row("S1", "25.1")])) == ["S1;;25.10;;"])
  }

  @Test func aRefundBelongsToItsSettlement() {
    #expect(
      texts(read([Self.row("S1", "25.1"), Self.row("F1", "-25.1", flag: "1")])) == ["S1;;25.10;;", "F1;S1;-25.10;;"])
    // By the sign alone, and with the original's id.
    #expect(texts(read([Self.row("S1", "25.1"), Self.row("S1", "-25.1")])) == ["S1;;25.10;;", "-S1;S1;-25.10;;"])
    // Two settlements, one refund: by the message of our 2208.
    let two = [Self.row("S1", "5"), Self.row("S2", "5"), Self.row("F2", "-5", message: "m2", flag: "1")]
    #expect(texts(read(two, reversals: ["S2": ["m1", "m2"]])) == ["S1;;5.00;;", "S2;;5.00;;", "F2;S2;-5.00;;"])
    #expect(texts(read(two)) == nil)
  }

  @Test("A refund whose original is known is never another settlement's: the answer decides nothing")
  func aRefundOfAnotherSettlement() {
    // S2's own row is missing: its refund, by the message of our 2208 or by its id, does not make S1 refunded.
    let byMessage = [Self.row("S1", "5"), Self.row("F2", "-5", message: "m2", flag: "1")]
    #expect(texts(read(byMessage, reversals: ["S1": ["m1"], "S2": ["m2"]])) == nil)
    let byID = [Self.row("S1", "5"), Self.row("S2", "-5", flag: "1")]
    #expect(texts(read(byID, reversals: ["S1": [], "S2": ["m2"]])) == nil)
    // Two refunds of S2 beside S1.
    let twice = [
      Self.row("S1", "5"), Self.row("S2", "5"), Self.row("F2", "-5", message: "m2", flag: "1"),
      Self.row("F3", "-5", message: "m2", flag: "1"),
    ]
    #expect(texts(read(twice, reversals: ["S2": ["m2"]])) == nil)
    // By its id, beside another that stands.
    let own = [Self.row("S1", "5"), Self.row("S2", "5"), Self.row("S2", "-5", flag: "1")]
    #expect(texts(read(own)) == ["S1;;5.00;;", "S2;;5.00;;", "-S2;S2;-5.00;;"])
  }

  @Test("A refund that only the count assigns has its settlement's amount, to the fen")
  func aRefundOfAnotherAmount() {
    let pair = { (refund: String) in [Self.row("S1", "5"), Self.row("F1", refund, flag: "1")] }
    #expect(texts(read(pair("-5"))) == ["S1;;5.00;;", "F1;S1;-5.00;;"])
    // Some platforms write refunds positive, with the flag alone.
    #expect(texts(read(pair("5"))) == ["S1;;5.00;;", "F1;S1;5.00;;"])
    #expect(texts(read(pair("-4.99"))) == nil)
    #expect(texts(read(pair("-5.01"))) == nil)
    // More settlements than refunds, and more refunds than settlements.
    #expect(texts(read([Self.row("S1", "5"), Self.row("S2", "5"), Self.row("F1", "-5", flag: "1")])) == nil)
    #expect(texts(read(pair("-5") + [Self.row("F2", "-5", flag: "1")])) == nil)
  }

  @Test("R12: what our 2208 made is a refund without flag and sign")
  func aRefundIsKnownByOur2208() {
    let rows = [Self.row("S1", "5"), Self.row("F1", "5", message: "m2", flag: "")]
    let pair = ["S1;;5.00;;", "F1;S1;5.00;;"]
    #expect(texts(read(rows, reversals: ["S1": ["m1", "m2"]])) == pair)
    #expect(texts(read(rows, knownRefunds: ["F1"])) == pair)
    // Another message and another id: a second settlement.
    #expect(texts(read(rows, reversals: ["S1": ["m1"]], knownRefunds: ["F9"])) == ["S1;;5.00;;", "F1;;5.00;;"])
  }

  @Test(arguments: [
    [row("F1", "-5", flag: "1")], [row("S1", "5", person: "P2")], [row("S1", "5", person: "")], [row("", "5")],
    [row("S1", #""五""#)], ["{}"], ["1"],
  ])
  func whatIsNotUnderstoodIsUnknown(rows: [String]) {
    #expect(texts(read(rows)) == nil)
  }

  @Test("A row that names no person could be ours, of whatever visit it is")
  func aRowWithoutAPerson() {
    #expect(texts(read([Self.row("S1", "5"), Self.row("S9", "7", visit: "M9", person: "")])) == nil)
    #expect(texts(read([Self.row("S1", "5"), Self.row("S9", "7", visit: "M9", person: " ")])) == nil)
    let without = #"{"mdtrt_id":"M9","setl_id":"S9","msgid":"","refd_setl_flag":"0","medfee_sumamt":7}"#
    #expect(texts(read([without])) == nil)
  }

  @Test(arguments: ["{}", #"{"fileinfo":{"file_qury_no":"1"}}"#, #"{"result":null}"#, #"{"result":{}}"#, "null"])
  func withoutRowsItIsNoWord(output: String) {
    guard case .unparsable = Statement3202.parse(NationalSettlementTests.answer(output)) else {
      Issue.record("a word: \(output)")
      return
    }
  }

  @Test func datesAndAreaAreAsked() {
    let request = Statement3202.request(from: "2021-03-01", to: "2021-03-02", area: "500000")
    #expect(request.number == "3202")
    #expect(request.input["data"]?["stmt_begndate"]?.text == "2021-03-01")
    #expect(request.input["data"]?["stmt_enddate"]?.text == "2021-03-02")
    #expect(request.input["data"]?["setl_optins"]?.text == "500000")
  }
}
