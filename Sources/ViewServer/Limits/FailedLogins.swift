/// Counts failed logins per user and address, and locks a pair after too many.
struct FailedLogins {
  /// Failures after which a pair is locked, unless configured otherwise.
  static let allowed = 5
  static let lockSeconds: Int64 = 300
  /// Pairs remembered; beyond it the oldest is forgotten.
  static let remembered = 10_000

  struct Key: Hashable {
    let user: String
    let address: String
  }
  private struct Record {
    var failures: Int
    /// Of the last failure, Unix milliseconds.
    var last: Int64
  }
  private var records: [Key: Record] = [:]
  let allowed: Int
  private let lockMilliseconds: Int64

  init(allowed: Int = Self.allowed, lockSeconds: Int64 = Self.lockSeconds) {
    self.allowed = allowed
    lockMilliseconds = lockSeconds * 1000
  }

  /// Seconds until the lock ends, `nil` when there is none.
  func lockedSeconds(_ key: Key, now: Int64) -> Int64? {
    guard let record = records[key], record.failures >= allowed else { return nil }
    let left = record.last + lockMilliseconds - now
    return left > 0 ? (left + 999) / 1000 : nil
  }

  mutating func failed(_ key: Key, now: Int64) {
    if let record = records[key], record.last + lockMilliseconds > now {
      records[key] = Record(failures: record.failures + 1, last: now)
      return
    }
    if records.count >= Self.remembered, records[key] == nil { forgetSome(now) }
    records[key] = Record(failures: 1, last: now)
  }

  mutating func succeeded(_ key: Key) { records[key] = nil }

  private mutating func forgetSome(_ now: Int64) {
    records = records.filter { $0.value.last + lockMilliseconds > now }
    if records.count >= Self.remembered, let oldest = records.min(by: { $0.value.last < $1.value.last }) {
      records[oldest.key] = nil
    }
  }
}
