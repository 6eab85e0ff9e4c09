import Catalogue
import CatalogueStore

/// The rows of a file so far: one record a key, the later one stands, as in the feed. They are kept on disk.
final class ImportedRows {
  /// Bad rows of one file; with more it is another file than it seems.
  static let rejectLimit = 10_000

  private let spool: RowSpool
  /// First and last change date.
  private(set) var dates: (first: CivilDate, last: CivilDate)?
  private(set) var rejected: [NewReject] = []
  /// Rows whose key came before.
  private(set) var repeated = 0
  private var rejectedTexts: Set<String> = []

  init(_ spool: RowSpool) { self.spool = spool }

  /// Distinct rows.
  var count: Int { spool.count + rejected.count }

  func records() throws(ImportError) -> BatchRows {
    do throws(StoreError) { return try spool.rows() } catch { throw ImportError(error) }
  }

  func take(_ outcome: RowDecoder.Outcome) throws(ImportError) {
    switch outcome {
    case .record(let record):
      do throws(StoreError) {
        if try spool.append(record) { repeated += 1 }
      } catch {
        throw ImportError(error)
      }
      guard let day = CentreDate.parse(record.changeDate)?.date else { return }
      dates = dates.map { (min($0.first, day), max($0.last, day)) } ?? (day, day)
    case .rejected(let reject):
      guard rejectedTexts.insert(reject.text).inserted else {
        repeated += 1
        return
      }
      guard rejected.count < Self.rejectLimit else {
        throw ImportError(
          .rejects, "不合格的行超过 \(Self.rejectLimit) 行，可能不是这个目录的文件，未导入；第一行：\(rejected[0].reject.reason)")
      }
      rejected.append(reject)
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
    var seen: [String: (code: String, row: Int)] = [:]
    var read: ClosedRange<Int>?
    try source.forEachRow { (row) throws(ImportError) in
      if isHeader {
        isHeader = false
        return
      }
      read = (read?.lowerBound ?? row.number)...row.number
      do throws(CellProblem) {
        let (serial, code) = try plan.pair(in: row)
        if let earlier = seen[serial] {
          guard earlier.code == code else {
            // Which of them is right is not ours to say: neither is taken.
            for kind in CatalogueKind.allCases { rows.pairs[kind]?[serial] = nil }
            throw CellProblem("第 \(row.number) 行的流水号与第 \(earlier.row) 行相同而国家编码不同，两个都不导入")
          }
          rows.repeated += 1
          return
        }
        seen[serial] = (code, row.number)
        rows.count += 1
        let kinds = holders.filter { $0.serials.contains(serial) }.map(\.kind)
        guard kinds.count <= 1 else { throw CellProblem("第 \(row.number) 行的流水号在多个目录中都有，请用 --catalogue 指明") }
        if let kind = kinds.first ?? plan.kind { rows.pairs[kind, default: [:]][serial] = code }
        if kinds.isEmpty, rows.unknown.count < Self.unknownShown { rows.unknown.append(serial) }
      } catch {
        guard rows.rejected.count < ImportedRows.rejectLimit else {
          throw ImportError(
            .rejects, "不合格的行超过 \(ImportedRows.rejectLimit) 行，可能不是国家编码文件，未导入；第一行：\(rows.rejected[0].reject.reason)")
        }
        rows.rejected.append(
          NewReject(place: row.number, text: row.text, reject: RecordReject(code: .spreadsheetCell, reason: error.text))
        )
      }
    }
    // A catalogue none of whose codes is left is none of the file's.
    rows.pairs = rows.pairs.filter { !$0.value.isEmpty }
    guard rows.count + rows.rejected.count > 0, let read else {
      throw ImportError(.noRows, "文件里只有表头，没有记录")
    }
    try WholeSheet.expectUnmerged(source.mergedCells, columns: [plan.serialColumn, plan.codeColumn], rows: read)
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
