/// A visit of another patient, made when the fault `other-visit` first needs one. It really stands in the ledger: a
/// program that acts on its serial harms somebody, and the ledger shows it.
enum ForeignVisit {
  static let number = "WAIBU0000000000001"

  /// What the centre answers to the same question about that visit.
  static func decision(like request: RequestText, desk: inout BusinessDesk) throws(SimulatorError) -> Decision {
    if request.transaction == "24" { return desk.otherCatalogue(request) }
    try register(&desk)
    let book = desk.book
    switch request.transaction {
    case "01": return try desk.execute(RequestText("01|\(TestPersons.foreignCard)|1"))
    case "31": return .done([TestPersons.foreignCard])
    case "43": return try desk.execute(RequestText("43|\(TestPersons.foreignCard)|1||1|\(number)"))
    case "02":
      let serial = try book.visit(number)?.serial ?? ""
      return .done([serial, Fen(60_000).text, "", "1"])
    case "04":
      let sql = "SELECT serial, amount_fen, level FROM detail WHERE visit = ? ORDER BY rowid"
      let rows = try book.database.run(sql, [.text(number)])
      return .list(
        rows.map { row in
          let amount = Fen(row[1].integer).text
          return [row[0].text, amount, "0", "", amount, row[2].text, "1", "", "0.00", amount]
        })
    case "15":
      let request = RequestText("15|1|2|\(request[3])|\(request[4])|\(number)")
      return try desk.execute(request)
    case "05", "06", "99": return try settlementAnswer(request.transaction, book)
    default: return .done([])
    }
  }

  /// The rows of 05, 06 and 99 as they were, or would be, for the other visit.
  private static func settlementAnswer(_ transaction: String, _ book: LedgerBook) throws(SimulatorError) -> Decision {
    let sql = """
      SELECT serial, pool_fen, account_fen, civil_fen, cash_fen, major_fen, at FROM settlement WHERE visit = ?
      ORDER BY rowid LIMIT 1
      """
    guard let row = try book.database.run(sql, [.text(number)]).first else { return .refused("no other visit") }
    let funds = row[1...5].map { Fen($0.integer).text }
    let none = Fen.zero.text
    let time = CentreTime.text(row[6].integer)
    if transaction == "99" {
      let rest = Array(repeating: none, count: 6) + [time] + Array(repeating: none, count: 4)
      return .done(["-" + row[0].text] + funds + rest)
    }
    let rest = Array(repeating: none, count: 13) + [time] + Array(repeating: none, count: 9) + [""]
    return .done((transaction == "05" ? [row[0].text] : []) + funds + rest)
  }

  /// Registers and settles the other visit, once.
  private static func register(_ desk: inout BusinessDesk) throws(SimulatorError) {
    if try desk.book.visit(number) != nil { return }
    let database = desk.book.database
    let now = desk.clock()
    let registration = try desk.book.nextSerial()
    let visit: [LedgerValue] = [
      .text(number), .text(registration), .text(TestPersons.foreignCard), .text("11"), .text("门诊"), .text("D1"),
      .text(CentreTime.date(now)), .text(""), .text("0009"), .text("1"), .integer(now),
    ]
    try database.run("INSERT INTO visit VALUES(?,?,?,?,?,?,?,?,?,?,?,NULL)", visit)
    let detail: [LedgerValue] = [
      .text(try desk.book.nextSerial()), .text(number), .text("WB1"), .text(CentreTime.text(now)), .text("0"),
      .text("0"), .text("诊查费"), .integer(350_000), .integer(100), .integer(3_500), .text("3"), .integer(0),
      .integer(3_500), .text(""), .text(""), .integer(now), .text("open"),
    ]
    try database.run("INSERT INTO detail VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", detail)
    let settlement: [LedgerValue] = [
      .text(try desk.book.nextSerial()), .text(number), .text(TestPersons.foreignCard), .integer(now),
      .text(CentreTime.date(now)), .integer(3_500), .integer(0), .integer(3_500), .integer(0), .integer(0), .integer(0),
      .integer(1), .text("0009"),
    ]
    try database.run("INSERT INTO settlement VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)", settlement)
    try database.run(
      "UPDATE person SET balance_fen = balance_fen - 3500 WHERE card = ?", [.text(TestPersons.foreignCard)])
  }
}
