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
    let journal = try SettlementJournal.open(try FileJournalDisk(folder: folder), segmentLength: 8192).journal
    try journal.reserveSpace()
    for number in 1...60 {
      try journal.append(
        JournalRecord(kind: "PROBE", at: Instant(wallMilliseconds: Int64(number), bootMilliseconds: 1)))
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(names.first == "swipe-0001.log")
    for (path, mode) in [(folder, 0o700)] + names.map({ ("\(folder)/\($0)", 0o600) }) {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == mode, "\(path)")
    }
    let (again, records) = try SettlementJournal.open(try FileJournalDisk(folder: folder), segmentLength: 8192)
    #expect(records.map(\.at.wallMilliseconds) == Array(1...60))
    #expect(again.head == journal.head)
  }
}
