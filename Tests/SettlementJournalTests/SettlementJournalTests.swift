import Settlement
import Testing

@testable import SettlementJournal

@Suite("The money journal (settlement.md R1–R3, R20, R21)")
struct SettlementJournalTests {
  private func record(_ number: Int) -> JournalRecord {
    JournalRecord(
      kind: "PROBE", at: Instant(wallMilliseconds: Int64(number), bootMilliseconds: 1), fields: ["n": "第 \(number)"])
  }

  private func written(_ count: Int, segment: Int = 4096) throws -> (LossyDisk, JournalHead) {
    let disk = LossyDisk()
    let journal = try SettlementJournal.open(disk, segmentLength: segment).journal
    for number in 1...count { try journal.append(record(number)) }
    return (disk, journal.head)
  }

  @Test("R1: appended records are durable and come back in order, over several segments")
  func roundTrip() throws {
    let (disk, head) = try written(40, segment: 1024)
    #expect(disk.files.count > 2)
    disk.powerCut()
    let (journal, records) = try SettlementJournal.open(disk, segmentLength: 1024)
    #expect(records == (1...40).map(record))
    #expect(journal.head == head)
    #expect(head.length == 40)
    try journal.append(record(41))
    #expect(try SettlementJournal.open(disk, segmentLength: 1024).records.count == 41)
  }

  @Test("R3: what a failed sync left in the page cache is written again before it counts as durable")
  func pageCacheLies() throws {
    let (disk, _) = try written(3)
    let journal = try SettlementJournal.open(disk, segmentLength: 4096).journal
    disk.failSync = true
    #expect(throws: JournalError.self) { try journal.append(record(4)) }
    disk.failSync = false
    // The process starts again, the machine does not: the cache still shows the fourth record.
    let records = try SettlementJournal.open(disk, segmentLength: 4096).records
    disk.powerCut()
    #expect(try SettlementJournal.open(disk, segmentLength: 4096).records == records)
  }

