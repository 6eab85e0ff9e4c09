import Foundation

/// What the national platform answers: an envelope, or the bytes of a file.
enum NationalDecision {
  case output([String: Any])
  case refused(String)
  case file([UInt8])
}

/// One envelope as the platform reads it.
struct NationalEnvelopeText: @unchecked Sendable {
  let number: String
  let messageID: String
  let institution: String
  let signNumber: String
  /// `signtype`, where `cainfo` is there too; else empty.
  let signatureKind: String
  /// 参保地医保区划
  let personArea: String
  let input: [String: Any]

  /// `nil` when the bytes are no envelope.
  init?(_ bytes: [UInt8]) {
    guard let members = Self.members(bytes),
      let number = members["infno"] as? String
    else { return nil }
    self.number = number
    messageID = members["msgid"] as? String ?? ""
    institution = members["fixmedins_code"] as? String ?? ""
    signNumber = members["sign_no"] as? String ?? ""
    let signature = members["cainfo"] as? String ?? ""
    signatureKind = signature.isEmpty ? "" : members["signtype"] as? String ?? ""
    personArea = members["insuplc_admdvs"] as? String ?? ""
    input = members["input"] as? [String: Any] ?? [:]
  }

  private static func members(_ bytes: [UInt8]) -> [String: Any]? {
    do {
      return try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
    } catch {
      return nil  // No JSON: the platform answers that it is no envelope.
    }
  }

  /// A text or number below a node of the input.
  func value(_ node: String, _ name: String) -> String {
    let members = input[node] as? [String: Any] ?? [:]
    return Self.text(members[name])
  }

  /// The rows of a list in the input.
  func rows(_ node: String) -> [[String: Any]] { input[node] as? [[String: Any]] ?? [] }

  /// A text, or a number as it was written.
  static func text(_ value: Any?) -> String {
    if let text = value as? String { return text }
    return (value as? NSNumber)?.stringValue ?? ""
  }
}

/// The national platform's catalogue side: sign-in, files by version, paged queries.
struct NationalDesk: Sendable {
  private var messageIDs: Set<String> = []
  private var signNumbers: Set<String> = []
  /// `signtype` every request must carry with a signature, which is not checked; `nil`: none.
  var requiredSignature: String?
  /// Requests answered; every second answer is written in the other accepted form.
  private(set) var answers = 0

  /// What is wrong with an envelope before its transaction is looked at; `nil`: nothing. Its id counts as used from now on.
  mutating func refusal(_ request: NationalEnvelopeText) -> NationalDecision? {
    if let requiredSignature, request.signatureKind != requiredSignature { return .refused("FSI-报文没有签名") }
    guard request.messageID.count == 30, request.messageID.hasPrefix(request.institution) else {
      return .refused("FSI-发送方报文ID不符合规范")
    }
    guard messageIDs.insert(request.messageID).inserted else { return .refused("FSI-报文ID重复") }
    guard request.number == "9001" || signNumbers.contains(request.signNumber) else { return .refused("FSI-没有签到") }
    return nil
  }

  /// - Parameter time: seconds since 1970 UTC.
  mutating func decide(
    _ request: NationalEnvelopeText, files: NationalFiles, time: Int64
  ) throws(SimulatorError) -> NationalDecision {
    if let refusal = refusal(request) { return refusal }
    if request.number == "9001" {
      let number = "S\(signNumbers.count + 1)"
      signNumbers.insert(number)
      return .output(["signinoutb": ["sign_time": CentreTime.text(time), "sign_no": number]])
    }
    switch request.number {
    case "9002":
      signNumbers.remove(request.signNumber)
      return .output(["signoutoutb": ["sign_time": CentreTime.text(time)]])
    case "9102": return try file(request, files)
    case "1304", "1312", "1318", "1319": return page(request, files)
    default:
      guard request.number.hasPrefix("13") else { return .refused("FSI-没有这个交易") }
      return version(request, files)
    }
  }

  private func version(_ request: NationalEnvelopeText, _ files: NationalFiles) -> NationalDecision {
    let held = request.value("data", "ver")
    guard !held.isEmpty else { return .refused("FSI-版本号不能为空") }
    guard let next = files.next(request.number, after: held) else { return .refused("FSI-已经是最新数据") }
    return .output([
      "file_qury_no": "fsi/plc/\(request.number)/\(next)", "filename": "\(request.number)-\(next).txt.zip",
      "dld_end_time": "2099-12-31", "data_cnt": files.lines(request.number, version: next).count,
    ])
  }

  private func file(
    _ request: NationalEnvelopeText, _ files: NationalFiles
  ) throws(SimulatorError) -> NationalDecision {
    let parts = request.value("fsDownloadIn", "file_qury_no").split(separator: "/")
    guard parts.count == 4, let version = Int(parts[3]), request.value("fsDownloadIn", "fixmedins_code") == "plc",
      request.value("fsDownloadIn", "filename") == "\(parts[2])-\(version).txt.zip"
    else { return .refused("FSI-没有这个文件") }
    var lines = files.lines(String(parts[2]), version: version)
    guard !lines.isEmpty else { return .refused("FSI-没有这个文件") }
    if files.cutsFirstRow { lines[0] = lines[0].components(separatedBy: "\t").prefix(2).joined(separator: "\t") }
    let text = lines.map { $0 + "\n" }.joined()
    return .file(try ZipWriter.archive(name: "\(parts[2])-\(version).txt", Array(text.utf8)))
  }

