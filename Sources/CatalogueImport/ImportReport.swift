import Catalogue
import CatalogueStore

/// What a file brought, and what became of it.
public struct ImportReport: Sendable {
  /// `nil` for national codes of several catalogues.
  public let kind: CatalogueKind?
  /// Distinct rows, decoded or rejected.
  public let rows: Int
  public let repeated: Int
  public let rejects: [NewReject]
  public var announced: Int?
  public var ignored: [String] = []
  public var changes = ChangeCounts()
  public var unchanged = 0
  public var firstKeys: [ChangeVerb: [[String]]] = [:]
  /// Why it is not published.
  public var problem: ImportError?
  public var isPublished = false
  /// `nil` when nothing changed or nothing was published.
  public var release: Int64?
  public var isCodes = false
  /// Rows whose national code changes.
  public var codes: [CatalogueKind: Int] = [:]
  public var unknownSerials: [String] = []

  /// Rejects shown one by one.
  public static let rejectsShown = 50

  init(kind: CatalogueKind?, rows: Int, repeated: Int, rejects: [NewReject]) {
    self.kind = kind
    self.rows = rows
    self.repeated = repeated
    self.rejects = rejects
  }

  mutating func take(_ preview: BatchPreview) {
    changes = preview.changes
    unchanged = preview.unchanged
    firstKeys = preview.firstKeys
  }

  /// What an operator reads.
  public var lines: [String] {
    var lines = [countLine]
    if !ignored.isEmpty { lines.append("不导入的列：\(ignored.joined(separator: "、"))") }
    for reject in rejects.prefix(Self.rejectsShown) {
      lines.append("  不合格：\(reject.reject.code.rawValue) \(reject.reject.reason)")
    }
    if rejects.count > Self.rejectsShown { lines.append("  ……共 \(rejects.count) 行不合格") }
    lines += isCodes ? codeLines : changeLines
    if let problem {
      lines.append(problem.description)
    } else if isPublished {
      lines.append(release.map { "已发布第 \($0) 次发布" } ?? "内容与已发布的一致，没有新的发布")
    } else {
      lines.append("这是试运行，没有改动任何数据")
    }
    return lines
  }

  private var countLine: String {
    var text = "\(isCodes ? "国家编码" : kind?.title ?? "目录")：\(rows) 行"
    if let announced { text += "，公布 \(announced) 条" }
    if repeated > 0 { text += "，另有 \(repeated) 行重复（以后出现的为准）" }
    if !rejects.isEmpty { text += "，不合格 \(rejects.count) 行" }
    return text
  }

  private var changeLines: [String] {
    let word = isPublished ? "" : "将"
    var lines = ["  \(word)新增 \(changes.added) 行，\(word)修改 \(changes.modified) 行，不变 \(unchanged) 行，不删除"]
    for verb in ChangeVerb.allCases {
      guard let keys = firstKeys[verb], !keys.isEmpty else { continue }
      let texts = keys.map { $0.filter { !$0.isEmpty }.joined(separator: "/") }
      lines.append("  \(verb.rawValue)，前几个：\(texts.joined(separator: "、"))")
    }
    return lines
  }

  private var codeLines: [String] {
    var lines: [String] = []
    for kind in CatalogueKind.allCases {
      if let count = codes[kind] { lines.append("  \(kind.title)：\(count) 行的国家编码\(isPublished ? "已" : "将")改变") }
    }
    if !unknownSerials.isEmpty {
      lines.append(
        "  目录中没有的流水号：\(unknownSerials.joined(separator: "、"))\(unknownSerials.count == CodeRows.unknownShown ? " 等" : "")"
      )
    }
    return lines
  }
}
