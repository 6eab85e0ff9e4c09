/// The settings of one session (`SET`, `SHOW`, start-up parameters): PostgreSQL's names, those that mean something here
/// checked, the rest kept.
public struct SessionSettings: Equatable, Sendable {
  private var defaults: [String: String]
  private var session: [String: String] = [:]
  /// `SET LOCAL`: until the transaction ends.
  private var local: [String: String] = [:]

  /// - Parameters:
  ///   - user: of the session.
  ///   - statementTimeoutMilliseconds: what `SHOW statement_timeout` begins with; 0 is none.
  public init(user: String, statementTimeoutMilliseconds: Int) {
    defaults = [
      "session_authorization": user, "statement_timeout": String(statementTimeoutMilliseconds),
    ]
  }

  /// Values given in the start-up packet: what RESET goes back to.
  public mutating func makeCurrentValuesDefault() {
    defaults.merge(session) { $1 }
    session = [:]
  }

  /// The value, `nil` for a name this server does not know.
  public subscript(name: String) -> String? {
    guard let setting = Setting(name: name) else { return nil }
    let key = setting.key
    return local[key] ?? session[key] ?? defaults[key] ?? setting.value
  }

  /// The name as PostgreSQL writes it.
  public static func canonicalName(_ name: String) -> String? { Setting(name: name)?.name }

  /// All settings, in alphabetical order.
  public static var names: [String] { Setting.names }

  public static func description(_ name: String) -> String { Setting(name: name)?.description ?? "" }

  /// - Parameter value: `nil` for the default.
  /// - Returns: a notice when the value is taken otherwise than it was meant.
  /// - Throws: 22023 for an impossible value, 55P02 for a fixed setting.
  public mutating func set(_ name: String, to value: String?, isLocal: Bool = false) throws(WireReport) -> WireReport? {
    guard let setting = Setting(name: name) else {
      return WireReport(.warning, "42704", "未知的参数 \(name)，已忽略")
    }
    let checked = try setting.check(value ?? defaults[setting.key] ?? setting.value)
    if isLocal {
      local[setting.key] = checked.value
    } else {
      session[setting.key] = checked.value
      local[setting.key] = nil
    }
    return checked.notice
  }

  public mutating func resetAll() {
    session = [:]
    local = [:]
  }

  /// Whether the transaction's end changes anything.
  var hasLocalValues: Bool { !local.isEmpty }

  mutating func transactionEnded() { local = [:] }

  /// What ParameterStatus tells, in PostgreSQL's order.
  public var reported: [ParameterStatus] {
    Setting.reportedNames.map { ParameterStatus(name: $0, value: self[$0] ?? "") }
  }

  public var clientEncoding: ClientEncoding { self["client_encoding"].flatMap(ClientEncoding.init(name:)) ?? .utf8 }

  /// 0 for none.
  public var statementTimeoutMilliseconds: Int { self["statement_timeout"].flatMap { Int($0) } ?? 0 }

  public var defaultIsolation: IsolationLevel {
    self["default_transaction_isolation"].flatMap(IsolationLevel.init(name:)) ?? .readCommitted
  }
}

/// Which release set a transaction's statements read.
public enum IsolationLevel: String, Sendable {
  case readUncommitted = "read uncommitted"
  case readCommitted = "read committed"
  case repeatableRead = "repeatable read"
  case serializable = "serializable"

  /// Takes any case and any number of blanks between the words.
  public init?(name: String) {
    self.init(rawValue: name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " "))
  }

  /// All statements of the transaction read what its first one read.
  public var keepsSnapshot: Bool {
    switch self {
    case .readUncommitted, .readCommitted: false
    case .repeatableRead, .serializable: true
    }
  }
}
