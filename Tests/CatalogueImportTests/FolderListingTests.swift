import CatalogueStore
import Foundation
import Synchronization
import Testing

@testable import CatalogueImport

/// Names that are no UTF-8: an FTP client of a Chinese Windows writes GBK.
@Suite struct FolderListingTests {
  private let fixture: ImportFixture
  private let inbox: String
  private let clock = Clock()
  private let drop: DropFolder

  private final class Clock: Sendable {
    let milliseconds = Mutex<Int64>(0)
  }

  init() throws {
    fixture = try ImportFixture()
    inbox = "\(fixture.folder)/收件箱"
    let importer = fixture.importer()
    drop = DropFolder(
      directory: inbox, store: fixture.store, now: { ImportFixture.now },
      monotonic: { [clock] in clock.milliseconds.withLock { $0 } }
    ) { try importer.publish($0, now: { ImportFixture.now }) }
  }

  /// 病种 in GBK. (药品 would be UTF-8, too: two letters of other scripts.)
  private static let diseases: [UInt8] = [0xB2, 0xA1, 0xD6, 0xD6]

  private func path(_ name: [UInt8]) -> [CChar] {
    (Array("\(inbox)/".utf8) + name + [0]).map { CChar(bitPattern: $0) }
  }

  private func put(_ name: [UInt8], _ text: String = "A00|霍乱|HL|1|||2021-03-01|\n") throws {
    let descriptor = open(path(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    #expect(write(descriptor, text, text.utf8.count) == text.utf8.count)
  }

  private func settle() async throws -> [String] {
    let first = try await drop.runOnce()
    clock.milliseconds.withLock { $0 += 4000 }
    return try await drop.runOnce() + first
  }

  @Test func aFileWhoseNameIsNoUTF8IsToldAndNotImported() async throws {
    _ = try await drop.runOnce()
    #expect(await drop.problems().isEmpty)
    try put(Self.diseases + Array(".txt".utf8))
    try put(Array("b.txt".utf8), "A01|伤寒|SH|1|||2021-03-01|\n")
    #expect(try await settle() == ["b.txt"])
    #expect(try fixture.disease("A00") == nil)
    #expect(
      await drop.problems() == [
        "QZ-I133 收件箱有 1 个文件的名字不是 UTF-8，没有导入：病种.txt；请改名（如只用字母和数字），或让上传软件用 UTF-8 文件名"
      ])
    // Renamed, it is imported, and nothing is left to tell.
    #expect(rename(path(Self.diseases + Array(".txt".utf8)), "\(inbox)/病种.txt") == 0)
    #expect(try await settle() == ["病种.txt"])
    #expect(try fixture.disease("A00")?[1] == "霍乱")
    #expect(await drop.problems().isEmpty)
  }

  /// Folders, and what is left alone under another name, are none; five names are shown; one in no encoding is told, too.
  @Test func whatIsCountedAndShown() async throws {
    _ = try await drop.runOnce()
    #expect(mkdir(path(Self.diseases), 0o755) == 0)
    try put(Self.diseases + Array(".part".utf8))
    try put(Array("~$".utf8) + Self.diseases + Array(".xlsx".utf8))
    _ = try await drop.runOnce()
    #expect(await drop.problems().isEmpty)
    // 0xFF begins no character of GB18030.
    try put([0xFF] + Array("0.txt".utf8))
    for number in 1...5 { try put(Self.diseases + Array("\(number).txt".utf8)) }
    #expect(try await settle() == [])
    let told = await drop.problems()
    #expect(told.count == 1)
    #expect(
      told.first?.contains("有 6 个文件的名字不是 UTF-8，没有导入：病种1.txt、病种2.txt、病种3.txt、病种4.txt、病种5.txt 等；") == true,
      "\(told)")
    for number in 1...5 { #expect(unlink(path(Self.diseases + Array("\(number).txt".utf8))) == 0) }
    _ = try await drop.runOnce()
    #expect(await drop.problems().first?.contains("没有导入：\u{FFFD}0.txt；") == true)
  }

  @Test func aFolderThatCannotBeReadIsAnError() throws {
    #expect {
      try FolderListing("\(fixture.folder)/nowhere")
    } throws: { ($0 as? ImportError)?.text.hasPrefix("无法读取文件夹 \(fixture.folder)/nowhere：") == true }
  }
}
