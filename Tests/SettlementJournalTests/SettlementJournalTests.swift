import Settlement
import Testing

@testable import SettlementJournal

/// A folder in memory whose writes are lost unless synced.
final class LossyDisk: JournalDisk {
  var files: [String: [UInt8]] = [:]
  var durable: [String: [UInt8]] = [:]
  var failSync = false
  var failWrite = false
  var syncs = 0

  struct Full: Error {}

  func segmentNames() throws -> [String] { Array(files.keys) }
  func read(_ name: String) throws -> [UInt8] { files[name] ?? [] }
  func create(_ name: String) throws { files[name] = [] }
  func write(_ bytes: [UInt8], to name: String, at offset: Int) throws {
    if failWrite { throw Full() }
    var file = files[name] ?? []
    file.replaceSubrange(offset..<min(file.count, offset + bytes.count), with: bytes)
    files[name] = file
  }
  func sync(_ name: String) throws {
    syncs += 1
    if failSync { throw Full() }
    durable[name] = files[name]
  }
  func syncFolder() throws {}
  func reserve(_ name: String, length: Int) throws {
    let file = files[name] ?? []
    files[name] = file + [UInt8](repeating: 0, count: max(0, length - file.count))
  }
  func truncate(_ name: String, length: Int) throws { files[name] = Array((files[name] ?? []).prefix(length)) }
}

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
    disk.files = disk.durable
    let (journal, records) = try SettlementJournal.open(disk, segmentLength: 1024)
    #expect(records == (1...40).map(record))
    #expect(journal.head == head)
    #expect(head.length == 40)
    try journal.append(record(41))
    #expect(try SettlementJournal.open(disk, segmentLength: 1024).records.count == 41)
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
