import Catalogue

/// How each table of the file is read: names, defaults and limits of operations.md.
enum ConfigurationSections {
  private enum Interface: String, CaseIterable { case unified, national }

  static func institution(_ section: ConfigurationSection) throws(ConfigurationError) -> AgentConfiguration.Institution
  {
    let institution = AgentConfiguration.Institution(
      code: try section.requiredString("code", example: "H50010500001"),
      name: try section.requiredString("name", example: "示例医院"),
      kind: try section.choice("kind", default: .hospital),
      environment: try section.choice("environment", default: .test))
    try section.refuseUnknownKeys()
    return institution
  }

  static func centre(_ section: ConfigurationSection) throws(ConfigurationError) -> AgentConfiguration.Centre {
    let isNational = try section.choice("interface", default: Interface.unified) == .national
    if isNational, try section.string("library") != nil {
      throw section.error("library", "国家平台接口不经厂商接口库", "请用 url 写明中心的 HTTP 地址")
    }
    let library = try CentreLibrarySection.read(section)
    let url = library == nil ? try centreURL(section) : ""
    let timeout = try section.integer("timeout_seconds", default: 30, in: 1...600)
    let receive = try section.integer("receive_timeout_seconds", default: 0, in: 0...600)
    let send = try section.integer("send_timeout_seconds", default: 0, in: 0...600)
    let centre = AgentConfiguration.Centre(
      national: isNational ? try NationalSettings.read(section) : nil, url: url, library: library,
      timeoutSeconds: timeout,
      connectTimeoutSeconds: try section.integer("connect_timeout_seconds", default: min(timeout, 10), in: 1...600),
      sendTimeoutSeconds: send == 0 ? nil : send,
      receiveTimeoutSeconds: receive == 0 ? nil : receive,
      operator: try section.string("operator") ?? "0001",
      query: try section.choice("query", default: isNational ? .none : .transaction43),
      reconcile: try section.choice("reconcile", default: isNational ? .transaction3202 : .transaction15),
      announcedCount: try section.choice("announced_count", default: .total),
      queryAfterReversal: try section.choice("query_after_reversal", default: .absent),
      phone: try section.string("phone") ?? "")
    try NationalSettings.check(centre, section)
    try section.refuseUnknownKeys()
    return centre
  }

  private static func centreURL(_ section: ConfigurationSection) throws(ConfigurationError) -> String {
    let url = try section.requiredString("url", example: "http://127.0.0.1:7003/")
    guard url.hasPrefix("http://") || url.hasPrefix("https://"), url.count > 8 else {
      throw section.error("url", "“\(url)”不是 HTTP 地址", "写法如 http://127.0.0.1:7003/")
    }
    return url
  }

  static func feed(
    _ section: ConfigurationSection, dataDirectory: String
  ) throws(ConfigurationError) -> AgentConfiguration.Feed {
    var kinds: [CatalogueKind] = []
    for name in try section.strings("catalogues") ?? CatalogueKind.allCases.map(\.rawValue) {
      guard let kind = CatalogueKind(rawValue: name) else {
        throw section.error("catalogues", "没有目录“\(name)”", "可写 \"ypml\"、\"zlxm\"、\"bzml\"")
      }
      if !kinds.contains(kind) { kinds.append(kind) }
    }
    if kinds.isEmpty { throw section.error("catalogues", "至少要写一个目录", "例如 [\"ypml\", \"zlxm\", \"bzml\"]") }
    let feed = AgentConfiguration.Feed(
      isEnabled: try section.boolean("enabled", default: true), catalogues: kinds,
      pollEverySeconds: try section.seconds("poll_every", default: 300, in: 1...86_400),
      goLiveDays: try dates(section, "go_live_days") ?? [],
      onRejects: try section.choice("on_rejects", default: .hold),
      keepReleases: try section.integer("keep_releases", default: 10, in: 2...1000),
      missingAtCentre: try section.choice("missing_at_centre", default: .report),
      keepRawDays: try section.integer("keep_raw_days", default: 30, in: 0...3650),
      dropFolder: try dropFolder(section, dataDirectory: dataDirectory))
    try section.refuseUnknownKeys()
    return feed
  }

  /// Empty: no drop folder.
  private static func dropFolder(
    _ section: ConfigurationSection, dataDirectory: String
  ) throws(ConfigurationError) -> String? {
    let folder = try section.string("drop_folder") ?? "收件箱"
    return folder.isEmpty ? nil : ConfigurationFile.absolute(folder, relativeTo: dataDirectory)
  }

