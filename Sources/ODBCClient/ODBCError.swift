/// What went wrong between us and a database behind ODBC: in the operator's words, then in the driver's.
///
/// Neither the connection string nor a parameter is part of it.
public struct ODBCError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Stable over versions; monitoring may match on it.
  public struct Code: RawRepresentable, Sendable, Hashable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The driver manager finds no such data source, or cannot load the driver.
    public static let driver = Code(rawValue: "QZ-O001")
    /// Nothing answers at the address, or the connection broke.
    public static let connection = Code(rawValue: "QZ-O002")
    /// User, password or database refused.
    public static let login = Code(rawValue: "QZ-O003")
    /// The database refused or failed a statement.
    public static let statement = Code(rawValue: "QZ-O004")
    /// No answer within the login or statement time.
    public static let timeOut = Code(rawValue: "QZ-O005")
    /// More rows than the caller allowed.
    public static let tooManyRows = Code(rawValue: "QZ-O006")
    /// A value longer than ``ODBCLimit/valueUnits``.
    public static let valueTooLong = Code(rawValue: "QZ-O007")
    /// The driver manager gave no handle.
    public static let resources = Code(rawValue: "QZ-O008")
  }

  public let code: Code
  /// Five characters of the driver or the database; empty when the error is our own.
  public let sqlState: String
  /// The driver's own number; 0 when the error is our own.
  public let native: Int
  /// The driver's own words, or what exactly our limit is.
  public let detail: String

  init(_ code: Code, sqlState: String = "", native: Int = 0, detail: String) {
    self.code = code
    self.sqlState = sqlState
    self.native = native
    self.detail = detail
  }

  /// What happened, in Chinese, followed by the driver's text.
  public var message: String {
    let words =
      switch code {
      case .driver: "找不到 ODBC 数据源或驱动"
      case .connection: "连接不上数据库"
      case .login: "数据库拒绝登录"
      case .timeOut: "数据库在限定时间内没有应答"
      case .tooManyRows: "结果行数超过上限"
      case .valueTooLong: "一个字段的内容超过上限"
      case .resources: "ODBC 管理器不能再建立句柄"
      default: "数据库没有执行这条语句"
      }
    return sqlState.isEmpty ? "\(words)：\(detail)" : "\(words)（\(sqlState)）：\(detail)"
  }

  /// What to do about it.
  public var advice: String {
    switch code {
    case .driver: "请安装 odbc-postgresql，并用 odbcinst -q -d 核对驱动名。"
    case .connection: "请核对地址和端口，并确认对方已经启动、防火墙已放行。"
    case .login: "请核对用户名、口令和数据库名；口令可用 qianzhi user set-password his_interface 重设。"
    case .timeOut: "请稍后再试；多次出现时检查网络和对方的负载。"
    case .tooManyRows: "请在语句里加条件，或分批读取。"
    case .valueTooLong: "请在语句里截短这个字段。"
    case .resources: "请检查本机内存和打开文件数的限制。"
    default: "请按上面的提示修改语句。"
    }
  }

  public var description: String { "\(code.rawValue) \(message)。\(advice)" }

  /// psqlODBC gives every failure to connect the state 08001; what kind it was stands only in libpq's words (which are
  /// English unless the process chooses a locale): a server that answered sends `FATAL`.
  func ofConnecting() -> ODBCError {
    guard code == .connection else { return self }
    let words = Set(detail.split { !$0.isLetter })
    if words.contains("FATAL") { return ODBCError(.login, sqlState: sqlState, native: native, detail: detail) }
    if words.isSuperset(of: ["timeout", "expired"]) {
      return ODBCError(.timeOut, sqlState: sqlState, native: native, detail: detail)
    }
    return self
  }

  /// The code that an SQLSTATE stands for.
  static func code(forState state: String) -> Code {
    switch state {
    case "IM002", "IM003", "IM004", "IM005", "IM012", "IM014", "01000": .driver
    case "HYT00", "HYT01", "57014": .timeOut
    case "HY001", "HY013", "HY014": .resources
    default:
      if state.hasPrefix("28") || state == "3D000" {
        .login
      } else if state.hasPrefix("08") || state.hasPrefix("57P") || state.hasPrefix("53") {
        .connection
      } else {
        .statement
      }
    }
  }
}

/// Bounds on what one ODBC statement may bring into memory.
public enum ODBCLimit {
  /// UTF-16 units in one value.
  public static let valueUnits = 1 << 24
  /// Diagnostic records read for one error.
  static let diagnosticRecords = 8
  /// UTF-16 units of one diagnostic text.
  static let diagnosticUnits = 2_048
  /// UTF-16 units fetched at a time; a longer value is read in parts.
  static let partUnits = 4_096
}
