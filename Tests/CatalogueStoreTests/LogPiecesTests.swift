import Catalogue
import Foundation
import Synchronization
import Testing

@testable import CatalogueStore

/// The lines of a committed piece, made again from the journal.
@Suite struct LogPiecesTests {
  private let fixture = StoreFixture()

  /// A first load and a release that changes all of its rows.
  private func changed(_ count: Int) throws -> CatalogueStore {
    let store = try fixture.open()
    for (release, name) in ["霍乱", "伤寒"].enumerated() {
      let records = try (1...count).map { try StoreFixture.disease("A\($0)", name) }
      _ = try store.publish(
        [StoreFixture.batch(records)], now: StoreFixture.february26 + Int64(release) * 1000)
    }
    return store
  }

  /// The log's disk may be slow, or a share of the network that hangs: nobody who asks the database waits for it.
  @Test func theDatabaseAnswersWhileLinesAreWritten() throws {
    let store = try changed(3)
    let piece = try #require(try store.logPieces(of: "下载日志-20210226.txt").last)
    #expect(piece.release == 2)
    var answers: [Int64?] = []
    try store.forEachLogBytes(of: piece) { _ in
      let answer = Mutex<Int64?>(nil)
      let done = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        let sequence = Result { () throws(StoreError) in try store.newestSequence() }
        if case .success(let sequence) = sequence { answer.withLock { $0 = sequence } }
        done.signal()
      }
      let ended = done.wait(timeout: .now() + 5)
      answers.append(ended == .success ? answer.withLock { $0 } : nil)
    }
    #expect(answers == [6])
  }

  /// Lines are read in pieces; none is lost or doubled where they meet.
  @Test(arguments: [499, 500, 501, 1001]) func everyLineOnce(count: Int) throws {
    let store = try changed(count)
    let piece = try #require(try store.logPieces(of: "下载日志-20210226.txt").last)
    // As they were kept from the publication, and made again from the journal.
    for _ in 0..<2 {
      let text = String(decoding: try store.logBytes(of: piece), as: UTF8.self)
      let lines = text.split(separator: "\r\n").map(String.init)
      #expect(lines == (1...count).map { "修改|病种目录|A\($0)|伤寒|M|1|||2021-01-20||2021-01-20" })
    }
  }

  /// Lines kept for one release are not taken for another's, and nothing is left in the folder.
  @Test func keptLinesServeTheirOwnPiece() throws {
    let store = try changed(20)
    let pieces = try store.logPieces(of: "下载日志-20210226.txt")
    for piece in pieces + pieces.reversed() {
      let text = String(decoding: try store.logBytes(of: piece), as: UTF8.self)
      #expect(text.hasPrefix(piece.release == 1 ? "新增|病种目录|A1|霍乱" : "修改|病种目录|A1|伤寒"))
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: "\(fixture.directory)/staging")
    #expect(left.filter { $0.hasPrefix("lines-") } == [])
  }

  @Test func keptBytesComeBackInOrder() throws {
    let folder = NSTemporaryDirectory()
    let lines = try #require(KeptLines(folder: folder))
    // Some 3 MiB: more than is read in one go.
    let parts = (0..<40).map { part in [UInt8](repeating: UInt8(part), count: 80_000 + part) }
    for part in parts { lines.append(part) }
    var read: [UInt8] = []
    try lines.forEachBytes { read += $0 }
    #expect(lines.isWhole && read == Array(parts.joined()) && lines.length == Int64(read.count))
    #expect(KeptLines(folder: folder + "/no such folder") == nil)
  }
}
