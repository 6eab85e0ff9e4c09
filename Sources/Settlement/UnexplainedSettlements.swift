/// What the last 15 or 3202 about whole days named at one centre and the journal cannot account for (R18): journalled, so
/// that status and report say it until a later answer does not name it any more (R20, R22).
public struct UnexplainedSettlements: Hashable, Sendable {
  /// Names kept of each kind; more are counted.
  public static let limit = 20
  /// Unicode scalars kept of a name, which the centre made.
  public static let nameLimit = 80
  private static let separator = "、"
  static let kind = "UNEXPLAINED_RESULT"

  /// `test` or `production`
  public let environment: String
  /// Raw value of `CentreProfile.Interface`.
  public let interface: String
  /// Settlements that only this program can have made, that stand, and that the journal does not know.
  public let unknown: [String]
  /// Visits of the journal whose rows could not be read, or are more than a record holds: they may stand.
  public let unreadable: [String]
  /// The first day asked about, `yyyy-MM-dd`: as long as an unknown settlement is named, it is asked about again.
  public let from: String
  public let at: Instant

  public init(
    environment: String, interface: String, unknown: [String], unreadable: [String], from: String, at: Instant
  ) {
    self.environment = environment
    self.interface = interface
    self.unknown = Self.limited(unknown)
    self.unreadable = Self.limited(unreadable)
    self.from = from
    self.at = at
  }

  public var isEmpty: Bool { unknown.isEmpty && unreadable.isEmpty }

  /// Of the same centre: another one's answer says nothing about it.
  public func isOfSameCentre(as other: UnexplainedSettlements) -> Bool {
    environment == other.environment && interface == other.interface
  }

  public func namesSame(as other: UnexplainedSettlements) -> Bool {
    isOfSameCentre(as: other) && unknown == other.unknown && unreadable == other.unreadable
  }

  /// Its kind ends as a RESULT's does: a program of an earlier version passes over it.
  public var record: JournalRecord {
    JournalRecord(
      kind: Self.kind, at: at,
      fields: [
        "environment": environment, "interface": interface, "from": from,
        "unknown": unknown.joined(separator: Self.separator),
        "unreadable": unreadable.joined(separator: Self.separator),
      ])
  }

  /// - Throws: `JournalRecordError.malformed` for a record this version did not write.
  init(_ record: JournalRecord) throws(JournalRecordError) {
    guard let environment = record.fields["environment"], let interface = record.fields["interface"],
      let from = record.fields["from"], let unknown = record.fields["unknown"],
      let unreadable = record.fields["unreadable"]
    else { throw .malformed }
    self.environment = environment
    self.interface = interface
    self.unknown = unknown.split(separator: Self.separator).map(String.init)
    self.unreadable = unreadable.split(separator: Self.separator).map(String.init)
    self.from = from
    at = record.at
  }

  private static func limited(_ names: [String]) -> [String] {
    let sorted = Set(names.map(plain)).sorted()
    guard sorted.count > limit else { return sorted }
    return sorted.prefix(limit) + ["等共 \(sorted.count) 个"]
  }

  /// One line that can be split again.
  private static func plain(_ name: String) -> String {
    let kept = name.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F && $0 != "、" }
    return String(String.UnicodeScalarView(kept.prefix(nameLimit)))
  }
}
