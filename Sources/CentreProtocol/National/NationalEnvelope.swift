import Catalogue

/// Who calls the national platform: the envelope's fields that are the same in every request (facts A.1.1).
public struct NationalCaller: Sendable, Hashable {
  /// 定点医药机构编号, 12 characters; also the first part of every message id.
  public var institutionCode: String
  public var institutionName: String
  /// 就医地医保区划, 6 digits.
  public var area: String
  /// 接收方系统代码: `YBXT` normal, `LXXT` 离休, `GSXT` 工伤.
  public var receiver: String
  /// 接口版本号
  public var version: String
  public var operatorCode: String
  public var operatorName: String

  public init(
    institutionCode: String, institutionName: String, area: String, receiver: String = "YBXT", version: String = "V1.0",
    operatorCode: String, operatorName: String
  ) {
    self.institutionCode = institutionCode
    self.institutionName = institutionName
    self.area = area
    self.receiver = receiver
    self.version = version
    self.operatorCode = operatorCode
    self.operatorName = operatorName
  }
}

/// One request of the national platform, before it is bytes.
public struct NationalRequest: Sendable, Hashable {
  /// 交易编号: `1301`, `2206A`
  public let number: String
  /// 发送方报文ID, 30 characters; journalled before a request that a 2601 may have to name (facts A.1.5).
  public let messageID: String
  /// `yyyy-MM-dd HH:mm:ss`, Asia/Shanghai
  public let time: String
  /// 参保地医保区划: needed whenever the input names a person.
  public let personArea: String
  /// 签到编号 from 9001; empty before it.
  public let signNumber: String
  /// Keys are the transaction's node names.
  public let input: JSONValue

  public init(
    number: String, messageID: String, time: String, personArea: String = "", signNumber: String = "", input: JSONValue
  ) {
    self.number = number
    self.messageID = messageID
    self.time = time
    self.personArea = personArea
    self.signNumber = signNumber
    self.input = input
  }

  /// The whole envelope as UTF-8 JSON, not signed: that is the transport's (`EnvelopeSeal`).
  public func body(from caller: NationalCaller) -> [UInt8] {
    let envelope: JSONValue = [
      "infno": .string(number), "msgid": .string(messageID), "mdtrtarea_admvs": .string(caller.area),
      "insuplc_admdvs": .string(personArea), "recer_sys_code": .string(caller.receiver), "dev_no": "",
      "dev_safe_info": "", "cainfo": "", "signtype": "",
      "infver": .string(caller.version), "opter_type": "1", "opter": .string(caller.operatorCode),
      "opter_name": .string(caller.operatorName), "inf_time": .string(time),
      "fixmedins_code": .string(caller.institutionCode), "fixmedins_name": .string(caller.institutionName),
      "sign_no": .string(signNumber), "input": input,
    ]
    return envelope.bytes
  }
}

/// Message ids: 机构编号 (12) + `yyyyMMddHHmmss` + 4 digits. They never repeat, and a clock that goes back does not
/// repeat one: the second then stays where it was (settlement.md R14). The digits from 9000 on are the swipe test's
/// (`MessageNumber` in Settlement), which numbers its messages at the same institution.
public struct MessageNumbers: Sendable {
  /// Ids in one second.
  public static let perSecond = 9000

  private let institutionCode: String
  /// Seconds since 1970 UTC of the last id, and its number within that second.
  public private(set) var last: (second: Int64, number: Int)

  /// - Parameter after: milliseconds since 1970 UTC of the last id given before a restart.
  public init(institutionCode: String, after: Int64 = 0) {
    self.institutionCode = institutionCode
    last = (after / 1000, after == 0 ? -1 : Self.perSecond - 1)
  }

  /// The same with nothing at or before a moment.
  func after(_ milliseconds: Int64) -> MessageNumbers {
    MessageNumbers(institutionCode: institutionCode, after: milliseconds)
  }

