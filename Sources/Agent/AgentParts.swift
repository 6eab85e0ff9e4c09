import Catalogue
import CatalogueFeed
import CatalogueStore
import Settlement
import SwipeTest

/// The configuration as each part takes it.
extension AgentConfiguration {
  var storeOptions: StoreOptions {
    let encoding: LogFormat.Encoding =
      switch downloadLog.encoding {
      case .utf8: .utf8
      case .utf8WithMark: .utf8WithMark
      case .gb18030: .gb18030
      }
    return StoreOptions(
      keepReleases: feed.keepReleases, keepRawDays: feed.keepRawDays, logFileName: downloadLog.fileName,
      logFormat: LogFormat(encoding: encoding, lineEnding: downloadLog.lineEnding == .crlf ? .crlf : .lf))
  }

  var feedConfiguration: FeedConfiguration {
    var configuration = FeedConfiguration(
      withdrawsMissing: feed.missingAtCentre == .withdraw, catalogues: feed.catalogues,
      pollEverySeconds: feed.pollEverySeconds, goLiveDays: feed.goLiveDays,
      onRejects: feed.onRejects == .hold ? .hold : .publish, timeoutSeconds: centre.timeoutSeconds,
      announcesCount: centre.announcedCount == .total)
    configuration.centre = centreIdentity
    configuration.selfPaymentPersonType = centre.national?.selfPaymentPersonType ?? ""
    return configuration
  }

  /// What tells the centre from another one, as `status` shows it: environment, interface, address without a password,
  /// institution. Kept in the data directory.
  var centreIdentity: String {
    var address = centre.library?.path ?? centre.url
    if let scheme = address.range(of: "://"), centre.library == nil {
      let host = address[scheme.upperBound...].prefix { $0 != "/" }
      if let at = host.lastIndex(of: "@") { address.removeSubrange(scheme.upperBound...at) }
    }
    let interface = centre.national.map { "national \($0.area)" } ?? "unified"
    return "\(institution.environment.rawValue) \(interface) \(address) \(institution.code)"
  }

  /// Before everything a person decides on (settlement.md: no settlement in the wrong environment by mistake).
  var environmentLine: String { "环境：\(institution.environment.title)" }

  /// The test cards; with the reason when there are none, so that a machine without a swipe test still runs, and one with
  /// open visits goes on with them.
  func loadCards() -> SwipeCards {
    do {
      let cards = try CardsFile.load(swipeTest.cardsFile, isNational: centre.national != nil)
      guard !cards.isEmpty else {
        let empty = AgentError(.cards, "测试卡文件 \(swipeTest.cardsFile) 里没有卡", "请写，每张卡一节：[[card]] number = \"…\"")
        return SwipeCards(cards: [], problem: empty.description)
      }
      return SwipeCards(
        cards: cards.map {
          .init(number: MaskedText($0.number), insurance: $0.insurance, certificate: $0.certificate.map(\.asked))
        })
    } catch {
      return SwipeCards(cards: [], problem: "\(error)")
    }
  }

  func swipeConfiguration() throws(ConfigurationError) -> SwipeConfiguration {
    var swipe = SwipeConfiguration()
    swipe.dates = swipeTest.dates
    swipe.windowStartSecond = swipeTest.windowStartSecond
    swipe.windowEndSecond = swipeTest.windowEndSecond
    swipe.automatic = swipeTest.start == .automatic
    swipe.requireNationalCode = swipeTest.requireNationalCode
    swipe.items = try swipeItems()
    swipe.settleTimeoutSeconds = swipeTest.settleTimeoutSeconds
    swipe.queryAfterSeconds = swipeTest.queryAfterSeconds
    swipe.quietSeconds = swipeTest.quietSeconds
    swipe.visitsPerCard = swipeTest.visitsPerCard
    swipe.handOverAfterSeconds = swipeTest.handOverAfterSeconds
    swipe.clockToleranceSeconds = swipeTest.clockToleranceSeconds
    swipe.timeoutSeconds = centre.timeoutSeconds
    swipe.operatorCode = centre.operator
    swipe.profile = CentreProfile(
      query: centre.query == .transaction43, reconcile: centre.reconcile == .transaction15,
      afterReversal: afterReversal)
    if let national = centre.national {
      swipe.profile = .national(
        reconcile: centre.reconcile == .transaction3202, reversesUnknown: national.reverseUnknown == .transaction2601)
      swipe.national = nationalCaller
    }
    swipe.phone = centre.phone
    swipe.institutionCode = institution.code
    swipe.institutionName = institution.name
    swipe.isPharmacy = institution.kind == .pharmacy
    swipe.environment = institution.environment == .production ? .production : .test
    return swipe
  }

  private var afterReversal: CentreProfile.AfterReversal {
    switch centre.queryAfterReversal {
    case .absent: .absent
    case .both: .both
    case .original: .original
    }
  }

  private func swipeItems() throws(ConfigurationError) -> SwipeConfiguration.Items {
    switch swipeTest.items {
    case .newlyChanged(let count): return .newlyChanged(count)
    case .listed(let listed):
      switch SwipeConfiguration.ExplicitItem.list(listed) {
      case .success(let items): return .explicit(items)
      case .failure(let refusal):
        throw ConfigurationError(
          file: file, line: nil, keyPath: "swipe_test.items", problem: refusal.problem, suggestion: refusal.suggestion)
      }
    }
  }
}
