import Foundation
import PGWire

/// `qianzhi user set-password`: only a SCRAM verifier is kept, never the password.
public enum UserCommand {
  /// Shortest password accepted; the notice's own has 13 characters.
  public static let minimumPasswordLength = 8

  /// Reads the password (twice from a terminal, one line otherwise) and writes the verifier, 0600, all or nothing.
  public static func setPassword(
    of user: String, configuration: AgentConfiguration, output: (String) -> Void
  ) throws {
    guard user == configuration.views.user else {
      throw AgentError(.usage, "没有用户 \(user)", "视图的用户是 \(configuration.views.user)")
    }
    // The agent's own user has to read the file.
    try DataDirectoryUser.check(configuration.dataDirectory)
    let password = try readPassword()
    guard password.count >= minimumPasswordLength else {
      throw AgentError(.usage, "口令太短", "至少 \(minimumPasswordLength) 个字符")
    }
    var random = SystemRandomNumberGenerator()
    let salt = (0..<SCRAMVerifier.saltBytes).map { _ in UInt8.random(in: 0...255, using: &random) }
    try PasswordFile.write(SCRAMVerifier(password: password, salt: salt), to: configuration.views.passwordFile)
    let hash = configuration.views.md5 ? MD5Hash(password: password, user: user) : nil
    try MD5PasswordFile.replace(with: hash, beside: configuration.views.passwordFile)
    output("已设置 \(user) 的口令；重启前置程序后生效")
  }

  private static func readPassword() throws -> String {
    guard isatty(0) == 1 else {
      guard let line = readLine(strippingNewline: true) else {
        throw AgentError(.usage, "标准输入里没有口令", "例如：echo 口令 | qianzhi user set-password …")
      }
      return line
    }
    guard let first = getpass("新口令：").map({ String(cString: $0) }),
      let second = getpass("再输入一遍：").map({ String(cString: $0) })
    else { throw AgentError(.usage, "读不到口令", "请在终端中运行") }
    guard first == second else { throw AgentError(.usage, "两遍口令不一样", "请重新运行") }
    return first
  }
}

/// The file with the verifier (operations.md, "Accounts").
enum PasswordFile {
  /// `nil` when there is none: only the published password exists then.
  static func read(_ path: String) throws -> SCRAMVerifier? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    guard let mode = attributes[.posixPermissions] as? Int, mode & 0o077 == 0 else {
      throw AgentError(.passwordFile, "口令文件 \(path) 别人也能读", "请执行 chmod 600 \(path)")
    }
    guard let data = FileManager.default.contents(atPath: path),
      let verifier = SCRAMVerifier(
        text: String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    else {
      throw AgentError(.passwordFile, "口令文件 \(path) 的内容不对", "请用 qianzhi user set-password 重新设置")
    }
    return verifier
  }

  static func write(_ verifier: SCRAMVerifier, to path: String) throws {
    let temporary = path + ".new"
    do {
      try FileManager.default.createDirectory(
        atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      guard
        FileManager.default.createFile(
          atPath: temporary, contents: Data((verifier.text + "\n").utf8), attributes: [.posixPermissions: 0o600]),
        rename(temporary, path) == 0
      else { throw AgentError(.passwordFileNotWritten, "口令文件 \(path) 写不了", "请检查权限和磁盘空间") }
    } catch let error as AgentError {
      throw error
    } catch {
      throw AgentError(.passwordFileNotWritten, "口令文件 \(path) 写不了", "请检查权限和磁盘空间")
    }
  }
}
