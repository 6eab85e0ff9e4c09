import CSQLite
import Catalogue
import Glibc

@testable import QueryEngine

/// Small release files in a folder of their own, written with SQLite alone, as the store writes them.
final class ReleaseFolder {
  let path: String
  private(set) var files: [CatalogueKind: String] = [:]

  /// - Parameter name: may hold characters that a file URI must escape.
  init(name: String = "qz") throws {
    var template = Array("/tmp/\(name)-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure(message: "mkdtemp") }
    path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }

  deinit {
    for file in files.values { unlink(file) }
    rmdir(path)
  }

  struct Failure: Error { let message: String }

  var set: ReleaseSet { ReleaseSet(number: 1, files: files) }

  /// Rows name the columns they fill; the rest is NULL.
  func write(_ kind: CatalogueKind, _ rows: [[String: String]], plain: [String] = []) throws {
    try write(kind, count: rows.count, plain: plain) { rows[$0] }
  }

  /// - Parameter plain: columns of which the file says that they hold nothing but ASCII.
  func write(_ kind: CatalogueKind, count: Int, plain: [String] = [], row: (Int) -> [String: String]) throws {
    let file = "\(path)/\(kind.rawValue)-000001.sqlite"
    files[kind] = file
    var handle: OpaquePointer?
    guard sqlite3_open(file, &handle) == SQLITE_OK else { throw Failure(message: "open \(file)") }
    defer { sqlite3_close(handle) }
    let table = kind.table
    try run(
      """
      PRAGMA journal_mode=OFF; BEGIN;
      CREATE TABLE \(kind.rawValue) ("row" INTEGER PRIMARY KEY, \(table.columns.map { "\"\($0.name)\" TEXT" }.joined(separator: ", ")));
      CREATE TABLE release_info (name TEXT PRIMARY KEY, value TEXT);
      INSERT INTO release_info VALUES ('ascii_columns', '\(plain.joined(separator: " "))');
      """, handle)
    var statement: OpaquePointer?
    let places = Array(repeating: "?", count: table.columns.count + 1).joined(separator: ",")
    sqlite3_prepare_v2(handle, "INSERT INTO \(kind.rawValue) VALUES (\(places))", -1, &statement, nil)
    for index in 0..<count {
      let values = row(index)
      sqlite3_bind_int64(statement, 1, Int64(index + 1))
      for (place, column) in table.columns.enumerated() {
        if let value = values[column.name], !value.isEmpty {
          sqlite3_bind_text(statement, Int32(place + 2), value, -1, qz_sqlite_transient())
        } else {
          sqlite3_bind_null(statement, Int32(place + 2))
        }
      }
      guard sqlite3_step(statement) == SQLITE_DONE else { throw Failure(message: "insert") }
      sqlite3_reset(statement)
    }
    sqlite3_finalize(statement)
    let dates = (kind == .bzml ? ["bgsj", "kssj"] : ["bgsj"]) + table.lookupColumns
    try run(
      "CREATE UNIQUE INDEX \(kind.rawValue)_key ON \(kind.rawValue) (\(table.keyColumns.joined(separator: ", ")));"
        + dates.map { "CREATE INDEX \(kind.rawValue)_\($0) ON \(kind.rawValue) (\($0));" }.joined() + "COMMIT;",
      handle)
  }

  private func run(_ sql: String, _ handle: OpaquePointer?) throws {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
      throw Failure(message: String(cString: sqlite3_errmsg(handle)))
    }
  }
}
