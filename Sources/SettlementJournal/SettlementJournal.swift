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
  /// Files that exist beside the segments: reserved, without a header.
  private var spares: Set<UInt32>
  private var offset: Int
  private var hashes: [[UInt8]]
  private var broken = false
  /// Bytes of an incomplete last record that were zeroed when the journal was opened; 0 as a rule.
  public private(set) var tornBytes = 0

  /// Opens the journal and reads every record.
  ///
  /// Only the last record may be incomplete: it never became durable, so nothing was sent for it, and it is zeroed in
  /// place, inside the reserved space. Any other damage is refused with the record's number, before anything is
  /// written. What is returned is durable: after a failed sync the page cache may show what the disk does not have, so
  /// the last segment is written again and synced first (R3).
  ///
  /// - Throws: `JournalError`, and what the disk says.
  public static func open(
    _ disk: any JournalDisk, segmentLength: Int = SettlementJournal.segmentLength
  ) throws -> (journal: SettlementJournal, records: [JournalRecord]) {
    let (journal, records, damage) = try openReadable(disk, segmentLength: segmentLength)
    if let damage { throw damage }
    return (journal, records)
  }

  /// As `open`, or what can still be read of a journal that `open` refuses: the records before the damage, and a
  /// journal that refuses everything and is never written (R20). Its head is that of the records read.
  ///
  /// - Parameter fold: takes each record in order; one it throws for counts as damaged, from there on.
  /// - Returns: `damage`: `nil` for an intact journal; else `.damaged`, `.unreadable`, `.header`, `.version`,
  ///   `.segments`, or `.read` when the disk refuses to read a segment.
  /// - Throws: `JournalError` when another process has the folder or the last segment cannot be made durable, and what
  ///   the disk says to taking the folder.
  public static func openReadable(
    _ disk: any JournalDisk, segmentLength: Int = SettlementJournal.segmentLength,
    fold: (JournalRecord) throws -> Void = { _ in }
  ) throws -> (journal: SettlementJournal, records: [JournalRecord], damage: JournalError?) {
    try disk.claim()
    var reader = SegmentReader()
    var (segments, damage) = readable(disk)
    var spares: Set<UInt32> = []
    while damage == nil, let last = segments.last, SegmentReader.isSpare(last.bytes) {
      segments.removeLast()
      if let number = UInt32(last.name.dropFirst(6).prefix(4)) { spares.insert(number) }
    }
    do {
      for (index, segment) in segments.enumerated() {
        // Behind one that cannot be read nothing is known, so that nothing before it is a torn end.
        let isLast = index == segments.count - 1 && damage == nil
        try reader.read(segment.bytes, name: segment.name, number: index + 1, isLast: isLast)
      }
    } catch {
      // What cannot be read may be whole: it is what a person mends first.
      if damage == nil { damage = error }
    }
    var records: [JournalRecord] = []
    for (index, payload) in reader.payloads.enumerated() {
      do {
        let record = try JournalRecord(payload: payload)
        try fold(record)
        records.append(record)
      } catch {
        if damage == nil { damage = .unreadable(record: index + 1, reason: "\(error)") }
        break
      }
    }
    reader.keep(records.count)
    let journal = SettlementJournal(disk: disk, segmentLength: segmentLength, reader: reader, spares: spares)
    guard damage == nil else {
      journal.broken = true
      return (journal, records, damage)
    }
    if let last = segments.last {
      let written = (last.bytes.lastIndex { $0 != 0 } ?? -1) + 1
      let torn = reader.cut == nil ? 0 : max(0, written - reader.offset)
      try journal.secure(last.name, last.bytes, torn: torn)
    }
    return (journal, records, nil)
  }

  /// The segments in order, up to the first that the disk does not read.
  private static func readable(_ disk: any JournalDisk) -> ([(name: String, bytes: [UInt8])], JournalError?) {
    var segments: [(name: String, bytes: [UInt8])] = []
    var name = ""
    do {
      for next in try disk.segmentNames().filter(isSegmentName).sorted() {
        name = next
        segments.append((next, try disk.read(next)))
      }
    } catch { return (segments, .read(name.isEmpty ? "\(error)" : "\(name)，\(error)")) }
    return (segments, nil)
  }

  private init(disk: any JournalDisk, segmentLength: Int, reader: SegmentReader, spares: Set<UInt32>) {
    self.disk = disk
    self.segmentLength = segmentLength
    segment = reader.segment
    self.spares = spares
    offset = reader.offset
    hashes = reader.hashes
  }

  private var hash: [UInt8] { hashes.last ?? JournalFormat.zeroHash }
  private var count: Int { hashes.count }

  /// Segments that hold records, and reserved ones behind them.
  public var segmentCount: (used: Int, spare: Int) { (Int(segment), spares.count) }

  /// Whether this journal continues the one whose head was kept elsewhere: as long, with the same record at its end
  /// (R20). A copy restored from earlier, or another journal of the same length, does not.
  public func continues(_ stored: JournalHead) -> Bool {
    guard stored.length > 0 else { return true }
    return stored.length <= count && JournalDigest.text(hashes[stored.length - 1]) == stored.hash
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
    let bytes = JournalFormat.record(payload, after: hash)
    // A record is written into reserved space: one that does not fit goes into the next segment (R21). Only a record
    // longer than a segment grows one.
    let isFull = offset + bytes.count > segmentLength && offset > JournalFormat.headerLength
    if segment == 0 || isFull {
      do { try startSegment() } catch {
        broken = true
        throw error
      }
    }
    let name = Self.name(segment)
    try perform { try disk.write(bytes, to: name, at: offset) }
    try synced { try disk.sync(name) }
    offset += bytes.count
    hashes.append(JournalFormat.hash(payload, after: hash))
  }

  /// Makes sure that `bytes` more can be written whatever fills the disk meanwhile: in this segment and in spare ones
  /// behind it (R18, R21). Called before a window with what the planned visits need.
  ///
  /// - Throws: `JournalError.space` when there is none: nothing is lost, the journal goes on in the room it has, and it
  ///   may be tried again. After any other error the process stops.
  public func reserveSpace(bytes: Int = 1) throws(JournalError) {
    guard !broken else { throw .broken }
    if segment == 0 || offset >= segmentLength { try startSegment() }
    let name = Self.name(segment)
    do { try disk.reserve(name, length: max(offset, segmentLength)) } catch { throw .space("\(error)") }
    // The end of a segment is left unused where a record does not fit.
    let unused = segmentLength / 8
    var room = segmentLength - offset - unused
    var next = segment + 1
    while room < bytes {
      try reserveSegment(next)
      room += segmentLength - JournalFormat.headerLength - unused
      next += 1
    }
    try synced { try disk.syncFolder() }
  }

  /// A file that a segment can begin in. Failing leaves what is written as it is; an empty file is taken at the next try.
  private func reserveSegment(_ number: UInt32) throws(JournalError) {
    guard number <= UInt32(Self.segmentNumberLimit) else { throw .segments("超过 \(Self.segmentNumberLimit) 个") }
    let name = Self.name(number)
    do {
      if !spares.contains(number) { try disk.create(name) }
      spares.insert(number)
      try disk.reserve(name, length: segmentLength)
    } catch { throw .space("\(error)") }
  }

  private func startSegment() throws(JournalError) {
    let next = segment + 1
    try reserveSegment(next)
    let name = Self.name(next)
    let header = JournalFormat.header(
      .init(segment: next, firstRecord: UInt64(count + 1), previousHash: hash))
    try perform { try disk.write(header, to: name, at: 0) }
    try synced {
      try disk.sync(name)
      try disk.syncFolder()
    }
    spares.remove(next)
    segment = next
    offset = header.count
  }

  /// Writes the last segment's records again, zeros over an incomplete one, and makes both durable.
  private func secure(_ name: String, _ bytes: [UInt8], torn: Int) throws(JournalError) {
    tornBytes = torn
    try perform {
      let zeros = [UInt8](repeating: 0, count: torn)
      try disk.write(Array(bytes[0..<offset]) + zeros, to: name, at: 0)
      // Of a copy without its reserved space. On a full disk it is tried again before a window, whose gate fails then (R18).
      do { try disk.reserve(name, length: max(offset, segmentLength)) } catch {}
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

  /// The folder is still the one this process took (R18).
  public func verifyClaim() throws { try disk.claim() }

  private func synced(_ work: () throws -> Void) throws(JournalError) {
    do { try work() } catch {
      broken = true
      throw .syncFailed("\(error)")
    }
  }
}
