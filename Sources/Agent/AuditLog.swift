import Catalogue
import Foundation
import Logging
import ViewServer

/// `audit/视图-YYYYMMDD.log`: every login, refusal and statement error, a line each, without any data; a line has four
/// columns, whatever a client calls itself. Written in the background; a line that cannot be written is told to the log.
final class AuditLog: Sendable {
  private let folder: String
  private let logger: Logger
  private let queue = DispatchQueue(label: "qianzhi.audit")

  init(folder: String, logger: Logger) throws {
    self.folder = folder
    self.logger = logger
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  func note(_ event: AuditEvent) {
    let time = CivilDateTime(unixMilliseconds: event.timeMilliseconds)
    let line = "\(time.fullText)\t\(Self.text(event.kind))\t\(Self.word(event.user))\t\(Self.word(event.address))\n"
    let path = "\(folder)/视图-\(time.date.compactText).log"
    queue.async { [logger] in
      let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
      defer { if descriptor >= 0 { close(descriptor) } }
      guard descriptor >= 0, write(descriptor, line, line.utf8.count) == line.utf8.count else {
        logger.error("审计日志写不了", metadata: ["文件": "\(path)", "原因": "\(String(cString: strerror(errno)))"])
        return
      }
    }
  }

  /// Waits until everything noted is written.
  func flush() { queue.sync {} }

  /// Longest name PostgreSQL has, in bytes; ours are counted in characters.
  static let shownCharacters = 63

  /// What a stranger wrote, as one word of one line: the user of a startup packet comes before any login. Control and
  /// format characters (also those that turn the line's direction) become `\u{…}`, what is too long ends in `…`.
  static func word(_ text: String) -> String {
    let scalars = text.unicodeScalars
    var word = ""
    for scalar in scalars.prefix(shownCharacters) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate:
        word += "\\u{\(String(scalar.value, radix: 16))}"
      default: word.unicodeScalars.append(scalar)
      }
    }
    return scalars.count > shownCharacters ? word + "…" : word
  }

  private static func text(_ kind: AuditEvent.Kind) -> String {
    switch kind {
    case .loginSucceeded: "登录成功"
    case .loginFailed: "登录失败"
    case .loginLocked: "登录被锁"
    case .connectionRefused: "连接被拒"
    case .statementFailed(let state): "语句出错 \(state)"
    case .sessionEnded: "连接结束"
    }
  }
}
