import OracleSQL
import PGWire

extension Session {
  func set(_ name: String, _ value: String?, _ isLocal: Bool) throws(WireReport) {
    _ = try state.started(.other)
    try change(name, value, isLocal)
    reportSettings()
    complete("SET")
  }

  /// Several by one statement, which is answered once.
  func set(_ settings: [SessionSetting]) throws(WireReport) {
    _ = try state.started(.other)
    for setting in settings { try change(setting.name, setting.value, false) }
    reportSettings()
    complete("SET")
  }

  private func change(_ name: String, _ value: String?, _ isLocal: Bool) throws(WireReport) {
    if name == "transaction_isolation" {
      try setIsolation(value)
    } else if let notice = try state.settings.set(name, to: value, isLocal: isLocal) {
      outbox.send(notice)
    }
  }

  /// `nil` for `SET TRANSACTION READ ONLY`, which every transaction is.
  private func setIsolation(_ value: String?) throws(WireReport) {
    guard let value else { return }
    guard let level = IsolationLevel(name: value) else {
      throw WireReport(.error, "22023", "参数 transaction_isolation 的值无效")
    }
    if let notice = state.setIsolation(level) { outbox.send(notice) }
  }

  func reset(_ name: String?) throws(WireReport) {
    _ = try state.started(.other)
    if let name {
      if let notice = try state.settings.set(name, to: nil) { outbox.send(notice) }
    } else {
      state.settings.resetAll()
    }
    reportSettings()
    complete("RESET")
  }

  func show(_ name: String, _ written: String, _ origin: StatementOrigin) throws(WireReport) {
    _ = try state.started(.other)
    if name == "all" { return showAll(origin) }
    let value = name == "transaction_isolation" ? state.isolation.rawValue : state.settings[name]
    if value == nil { outbox.send(WireReport(.warning, "42704", "未知的参数 \(written)，返回空值")) }
    if origin.isQuery { outbox.send(Self.showDescription(name, written)) }
    outbox.send(row: [value ?? ""])
    complete("SHOW")
  }

  private func showAll(_ origin: StatementOrigin) {
    if origin.isQuery { outbox.send(Self.showDescription("all", "all")) }
    for name in SessionSettings.names {
      let value = name == "transaction_isolation" ? state.isolation.rawValue : state.settings[name]
      outbox.send(row: [name, value ?? "", SessionSettings.description(name)])
    }
    complete("SHOW")
  }

  static func showDescription(_ name: String, _ written: String) -> RowDescription {
    if name == "all" { return RowDescription(columns: ["name", "setting", "description"].map(textColumn)) }
    return RowDescription(columns: [textColumn(SessionSettings.canonicalName(name) ?? written)])
  }

  private static func textColumn(_ name: String) -> RowDescription.Column {
    let text = SQLType.text
    return RowDescription.Column(name: name, typeID: text.oid, size: text.size, modifier: text.modifier)
  }

  /// Milliseconds a statement may take: what the session asks for, up to what the configuration allows; 0 is no limit.
  var statementTimeoutMilliseconds: Int {
    Self.timeout(
      asked: state.settings.statementTimeoutMilliseconds,
      largest: Int(context.configuration.statementTimeoutSeconds * 1000))
  }

  static func timeout(asked: Int, largest: Int) -> Int {
    if largest == 0 { return asked }
    return asked == 0 ? largest : min(asked, largest)
  }
}
