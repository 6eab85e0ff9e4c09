import CSQLite
import Catalogue
import Foundation
import Testing

@testable import CatalogueStore

/// A store in a folder of its own, and records written by hand.
final class StoreFixture {
  let directory = "\(NSTemporaryDirectory())qianzhi-store-\(UUID().uuidString)"
  /// 2021-02-26 12:00:00 in Asia/Shanghai.
  static let february26: Int64 = 1_614_312_000_000
  static let day: Int64 = 86_400_000

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  func open(
    _ options: StoreOptions = StoreOptions(), interruption: (@Sendable (PublicationStep) throws -> Void)? = nil
  ) throws -> CatalogueStore {
    try CatalogueStore(directory: directory, options: options, interruption: interruption)
  }

  /// Changes what a store wrote, while none is open: a directory of an earlier program, or a damaged one.
  func alter(_ sql: String) throws {
    try RawDatabase(path: "\(directory)/agent.sqlite", mode: .building).execute(sql)
  }

  static func disease(_ code: String, _ name: String = "霍乱", kind: String = "1", date: String = "2021-01-20") throws
    -> CatalogueRecord
  {
    try CatalogueRecord.decode("\(code)|\(name)|M|\(kind)|||\(date)|", kind: .bzml)
  }

  static func drug(_ serial: String, price: String = "2.50", date: String = "2021-01-20") throws -> CatalogueRecord {
    var fields = Array(repeating: "", count: 55)
    fields[0] = serial
    fields[2] = "阿莫西林'胶囊"
    fields[9] = "2"
    fields[12] = price
    fields[16] = "0.1"
    fields[29] = date
    return try CatalogueRecord.decode(fields: fields, kind: .ypml)
  }

  static func batch(
    _ records: [CatalogueRecord], rejects: [NewReject] = [], origin: PublishableBatch.Origin = .centre
  ) -> PublishableBatch {
    let first = CivilDate(year: 1900, month: 1, day: 1)!
    return PublishableBatch(
      kind: records[0].kind, from: first, through: first, isWhole: true, announced: records.count, records: records,
      rejects: rejects, origin: origin)
  }

  /// Asks a file with SQLite itself; columns are separated by `|`, NULL is `∅`.
  static func ask(_ path: String, _ sql: String) throws -> [String] {
    var database: OpaquePointer?
    try #require(sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, nil) == SQLITE_OK)
    defer { sqlite3_close(database) }
    var statement: OpaquePointer?
    try #require(sqlite3_prepare_v2(database, sql, -1, &statement, nil) == SQLITE_OK)
    defer { sqlite3_finalize(statement) }
    var rows: [String] = []
    while sqlite3_step(statement) == SQLITE_ROW {
      rows.append(
        (0..<sqlite3_column_count(statement)).map { column in
          sqlite3_column_text(statement, column).map { String(cString: $0) } ?? "∅"
        }.joined(separator: "|"))
    }
    return rows
  }
}
