import Catalogue
import ODBCClient

/// The notice's first method: what HIS sees in a view for one day.
public protocol ViewCounting {
  /// The answer to the notice's statement.
  func count(of kind: CatalogueKind, in span: CheckSpan) throws -> Int
  /// The keys of those rows, one element a row.
  func keys(of kind: CatalogueKind, in span: CheckSpan) throws -> [RowKey]
}

/// Statements over the views, as the notice writes them.
public enum CheckStatement {
  /// `SELECT COUNT(*) FROM ypml WHERE TO_CHAR(bgsj, 'YYYYMMDD') = '20210301';`, to the letter.
  public static func count(of kind: CatalogueKind, on day: CivilDate) -> String { count(of: kind, in: .day(day)) }

  /// The same statement, for an open end with `>=`.
  public static func count(of kind: CatalogueKind, in span: CheckSpan) -> String {
    "SELECT COUNT(*) FROM \(kind.rawValue) WHERE \(predicate(of: kind, in: span));"
  }

  /// The key columns of the same rows.
  public static func keys(of kind: CatalogueKind, on day: CivilDate) -> String { keys(of: kind, in: .day(day)) }

  public static func keys(of kind: CatalogueKind, in span: CheckSpan) -> String {
    let columns = kind.table.keyColumns.joined(separator: ", ")
    return "SELECT \(columns) FROM \(kind.rawValue) WHERE \(predicate(of: kind, in: span))"
  }

  private static func predicate(of kind: CatalogueKind, in span: CheckSpan) -> String {
    let comparison = span.isOpenEnded ? ">=" : "="
    return "TO_CHAR(\(kind.table.checkDateColumn), 'YYYYMMDD') \(comparison) '\(span.first.compactText)'"
  }
}

/// The views through the ODBC driver manager, as HIS reads them.
public struct ODBCViews: ViewCounting {
  private let connection: ODBCConnection

  public init(connection: ODBCConnection) { self.connection = connection }

  public func count(of kind: CatalogueKind, in span: CheckSpan) throws -> Int {
    let answer = try connection.execute(CheckStatement.count(of: kind, in: span), maximumRows: 1)
    guard let text = answer.rows.first?.first ?? nil, let count = Int(text) else {
      throw CheckError.notACount(kind, answer.rows.first?.first.flatMap { $0 } ?? "")
    }
    return count
  }

  public func keys(of kind: CatalogueKind, in span: CheckSpan) throws -> [RowKey] {
    let statement = try connection.query(CheckStatement.keys(of: kind, in: span))
    var keys: [RowKey] = []
    while let row = try statement.next() { keys.append(row.map { $0 ?? "" }) }
    return keys
  }
}

/// The view answered, but not with a number.
public enum CheckError: Error, Sendable, Hashable, CustomStringConvertible {
  case notACount(CatalogueKind, String)

  public var description: String {
    switch self {
    case .notACount(let kind, let answer):
      "QZ-O009 \(kind.title)的计数语句返回的不是数字（“\(answer.prefix(40))”）。请用 isql 执行同一语句核对。"
    }
  }
}