  private func page(_ request: NationalEnvelopeText, _ files: NationalFiles) -> NationalDecision {
    guard let size = Int(request.value("data", "page_size")), let number = Int(request.value("data", "page_num")),
      size > 0, number > 0
    else { return .refused("FSI-分页参数不能为空") }
    var rows = files.rows(request.number, since: request.value("data", "updt_time"))
    // The only query that requires it (facts A.4).
    if request.number == NationalCatalogue.ethnicDrugs.rawValue {
      let flag = request.value("data", "vali_flag")
      guard !flag.isEmpty else { return .refused("FSI-有效标志不能为空") }
      rows.removeAll { $0["vali_flag"] as? String != flag }
    }
    let pages = max(1, (rows.count + size - 1) / size)
    return .output([
      "pageNum": number, "pageSize": size, "recordCounts": rows.count, "pages": pages, "lastPage": number >= pages,
      "data": Array(rows.dropFirst((number - 1) * size).prefix(size)),
    ])
  }

  /// The answer's bytes. The forms of `infcode` and `output` alternate, because real platforms differ in them.
  mutating func bytes(_ decision: NationalDecision, time: Int64) throws(SimulatorError) -> [UInt8] {
    answers += 1
    let isOther = answers.isMultiple(of: 2)
    var envelope: [String: Any] = [
      "inf_refmsgid": "500000\(answers)", "respond_time": CentreTime.text(time).filter(\.isNumber) + "000",
      "warn_msg": NSNull(),
    ]
    switch decision {
    case .file(let bytes): return bytes
    case .refused(let words):
      envelope["infcode"] = isOther ? "-1" : -1
      envelope["err_msg"] = words
    case .output(let output):
      envelope["infcode"] = isOther ? "0" : 0
      envelope["err_msg"] = NSNull()
      envelope["output"] = isOther ? String(decoding: try Self.json(output), as: UTF8.self) : output
    }
    return Array(try Self.json(envelope))
  }

  private static func json(_ object: [String: Any]) throws(SimulatorError) -> Data {
    do {
      return try JSONSerialization.data(withJSONObject: object)
    } catch {
      throw SimulatorError(.server, "cannot write JSON: \(error)")
    }
  }
}

extension SimulatedCentre {
  /// Takes one envelope of the national platform; faults as for the unified interface, where they make sense.
  func receiveNational(_ bytes: [UInt8]) throws(SimulatorError) -> Delivery {
    try publishWhatIsDue()
    guard let request = NationalEnvelopeText(bytes) else { return .status(400) }
    if NationalOutpatients.numbers.contains(request.number) { return try receiveOutpatient(request, bytes) }
    let fault = faults.next(transaction: request.number)
    if fault?.kind == .down { return .cut }
    let text = RequestText(request.number)
    let sequence = try desk.book.received(text, bytes: bytes, fault: fault?.specification ?? "", at: clock())
    switch fault?.kind {
    case .refuse: return .answer(try nationalDesk.bytes(.refused("FSI-业务不受理"), time: clock()))
    case .unknownCode: return .answer(Array("{\"infcode\":-1,\"err_msg\":\"系统繁忙\"}".utf8))
    case .hang: return .silence
    case .unavailable: return .status(503)
    case .redirect: return .redirect
    case .lostBefore: return .cut
    default: break
    }
    var files = NationalFiles(history: desk.shelf.history, today: CentreTime.date(clock()))
    files.cutsFirstRow = fault?.kind == .badRow
    var decision: NationalDecision
    if let drilled = try drillDecision(request) {
      decision = drilled
    } else {
      decision = try nationalDesk.decide(request, files: files, time: clock())
    }
    if fault?.kind == .wrongCount, case .output(var output) = decision {
      for name in ["data_cnt", "recordCounts"] { output[name] = (output[name] as? Int).map { $0 + 1 } }
      decision = .output(output)
    }
    if fault?.kind == .badRow, case .output(var output) = decision, var rows = output["data"] as? [[String: Any]],
      !rows.isEmpty
    {
      rows[0]["updt_time"] = nil
      output["data"] = rows
      decision = .output(output)
    }
    if case .refused(let words) = decision {
      try desk.book.decided(sequence, .refused(words))
    }
    let answer = try nationalDesk.bytes(decision, time: clock())
    switch fault?.kind {
    case .lostAfter: return .cut
    case .half: return .truncated(answer)
    case .garbage: return .answer([0x00, 0xFF, 0xFE, 0x81])
    case .html: return .page("<html><body>网关维护中</body></html>")
    case .badGatewayAfter: return .status(502)
    case .slow(let seconds): return .delayed(answer, seconds: seconds)
    default: return .answer(answer)
    }
  }
}
