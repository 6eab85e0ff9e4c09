import Foundation
import Logging
import Testing
import ViewServer

@testable import Agent

@Suite struct AuditLogTests {
  /// 2021-02-28 16:00:00 UTC is midnight of 2021-03-01 in Asia/Shanghai: `date -u -d "2021-02-28 16:00" +%s`.
  @Test func aLinePerEventInTheDaysFile() throws {
    let folder = NSTemporaryDirectory() + "qz-audit-\(UUID().uuidString)"
    let audit = try AuditLog(folder: folder, logger: Logger(label: "test"))
    for kind in [AuditEvent.Kind.loginSucceeded, .statementFailed("42501")] {
      audit.note(
        AuditEvent(kind: kind, user: "his_interface", address: "127.0.0.1", timeMilliseconds: 1_614_528_000_000))
    }
    audit.flush()
    let text = try String(contentsOfFile: folder + "/视图-20210301.log", encoding: .utf8)
    #expect(
      text == """
        2021-03-01 00:00:00\t登录成功\this_interface\t127.0.0.1
        2021-03-01 00:00:00\t语句出错 42501\this_interface\t127.0.0.1

        """)
  }

  /// The user is what a client wrote before it logged in.
  @Test func aNameCannotMakeALineOrAColumn() throws {
    let folder = NSTemporaryDirectory() + "qz-audit-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let audit = try AuditLog(folder: folder, logger: Logger(label: "test"))
    let user = "x\n2021-03-01 00:00:00\t登录成功\r\u{85}\u{2028}\u{202E}\u{1B}[2K"
    audit.note(
      AuditEvent(kind: .loginFailed, user: user, address: "127.0.0.1", timeMilliseconds: 1_614_528_000_000))
    audit.flush()
    let text = try String(contentsOfFile: folder + "/视图-20210301.log", encoding: .utf8)
    #expect(
      text == #"""
        2021-03-01 00:00:00	登录失败	x\u{a}2021-03-01 00:00:00\u{9}登录成功\u{d}\u{85}\u{2028}\u{202e}\u{1b}[2K	127.0.0.1

        """#)
  }

  @Test func aNameIsCutPastSixtyThreeCharacters() {
    #expect(AuditLog.word(String(repeating: "名", count: 63)) == String(repeating: "名", count: 63))
    #expect(AuditLog.word(String(repeating: "名", count: 64)) == String(repeating: "名", count: 63) + "…")
  }
}
