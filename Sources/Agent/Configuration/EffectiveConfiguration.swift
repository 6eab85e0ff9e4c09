import Mirror

extension AgentConfiguration {
  /// The values in force as TOML, without secrets: card numbers and passwords live in files of their own and only the
  /// files' names appear here.
  public var effectiveText: String {
    var lines = ["# \(file)", "data_directory = \(quoted(dataDirectory))"]
    func section(_ name: String, _ values: [(String, String)]) {
      lines += ["", "[\(name)]"] + values.map { "\($0.0) = \($0.1)" }
    }
    section(
      "institution",
      [
        ("code", quoted(institution.code)), ("name", quoted(institution.name)),
        ("kind", quoted(institution.kind.rawValue)), ("environment", quoted(institution.environment.rawValue)),
      ])
    section(
      "centre",
      [
        ("interface", quoted(centre.national == nil ? "unified" : "national"))
      ] + centreAddress + [
        ("timeout_seconds", "\(centre.timeoutSeconds)"),
        ("connect_timeout_seconds", "\(centre.connectTimeoutSeconds)"),
        ("send_timeout_seconds", "\(centre.sendTimeoutSeconds ?? 0)"),
        ("receive_timeout_seconds", "\(centre.receiveTimeoutSeconds ?? 0)"), ("operator", quoted(centre.operator)),
        ("query", quoted(centre.query.rawValue)), ("reconcile", quoted(centre.reconcile.rawValue)),
        ("announced_count", quoted(centre.announcedCount.rawValue)),
        ("query_after_reversal", quoted(centre.queryAfterReversal.rawValue)),
        ("phone", quoted(centre.phone)),
      ] + nationalValues)
    section(
      "feed",
      [
        ("enabled", "\(feed.isEnabled)"), ("catalogues", array(feed.catalogues.map(\.rawValue))),
        ("poll_every", quoted("\(feed.pollEverySeconds)s")), ("go_live_days", array(feed.goLiveDays.map(\.text))),
        ("on_rejects", quoted(feed.onRejects.rawValue)), ("keep_releases", "\(feed.keepReleases)"),
        ("missing_at_centre", quoted(feed.missingAtCentre.rawValue)), ("keep_raw_days", "\(feed.keepRawDays)"),
        ("drop_folder", quoted(feed.dropFolder ?? "")),
      ])
    section("views", viewsValues)
    section(
      "download_log",
      [
        ("directory", quoted(downloadLog.directory)), ("file_name", quoted(downloadLog.fileName)),
        ("encoding", quoted(downloadLog.encoding.rawValue)), ("line_ending", quoted(downloadLog.lineEnding.rawValue)),
      ])
    section("swipe_test", swipeValues)
    lines += drillLines
    for mirror in mirrors {
      lines += ["", "[[mirror]]"] + mirrorValues(mirror).map { "\($0.0) = \($0.1)" }
    }
    return lines.joined(separator: "\n")
  }

  private func mirrorValues(_ mirror: MirrorConfiguration) -> [(String, String)] {
    var values = [
      ("name", quoted(mirror.name)), ("connection", quoted(mirror.connection)), ("schema", quoted(mirror.schema)),
      ("engine", quoted(mirror.engine ?? "auto")), ("reader", quoted(mirror.reader)),
    ]
    if let file = mirror.passwordFile { values.append(("password_file", quoted(file))) }
    if let file = mirror.readerPasswordFile { values.append(("reader_password_file", quoted(file))) }
    return values
  }

  /// `http://name:secret@host/` without the name and the secret.
  static func withoutUserinfo(_ url: String) -> String {
    guard let scheme = url.range(of: "://") else { return url }
    let end = url[scheme.upperBound...].firstIndex { "/?#".contains($0) } ?? url.endIndex
    guard let at = url[scheme.upperBound..<end].lastIndex(of: "@") else { return url }
    return url[..<scheme.upperBound] + "***" + url[at...]
  }

