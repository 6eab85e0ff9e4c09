import Catalogue

/// A request of the 24 transaction, 目录下载.
public struct CatalogueRequest: Hashable, Sendable {
  public let kind: CatalogueKind
  /// First and last change date asked for, both inclusive.
  public let from: CivilDate
  public let through: CivilDate
  /// Field 1 of the last record received, as received; empty for the first page.
  public let continueAfter: String

  public init(kind: CatalogueKind, from: CivilDate, through: CivilDate, continueAfter: String = "") {
    self.kind = kind
    self.from = from
    self.through = through
    self.continueAfter = continueAfter
  }

  /// `24|类别|起始|截止|续传`
  public var text: String { "24|\(kind.tradeCode)|\(from.text)|\(through.text)|\(continueAfter)" }
}

/// One page of an answer to the 24 transaction, `1|总条数|本次条数|结束标志|rec$rec…`, its records not yet decoded.
public struct CataloguePage: Hashable, Sendable {
  /// In place of a total: the centre announces none (`[centre] announced_count = "none"`).
  public static let unannounced = -1

  /// Distinct rows in the whole window, or ``unannounced``.
  public let total: Int
  public let isLast: Bool
  /// The texts of the records, as received.
  public let records: [String]

  public init(total: Int, isLast: Bool, records: [String]) {
    self.total = total
    self.isLast = isLast
    self.records = records
  }
}

/// What the centre said to a 24 request.
public enum CatalogueAnswer: Hashable, Sendable {
  case page(CataloguePage)
  /// First field other than `1`: the centre's own words.
  case refused(String)

  /// Parses a whole answer. The header is split off before the first record, so a record's text cannot be taken for it.
  ///
  /// - Parameter announcesCount: whether 总条数 says anything; when not, the field is there and its content is ignored
  ///   (*ours*, centre.md).
  public static func parse(
    _ text: String, announcesCount: Bool = true
  ) throws(CatalogueProtocolError) -> CatalogueAnswer {
    var rest = Substring(text)
    let status = trimmed(nextField(&rest) ?? rest)
    guard !text.utf8.allSatisfy({ $0 <= 32 }) else { throw .init(.empty, "中心的应答是空的") }
    guard isExecutionCode(status) else {
      if status.utf8.first == UInt8(ascii: "<") { throw .init(.notAnAnswer, "应答是网页（HTML），不是交易应答：\(excerpt(text))") }
      throw .init(.notAnAnswer, "应答不是以执行代码开头：\(excerpt(text))")
    }
    guard status == "1" else {
      let message = trimmed(nextField(&rest) ?? (text.utf8.contains(UInt8(ascii: "|")) ? rest : ""))
      return .refused(message.isEmpty ? "执行代码 \(status)，没有说明" : message)
    }
    if trimmed(rest) == "##" {
      return .page(CataloguePage(total: announcesCount ? 0 : CataloguePage.unannounced, isLast: true, records: []))
    }
    guard let total = nextField(&rest), let count = nextField(&rest) else {
      throw .init(.truncated, "应答在表头处中断：\(excerpt(text))")
    }
    let flag = nextField(&rest) ?? rest
    if flag.endIndex == rest.endIndex { rest = "" }
    guard let total = announcesCount ? number(total) : CataloguePage.unannounced, let count = number(count) else {
      throw .init(.wrongHeader, "总条数或本次条数不是数字：\(excerpt(text))")
    }
    guard trimmed(flag) == "0" || trimmed(flag) == "1" else {
      throw .init(.wrongHeader, "结束标志应为 0 或 1：\(excerpt(text))")
    }
    let records = splitRecords(rest)
    guard records.count == count else {
      throw .init(.truncated, "应答标明本次 \(count) 条，实收 \(records.count) 条")
    }
    return .page(CataloguePage(total: total, isLast: trimmed(flag) == "1", records: records))
  }

  /// Takes the text before the next `|`; `nil` when there is none.
  private static func nextField(_ rest: inout Substring) -> Substring? {
    guard let end = rest.utf8.firstIndex(of: UInt8(ascii: "|")) else { return nil }
    let field = rest[..<end]
    rest = rest[rest.utf8.index(after: end)...]
    return field
  }

  /// The texts between `$`. An empty field and `##` are an empty list; one `$` after the last record is accepted.
  private static func splitRecords(_ list: Substring) -> [String] {
    let content = trimmed(list)
    if content.isEmpty || content == "##" { return [] }
    var text = String(list)
    return text.withUTF8 { bytes in
      var records: [String] = []
      var start = 0
      for index in 0..<bytes.count where bytes[index] == UInt8(ascii: "$") {
        records.append(String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<index]), as: UTF8.self))
        start = index + 1
      }
      let last = UnsafeBufferPointer(rebasing: bytes[start..<bytes.count])
      if last.contains(where: { $0 > 32 }) { records.append(String(decoding: last, as: UTF8.self)) }
      return records
    }
  }

  private static func isExecutionCode(_ text: String) -> Bool {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    return !digits.isEmpty && digits.utf8.count <= 6 && digits.utf8.allSatisfy { $0 >= 48 && $0 <= 57 }
  }

  /// A count of at most nine digits.
  private static func number(_ field: Substring) -> Int? {
    let text = trimmed(field)
    guard !text.isEmpty, text.utf8.count <= 9, text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
    return Int(text)
  }

  private static func trimmed(_ text: Substring) -> String {
    var bytes = text.utf8[...]
    while let first = bytes.first, first <= 32 { bytes.removeFirst() }
    while let last = bytes.last, last <= 32 { bytes.removeLast() }
    return String(Substring(bytes))
  }

  private static func excerpt(_ text: String) -> String { text.count > 60 ? "\(text.prefix(60))…" : text }
}

/// An answer that is none. Whether the centre did something is not at stake: 24 changes nothing there.
public struct CatalogueProtocolError: Error, Hashable, Sendable {
  public enum Code: String, Sendable {
    case empty = "QZ-F110"
    case notAnAnswer = "QZ-F111"
    case truncated = "QZ-F112"
    case wrongHeader = "QZ-F113"
    case noProgress = "QZ-F114"
    case unsteadyTotal = "QZ-F115"
    case tooManyRejects = "QZ-F301"
  }
  public let code: Code
  public let text: String

  public init(_ code: Code, _ text: String) {
    self.code = code
    self.text = text
  }
}
