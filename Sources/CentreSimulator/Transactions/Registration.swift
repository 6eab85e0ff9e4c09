extension BusinessDesk {
  /// The longest 门诊号.
  static let longestVisitNumber = 18

  private static let visitCategories: Set<String> = [
    "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "21", "22", "23", "24", "25", "26", "27", "31",
  ]

  /// 02 就诊登记, 17 values: 门诊号 · 医疗类别 · 卡号 · 科室 · 医师 · 日期 · 诊断 · 操作员 · … · 险种 (15).
  /// Answers 交易流水号 · 帐户余额 · 原转出医院名称 · 参保类别.
  func register(_ request: RequestText) throws(SimulatorError) -> Decision {
    let number = request[1]
    guard !number.isEmpty, number.unicodeScalars.count <= Self.longestVisitNumber else {
      return .refused("the visit number is empty or longer than \(Self.longestVisitNumber)")
    }
    let category = request.field(2, default: "11")
    guard Self.visitCategories.contains(category) else { return .refused("no such category of visit") }
    for position in [4, 5, 8] where request[position].isEmpty { return .refused("field \(position) is empty") }
    guard let date = CentreTime.canonicalDate(request[6]) else { return .refused("field 6 is no date") }
    let insurance = request.field(15, default: "1")
    guard insurance == "1" else { return .refused("no such insurance") }
    guard let person = try book.person(card: request[3]) else { return .refused("no such card") }
    if person.isBlocked { return .refused("the card is blocked") }
    if try book.visit(number) != nil { return .refused("the visit number was registered before") }

    let serial = try book.nextSerial()
    let values: [LedgerValue] = [
      .text(number), .text(serial), .text(person.card), .text(category), .text(request[4]), .text(request[5]),
      .text(date), .text(request[7]), .text(request[8]), .text(insurance), .integer(clock()),
    ]
    try book.database.run("INSERT INTO visit VALUES(?,?,?,?,?,?,?,?,?,?,?,NULL)", values)
    return .done([serial, person.balance.text, "", person.insured])
  }
}
