import Catalogue
import CatalogueStore
import Foundation
import Logging
import QueryEngine
import TestDatabases
import ViewServer

/// The agent's view server over a store with the sample's rows, and a PostgreSQL 15 with the same rows in tables of the
/// same columns.
final class ComparedServers {
  private let folder: String
  private let store: CatalogueStore
  private let server: ViewServer
  private let postgresServer: DatabaseServer
  let agent: LibPQConnection
  let postgres: LibPQConnection

  private init() async throws {
    folder = NSTemporaryDirectory() + "qz-diff-\(UUID().uuidString.prefix(8))"
    store = try CatalogueStore(directory: folder)
    guard let first = CivilDate(year: 2000, month: 1, day: 1), let last = CivilDate(year: 2021, month: 12, day: 31)
    else {
      throw LibPQConnection.Failure(description: "no such day")
    }
    var batches: [PublishableBatch] = []
    for kind in CatalogueKind.allCases {
      let records = try SampleRows.records(kind)
      batches.append(
        PublishableBatch(
          kind: kind, from: first, through: last, isWhole: true, announced: records.count, records: records))
    }
    _ = try store.publish(batches, now: 1_640_966_400_000)
    let store = store
    server = ViewServer(
      configuration: ViewServerConfiguration(
        listenHost: nil, socketDirectory: folder, socketPort: 5433, statementTimeoutSeconds: 20,
        // PostgreSQL compares in its C collation here.
        options: ViewOptions(textOrder: .codePoint)),
      currentSet: { store.currentSet }, now: { 1_640_966_400_000 }, logger: Logger(label: "differential"),
      audit: { _ in })
    postgresServer = try DatabaseServer.postgres()
    do {
      try await server.start()
      agent = try LibPQConnection("host=\(folder) port=5433 user=his_interface dbname=qianzhi")
      postgres = try LibPQConnection("host=127.0.0.1 port=\(postgresServer.port) user=postgres dbname=postgres")
      try Self.load(postgres, batches)
    } catch {
      postgresServer.remove()
      throw error
    }
  }

  private static func load(_ postgres: LibPQConnection, _ batches: [PublishableBatch]) throws {
    try postgres.perform("create schema his_interface")
    try postgres.perform("set search_path = his_interface")
    try postgres.perform("set datestyle = 'ISO, YMD'")
    try postgres.perform("set client_min_messages = 'error'")
    for batch in batches {
      let columns = batch.kind.table.columns.map { column in
        switch column.type {
        case .varchar(let length): "\(column.name) varchar(\(length))"
        case .timestamp: "\(column.name) timestamp(0)"
        }
      }
      try postgres.perform("create table \(batch.kind.rawValue) (\(columns.joined(separator: ", ")))")
      var rows: [String] = []
      try batch.records.forEach { row throws(StoreError) in
        let values = row.record.viewValues.map { value in
          value.map { "'" + $0.replacingOccurrences(of: "'", with: "''") + "'" } ?? "null"
        }
        rows.append("(\(values.joined(separator: ", ")))")
      }
      try postgres.perform("insert into \(batch.kind.rawValue) values \(rows.joined(separator: ", "))")
      try postgres.perform("analyze \(batch.kind.rawValue)")
    }
  }

  static func with(_ body: (ComparedServers) throws -> Void) async throws {
    let servers = try await ComparedServers()
    do {
      try body(servers)
    } catch {
      await servers.stop()
      throw error
    }
    await servers.stop()
  }

  private func stop() async {
    await server.stop()
    postgresServer.remove()
    do { try FileManager.default.removeItem(atPath: folder) } catch { print("\(folder): \(error)") }
  }
}
