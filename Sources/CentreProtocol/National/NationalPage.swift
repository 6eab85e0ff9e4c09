/// One page of a paged query: `data[]` beside the paging counters (facts A.4).
public struct NationalPage: Sendable, Hashable {
  public let rows: [JSONValue]
  /// 总条数: what the platform announces for the whole query.
  public let total: Int
  public let isLast: Bool

  /// Rows asked for in one page.
  public static let size = 100
  /// Pages one query may have; a platform that never ends is stopped there.
  public static let limit = 20_000

  /// - Parameter output: of 1304, 1312, 1318 or 1319; `lastPage` is a boolean or a word, and absent in some answers.
  /// - Throws: `QZ-F132` without number or rows, `QZ-F137` for a number that none is.
  public init(_ output: JSONValue, page: Int) throws(NationalProtocolError) {
    guard let total = try NationalCount.read(output["recordCounts"], of: "分页应答的 recordCounts") else {
      throw .init(.missingField, "分页应答缺少 recordCounts")
    }
    // Some platforms write no rows as `null`.
    let none: [JSONValue]? = total == 0 && (output["data"] ?? .null) == .null ? [] : nil
    guard let rows = output["data"]?.elements ?? none else { throw .init(.missingField, "分页应答缺少 data") }
    self.rows = rows
    self.total = total
    if let pages = output["pages"]?.integer {
      isLast = page >= pages
    } else {
      isLast = output["lastPage"] == .boolean(true) || output["lastPage"]?.text == "true" || rows.count < Self.size
    }
  }

  /// With which 有效标志 a query is asked, one after the other.
  ///
  /// 1304 requires it (facts A.4), and a platform that filters by it leaves out the rows of the other value: what is valid
  /// is asked for first, then what has ended (*ours*). The others may go without, and bring both.
  public static func validityFlags(of number: String) -> [String?] {
    number == NationalMapping.ethnicDrugs ? ["1", "0"] : [nil]
  }

  /// The input of a query for what changed since a time.
  ///
  /// - Parameter flag: of `validityFlags`.
  public static func input(since: String, page: Int, validityFlag flag: String?) -> JSONValue {
    var data: [String: JSONValue] = [
      "updt_time": .string(since), "page_num": .init(integerLiteral: page), "page_size": .init(integerLiteral: size),
    ]
    if let flag { data["vali_flag"] = .string(flag) }
    return ["data": .object(data)]
  }
}
