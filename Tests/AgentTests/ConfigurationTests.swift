import Testing

@testable import Agent

@Suite struct ConfigurationTests {
  static let smallest = """
    data_directory = "数据"
    [institution]
    code = "H50010500001"
    name = "示例医院"
    [centre]
    url = "http://127.0.0.1:7003/"
    """

  private func parse(_ text: String) throws(ConfigurationError) -> AgentConfiguration {
    try ConfigurationFile.parse(text, file: "qianzhi.toml", relativeTo: "/etc/qianzhi")
  }

  private func error(_ text: String) -> ConfigurationError? {
    do {
      _ = try parse(text)
      return nil
    } catch {
      return error
    }
  }

  /// What tells the centre from another one, without a password in its address.
  @Test func theCentreIsTold() throws {
    #expect(try parse(Self.smallest).feedConfiguration.centre == "test unified http://127.0.0.1:7003/ H50010500001")
    let other = Self.smallest.replacing("127.0.0.1:7003/", with: "user:secret@[::1]:1/a@b")
      .replacing("[centre]", with: "environment = \"production\"\n[centre]")
    #expect(try parse(other).feedConfiguration.centre == "production unified http://[::1]:1/a@b H50010500001")
  }

  /// Defaults of operations.md.
  @Test func fillsInDefaults() throws {
    let configuration = try parse(Self.smallest)
    #expect(configuration.dataDirectory == "/etc/qianzhi/数据")
    #expect(configuration.institution.environment == .test)
    #expect(configuration.centre.timeoutSeconds == 30)
    #expect(configuration.feed.pollEverySeconds == 300)
    #expect(configuration.feed.catalogues == [.ypml, .zlxm, .bzml])
    #expect(configuration.views.host == "127.0.0.1" && configuration.views.port == 5433)
    #expect(configuration.views.user == "his_interface" && configuration.views.publishedPassword == .loopback)
    #expect(configuration.downloadLog.directory == "/etc/qianzhi/数据/目录下载日志")
    #expect(configuration.downloadLog.encoding == .utf8 && configuration.downloadLog.lineEnding == .crlf)
    #expect(
      configuration.swipeTest.windowStartSecond == 6 * 3600 && configuration.swipeTest.windowEndSecond == 7 * 3600)
    #expect(configuration.swipeTest.items == .newlyChanged(3))
    #expect(configuration.swipeTest.quietSeconds == 60 && configuration.swipeTest.queryAfterSeconds == 15)
  }

  @Test func acceptsDatesAsTextOrArray() throws {
    let one = try parse(Self.smallest + "\n[swipe_test]\ndate = \"2021-03-01\"")
    #expect(one.swipeTest.dates.map(\.text) == ["2021-03-01"])
    let two = try parse(Self.smallest + "\n[swipe_test]\ndate = [\"2021-03-01\", \"2021-04-01\"]")
    #expect(two.swipeTest.dates.map(\.text) == ["2021-03-01", "2021-04-01"])
  }

  @Test func acceptsListedItems() throws {
    let configuration = try parse(
      Self.smallest + "\n[swipe_test]\nitems = [{ serial = \"1000000021\", price = \"2.50\", quantity = \"2\" }]")
    #expect(configuration.swipeTest.items == .listed([.init(serial: "1000000021", price: "2.50", quantity: "2")]))
  }

  @Test func unknownKeyIsRefusedWithLineAndSuggestion() {
    let error = error(Self.smallest + "\n[feed]\npoll_evry = \"5m\"")
    #expect(error?.line == 8)
    #expect(error?.keyPath == "feed.poll_evry")
    #expect(error?.suggestion == "是不是要写 poll_every？")
  }

  @Test func unknownTableIsRefused() {
    #expect(error(Self.smallest + "\n[fed]\nenabled = true")?.keyPath == "fed")
  }

  @Test func wrongTypeIsRefusedWithLine() {
    let error = error(Self.smallest + "\ntimeout_seconds = \"30\"")
    #expect(error?.line == 7)
    #expect(error?.keyPath == "centre.timeout_seconds")
    #expect(error?.problem == "应为整数，写的是文本")
    #expect(error?.suggestion == "请去掉引号：timeout_seconds = 30")
  }

  /// Every wrong type says what to write.
  @Test(arguments: [
    ("[feed]\nenabled = \"true\"", "请去掉引号：enabled = true"),
    ("[feed]\ncatalogues = \"ypml\"", "请加方括号：catalogues = [\"ypml\"]"),
    ("[feed]\ngo_live_days = 2021-03-01", "日期也要加引号，例如 \"2021-03-01\""),
    ("[swipe_test]\ndate = 2021-03-01", "日期也要加引号，例如 \"2021-03-01\""),
    ("[feed]\nkeep_releases = 2.5", "请写一个整数，例如 30"), ("[views]\ndatabase = 5", "请加引号：database = \"5\""),
    ("[feed]\npoll_every = true", "请加引号：poll_every = \"true\""),
    ("[feed]\ncatalogues = [1]", "写法如 catalogues = [\"…\", \"…\"]，每一个都加引号"),
    ("[mirror]\nname = \"x\"", "请单独写一节或几节 [[mirror]]，各项写在它下面"),
  ])
  func wrongTypesSayWhatToWrite(text: String, suggestion: String) {
    #expect(error(Self.smallest + "\n" + text)?.suggestion == suggestion)
  }

  /// Windows Notepad's line ends; counted by hand: six lines, `[feed]` is the seventh.
  @Test func linesAreCountedWithWindowsLineEnds() {
    let text = (Self.smallest + "\n[feed]\n\npoll_evry = \"5m\"").replacing("\n", with: "\r\n")
    #expect(error(text)?.line == 9)
    #expect(error(text)?.keyPath == "feed.poll_evry")
    let broken = error("data_directory = \"/x\"\r\n[institution\r\ncode = 1")
    #expect(broken?.line == 2 && broken?.suggestion != nil)
  }

  /// No console is there: loopback is accepted and told, an address that others reach is refused.
  @Test func consoleIsToldOrRefused() throws {
    let told = try parse(Self.smallest + "\n[console]\nlisten = \"127.0.0.1:8080\"")
    #expect(told.unservedConsole == "127.0.0.1:8080")
    #expect(told.warnings().contains { $0.contains("没有控制台") })
    let without = try parse(Self.smallest)
    #expect(without.unservedConsole == nil && !without.warnings().contains { $0.contains("控制台") })
    for address in ["0.0.0.0:8080", "[::]:8080", "127.0.0.1.example:8080", "10.0.0.1:8080"] {
      #expect(error(Self.smallest + "\n[console]\nlisten = \"\(address)\"")?.keyPath == "console.listen", "\(address)")
    }
  }

  /// operations.md: connect_, send_, receive_ override the time-out one by one.
  @Test func timeOutsOneByOne() throws {
    let centre = try parse(
      Self.smallest + "\nconnect_timeout_seconds = 3\nsend_timeout_seconds = 7\nreceive_timeout_seconds = 600"
    ).centre
    #expect(centre.connectTimeoutSeconds == 3 && centre.sendTimeoutSeconds == 7 && centre.receiveTimeoutSeconds == 600)
    let warnings = try parse(Self.smallest + "\nsend_timeout_seconds = 7").warnings()
    #expect(warnings.contains { $0.contains("send_timeout_seconds = 7 不起作用") })
    #expect(try parse(Self.smallest + "\nsend_timeout_seconds = 0").centre.sendTimeoutSeconds == nil)
    #expect(error(Self.smallest + "\nsend_timeout_seconds = 601")?.keyPath == "centre.send_timeout_seconds")
  }

  @Test(arguments: [
    ("[views]\nlisten = \"5433\"", "views.listen"), ("[views]\nlisten = \"127.0.0.1:65536\"", "views.listen"),
    ("[feed]\npoll_every = \"5 minutes\"", "feed.poll_every"), ("[feed]\ncatalogues = [\"yp\"]", "feed.catalogues"),
    ("[feed]\ngo_live_days = [\"2021-02-29\"]", "feed.go_live_days"),
    ("[swipe_test]\nwindow = [\"07:00:00\", \"06:00:00\"]", "swipe_test.window"),
    ("[swipe_test]\nstart = \"auto\"", "swipe_test.start"),
    ("[download_log]\nfile_name = \"log.txt\"", "download_log.file_name"),
    ("[views]\ntls_key = \"k.pem\"", "views.tls_certificate"), ("[[mirror]]\nname = \"x\"", "mirror.connection"),
    ("[[mirror]]\nname = \"x\"\nconnection = \"Driver=X;PWD=1\"", "mirror.connection"),
    ("[[mirror]]\nname = \"x\"\nconnection = \"Driver=X\"\nschema = \"a;b\"", "mirror.schema"),
    ("[[mirror]]\nname = \"x\"\nconnection = \"Driver=X\"\nengine = \"db2\"", "mirror.engine"),
  ])
  func impossibleValuesAreRefused(text: String, keyPath: String) {
    #expect(error(Self.smallest + "\n" + text)?.keyPath == keyPath)
  }

  @Test func limitsHoldAtTheLimitAndOnePast() {
    #expect(error(Self.smallest + "\ntimeout_seconds = 600") == nil)
    #expect(error(Self.smallest + "\ntimeout_seconds = 601")?.keyPath == "centre.timeout_seconds")
    #expect(error(Self.smallest + "\ntimeout_seconds = 0")?.keyPath == "centre.timeout_seconds")
  }

  /// Numbers no Int of seconds holds are an ordinary mistake.
  @Test(arguments: ["99999999999999999h", "9223372036854775807m", "9223372036854775808s", "-9223372036854775808h"])
  func lengthsOfTimeBeyondAnyNumberAreRefused(text: String) {
    #expect(error(Self.smallest + "\n[views]\nstatement_timeout = \"\(text)\"")?.keyPath == "views.statement_timeout")
  }

  @Test func missingKeysAreNamed() {
    #expect(error("data_directory = \"/x\"\n[centre]\nurl = \"http://127.0.0.1:1/\"")?.keyPath == "institution.code")
    #expect(error("[institution]\ncode = \"1\"")?.keyPath == "data_directory")
  }

  @Test func brokenTOMLNamesItsLine() {
    #expect(error("data_directory = \"/x\"\n[institution\ncode = 1")?.line == 2)
  }
}