  /// - Parameter now: milliseconds since 1970 UTC.
  public mutating func next(now: Int64) -> String {
    let second = now / 1000
    // Nine ids a millisecond: a process started again within the second begins beyond what the one before it sent.
    let first = Int(now % 1000) * (Self.perSecond / 1000)
    if second > last.second {
      last = (second, first)
    } else if second == last.second, first > last.number {
      last.number = first
    } else if last.number + 1 < Self.perSecond {
      last.number += 1
    } else {
      last = (last.second + 1, 0)
    }
    let time = CivilDateTime(unixMilliseconds: last.second * 1000)
    let digits = String(last.number)
    let code = String(institutionCode.prefix(12))
    return code + time.date.compactText + time.timeText.filter { $0 != ":" }
      + String(repeating: "0", count: 4 - digits.count) + digits
  }
}

/// What the platform said.
public enum NationalAnswer: Hashable, Sendable {
  /// `infcode` 0, with the `output`.
  case output(JSONValue)
  /// A whole envelope whose text starts with `FSI-`: nothing was executed (*ours*, centre.md).
  case refused(String)
  /// A whole envelope with any other failure: not known what the platform did.
  case systemFailure(String)

  /// The failure that means "nothing newer": the end of a catalogue's versions.
  public static let nothingNewer = "FSI-已经是最新数据"

  /// Whether the answer is that end, whichever kind of failure it came as and whatever stands around the words
  /// (centre.md: the text *contains* them).
  public var isNothingNewer: Bool {
    switch self {
    case .output: false
    case .refused(let words), .systemFailure(let words): words.contains(Self.nothingNewer)
    }
  }

  /// Reads an answer's bytes: `infcode` as number or string, `output` as object or as JSON in a string.
  public static func parse(_ bytes: [UInt8]) throws(NationalProtocolError) -> NationalAnswer {
    guard !bytes.allSatisfy({ $0 <= 32 }) else { throw .init(.empty, "平台的应答是空的") }
    guard let envelope = JSONValue.parse(bytes), case .object = envelope else {
      throw .init(.notAnEnvelope, "平台的应答不是 JSON 报文")
    }
    guard let code = envelope["infcode"]?.text else { throw .init(.notAnEnvelope, "平台的应答没有 infcode") }
    let words = envelope["err_msg"]?.text ?? ""
    switch code {
    case "0": return .output(try output(envelope["output"] ?? .null))
    case "-1" where words.hasPrefix("FSI-"): return .refused(words)
    default: return .systemFailure(words.isEmpty ? "infcode \(code)，没有说明" : words)
    }
  }

  private static func output(_ value: JSONValue) throws(NationalProtocolError) -> JSONValue {
    guard case .string(let text) = value else { return value }
    if text.isEmpty { return .null }
    guard let inner = JSONValue.parse(Array(text.utf8)) else {
      throw .init(.notAnEnvelope, "平台应答的 output 不是 JSON")
    }
    return inner
  }
}

/// An answer or a file of the national platform that is none.
public struct NationalProtocolError: Error, Hashable, Sendable {
  public enum Code: String, Sendable, CaseIterable {
    case empty = "QZ-F130"
    case notAnEnvelope = "QZ-F131"
    case missingField = "QZ-F132"
    case damagedArchive = "QZ-F133"
    case archiveTooLarge = "QZ-F134"
    case damagedFile = "QZ-F135"
    case noProgress = "QZ-F136"
    case impossibleCount = "QZ-F137"
  }
  public let code: Code
  /// Chinese.
  public let text: String

  public init(_ code: Code, _ text: String) {
    self.code = code
    self.text = text
  }
}

/// Signs an envelope: which text is signed and how differs by province, so it is a plug-in. None by default.
public protocol EnvelopeSigner: Sendable {
  /// - Parameter text: the canonical text of the transaction's input (`EnvelopeSeal`).
  func sign(_ text: [UInt8]) throws -> EnvelopeSignature
}

/// `signtype` and `cainfo`.
public struct EnvelopeSignature: Sendable, Hashable {
  public let kind: String
  public let text: String

  public init(kind: String, text: String) {
    self.kind = kind
    self.text = text
  }
}
