/// The ledger as the transactions use it: serial numbers, persons, visits, and the record of requests.
struct LedgerBook {
  let database: LedgerDatabase

  init(path: String, seed: UInt64) throws(SimulatorError) {
    database = try LedgerDatabase(path: path)
    try database.script(LedgerSchema.sql)
    try database.script(DrillDesk.schema)
    try database.script(NationalSchema.sql)
    for person in TestPersons.all {
      let marks = person.map { _ in "?" }.joined(separator: ",")
      try database.run("INSERT OR IGNORE INTO person VALUES(\(marks))", person)
    }
    // Serial numbers have 15 digits: 500, three that follow from the seed, a running number.
    let first = 500_000_000_000_000 + Int64(seed % 1_000) * 1_000_000_000
    try database.run("INSERT OR IGNORE INTO counter VALUES('serial', ?)", [.integer(first)])
  }

  /// The next serial number. One sequence serves 02, 04 and 05.
  func nextSerial() throws(SimulatorError) -> String {
    let rows = try database.run("UPDATE counter SET value = value + 1 WHERE name = 'serial' RETURNING value")
    guard let row = rows.first else { throw SimulatorError(.ledger, "the serial counter is gone") }
    return row[0].text
  }

  func person(card: String) throws(SimulatorError) -> Person? {
    let sql = """
      SELECT card, name, sex, age, identity, category, civil_servant, employer, district, block_code, block_reason,
        contribution, insured, balance_fen FROM person WHERE card = ?
      """
    return try database.run(sql, [.text(card)]).first.map(Person.init)
  }

  func visit(_ number: String) throws(SimulatorError) -> RegisteredVisit? {
    let sql = """
      SELECT visit, serial, card, insurance, cancelled_at IS NOT NULL,
        (SELECT serial FROM settlement s WHERE s.visit = v.visit
          AND NOT EXISTS (SELECT 1 FROM reversal r WHERE r.original = s.serial))
      FROM visit v WHERE visit = ?
      """
    return try database.run(sql, [.text(number)]).first.map(RegisteredVisit.init)
  }

  /// Records a request's arrival and returns its sequence number.
  func received(_ request: RequestText, bytes: [UInt8], fault: String, at: Int64) throws(SimulatorError) -> Int64 {
    let sql = """
      INSERT INTO request(at, transaction_number, visit, bytes, digest, executed, fault, outcome)
      VALUES(?,?,?,?,?,0,?,'') RETURNING sequence
      """
    let values: [LedgerValue] = [
      .integer(at), .text(request.transaction), .text(request.visit), .integer(Int64(bytes.count)),
      .text(Self.digest(bytes)), .text(fault),
    ]
    guard let row = try database.run(sql, values).first else {
      throw SimulatorError(.ledger, "a request could not be recorded")
    }
    return row[0].integer
  }

  /// Records what a request came to. A second execution of the same request does not undo the first.
  func decided(_ sequence: Int64, _ decision: Decision) throws(SimulatorError) {
    let outcome: String
    if case .refused(let reason) = decision { outcome = reason } else { outcome = "1" }
    try database.run(
      "UPDATE request SET executed = max(executed, ?), outcome = ? WHERE sequence = ?",
      [.integer(decision.isRefusal ? 0 : 1), .text(outcome), .integer(sequence)])
  }

  /// FNV-1a, 64 bit, as 16 hexadecimal digits.
  static func digest(_ bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}

/// A person the centre insures.
struct Person {
  let card, name, sex, age, identity, category: String
  let isCivilServant: Bool
  let employer, district, blockCode, blockReason, contribution: String
  /// 参保类别: 1 职工, 2 居民.
  let insured: String
  let balance: Fen

  var isBlocked: Bool { !blockCode.isEmpty }

  init(_ row: [LedgerValue]) {
    card = row[0].text
    name = row[1].text
    sex = row[2].text
    age = row[3].text
    identity = row[4].text
    category = row[5].text
    isCivilServant = row[6].integer == 1
    employer = row[7].text
    district = row[8].text
    blockCode = row[9].text
    blockReason = row[10].text
    contribution = row[11].text
    insured = row[12].text
    balance = Fen(row[13].integer)
  }
}

/// A visit with what decides whether it can be changed.
struct RegisteredVisit {
  let number, serial, card, insurance: String
  let isCancelled: Bool
  /// The serial of the settlement that stands, if one does.
  let settlement: String?

  init(_ row: [LedgerValue]) {
    number = row[0].text
    serial = row[1].text
    card = row[2].text
    insurance = row[3].text
    isCancelled = row[4].integer == 1
    settlement = row[5].isNull ? nil : row[5].text
  }
}
