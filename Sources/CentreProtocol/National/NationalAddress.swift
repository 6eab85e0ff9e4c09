/// The path each transaction has at platforms that do not take every one at a single URL (facts A.1.4; spellings as there).
public enum NationalAddress {
  /// - Returns: a path that begins with `/fsi/api/`, or `nil` for a transaction without one.
  public static func path(_ number: String) -> String? {
    if let known = paths[number] ?? goodsPaths[number] { return "/fsi/api/" + known }
    guard number.count == 4, number.hasPrefix("13"), number.allSatisfy(\.isNumber) else { return nil }
    return "/fsi/api/catalogdownservice/downCatalog\(number)"
  }

  private static let goodsPaths: [String: String] = [
    "3501": "goodsService/goodsUpload", "3503": "goodsService/goodsBuy", "3505": "goodsService/goodsSell",
    "3507": "goodsService/goodsInfoDelete",
  ]

  private static let paths: [String: String] = [
    "9001": "signInSignOutService/signIn", "9002": "signInSignOutService/signOut",
    "9101": "fileupload/upload", "9102": "fileupload/download",
    "1304": "catalogqueryservice/queryNatyPreparedByPage", "1312": "catalogqueryservice/queryHilist",
    "1316": "catalogqueryservice/queryMedinsHilistMapByPage", "1317": "catalogqueryservice/queryMedListMapByPage",
    "1318": "catalogqueryservice/queryLmtprcByPage", "1319": "catalogqueryservice/querySelfpayByPage",
    "1901": "catalogqueryservice/queryDataDic", "1101": "fsiPsnInfoService/queryPsnInfo",
    "1201": "fsiFixMedInsService/queryFixMedIns",
    "2201": "outpatientDocInfoService/outpatientRregistration",
    "2202": "outpatientDocInfoService/outpatientRegistrationCancel",
    "2203": "outpatientDocInfoService/outpatientMdtrtinfoUp",
    "2203A": "outpatientDocInfoService/outpatientMdtrtinfoUpA",
    "2204": "outpatientDocInfoService/outpatientFeeListUp",
    "2205": "outpatientDocInfoService/outpatientFeeListUpCancel",
    "2206": "outpatientSettleService/preSettletment", "2206A": "outpatientSettleService/preSettletmentA",
    "2207": "outpatientSettleService/saveSettletmentV2", "2207A": "outpatientSettleService/saveSettletment",
    "2208": "outpatientSettleService/cancleSettletment", "2601": "reverseService/revsMethod",
    "3201": "ybSettlementStmtService/stmtTotal", "3202": "ybSettlementStmtService/stmtDetail",
    "3301": "catalogCompService/catalogCompUp",
  ]
}

/// Carries one envelope to the platform and its answer's bytes back. HTTP is in `CentreClient`; tests use memory.
public protocol NationalTransport: Sendable {
  /// Sends one request once.
  func call(number: String, body: [UInt8], timeoutSeconds: Int) async -> NationalReply
  /// Whether a transaction can be sent at all; without a path it is `notSent`.
  func hasAddress(_ number: String) -> Bool
}

extension NationalTransport {
  public func hasAddress(_ number: String) -> Bool { true }
}

/// What is known after one call, as `CentreReply`, with bytes because a 9102 answers with a zip.
public enum NationalReply: Sendable, Equatable {
  case answer([UInt8])
  /// Not a byte was sent.
  case notSent(String)
  /// Perhaps executed, and no whole answer.
  case unknown(String)
}
