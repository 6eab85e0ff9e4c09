import Settlement

/// Reads segments in order and checks every length, checksum and hash.
struct SegmentReader {
  /// Bytes behind the last whole record of the last segment that are neither a record nor zeros.
  struct Cut: Equatable {
    let bytes: Int
  }

  private(set) var payloads: [[UInt8]] = []
  /// Each record's hash.
  private(set) var hashes: [[UInt8]] = []
  private(set) var segment: UInt32 = 0
  private(set) var offset = 0
  private(set) var hash = JournalFormat.zeroHash
  /// What of the last segment is incomplete.
  private(set) var cut: Cut?

  mutating func read(_ bytes: [UInt8], name: String, number: Int, isLast: Bool) throws(JournalError) {
    guard name == SettlementJournal.name(UInt32(number)) else { throw .segments("缺少第 \(number) 个文件") }
    segment = UInt32(number)
    guard let header = JournalFormat.parseHeader(bytes) else {
      if let version = JournalFormat.headerVersion(bytes) { throw .version(segment: name, version: Int(version)) }
      throw .header(segment: name)
    }
    guard header.segment == segment, header.firstRecord == UInt64(payloads.count + 1), header.previousHash == hash
    else { throw .segments("\(name) 不接上一个文件") }
    offset = JournalFormat.headerLength
    while let record = try next(bytes, name: name, isLast: isLast) {
      payloads.append(record)
      hash = JournalFormat.hash(record, after: hash)
      hashes.append(hash)
      offset += JournalFormat.recordOverhead + record.count
    }
  }

  /// Forgets the records behind the first `count`: one of them has no meaning.
  mutating func keep(_ count: Int) {
    payloads.removeLast(payloads.count - count)
    hashes.removeLast(hashes.count - count)
  }

  /// The record at `offset`; `nil` at the end, where `cut` says whether something incomplete follows.
  private mutating func next(_ bytes: [UInt8], name: String, isLast: Bool) throws(JournalError) -> [UInt8]? {
    let rest = bytes.count - offset
    if bytes[offset...].allSatisfy({ $0 == 0 }) {
      if rest > 0 { try end(rest, name, isLast, bytes) }
      return nil
    }
    guard rest >= JournalFormat.recordOverhead else {
      try end(rest, name, isLast, bytes)
      return nil
    }
    let length = Int(JournalFormat.integer(bytes, offset, 4))
    guard length <= JournalRecord.payloadLimit, length > 0 else {
      return try bad("长度不合理", bytes, name, isLast, reach: rest)
    }
    let whole = JournalFormat.recordOverhead + length
    guard rest >= whole else {
      try end(rest, name, isLast, bytes)
      return nil
    }
    let previous = Array(bytes[offset + 8..<offset + 40])
    let payload = Array(bytes[offset + 40..<offset + whole])
    guard JournalFormat.integer(bytes, offset + 4, 4) == UInt64(CRC32.checksum(previous + payload)) else {
      return try bad("校验和不符", bytes, name, isLast, reach: whole)
    }
    guard previous == hash else {
      throw .damaged(record: payloads.count + 1, segment: name, reason: "不接上一条的摘要")
    }
    return payload
  }

  /// A damaged record is the torn last one only when nothing but zeros follows it in the last segment.
  private mutating func bad(
    _ reason: String, _ bytes: [UInt8], _ name: String, _ isLast: Bool, reach: Int
  ) throws(JournalError) -> [UInt8]? {
    let follows = bytes[(offset + reach)...].contains { $0 != 0 }
    guard isLast, !follows, isTorn(bytes, reach: reach), !isWholeDespiteItsLength(bytes) else {
      throw .damaged(record: payloads.count + 1, segment: name, reason: reason)
    }
    cut = Cut(bytes: bytes.count - offset)
    return nil
  }

  /// Bytes of zeros that a flipped bit does not make and an unwritten piece of a sector does.
  private static let unwrittenRun = 8

  /// A record that was being written when the power went has unwritten parts, which read as zeros: its end, a run in
  /// its middle, or its beginning. A payload has no zero byte, so a record that is whole except for a flipped bit does
  /// not look like that.
  private func isTorn(_ bytes: [UInt8], reach: Int) -> Bool {
    let end = offset + reach
    if bytes[offset..<offset + 8].allSatisfy({ $0 == 0 }) || bytes[end - 1] == 0 { return true }
    var run = 0
    for byte in bytes[(offset + JournalFormat.recordOverhead)..<end] {
      run = byte == 0 ? run + 1 : 0
      if run == Self.unwrittenRun { return true }
    }
    return false
  }

  /// Some length carries the checksum: the record is whole and its length is what was damaged. It must not be cut.
  private func isWholeDespiteItsLength(_ bytes: [UInt8]) -> Bool {
    guard bytes.count - offset > JournalFormat.recordOverhead else { return false }
    let expected = UInt32(JournalFormat.integer(bytes, offset + 4, 4))
    let candidates = bytes[(offset + 8)...].prefix(JournalFormat.recordOverhead - 8 + JournalRecord.payloadLimit)
    return CRC32.hasPrefix(candidates, withChecksum: expected, longerThan: JournalFormat.recordOverhead - 8)
  }

  private mutating func end(_ rest: Int, _ name: String, _ isLast: Bool, _ bytes: [UInt8]) throws(JournalError) {
    let torn = bytes[offset...].contains { $0 != 0 }
    guard isLast || !torn else {
      throw .damaged(record: payloads.count + 1, segment: name, reason: "不完整")
    }
    guard !isWholeDespiteItsLength(bytes) else {
      throw .damaged(record: payloads.count + 1, segment: name, reason: "长度不符")
    }
    if torn { cut = Cut(bytes: rest) }
  }

  /// A segment that holds no record and whose header is not there or not whole: reserved before the window, or its
  /// header was being written when the power went. It becomes a segment when its header is durable.
  static func isSpare(_ bytes: [UInt8]) -> Bool {
    guard bytes.dropFirst(JournalFormat.headerLength).allSatisfy({ $0 == 0 }) else { return false }
    let head = bytes.prefix(JournalFormat.headerLength)
    return head.count < JournalFormat.headerLength || head.last == 0
  }
}
