import CSQLite
import Catalogue

/// Changes rows of a release file column by column: of every index one of whose columns is set SQLite writes the entry
/// anew, also when its value stays, and a file has seven indexes.
final class RowUpdates {
  /// So many sets of columns keep their statement; a release changes a few.
  static let preparedLimit = 64

  private let layout: ReleaseLayout
  private let database: RawDatabase
  private var prepared: [[Int]: RawStatement] = [:]

  init(_ layout: ReleaseLayout, _ database: RawDatabase) {
    self.layout = layout
    self.database = database
  }

  /// - Parameter older: what the file holds in this row.
  func write(_ record: CatalogueRecord, over older: CatalogueRecord, row: Int64) throws(StoreError) {
    let columns = layout.changedColumns(from: older, to: record)
    if columns.isEmpty { return }
    let update = try statement(columns)
    for (index, column) in columns.enumerated() { layout.bind(record, column: column, to: update, at: index + 1) }
    update.bind(columns.count + 1, row)
    try update.run()
    guard sqlite3_changes(database.handle) == 1 else {
      throw StoreError(.database, "发布文件里没有第 \(row) 行，变更与文件不符")
    }
  }

  private func statement(_ columns: [Int]) throws(StoreError) -> RawStatement {
    if let known = prepared[columns] { return known }
    if prepared.count >= Self.preparedLimit { prepared = [:] }
    let statement = try database.prepare(layout.update(columns: columns))
    prepared[columns] = statement
    return statement
  }
}
