import Catalogue
import ODBCClient

/// The notice's first method: what HIS sees in a view for one day.
public protocol ViewCounting {
  /// The answer to the notice's statement.
  func count(of kind: CatalogueKind, on day: CivilDate) throws -> Int
  /// The keys of those rows, one element a row.
  func keys(of kind: CatalogueKind, on day: CivilDate) throws -> [RowKey]
}

/// Statements over the views, as the notice writes them.
public enum CheckStatement {
  /// `SELECT COUNT(*) FROM ypml WHERE TO_CHAR(bgsj, 'YYYYMMDD') = '20210301';`, to the letter.
  public static func count(of kind: CatalogueKind, on day: CivilDate) -> String {
    "SELECT COUNT(*) FROM \(kind.rawValue) WHERE \(predicate(of: kind, on: day));"
  }

  /// The key columns of the same rows.
  public static func keys(of kind: CatalogueKind, on day: CivilDate) -> String {
    let columns = kind.table.keyColumns.joined(separator: ", ")
    return "SELECT \(columns) FROM \(kind.rawValue) WHERE \(predicate(of: kind, on: day))"
  }

  private static func predicate(of kind: CatalogueKind, on day: CivilDate) -> String {
    "TO_CHAR(\(kind.table.checkDateColumn), 'YYYYMMDD') = '\(day.compactText)'"
  }
}

/// The views through the ODBC driver manager, as HIS reads them.
public struct ODBCViews: ViewCounting {
  private let connection: ODBCConnection

  public init(connection: ODBCConnection) { self.connection = connection }

  public func count(of kind: CatalogueKind, on day: CivilDate) throws -> Int {
    let answer = try connection.execute(CheckStatement.count(of: kind, on: day), maximumRows: 1)
    guard let text = answer.rows.first?.first ?? nil, let count = Int(text) else {
      throw CheckError.notACount(kind, answer.rows.first?.first.flatMap { $0 } ?? "")
    }
    return count
  }

  public func keys(of kind: CatalogueKind, on day: CivilDate) throws -> [RowKey] {
    let statement = try connection.query(CheckStatement.keys(of: kind, on: day))
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
      "QZ-C001 \(kind.title)的计数语句返回的不是数字（“\(answer.prefix(40))”）。请用 isql 执行同一语句核对。"
    }
  }
}
