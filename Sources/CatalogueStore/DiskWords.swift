import Glibc

/// What a disk's refusal means to an operator, before the system's own words.
public enum DiskWords {
  /// - Parameter code: SQLite's primary or extended result code.
  static func sqlite(_ code: Int32, _ message: String) -> String {
    switch code & 0xFF {
    case 13: "磁盘已满，请腾出空间（\(message)）"
    case 10: "磁盘读写失败，可能已满、已断开或损坏（\(message)）"
    case 8: "文件或文件夹是只读的，请检查权限和挂载方式（\(message)）"
    case 14: "文件打不开，请检查权限和磁盘空间（\(message)）"
    case 11, 26: "数据库文件损坏，请从备份恢复（\(message)）"
    default: message
    }
  }

  /// - Parameter code: `errno`.
  public static func system(_ code: Int32) -> String {
    let message = String(cString: strerror(code))
    return switch code {
    case ENOSPC, EDQUOT: "磁盘已满，请腾出空间（\(message)）"
    case EFBIG: "文件超过允许的大小（\(message)）"
    case EROFS: "磁盘是只读的，请检查挂载方式（\(message)）"
    case EACCES, EPERM: "没有权限（\(message)）"
    case ENOTDIR: "路径中有一段是文件，不是文件夹（\(message)）"
    case EIO: "磁盘读写失败，请检查磁盘（\(message)）"
    default: message
    }
  }
}
