import Testing

@testable import PGWire

@Suite struct SessionSettingsTests {
  var settings = SessionSettings(user: "his_interface", statementTimeoutMilliseconds: 60_000)

  @Test func thirteenReported() {
    #expect(
      settings.reported.map(\.name) == [
        "application_name", "client_encoding", "DateStyle", "default_transaction_read_only", "in_hot_standby",
        "integer_datetimes", "IntervalStyle", "is_superuser", "server_encoding", "server_version",
        "session_authorization", "standard_conforming_strings", "TimeZone",
      ])
    #expect(settings["server_version"]?.hasPrefix("15.") == true)
    #expect(settings["SESSION_AUTHORIZATION"] == "his_interface")
    #expect(SessionSettings.canonicalName("datestyle") == "DateStyle")
    #expect(SessionSettings.canonicalName("nls_date_format") == nil)
  }

  @Test func checkedValues() throws {
    var settings = settings
    #expect(try settings.set("DateStyle", to: "ISO") == nil)
    #expect(settings["datestyle"] == "ISO, MDY")
    #expect(try settings.set("datestyle", to: "German, DMY")?.severity == .notice)
    #expect(settings["datestyle"] == "ISO, DMY")
    #expect(try settings.set("statement_timeout", to: "3000") == nil && settings.statementTimeoutMilliseconds == 3000)
    #expect(try settings.set("statement_timeout", to: "2 min") == nil)
    #expect(settings.statementTimeoutMilliseconds == 120_000)
    #expect(try settings.set("client_encoding", to: "gb18030") == nil && settings.clientEncoding == .gb18030)
    #expect(try settings.set("nls_date_format", to: "YYYY")?.severity == .warning)
    #expect(try settings.set("standard_conforming_strings", to: "off")?.severity == .notice)
    #expect(settings["standard_conforming_strings"] == "on")
    for (name, value, state) in [
      ("client_encoding", "BIG5", "22023"), ("statement_timeout", "-1", "22023"), ("statement_timeout", "1x", "22023"),
      ("statement_timeout", "9999999999", "22023"), ("transaction_isolation", "snapshot", "22023"),
      ("server_version", "9", "55P02"), ("application_name", String(repeating: "a", count: 1001), "22023"),
    ] {
      let error = #expect(throws: WireReport.self) { try settings.set(name, to: value) }
      #expect(error?.state == state)
    }
    #expect(try settings.set("application_name", to: String(repeating: "a", count: 1000)) == nil)
  }

  @Test func defaultsAndReset() throws {
    var settings = settings
    _ = try settings.set("TimeZone", to: "UTC")
    settings.makeCurrentValuesDefault()
    _ = try settings.set("TimeZone", to: "PRC")
    #expect(try settings.set("timezone", to: nil) == nil && settings["TimeZone"] == "UTC")
    _ = try settings.set("TimeZone", to: "PRC")
    settings.resetAll()
    #expect(settings["TimeZone"] == "UTC")
  }

  @Test func rollbackTakesSettingsBack() throws {
    var state = SessionStateTests.fresh()
    #expect(state.takeChangedSettings().count == 13)
    _ = state.queryReceived(statementCount: 1)
    _ = try state.started(.begin(nil))
    _ = try state.settings.set("TimeZone", to: "UTC")
    _ = try state.started(.savepoint("s"))
    _ = try state.settings.set("TimeZone", to: "PRC")
    #expect(state.takeChangedSettings() == [ParameterStatus(name: "TimeZone", value: "PRC")])
    _ = try state.started(.rollbackTo("s"))
    #expect(state.takeChangedSettings() == [ParameterStatus(name: "TimeZone", value: "UTC")])
    _ = try state.started(.rollback)
    #expect(state.settings["TimeZone"] == "Asia/Shanghai")
  }

  @Test func localValuesEndWithTheTransaction() throws {
    var state = SessionStateTests.fresh()
    _ = state.queryReceived(statementCount: 1)
    _ = try state.started(.begin(nil))
    _ = try state.settings.set("application_name", to: "a")
    _ = try state.settings.set("application_name", to: "b", isLocal: true)
    #expect(state.settings["application_name"] == "b")
    _ = try state.started(.commit)
    #expect(state.settings["application_name"] == "a")
  }
}