  static func views(
    _ section: ConfigurationSection, dataDirectory: String
  ) throws(ConfigurationError) -> AgentConfiguration.Views {
    let (certificate, key) = try tlsFiles(section, dataDirectory: dataDirectory)
    let (host, port) = try address(section, "listen", default: "127.0.0.1:5433")
    let maxConnections = try section.integer("max_connections", default: 200, in: 1...10_000)
    let views = AgentConfiguration.Views(
      host: host, port: port, database: try section.string("database") ?? "qianzhi",
      user: try section.string("user") ?? "his_interface",
      passwordFile: ConfigurationFile.absolute(
        try section.string("password_file") ?? "his_interface.scram", relativeTo: dataDirectory),
      publishedPassword: try section.choice("published_password", default: .loopback),
      maxConnections: maxConnections,
      maxConnectionsPerAddress: try section.integer("max_connections_per_address", default: 50, in: 1...10_000),
      // After a restart of the agent every client logs in at once.
      maxOpenLogins: try section.integer("max_open_logins", default: max(64, maxConnections), in: 8...10_000),
      statementTimeoutSeconds: try section.seconds("statement_timeout", default: 60, in: 0...86_400),
      idleTimeoutSeconds: try section.seconds("idle_timeout", default: 0, in: 0...604_800),
      snapshotLimitSeconds: try section.seconds("snapshot_limit", default: 86_400, in: 0...604_800),
      largestMessage: try section.integer("max_message_kib", default: 16 * 1024, in: 64...1024 * 1024) * 1024,
      allowedFailedLogins: try section.integer("max_failed_logins", default: 5, in: 1...1000),
      loginLockSeconds: try section.seconds("login_lock", default: 300, in: 1...86_400),
      columnCase: try section.choice("column_case", default: .lower),
      listAs: try section.choice("list_as", default: .table),
      unmappable: try section.choice("unmappable", default: .substitute),
      textOrder: try section.choice("text_order", default: .gb18030),
      md5: try section.boolean("md5", default: false), tlsCertificate: certificate, tlsKey: key)
    try section.refuseUnknownKeys()
    return views
  }

  static func downloadLog(
    _ section: ConfigurationSection, dataDirectory: String
  ) throws(ConfigurationError) -> AgentConfiguration.DownloadLog {
    let name = try section.string("file_name") ?? "下载日志-{yyyyMMdd}.txt"
    guard name.contains("{yyyyMMdd}"), !name.contains("/") else {
      throw section.error("file_name", "文件名必须含 {yyyyMMdd}，且不能含 /", "例如 下载日志-{yyyyMMdd}.txt")
    }
    let log = AgentConfiguration.DownloadLog(
      directory: ConfigurationFile.absolute(
        try section.string("directory") ?? "目录下载日志", relativeTo: dataDirectory),
      fileName: name, encoding: try section.choice("encoding", default: .utf8),
      lineEnding: try section.choice("line_ending", default: .crlf))
    try section.refuseUnknownKeys()
    return log
  }

  /// The console is not part of this version. A file written for it is accepted and the start tells that nothing
  /// listens; an address others reach is refused, since it would need TLS and a login.
  ///
  /// - Returns: the address; `nil` when none is written.
  static func console(_ section: ConfigurationSection) throws(ConfigurationError) -> String? {
    let (host, port) = try address(section, "listen", default: "127.0.0.1:8080")
    guard isLoopback(host) else {
      throw section.error("listen", "这一版没有控制台，“\(host)”上不会有东西监听", "请删去 [console]，或写 \"127.0.0.1:\(port)\"")
    }
    try section.refuseUnknownKeys()
    return section.has("listen") ? "\(host):\(port)" : nil
  }

  private static func isLoopback(_ host: String) -> Bool {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return host == "localhost" || host == "[::1]"
      || parts.count == 4 && parts[0] == "127" && parts.dropFirst().allSatisfy { UInt8($0) != nil }
  }

  static func dates(_ section: ConfigurationSection, _ key: String) throws(ConfigurationError) -> [CivilDate]? {
    guard let texts = try section.stringOrStrings(key) else { return nil }
    var dates: [CivilDate] = []
    for text in texts {
      let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
        let date = CivilDate(year: year, month: month, day: day), date.text == text
      else { throw section.error(key, "“\(text)”不是日期", "写法如 \"2021-03-01\"") }
      dates.append(date)
    }
    return dates
  }

  static func address(
    _ section: ConfigurationSection, _ key: String, default defaultValue: String
  ) throws(ConfigurationError) -> (host: String, port: Int) {
    let text = try section.string(key) ?? defaultValue
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
      (0...65_535).contains(port), colon > text.startIndex
    else { throw section.error(key, "“\(text)”不是监听地址", "写法如 \"\(defaultValue)\"") }
    return (String(text[..<colon]), port)
  }
}
