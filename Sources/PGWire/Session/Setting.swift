/// One setting this server knows.
struct Setting {
  let name: String
  /// Where neither the session nor the server's configuration says otherwise.
  let value: String
  /// How SET is answered.
  private let rule: Rule

  private enum Rule {
    /// Kept and shown, without effect here.
    case kept
    /// SET to another value fails.
    case fixed
    /// SET to another value is answered with a notice and changes nothing.
    case only
    case encoding
    case milliseconds
    case isolation
    case dateStyle
  }

  var key: String { name.lowercased() }

  init?(name: String) {
    guard let found = Self.known[name.lowercased()] else { return nil }
    self = found
  }

  private init(_ name: String, _ value: String, _ rule: Rule) {
    self.name = name
    self.value = value
    self.rule = rule
  }

  /// The 13 that PostgreSQL 15 reports, in its order.
  static let reportedNames = [
    "application_name", "client_encoding", "DateStyle", "default_transaction_read_only", "in_hot_standby",
    "integer_datetimes", "IntervalStyle", "is_superuser", "server_encoding", "server_version", "session_authorization",
    "standard_conforming_strings", "TimeZone",
  ]

  static let names = known.values.map(\.name).sorted { $0.lowercased() < $1.lowercased() }

  /// What SHOW ALL says of it.
  var description: String {
    switch rule {
    case .fixed: "固定值"
    case .only: "本服务器只有这一个值"
    case .kept: "可以设置，对本服务器没有影响"
    case .encoding: "客户端的编码：UTF8、GBK 或 GB18030"
    case .milliseconds: "毫秒，0 为不限"
    case .isolation: "事务隔离级别"
    case .dateStyle: "日期总是 ISO 格式"
    }
  }

  private static let known: [String: Setting] = {
    let all = [
      Setting("application_name", "", .kept), Setting("backslash_quote", "safe_encoding", .kept),
      Setting("block_size", "8192", .fixed), Setting("bytea_output", "hex", .kept),
      Setting("client_encoding", "UTF8", .encoding), Setting("client_min_messages", "notice", .kept),
      Setting("DateStyle", "ISO, MDY", .dateStyle), Setting("default_transaction_deferrable", "off", .kept),
      Setting("default_transaction_isolation", "read committed", .isolation),
      Setting("default_transaction_read_only", "off", .kept), Setting("escape_string_warning", "on", .kept),
      Setting("extra_float_digits", "1", .kept), Setting("geqo", "on", .kept),
      Setting("idle_in_transaction_session_timeout", "0", .kept), Setting("in_hot_standby", "off", .fixed),
      Setting("integer_datetimes", "on", .fixed), Setting("IntervalStyle", "postgres", .kept),
      Setting("is_superuser", "off", .fixed), Setting("jit", "off", .kept), Setting("lc_collate", "C", .fixed),
      Setting("lc_ctype", "C.UTF-8", .fixed), Setting("lc_messages", "zh_CN.UTF-8", .kept),
      Setting("lc_monetary", "C", .kept), Setting("lc_numeric", "C", .kept), Setting("lc_time", "C", .kept),
      Setting("lock_timeout", "0", .kept), Setting("max_identifier_length", "63", .fixed),
      Setting("max_index_keys", "32", .fixed), Setting("row_security", "on", .kept),
      Setting("search_path", "his_interface, pg_catalog", .only), Setting("server_encoding", "UTF8", .fixed),
      Setting("server_version", "15.18 (Qianzhi)", .fixed), Setting("server_version_num", "150018", .fixed),
      Setting("session_authorization", "", .fixed), Setting("ssl", "off", .fixed),
      Setting("standard_conforming_strings", "on", .only), Setting("statement_timeout", "0", .milliseconds),
      Setting("TimeZone", "Asia/Shanghai", .kept), Setting("transaction_deferrable", "off", .kept),
      Setting("transaction_isolation", "read committed", .isolation), Setting("transaction_read_only", "on", .only),
    ]
    return Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0) })
  }()

  func check(_ given: String) throws(WireReport) -> (value: String, notice: WireReport?) {
    guard given.count <= WireLimits.settingCharacters else {
      throw WireReport(.error, "22023", "参数 \(name) 的值超过 \(WireLimits.settingCharacters) 个字符")
    }
    switch rule {
    case .kept: return (given, nil)
    case .fixed:
      if given.lowercased() == value.lowercased() { return (value, nil) }
      throw WireReport(.error, "55P02", "参数 \(name) 不能修改")
    case .only:
      if given.lowercased() == value.lowercased() { return (value, nil) }
      return (value, WireReport(.notice, "01000", "参数 \(name) 在本服务器上固定为 \(value)"))
    case .encoding:
      if let encoding = ClientEncoding(name: given) { return (encoding.name, nil) }
      throw WireReport(.error, "22023", "不支持的 client_encoding", hint: "支持 UTF8、GBK 和 GB18030")
    case .milliseconds: return (try milliseconds(given), nil)
    case .isolation:
      guard let level = IsolationLevel(name: given) else { throw impossible }
      return (level.rawValue, nil)
    case .dateStyle:
      let style = given.split(separator: ",").map { $0.filter { !$0.isWhitespace }.uppercased() }
      let order = style.first { ["MDY", "DMY", "YMD"].contains($0) } ?? "MDY"
      if style.allSatisfy({ ["ISO", "MDY", "DMY", "YMD", "DEFAULT"].contains($0) }) { return ("ISO, \(order)", nil) }
      return ("ISO, \(order)", WireReport(.notice, "01000", "日期总是以 ISO 格式返回，DateStyle 保持 ISO"))
    }
  }

  private var impossible: WireReport { WireReport(.error, "22023", "参数 \(name) 的值无效") }

  /// Digits and one of PostgreSQL's units; without one milliseconds.
  private func milliseconds(_ given: String) throws(WireReport) -> String {
    let text = given.filter { !$0.isWhitespace }
    let digits = text.prefix { ("0"..."9").contains($0) }
    let units = ["": 1, "ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "d": 86_400_000]
    guard let number = Int(digits), let unit = units[String(text.dropFirst(digits.count))] else { throw impossible }
    let (product, overflow) = number.multipliedReportingOverflow(by: unit)
    guard !overflow, product <= Int(Int32.max) else { throw impossible }
    return String(product)
  }
}