  private var centreAddress: [(String, String)] {
    guard let library = centre.library else { return [("url", quoted(Self.withoutUserinfo(centre.url)))] }
    return [("library", quoted(library.path)), ("library_init", quoted(library.initialiser.rawValue))]
  }

  private var nationalValues: [(String, String)] {
    guard let national = centre.national else { return [] }
    var values = [
      ("area", quoted(national.area)), ("receiver", quoted(national.receiver)), ("version", quoted(national.version)),
      ("operator_name", quoted(national.operatorName)),
      ("reverse_unknown", quoted(national.reverseUnknown.rawValue)),
      ("addressing", quoted(national.addressing.rawValue)),
      ("self_payment_person_type", quoted(national.selfPaymentPersonType)),
    ]
    if !national.gatewayIdentifier.isEmpty {
      values.append(("gateway_id", quoted(national.gatewayIdentifier)))
      values.append(("gateway_token_file", quoted(national.gatewayTokenFile)))
    }
    return values + national.signing.values
  }

  private var viewsValues: [(String, String)] {
    [
      ("listen", quoted("\(views.host):\(views.port)")), ("database", quoted(views.database)),
      ("user", quoted(views.user)), ("password_file", quoted(views.passwordFile)),
      ("published_password", quoted(views.publishedPassword.rawValue)), ("max_connections", "\(views.maxConnections)"),
      ("max_connections_per_address", "\(views.maxConnectionsPerAddress)"),
      ("max_open_logins", "\(views.maxOpenLogins)"),
      ("statement_timeout", quoted("\(views.statementTimeoutSeconds)s")),
      ("idle_timeout", quoted("\(views.idleTimeoutSeconds)s")),
      ("snapshot_limit", quoted("\(views.snapshotLimitSeconds)s")),
      ("max_message_kib", "\(views.largestMessage / 1024)"), ("max_failed_logins", "\(views.allowedFailedLogins)"),
      ("login_lock", quoted("\(views.loginLockSeconds)s")), ("column_case", quoted(views.columnCase.rawValue)),
      ("list_as", quoted(views.listAs.rawValue)), ("unmappable", quoted(views.unmappable.rawValue)),
      ("text_order", quoted(views.textOrder.rawValue)),
      ("md5", "\(views.md5)"), ("tls_certificate", quoted(views.tlsCertificate ?? "")),
      ("tls_key", quoted(views.tlsKey ?? "")),
    ]
  }

  private var swipeValues: [(String, String)] {
    let items =
      switch swipeTest.items {
      case .newlyChanged(let count): "{ newly_changed = \(count) }"
      case .listed(let items):
        "["
          + items.map {
            "{ serial = \(quoted($0.serial)), price = \(quoted($0.price)), quantity = \(quoted($0.quantity)) }"
          }.joined(separator: ", ") + "]"
      }
    return [
      ("date", array(swipeTest.dates.map(\.text))),
      ("window", array([timeText(swipeTest.windowStartSecond), timeText(swipeTest.windowEndSecond)])),
      ("start", quoted(swipeTest.start.rawValue)), ("cards_file", quoted(swipeTest.cardsFile)),
      ("require_national_code", "\(swipeTest.requireNationalCode)"), ("items", items),
      ("settle_timeout_seconds", "\(swipeTest.settleTimeoutSeconds)"),
      ("query_after_seconds", "\(swipeTest.queryAfterSeconds)"), ("quiet_seconds", "\(swipeTest.quietSeconds)"),
      ("visits_per_card", "\(swipeTest.visitsPerCard)"),
      ("hand_over_after_seconds", "\(swipeTest.handOverAfterSeconds)"),
      ("clock_tolerance_seconds", "\(swipeTest.clockToleranceSeconds)"),
    ]
  }

  private func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  private func array(_ texts: [String]) -> String { "[" + texts.map(quoted).joined(separator: ", ") + "]" }

  private func timeText(_ second: Int) -> String {
    [second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
  }
}