@Suite struct EffectiveConfigurationTests {
  /// What is printed is accepted again and means the same.
  @Test func printsWhatItReads() throws {
    let text =
      ConfigurationTests.smallest
      + "\n[swipe_test]\ndate = [\"2021-03-01\"]\nwindow = [\"06:05:09\", \"06:59:59\"]\n[views]\nlisten = \"0.0.0.0:6000\""
    let first = try ConfigurationFile.parse(text, file: "a", relativeTo: "/etc")
    let second = try ConfigurationFile.parse(first.effectiveText, file: "a", relativeTo: "/etc")
    #expect(first.effectiveText == second.effectiveText)
    #expect(second.swipeTest.windowStartSecond == 6 * 3600 + 5 * 60 + 9)
    #expect(second.views.port == 6000)
  }

  /// A gateway's name and password in the address are a secret.
  @Test(arguments: [
    ("https://user:secret@h/", "https://***@h/"), ("https://user:se@cret@h:8/a?b@c", "https://***@h:8/a?b@c"),
    ("http://127.0.0.1:7003/", "http://127.0.0.1:7003/"), ("http://h?u=a@b", "http://h?u=a@b"),
  ])
  func addressesAreShownWithoutUserinfo(url: String, shown: String) throws {
    let text = ConfigurationTests.smallest.replacing("http://127.0.0.1:7003/", with: url)
    let effective = try ConfigurationFile.parse(text, file: "a", relativeTo: "/etc").effectiveText
    #expect(effective.contains("url = \"\(shown)\""))
  }
}

@Suite struct CommandTextTests {
  @Test func readsADate() {
    #expect(CommandText.date("20210301")?.text == "2021-03-01")
    for bad in ["2021-03-01", "20210229", "2021030", "202103011", "２０２１０３０１", "+2021030"] {
      #expect(CommandText.date(bad) == nil, "\(bad)")
    }
  }
}
