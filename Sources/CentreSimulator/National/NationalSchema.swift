/// What the platform holds beside the ledger both interfaces share: its ids of messages, batches and refunds.
enum NationalSchema {
  static let sql = """
    CREATE TABLE IF NOT EXISTS national_visit(mdtrt_id TEXT PRIMARY KEY, described INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS national_detail(serial TEXT PRIMARY KEY, feedetl_sn TEXT NOT NULL, batch TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS national_settlement(
      setl_id TEXT PRIMARY KEY, msgid TEXT NOT NULL, voided INTEGER NOT NULL DEFAULT 0);
    CREATE INDEX IF NOT EXISTS national_settlement_message ON national_settlement(msgid);
    """
}

/// A person as the platform names it: the ledger knows it by its card.
enum NationalPersonNumber {
  static func of(card: String) -> String { "P\(card)" }
  static func card(of number: String) -> String { number.hasPrefix("P") ? String(number.dropFirst()) : "" }
  /// 310 职工, 390 居民.
  static func insurance(of person: Person) -> String { person.insured == "2" ? "390" : "310" }
}
