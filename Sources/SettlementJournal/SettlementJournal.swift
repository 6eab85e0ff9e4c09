import Settlement

/// How much of the journal there is: written to `agent.sqlite` after each visit, and into the report (R20).
public struct JournalHead: Sendable, Hashable, Codable {
  /// Records in all segments.
  public let length: Int
  /// The last record's hash, hexadecimal; zeros for an empty journal.
  public let hash: String

  public init(length: Int, hash: String) {
    self.length = length
    self.hash = hash
  }
}

/// The money journal: append-only segments `swipe-NNNN.log`, each record durable before `append` returns (R1).
///
/// One object per process, used by one task at a time. After any failed write or sync it refuses everything: the caller
/// exits, and a new process reads the files again (R2, R3).
public final class SettlementJournal {
  /// A segment that has grown beyond this is followed by another; its space is reserved when it is created (R21).
  public static let segmentLength = 1 << 20
  public static let segmentNumberLimit = 9999

  private let disk: any JournalDisk
  private let segmentLength: Int
  private var segment: UInt32
  private var offset: Int
  private var count: Int
  private var hash: [UInt8]
  private var broken = false
  /// Bytes of an incomplete last record that were cut when the journal was opened; 0 as a rule.
  public private(set) var tornBytes = 0

  /// Opens the journal and reads every record.
  ///
  /// Only the last record may be incomplete: it never became durable, so nothing was sent for it, and it is cut off.
  /// Any other damage is refused with the record's number.
  ///
  /// - Throws: `JournalError`, `JournalRecordError`.
  public static func open(
    _ disk: any JournalDisk, segmentLength: Int = SettlementJournal.segmentLength
  ) throws -> (journal: SettlementJournal, records: [JournalRecord]) {
    var reader = SegmentReader()
    let names = try disk.segmentNames().filter(isSegmentName).sorted()
    for (index, name) in names.enumerated() {
      try reader.read(try disk.read(name), name: name, number: index + 1, isLast: index == names.count - 1)
    }
    let journal = SettlementJournal(disk: disk, segmentLength: segmentLength, reader: reader)
    if let cut = reader.cut, let name = names.last {
      journal.tornBytes = cut.bytes
      try journal.mend(name, cut: cut)
    } else if let name = names.last {
      try journal.perform { try disk.reserve(name, length: max(journal.offset, segmentLength)) }
    }
    return (journal, try reader.payloads.map { try JournalRecord(payload: $0) })
  }

  private init(disk: any JournalDisk, segmentLength: Int, reader: SegmentReader) {
    self.disk = disk
    self.segmentLength = segmentLength
    segment = reader.segment
    offset = reader.offset
    count = reader.payloads.count
    hash = reader.hash
  }

  public var head: JournalHead { JournalHead(length: count, hash: JournalDigest.text(hash)) }

  static func name(_ segment: UInt32) -> String {
    let digits = String(segment)
    return "swipe-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ".log"
  }

  static func isSegmentName(_ name: String) -> Bool {
    name.hasPrefix("swipe-") && name.hasSuffix(".log") && name.count == 14
      && name.dropFirst(6).prefix(4).allSatisfy { $0.isASCII && $0.isNumber }
  }

  /// Appends one record and makes it durable. Only when it returns may anything be sent, shown or counted (R1).
  ///
  /// - Throws: `JournalError`: nothing may be sent; the process stops (R2) or, after a failed sync, exits (R3).
  public func append(_ record: JournalRecord) throws(JournalError) {
    guard !broken else { throw .broken }
    let payload = record.payload
    guard payload.count <= JournalRecord.payloadLimit else { throw .recordTooLong(payload.count) }
    if segment == 0 || offset >= segmentLength { try startSegment() }
    let bytes = JournalFormat.record(payload, after: hash)
    let name = Self.name(segment)
    try perform { try disk.write(bytes, to: name, at: offset) }
    try synced { try disk.sync(name) }
    offset += bytes.count
    count += 1
    hash = JournalFormat.hash(payload, after: hash)
  }

  /// Makes sure that a segment with reserved space exists (R18, R21).
  public func reserveSpace() throws(JournalError) {
    guard !broken else { throw .broken }
    if segment == 0 || offset >= segmentLength { try startSegment() }
    let name = Self.name(segment)
    try perform { try disk.reserve(name, length: max(offset, segmentLength)) }
  }

  private func startSegment() throws(JournalError) {
    let next = segment + 1
    guard next <= UInt32(Self.segmentNumberLimit) else { throw .segments("超过 \(Self.segmentNumberLimit) 个") }
    let name = Self.name(next)
    let header = JournalFormat.header(
      .init(segment: next, firstRecord: UInt64(count + 1), previousHash: hash))
    try perform {
      try disk.create(name)
      try disk.reserve(name, length: segmentLength)
      try disk.write(header, to: name, at: 0)
    }
    try synced {
      try disk.sync(name)
      try disk.syncFolder()
    }
    segment = next
    offset = header.count
  }

  /// Cuts an incomplete last record, or finishes a header whose segment holds no record yet.
  private func mend(_ name: String, cut: SegmentReader.Cut) throws(JournalError) {
    try perform {
      try disk.truncate(name, length: cut.headerIsWhole ? offset : 0)
      if !cut.headerIsWhole {
        let header = JournalFormat.Header(segment: segment, firstRecord: UInt64(count + 1), previousHash: hash)
        try disk.write(JournalFormat.header(header), to: name, at: 0)
        offset = JournalFormat.headerLength
      }
      try disk.reserve(name, length: max(offset, segmentLength))
    }
    try synced {
      try disk.sync(name)
      try disk.syncFolder()
    }
  }

  private func perform(_ work: () throws -> Void) throws(JournalError) {
    do { try work() } catch {
      broken = true
      throw .write("\(error)")
    }
  }

  private func synced(_ work: () throws -> Void) throws(JournalError) {
    do { try work() } catch {
      broken = true
      throw .syncFailed("\(error)")
    }
  }
}
