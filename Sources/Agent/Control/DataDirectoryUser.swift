import Foundation

/// Whether this process may work on a data directory itself. What root makes there is root's alone (0600): the service's
/// own user could not open it, and the agent would not start again.
struct DataDirectoryUser: Equatable {
  /// The effective user.
  let user: uid_t
  let owner: uid_t

  /// Only root can do this harm; anyone else is refused by the directory's mode.
  var isRefused: Bool { user == 0 && owner != 0 }

  init(user: uid_t, owner: uid_t) {
    self.user = user
    self.owner = owner
  }

  /// - Returns: `nil` where there is no directory yet, whatever the folder above belongs to: in a container root works
  ///   below folders of others; or where it cannot be looked at, and opening it tells why.
  init?(user: uid_t = geteuid(), directory: String) {
    var status = stat()
    guard stat(directory, &status) == 0 else { return nil }
    self.init(user: user, owner: status.st_uid)
  }

  /// - Throws: `AgentError` QZ-A013.
  static func check(_ directory: String) throws(AgentError) {
    guard let found = DataDirectoryUser(directory: directory), found.isRefused else { return }
    let name = userName(found.owner)
    throw AgentError(
      .otherUser, "前置程序没有在运行，而数据目录 \(directory) 属于用户 \(name)：root 在其中建立的文件它以后打不开，所以什么也没有做",
      "请用该用户执行：sudo -u \(name) qianzhi …")
  }

  /// As `sudo -u` takes it.
  static func userName(_ user: uid_t) -> String {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16 << 10)
    guard getpwuid_r(user, &entry, &buffer, buffer.count, &found) == 0, found != nil, let name = entry.pw_name else {
      return "'#\(user)'"
    }
    return String(cString: name)
  }
}
