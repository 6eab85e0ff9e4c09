import Foundation
import PGWire

/// The hash for MD5 logins, beside the password file with `.md5` at its end: PostgreSQL's `md5` and 32 hexadecimal digits.
/// It is made by `user set-password` while `[views] md5 = true`, and removed by it otherwise: whoever has it can log in.
enum MD5PasswordFile {
  static func path(beside passwordFile: String) -> String { passwordFile + ".md5" }

  /// `nil` when there is none: only the published password can log in by MD5 then.
  static func read(_ passwordFile: String) throws -> MD5Hash? {
    let path = path(beside: passwordFile)
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    guard let mode = attributes[.posixPermissions] as? Int, mode & 0o077 == 0 else {
      throw AgentError(.passwordFile, "口令文件 \(path) 别人也能读", "请执行 chmod 600 \(path)")
    }
    guard let data = FileManager.default.contents(atPath: path),
      let hash = MD5Hash(text: String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    else {
      throw AgentError(.passwordFile, "口令文件 \(path) 的内容不对", "请用 qianzhi user set-password 重新设置")
    }
    return hash
  }

  /// A password set before `md5 = true` cannot log in by MD5: of it only the SCRAM verifier is there.
  static func warning(_ views: AgentConfiguration.Views) -> String? {
    guard views.md5, FileManager.default.fileExists(atPath: views.passwordFile),
      !FileManager.default.fileExists(atPath: path(beside: views.passwordFile))
    else { return nil }
    return "[views] md5 = true，而 \(views.user) 自己的口令是在此之前设的，MD5 登录会被拒绝：请再执行一次 qianzhi user set-password \(views.user)"
  }

  static func replace(with hash: MD5Hash?, beside passwordFile: String) throws {
    let path = path(beside: passwordFile)
    guard let hash else {
      if unlink(path) != 0, errno != ENOENT {
        throw AgentError(.passwordFileNotWritten, "口令文件 \(path) 删不掉", "请检查权限")
      }
      return
    }
    let temporary = path + ".new"
    guard
      FileManager.default.createFile(
        atPath: temporary, contents: Data((hash.text + "\n").utf8), attributes: [.posixPermissions: 0o600]),
      rename(temporary, path) == 0
    else { throw AgentError(.passwordFileNotWritten, "口令文件 \(path) 写不了", "请检查权限和磁盘空间") }
  }
}
