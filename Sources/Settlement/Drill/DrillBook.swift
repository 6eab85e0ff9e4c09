/// Every drill the journal knows: the fold over its `DRILL_` records (R22).
public struct DrillBook: Hashable, Sendable {
  /// In the order they were planned.
  public private(set) var drills: [Drill] = []
  /// Message ids used, newest last in time: the second of the newest and nothing earlier may be used again (R14).
  public private(set) var newestMessage = ""
  private var indexes: [DrillNumber: Int] = [:]

  public init() {}

  public func drill(_ number: DrillNumber) -> Drill? { indexes[number].map { drills[$0] } }

  /// Undecided ones.
  public var open: [Drill] { drills.filter(\.isOpen) }

  /// - Returns: alarms for the log.
  /// - Throws: `JournalRecordError`, `DrillError`: not a journal of this machine.
  mutating func apply(_ record: JournalRecord) throws -> [String] {
    // The time and the number within the second follow the institution's code: they order as texts.
    if let message = record.fields["message"], Self.time(of: message) > Self.time(of: newestMessage) {
      newestMessage = message
    }
    if record.kind == "DRILL_SESSION" { return [] }
    if record.kind == "DRILL_RESTARTED" {
      return try drills.indices.flatMap { try drills[$0].event(record.drillEvent(), at: record.at) }
    }
    guard let number = DrillNumber(record.fields["drill"] ?? "") else { throw JournalRecordError.malformed }
    if record.kind == "DRILL_PLANNED" {
      guard indexes[number] == nil else { throw JournalRecordError.malformed }
      indexes[number] = drills.count
      drills.append(Drill(plan: try DrillPlan(journalFields: record.fields), at: record.at))
      return []
    }
    guard let index = indexes[number] else { throw JournalRecordError.unknownVisit(number.text) }
    return try drills[index].event(record.drillEvent(), at: record.at)
  }

  /// `yyyyMMddHHmmss` and the number of a message id.
  static func time(of message: String) -> String { String(message.suffix(18)) }
}
