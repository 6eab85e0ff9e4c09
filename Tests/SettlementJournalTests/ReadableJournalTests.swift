import Settlement
import Testing

@testable import SettlementJournal

/// What is left to people of a journal that is refused (R20), and a disk without room (R21).
@Suite("A damaged journal is read up to the damage; no room is no damage")
struct ReadableJournalTests {
  private struct Meaningless: Error, CustomStringConvertible { let description = "没有意义" }

  private func record(_ number: Int) -> JournalRecord {
    JournalRecord(
      kind: "PROBE", at: Instant(wallMilliseconds: Int64(number), bootMilliseconds: 1), fields: ["n": "第 \(number)"])
  }

  /// Where the n-th record of the first segment begins: a header of 64 bytes, then length, checksum and hash in 40 bytes
  /// before each payload.
  private func offset(of number: Int) -> Int {
    (1..<number).reduce(64) { $0 + 40 + record($1).payload.count }
  }

  private func written(_ count: Int, segment: Int = 4096) throws -> LossyDisk {
    let disk = LossyDisk()
    let journal = try SettlementJournal.open(disk, segmentLength: segment).journal
    for number in 1...count { try journal.append(record(number)) }
    return disk
  }

  @Test("The records before a flipped bit, where it is, and a journal that writes nothing")
  func prefix() throws {
    let disk = try written(5)
    let name = "swipe-0001.log"
    disk.files[name]?[offset(of: 3) + 45] ^= 1
    let before = disk.files
    disk.failWrite = true
    let (journal, records, damage) = try SettlementJournal.openReadable(disk, segmentLength: 4096)
    #expect(records == [record(1), record(2)])
    #expect(damage == .damaged(record: 3, segment: name, reason: "校验和不符"))
    #expect(journal.head.length == 2)
    #expect(throws: JournalError.broken) { try journal.append(record(9)) }
    #expect(throws: JournalError.broken) { try journal.reserveSpace(bytes: 5000) }
    #expect(disk.files == before)
    #expect(throws: JournalError.damaged(record: 3, segment: name, reason: "校验和不符")) {
      _ = try SettlementJournal.open(disk, segmentLength: 4096)
    }
  }

  @Test("A lost segment, and one whose header is damaged: those before it are read")
  func segments() throws {
    let disk = try written(40, segment: 1024)
    let first = try SettlementJournal.openReadable(disk, segmentLength: 1024).records
    #expect(first.count == 40)
    disk.files["swipe-0002.log"]?[3] ^= 1
    let (_, records, damage) = try SettlementJournal.openReadable(disk, segmentLength: 1024)
    #expect(damage == .header(segment: "swipe-0002.log"))
    #expect(!records.isEmpty && records == Array(first.prefix(records.count)) && records.count < 40)
    disk.files["swipe-0002.log"] = nil
    let lost = try SettlementJournal.openReadable(disk, segmentLength: 1024)
    #expect(lost.records == records && lost.damage == .segments("缺少第 2 个文件"))
  }

  @Test("A whole record without a meaning ends it like damage, before anything is written")
  func meaningless() throws {
    let disk = try written(5)
    disk.failWrite = true
    let (journal, records, damage) = try SettlementJournal.openReadable(disk, segmentLength: 4096) {
      if $0 == record(4) { throw Meaningless() }
    }
    #expect(records == (1...3).map(record))
    #expect(damage == .unreadable(record: 4, reason: "没有意义"))
    #expect(journal.head.length == 3)
  }

  @Test("A segment the disk does not read ends it; what comes before is shown, and a torn end there is none")
  func unreadSegment() throws {
    let disk = try written(40, segment: 1024)
    let all = try SettlementJournal.openReadable(disk, segmentLength: 1024).records
    disk.failWrite = true
    disk.unread = ["swipe-0002.log"]
    let (journal, records, damage) = try SettlementJournal.openReadable(disk, segmentLength: 1024)
    #expect(damage == .read("swipe-0002.log，Full()"))
    #expect(!records.isEmpty && records == Array(all.prefix(records.count)) && records.count < 40)
    #expect(throws: JournalError.broken) { try journal.append(record(41)) }
    // Neither a torn end in front of it nor zeros are told instead: what cannot be read is mended first.
    let last = try #require(disk.files["swipe-0001.log"]?.lastIndex { $0 != 0 })
    disk.files["swipe-0001.log"]?[last] = 0
    let cut = try SettlementJournal.openReadable(disk, segmentLength: 1024)
    #expect(cut.records.count == records.count - 1)
    #expect(cut.damage == .read("swipe-0002.log，Full()"))
    disk.unread = []
    let damaged = try SettlementJournal.openReadable(disk, segmentLength: 1024)
    #expect(damaged.damage == .damaged(record: records.count, segment: "swipe-0001.log", reason: "校验和不符"))
    disk.unread = ["swipe-0001.log"]
    let nothing = try SettlementJournal.openReadable(disk, segmentLength: 1024)
    #expect(nothing.records.isEmpty && nothing.damage == .read("swipe-0001.log，Full()"))
  }

  @Test("R21: a copy without its reserved space opens on a full disk and goes on in what it has")
  func sparseCopy() throws {
    let disk = try written(3)
    let length = try #require(disk.files["swipe-0001.log"]?.lastIndex { $0 != 0 }) + 1
    disk.files["swipe-0001.log"]?.removeLast(4096 - length)
    disk.durable = disk.files
    disk.isFull = true
    let (journal, records) = try SettlementJournal.open(disk, segmentLength: 4096)
    #expect(records == (1...3).map(record))
    #expect(throws: JournalError.space("Full()")) { try journal.reserveSpace() }
    disk.isFull = false
    try journal.reserveSpace()
    try journal.append(record(4))
    #expect(try SettlementJournal.open(disk, segmentLength: 4096).records == (1...4).map(record))
  }

  @Test("An intact journal is opened as ever, its torn tail zeroed")
  func intact() throws {
    let disk = try written(3)
    let (journal, records, damage) = try SettlementJournal.openReadable(disk, segmentLength: 4096)
    #expect(damage == nil && records.count == 3)
    try journal.append(record(4))
    #expect(try SettlementJournal.open(disk, segmentLength: 4096).records.count == 4)
  }

  @Test("R21: a reservation that fails leaves the journal usable in the room it has, and is tried again")
  func noRoom() throws {
    let disk = try written(2)
    let journal = try SettlementJournal.open(disk, segmentLength: 4096).journal
    disk.isFull = true
    #expect(throws: JournalError.space("Full()")) { try journal.reserveSpace(bytes: 9000) }
    try journal.append(record(3))
    #expect(throws: JournalError.space("Full()")) { try journal.reserveSpace(bytes: 9000) }
    disk.isFull = false
    // 4096 less the header and an eighth of it stays for records: three such segments for 9000 bytes.
    try journal.reserveSpace(bytes: 9000)
    #expect(journal.segmentCount == (used: 1, spare: 2))
    disk.powerCut()
    #expect(try SettlementJournal.open(disk, segmentLength: 4096).records == (1...3).map(record))
  }

  @Test("R21: no room for the first segment; with room it begins")
  func noRoomAtAll() throws {
    let disk = LossyDisk()
    let journal = try SettlementJournal.open(disk, segmentLength: 4096).journal
    disk.isFull = true
    #expect(throws: JournalError.space("Full()")) { try journal.reserveSpace() }
    disk.isFull = false
    try journal.reserveSpace()
    try journal.append(record(1))
    #expect(try SettlementJournal.open(disk, segmentLength: 4096).records == [record(1)])
  }
}
