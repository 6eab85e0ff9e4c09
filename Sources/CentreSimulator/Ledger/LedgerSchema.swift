/// The ledger's tables: what the centre holds, and every request it got.
enum LedgerSchema {
  static let sql = """
    CREATE TABLE IF NOT EXISTS counter(name TEXT PRIMARY KEY, value INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS published(release TEXT PRIMARY KEY, at INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS person(
      card TEXT PRIMARY KEY, name TEXT NOT NULL, sex TEXT NOT NULL, age INTEGER NOT NULL, identity TEXT NOT NULL,
      category TEXT NOT NULL, civil_servant INTEGER NOT NULL, employer TEXT NOT NULL, district TEXT NOT NULL,
      block_code TEXT NOT NULL, block_reason TEXT NOT NULL, contribution TEXT NOT NULL, insured TEXT NOT NULL,
      balance_fen INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS visit(
      visit TEXT PRIMARY KEY, serial TEXT NOT NULL UNIQUE, card TEXT NOT NULL REFERENCES person(card),
      category TEXT NOT NULL, department TEXT NOT NULL, doctor TEXT NOT NULL, date TEXT NOT NULL,
      diagnosis TEXT NOT NULL, operator TEXT NOT NULL, insurance TEXT NOT NULL, at INTEGER NOT NULL,
      cancelled_at INTEGER);
    CREATE TABLE IF NOT EXISTS detail(
      serial TEXT PRIMARY KEY, visit TEXT NOT NULL REFERENCES visit(visit), prescription TEXT NOT NULL,
      prescribed_at TEXT NOT NULL, item TEXT NOT NULL, local_code TEXT NOT NULL, name TEXT NOT NULL,
      price_e4 INTEGER NOT NULL, quantity_e2 INTEGER NOT NULL, amount_fen INTEGER NOT NULL, level TEXT NOT NULL,
      self_fen INTEGER NOT NULL, own_fen INTEGER NOT NULL, national_item TEXT NOT NULL, national_doctor TEXT NOT NULL,
      at INTEGER NOT NULL, state TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS detail_visit ON detail(visit);
    CREATE TABLE IF NOT EXISTS settlement(
      serial TEXT PRIMARY KEY, visit TEXT NOT NULL REFERENCES visit(visit), card TEXT NOT NULL, at INTEGER NOT NULL,
      date TEXT NOT NULL, total_fen INTEGER NOT NULL, pool_fen INTEGER NOT NULL, account_fen INTEGER NOT NULL,
      civil_fen INTEGER NOT NULL, cash_fen INTEGER NOT NULL, major_fen INTEGER NOT NULL, lines INTEGER NOT NULL,
      operator TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS settlement_visit ON settlement(visit);
    CREATE TABLE IF NOT EXISTS reversal(
      serial TEXT PRIMARY KEY, original TEXT NOT NULL UNIQUE REFERENCES settlement(serial), visit TEXT NOT NULL,
      at INTEGER NOT NULL, date TEXT NOT NULL, operator TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS request(
      sequence INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, transaction_number TEXT NOT NULL,
      visit TEXT NOT NULL, bytes INTEGER NOT NULL, digest TEXT NOT NULL, executed INTEGER NOT NULL,
      fault TEXT NOT NULL, outcome TEXT NOT NULL);
    """
}

/// The invented people whose cards the simulator knows. Their identity numbers fail the check digit.
enum TestPersons {
  /// The card that lies in the reader (transaction 31) until another one is put in.
  static let firstCard = "T00000001"
  /// The patient of another visit, whose answers arrive in place of ours when that fault is set.
  static let foreignCard = "T00000008"
  /// The card that is blocked: reported lost.
  static let blockedCard = "T00000004"

  static let all: [[LedgerValue]] = [
    row("T00000001", "测试甲", "1", 41, "500000198503121011", "11", 0, "", "", "", "1", 50_000),
    row("T00000002", "测试乙", "2", 74, "500000195207182020", "21", 1, "", "", "", "1", 120_000),
    row("T00000003", "测试丙", "1", 30, "500000199609231030", "41", 0, "", "", "2", "2", 0),
    row("T00000004", "测试丁", "2", 52, "500000197404052040", "11", 0, "50", "卡挂失", "", "1", 30_000),
    row("T00000005", "测试戊", "1", 36, "500000199011301050", "11", 0, "", "", "", "1", 5),
    row("T00000006", "测试己", "2", 11, "500000201506012060", "42", 0, "", "", "1", "2", 0),
    row("T00000007", "测试庚", "1", 58, "500000196808161070", "11", 1, "", "", "", "1", 80_000),
    row("T00000008", "测试辛", "2", 43, "500000198302272080", "11", 0, "", "", "", "1", 60_000),
  ]

  private static func row(
    _ card: String, _ name: String, _ sex: String, _ age: Int64, _ identity: String, _ category: String,
    _ civilServant: Int64, _ blockCode: String, _ blockReason: String, _ contribution: String, _ insured: String,
    _ balanceFen: Int64
  ) -> [LedgerValue] {
    [
      .text(card), .text(name), .text(sex), .integer(age), .text(identity), .text(category), .integer(civilServant),
      .text(insured == "1" ? "示例单位" : ""), .text("500000"), .text(blockCode), .text(blockReason),
      .text(contribution), .text(insured), .integer(balanceFen),
    ]
  }
}
