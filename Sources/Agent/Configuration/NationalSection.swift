import CatalogueFeed
import CentreClient
import CentreProtocol
import Foundation
import Settlement

/// What `[centre]` says about the national platform; only there with `interface = "national"`.
public struct NationalSettings: Sendable {
  /// One URL for every transaction, or a path of each below it.
  public enum Addressing: String, CaseIterable, Sendable {
    case single
    case perTransaction = "per transaction"
  }
  /// What is sent for a 2207A whose result is unknown, besides asking.
  public enum ReverseUnknown: String, CaseIterable, Sendable {
    case transaction2601 = "2601"
    case none
  }
  public var reverseUnknown = ReverseUnknown.transaction2601
  /// 就医地医保区划
  public var area: String
  public var receiver: String
  public var version: String
  public var operatorName: String
  public var addressing: Addressing
  /// TIF headers: `paasid`, and the file with the token.
  public var gatewayIdentifier: String
  /// Absolute; empty without TIF headers.
  public var gatewayTokenFile: String
  public var signing: SigningSettings
  /// Of 1319: the 人员类别 whose self-payment the view shows; empty: the smallest code.
  public var selfPaymentPersonType: String

  static func read(_ section: ConfigurationSection) throws(ConfigurationError) -> NationalSettings {
    let area = try section.requiredString("area", example: "500000")
    guard area.count == 6, area.allSatisfy(\.isNumber) else {
      throw section.error("area", "“\(area)”不是医保区划", "就医地医保区划是六位数字，例如 500000")
    }
    let settings = NationalSettings(
      reverseUnknown: try section.choice("reverse_unknown", default: .transaction2601), area: area,
      receiver: try section.string("receiver") ?? "YBXT", version: try section.string("version") ?? "V1.0",
      operatorName: try section.string("operator_name") ?? "前置程序",
      addressing: try section.choice("addressing", default: .single),
      gatewayIdentifier: try section.string("gateway_id") ?? "",
      gatewayTokenFile: try section.string("gateway_token_file") ?? "",
      signing: try SigningSettings.read(section),
      selfPaymentPersonType: try section.string("self_payment_person_type") ?? "")
    guard settings.gatewayIdentifier.isEmpty == settings.gatewayTokenFile.isEmpty else {
      throw section.error(
        settings.gatewayIdentifier.isEmpty ? "gateway_token_file" : "gateway_id",
        "gateway_id 和 gateway_token_file 必须同时写", "不用网关签名时两项都不写")
    }
    guard settings.gatewayTokenFile.isEmpty || settings.gatewayTokenFile.hasPrefix("/") else {
      throw section.error("gateway_token_file", "必须是绝对路径", "例如 /etc/qianzhi/gateway.secret")
    }
    return settings
  }

  /// Each interface has its own transactions to ask with: 43 and 15, or 3202.
  static func check(
    _ centre: AgentConfiguration.Centre, _ section: ConfigurationSection
  ) throws(ConfigurationError) {
    let isNational = centre.national != nil
    if isNational, centre.query == .transaction43 {
      throw section.error("query", "国家平台没有 43", "请去掉这一行：3202 既查询又对账")
    }
    guard centre.reconcile != (isNational ? .transaction15 : .transaction3202) else {
      throw section.error(
        "reconcile", "这种接口没有 \(centre.reconcile.rawValue)", "统一接口写 \"15\"，国家平台写 \"3202\"，没有就写 \"none\"")
    }
  }
}

extension NationalSettings {
  /// A message id of the national platform begins with the institution's code, which is 12 characters.
  static func checkCode(
    _ configuration: AgentConfiguration, _ section: ConfigurationSection
  ) throws(ConfigurationError) {
    let code = configuration.institution.code
    guard configuration.centre.national == nil || code.count == MessageNumber.codeLength else {
      throw section.error(
        "code", "“\(code)”是 \(code.count) 位，国家平台的机构编号是 \(MessageNumber.codeLength) 位",
        "请写国家统一的定点医药机构编号，例如 H50010500001")
    }
  }
}

extension AgentConfiguration {
  /// Who calls the national platform; `nil` with the unified interface.
  var nationalCaller: NationalCaller? {
    centre.national.map { national in
      NationalCaller(
        institutionCode: institution.code, institutionName: institution.name, area: national.area,
        receiver: national.receiver, version: national.version, operatorCode: centre.operator,
        operatorName: national.operatorName)
    }
  }
}

extension AgentConfiguration {
  /// The way to the national platform for feed and swipe test; `nil` with the unified interface.
  func nationalTransport() throws -> HTTPNationalTransport? {
    guard let national = centre.national else { return nil }
    var account: HTTPNationalTransport.GatewayAccount?
    if !national.gatewayTokenFile.isEmpty {
      let token = try String(contentsOfFile: national.gatewayTokenFile, encoding: .utf8)
      account = .init(
        identifier: national.gatewayIdentifier, token: token.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    return HTTPNationalTransport(
      url: centre.url, hasPathPerTransaction: national.addressing == .perTransaction, account: account,
      seal: try national.signing.seal(), connectTimeoutSeconds: centre.connectTimeoutSeconds,
      receiveTimeoutSeconds: centre.receiveTimeoutSeconds)
  }

  func nationalCentre(
    over transport: HTTPNationalTransport?, messages: MessageIDSource, now: @escaping @Sendable () -> Int64
  ) -> NationalCentre? {
    guard let caller = nationalCaller, let transport else { return nil }
    return NationalCentre(
      caller: caller, transport: transport, messages: messages, timeoutSeconds: centre.timeoutSeconds, now: now)
  }
}
