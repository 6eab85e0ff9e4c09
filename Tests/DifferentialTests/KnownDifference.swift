/// Types of result columns that differ on purpose.
enum KnownDifference {
  /// MIN, MAX and NULLIF of a `varchar`: Oracle answers VARCHAR2; PostgreSQL has them for `text` only, which drivers show
  /// to HIS programs as a memo field.
  static func isKnown(agent: UInt32, postgres: UInt32, sql: String) -> Bool {
    agent == 1043 && postgres == 25 && ["min(", "max(", "nullif("].contains { sql.contains($0) }
  }
}
