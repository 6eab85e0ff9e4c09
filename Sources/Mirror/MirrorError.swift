import ODBCClient

/// Why a mirror does not follow, in the operator's words.
public struct MirrorError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Stable over versions; monitoring may match on it.
  public enum Code: String, Sendable {
    /// Tables of somebody else stand where ours would.
    case foreign = "QZ-M001"
    /// Another agent feeds this target.
    case otherAgent = "QZ-M002"
    /// The target is ahead of this data directory.
    case ahead = "QZ-M003"
    /// The target's tables have other columns than this version writes.
    case layout = "QZ-M004"
    /// A row the target cannot hold.
    case row = "QZ-M005"
    /// A right is missing.
    case permission = "QZ-M006"
    /// The target has no space left.
    case full = "QZ-M007"
    /// The position moved under us.
    case position = "QZ-M008"
    /// An engine there is no profile for.
    case engine = "QZ-M009"
    /// The password file.
    case secret = "QZ-M010"
    /// The target cannot be reached.
    case unreachable = "QZ-M011"
    /// Any other refusal of the target.
    case statement = "QZ-M012"
    /// Stopped while it worked.
    case stopped = "QZ-M013"
    case unknownName = "QZ-M014"
    /// Readers hold what is to be changed.
    case busy = "QZ-M015"
    /// A release file here is damaged.
    case source = "QZ-M016"
  }

  public let code: Code
  public let problem: String
  /// What to do about it.
  public let advice: String

  public init(_ code: Code, _ problem: String, _ advice: String) {
    self.code = code
    self.problem = problem
    self.advice = advice
  }

  public var description: String { "\(code.rawValue) \(problem)。\(advice)" }

  /// Whether trying again later can help without a person.
  public var mayPass: Bool { [.unreachable, .full, .position, .statement, .busy, .source].contains(code) }

  /// What a driver's error means for a mirror. The engine's own code and words stay in it.
  init(_ error: ODBCError) {
    let told = "\(error.detail)（\(error.sqlState)" + (error.native == 0 ? "）" : "，\(error.native)）")
    // 1114 and 1021: MariaDB's full table and full disk.
    if error.sqlState == "53100" || [1114, 1021].contains(error.native) {
      self.init(.full, "目标数据库没有空间了：\(told)", "清理或扩充目标的磁盘；之后会从中断处自动继续")
    } else if error.sqlState == "42501" || [1044, 1045, 1142, 1227, 1370].contains(error.native) {
      self.init(.permission, "目标数据库不允许这样做：\(told)", "请目标的管理员授予建库表、建视图和建用户的权限，或先建好再授权")
    } else if error.sqlState == "55P03" {
      self.init(.busy, "目标的表正被读取，暂时换不上：\(told)", "稍后会再试；如果一直这样，请看哪个程序的事务没有结束")
    } else {
      switch error.code {
      case .connection, .timeOut, .driver:
        self.init(.unreachable, "连接不上目标数据库：\(told)", "核对地址、端口和驱动名；恢复后会自动继续")
      case .login: self.init(.permission, "目标数据库拒绝登录：\(told)", "核对用户、口令文件和数据库名")
      default: self.init(.statement, "目标数据库没有执行：\(told)", "请按上面的提示处理；稍后会再试")
      }
    }
  }

  /// A value the engine refused for what it is: too long, or not in the target's character set.
  static func isAboutValue(_ error: ODBCError) -> Bool {
    error.sqlState.hasPrefix("22") || [1366, 1406, 1292, 1264].contains(error.native)
  }
}
