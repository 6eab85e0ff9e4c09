import Foundation
import Settlement
import Testing

@testable import SettlementJournal

@Suite("The journal on real files")
struct FileJournalDiskTests {
  @Test("Files are 0600 in a folder 0700; a second process reads the same records")
  func files() throws {
    let folder = NSTemporaryDirectory() + "qz-journal-\(UUID().uuidString)"
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder) } }
    let head: JournalHead
    do {
      let journal = try SettlementJournal.open(try FileJournalDisk(folder: folder), segmentLength: 8192).journal
      try journal.reserveSpace(bytes: 20_000)
      for number in 1...60 {
        try journal.append(
          JournalRecord(kind: "PROBE", at: Instant(wallMilliseconds: Int64(number), bootMilliseconds: 1)))
      }
      head = journal.head
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(names.prefix(2) == ["claim", "swipe-0001.log"])
    for (path, mode) in [(folder, 0o700)] + names.map({ ("\(folder)/\($0)", 0o600) }) {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == mode, "\(path)")
    }
    let (again, records) = try SettlementJournal.open(try FileJournalDisk(folder: folder), segmentLength: 8192)
    #expect(records.map(\.at.wallMilliseconds) == Array(1...60))
    #expect(again.head == head)
  }

  @Test("R18: one process at a time has the folder, and notices when it is replaced under it")
  func single() throws {
    let folder = NSTemporaryDirectory() + "qz-journal-\(UUID().uuidString)"
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder) } }
    let disk = try FileJournalDisk(folder: folder)
    let journal = try SettlementJournal.open(disk).journal
    try journal.verifyClaim()
    // flock belongs to the open file: another descriptor is refused as another process is.
    #expect(throws: JournalError.inUse("另一个进程正在使用 \(folder)")) {
      _ = try SettlementJournal.open(try FileJournalDisk(folder: folder))
    }
    try FileManager.default.moveItem(atPath: folder, toPath: folder + "-old")
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder + "-old") } }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    #expect(throws: JournalError.inUse("\(folder) 在运行中被移动或替换")) { try journal.verifyClaim() }
  }
}