  @Test("R3: when reading again cannot be made durable, nothing is counted")
  func openingMustSync() throws {
    let (disk, _) = try written(3)
    disk.failSync = true
    #expect(throws: JournalError.syncFailed("Full()")) {
      _ = try SettlementJournal.open(disk, segmentLength: 4096)
    }
  }

  @Test("R21: space reserved before the window holds when the disk is full, next segments included")
  func reserved() throws {
    let (disk, _) = try written(2, segment: 1024)
    let journal = try SettlementJournal.open(disk, segmentLength: 1024).journal
    try journal.reserveSpace(bytes: 3000)
    #expect(journal.segmentCount == (used: 1, spare: 3))
    disk.isFull = true
    for number in 3...20 { try journal.append(record(number)) }
    #expect(throws: JournalError.self) { for number in 21...60 { try journal.append(record(number)) } }
    disk.isFull = false
    disk.powerCut()
    let (again, records) = try SettlementJournal.open(disk, segmentLength: 1024)
    #expect(records.count >= 20)
    #expect(records == (1...records.count).map(record))
    try again.append(record(99))
    #expect(try SettlementJournal.open(disk, segmentLength: 1024).records.last == record(99))
  }

  @Test("R21: a spare segment whose header was torn is a spare one again, at every length of the header")
  func tornHeader() throws {
    for length in 0..<64 {
      let (disk, head) = try written(2)
      let journal = try SettlementJournal.open(disk, segmentLength: 4096).journal
      try journal.reserveSpace(bytes: 5000)
      let header = JournalFormat.header(
        .init(segment: 2, firstRecord: 3, previousHash: [UInt8](repeating: 7, count: 32)))
      disk.files["swipe-0002.log"]!.replaceSubrange(0..<length, with: header.prefix(length))
      disk.durable = disk.files
      let again = try SettlementJournal.open(disk, segmentLength: 4096).journal
      #expect(again.head == head)
      #expect(again.segmentCount == (used: 1, spare: 1), "\(length)")
    }
  }

  @Test("A torn tail is zeroed in place: no reserved byte is given back")
  func tornInReservedSpace() throws {
    let (disk, _) = try written(3)
    let name = "swipe-0001.log"
    let length = disk.files[name]!.count
    let used = disk.files[name]!.lastIndex { $0 != 0 }! + 1
    disk.files[name]!.replaceSubrange(used - 20..<used, with: [UInt8](repeating: 0, count: 20))
    disk.durable = disk.files
    disk.isFull = true
    let (journal, records) = try SettlementJournal.open(disk, segmentLength: 4096)
    #expect(records.count == 2)
    #expect(journal.tornBytes > 0)
    try journal.append(record(9))
    #expect(disk.files[name]!.count == length)
    disk.powerCut()
    #expect(try SettlementJournal.open(disk, segmentLength: 4096).records.last == record(9))
  }

  @Test("R20: a head kept elsewhere is continued only by a journal with the same record at that place")
  func heads() throws {
    let (disk, head) = try written(5)
    let journal = try SettlementJournal.open(disk, segmentLength: 4096).journal
    #expect(journal.continues(JournalHead(length: 0, hash: "")))
    #expect(journal.continues(head))
    #expect(!journal.continues(JournalHead(length: 6, hash: head.hash)))
    #expect(!journal.continues(JournalHead(length: 5, hash: String(repeating: "0", count: 64))))
    try journal.append(record(6))
    #expect(journal.continues(head))
    // Another journal of the same length, grown from the same beginning.
    let (other, _) = try written(4)
    let fork = try SettlementJournal.open(other, segmentLength: 4096).journal
    try fork.append(record(50))
    try fork.append(record(51))
    #expect(!fork.continues(head))
  }

  @Test("A segment of another format version is named, not taken for damage")
  func otherVersion() throws {
    let (disk, _) = try written(1)
    let name = "swipe-0001.log"
    var header = Array(disk.files[name]!.prefix(60))
    header[8] = 2
    disk.files[name]!.replaceSubrange(0..<64, with: header + JournalFormat.little(CRC32.checksum(header)))
    #expect(throws: JournalError.version(segment: name, version: 2)) {
      _ = try SettlementJournal.open(disk, segmentLength: 4096)
    }
  }

  @Test("R3: a failed sync is fatal and never tried again")
  func syncFails() throws {
    let (disk, _) = try written(1)
    let journal = try SettlementJournal.open(disk, segmentLength: 4096).journal
    disk.failSync = true
    #expect(throws: JournalError.syncFailed("Full()")) { try journal.append(record(2)) }
    disk.failSync = false
    let syncs = disk.syncs
    #expect(throws: JournalError.broken) { try journal.append(record(3)) }
    #expect(disk.syncs == syncs)
  }

  @Test("R2: a failed write is an error, and the journal refuses what follows")
  func writeFails() throws {
    let (disk, _) = try written(1)
    let journal = try SettlementJournal.open(disk, segmentLength: 4096).journal
    disk.failWrite = true
    #expect(throws: JournalError.write("Full()")) { try journal.append(record(2)) }
    #expect(throws: JournalError.broken) { try journal.append(record(3)) }
  }

  @Test("A torn last record is cut at every length; what was durable stays")
  func torn() throws {
    let (two, _) = try written(2)
    let (three, _) = try written(3)
    let name = "swipe-0001.log"
    let before = two.files[name]!.lastIndex { $0 != 0 }! + 1
    let after = three.files[name]!.lastIndex { $0 != 0 }! + 1
    for length in before..<after {
      let disk = LossyDisk()
      disk.files[name] = Array(three.files[name]!.prefix(length))
      let (journal, records) = try SettlementJournal.open(disk, segmentLength: 4096)
      #expect(records.count == 2, "\(length)")
      try journal.append(record(9))
      #expect(try SettlementJournal.open(disk, segmentLength: 4096).records.last == record(9))
      // The same with the reserved zeros behind it.
      disk.files[name] = Array(three.files[name]!.prefix(length)) + [UInt8](repeating: 0, count: 500)
      #expect(try SettlementJournal.open(disk, segmentLength: 4096).records.count == 2, "\(length) and zeros")
    }
  }

  @Test("A flipped bit anywhere, the last record included, is refused and never cut")
  func flipped() throws {
    let (intact, _) = try written(3)
    let name = "swipe-0001.log"
    let length = intact.files[name]!.lastIndex { $0 != 0 }! + 1
    for position in 0..<length {
      for bit in (0..<8).map({ UInt8(1) << $0 }) {
        let disk = LossyDisk()
        disk.files = intact.files
        disk.files[name]![position] ^= bit
        #expect(throws: JournalError.self, "byte \(position) bit \(bit)") {
          _ = try SettlementJournal.open(disk, segmentLength: 4096)
        }
      }
    }
  }

  @Test("Damage in the middle names the record; a missing segment is refused")
  func damaged() throws {
    let (disk, _) = try written(40, segment: 1024)
    let name = "swipe-0001.log"
    var bytes = disk.files[name]!
    bytes[64 + 50] ^= 1
    disk.files[name] = bytes
    #expect(throws: JournalError.damaged(record: 1, segment: name, reason: "校验和不符")) {
      _ = try SettlementJournal.open(disk, segmentLength: 1024)
    }
    disk.files[name] = nil
    #expect(throws: JournalError.self) { _ = try SettlementJournal.open(disk, segmentLength: 1024) }
  }

  @Test("A record at the limit is taken, one past it refused")
  func limit() throws {
    let journal = try SettlementJournal.open(LossyDisk()).journal
    let empty = JournalRecord(kind: "X", at: Instant(wallMilliseconds: 0, bootMilliseconds: 0), fields: ["a": ""])
    let room = JournalRecord.payloadLimit - empty.payload.count
    for (extra, fits) in [(0, true), (1, false)] {
      let text = String(repeating: "x", count: room + extra)
      let record = JournalRecord(kind: "X", at: empty.at, fields: ["a": text])
      if fits {
        try journal.append(record)
      } else {
        #expect(throws: JournalError.recordTooLong(JournalRecord.payloadLimit + 1)) { try journal.append(record) }
      }
    }
  }

  @Test("CRC-32 and the hash chain agree with zlib and SHA-256")
  func known() {
    #expect(CRC32.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(
      JournalDigest.hex(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}
