import Catalogue
import CatalogueStore

/// The rows of a file so far: one record a key, the later one stands, as in the feed.
final class ImportedRows {
  private(set) var records: [CatalogueRecord] = []
  private(set) var rejected: [NewReject] = []
  /// Rows whose key came before.
  private(set) var repeated = 0
  private var placeOfKey: [String: Int] = [:]
  private var rejectedTexts: Set<String> = []

  /// Distinct rows.
  var count: Int { records.count + rejected.count }

  func take(_ outcome: RowDecoder.Outcome) {
    switch outcome {
    case .record(let record):
      if let place = placeOfKey.updateValue(placeOfKey[record.keyText] ?? records.count, forKey: record.keyText) {
        records[place] = record
        repeated += 1
      } else {
        records.append(record)
      }
    case .rejected(let reject):
      if rejectedTexts.insert(reject.text).inserted { rejected.append(reject) } else { repeated += 1 }
    }
  }
}

/// The rows of a file with national codes.
struct CodeRows {
  private(set) var pairs: [CatalogueKind: [String: String]] = [:]
  private(set) var rejected: [NewReject] = []
  /// Serials no catalogue holds, the first few.
  private(set) var unknown: [String] = []
  private(set) var repeated = 0
  private(set) var count = 0

  static let unknownShown = 20

  init(_ source: any RowSource, _ plan: CodePlan, store: CatalogueStore) throws(ImportError) {
    let holders = try Self.holders(plan, store)
    var rows = CodeRows()
    var isHeader = plan.hasHeader
    var seen: [String: String] = [:]
    try source.forEachRow { (row) throws(ImportError) in
      if isHeader {
        isHeader = false
        return
      }
      do throws(CellProblem) {
        let (serial, code) = try plan.pair(in: row)
        if let earlier = seen.updateValue(code, forKey: serial) {
          guard earlier == code else { throw CellProblem("第 \(row.number) 行的流水号在文件中有两个不同的国家编码") }
          rows.repeated += 1
          return
        }
        rows.count += 1
        let kinds = holders.filter { $0.serials.contains(serial) }.map(\.kind)
        guard kinds.count <= 1 else { throw CellProblem("第 \(row.number) 行的流水号在多个目录中都有，请用 --catalogue 指明") }
        if let kind = kinds.first ?? plan.kind { rows.pairs[kind, default: [:]][serial] = code }
        if kinds.isEmpty, rows.unknown.count < Self.unknownShown { rows.unknown.append(serial) }
      } catch {
        rows.rejected.append(
          NewReject(place: row.number, text: row.text, reject: RecordReject(code: .spreadsheetCell, reason: error.text))
        )
      }
    }
    guard rows.count + rows.rejected.count > 0 else { throw ImportError(.noRows, "文件里只有表头，没有记录") }
    self = rows
  }

  private init() {}

  private static func holders(
    _ plan: CodePlan, _ store: CatalogueStore
  ) throws(ImportError) -> [(kind: CatalogueKind, serials: Set<String>)] {
    var holders: [(kind: CatalogueKind, serials: Set<String>)] = []
    for kind in plan.kind.map({ [$0] }) ?? CatalogueKind.allCases {
      do throws(StoreError) {
        holders.append((kind, try store.serials(kind)))
      } catch {
        throw ImportError(error)
      }
    }
    return holders
  }
}
