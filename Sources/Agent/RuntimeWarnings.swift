import Foundation

/// What is accepted and should not stay so: logged at the start and shown by `status`, without its exit code.
extension AgentConfiguration {
  func warnings() -> [String] {
    var warnings: [String] = []
    if let open = DataDirectoryMode.warning(dataDirectory) { warnings.append(open) }
    if views.publishedPassword == .anywhere {
      warnings.append("通知中公布的口令在任何地址都能登录（[views] published_password = \"anywhere\"）")
    }
    if let md5 = MD5PasswordFile.warning(views) { warnings.append(md5) }
    if let seconds = centre.sendTimeoutSeconds {
      warnings.append("[centre] send_timeout_seconds = \(seconds) 不起作用：发送没有单独的时限，timeout_seconds 是整个调用的时限")
    }
    if let unservedConsole { warnings.append("这一版没有控制台：[console] listen = \"\(unservedConsole)\" 上没有监听") }
    return warnings
  }
}

/// The mode of a data directory that was there before.
enum DataDirectoryMode {
  /// Anything but passing through for the group, which is how the log folder or the drop folder is shared (0710).
  static func isOpen(_ mode: Int) -> Bool { mode & 0o067 != 0 }

  static func warning(_ directory: String) -> String? {
    var status = stat()
    guard stat(directory, &status) == 0, isOpen(Int(status.st_mode & 0o7777)) else { return nil }
    let mode = String(status.st_mode & 0o7777, radix: 8)
    return "数据目录 \(directory) 的权限是 0\(mode)，别人也能进入：请执行 chmod 700 \(directory)（要共享其中的日志或收件箱时 710）"
  }
}

/// The key of `[views] tls_key`, refused like every other secret when others can read it.
enum TLSKeyFile {
  /// As PostgreSQL: 0600, or 0640 where root owns it, as Debian's group ssl-cert has it.
  static func isOpen(mode: Int, owner: uid_t) -> Bool { mode & (owner == 0 ? 0o037 : 0o077) != 0 }

  /// A key that is not there is told by who reads it.
  ///
  /// - Throws: `AgentError` QZ-A014.
  static func check(_ path: String) throws(AgentError) {
    var status = stat()
    guard stat(path, &status) == 0, isOpen(mode: Int(status.st_mode), owner: status.st_uid) else { return }
    throw AgentError(.tlsKey, "TLS 私钥 \(path) 别人也能读", "请执行 chmod 600 \(path)")
  }
}
