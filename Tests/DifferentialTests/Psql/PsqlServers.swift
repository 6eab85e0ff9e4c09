import Catalogue
import CatalogueStore
import Foundation
import Logging
import QueryEngine
import TestDatabases
import ViewServer

/// The agent without rows and a PostgreSQL 15 with the same tables or views and the same comments, both asked by psql.
final class PsqlServers {
  private let folder: String
  private let store: CatalogueStore
  private let server: ViewServer
  private let postgresServer: DatabaseServer

  private init(listAs: ViewOptions.Listing) async throws {
    folder = NSTemporaryDirectory() + "qz-psql-\(UUID().uuidString.prefix(8))"
    store = try CatalogueStore(directory: folder)
    let store = store
    server = ViewServer(
      configuration: ViewServerConfiguration(
        listenHost: nil, socketDirectory: folder, socketPort: 5433,
        options: ViewOptions(listAs: listAs, database: "qianzhi")),
      currentSet: { store.currentSet }, now: { 1_640_966_400_000 }, logger: Logger(label: "psql"), audit: { _ in })
    postgresServer = try DatabaseServer.postgres()
    do {
      try await server.start()
      let admin = try LibPQConnection("host=127.0.0.1 port=\(postgresServer.port) user=postgres dbname=postgres")
      try admin.perform("create role his_interface login")
      try admin.perform("create database qianzhi owner his_interface")
      try admin.perform("alter role his_interface set search_path = his_interface")
      let owner = try LibPQConnection("host=127.0.0.1 port=\(postgresServer.port) user=his_interface dbname=qianzhi")
      try owner.perform("create schema his_interface")
      for statement in Self.tables.flatMap({ $0.statements(listAs) }) { try owner.perform(statement) }
    } catch {
      postgresServer.remove()
      throw error
    }
  }

  static func with(listAs: ViewOptions.Listing, _ body: (PsqlServers) throws -> Void) async throws {
    let servers = try await PsqlServers(listAs: listAs)
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

  /// What psql prints, line by line, errors included.
  func agent(_ command: String) throws -> [String] { try psql("host=\(folder) port=5433", command) }
  func postgres(_ command: String) throws -> [String] {
    try psql("host=127.0.0.1 port=\(postgresServer.port)", command)
  }

  private func psql(_ address: String, _ command: String) throws -> [String] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/psql")
    process.arguments = ["-XA", "\(address) user=his_interface dbname=qianzhi", "-c", command]
    process.environment = ProcessInfo.processInfo.environment.merging(["LC_ALL": "C.UTF-8", "LANGUAGE": ""]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  // MARK: Tables

  private struct Table {
    let name: String
    let title: String
    let columns: [(name: String, type: String, meaning: String)]

    func statements(_ listAs: ViewOptions.Listing) -> [String] {
      let isTable = listAs == .table
      let made = columns.map { isTable ? "\($0.name) \($0.type)" : "null::\($0.type) as \($0.name)" }
        .joined(separator: ", ")
      let kind = isTable ? "table" : "view"
      return [
        isTable
          ? "create table his_interface.\(name) (\(made))" : "create view his_interface.\(name) as select \(made)",
        "comment on \(kind) his_interface.\(name) is '\(title)'",
      ] + columns.map { "comment on column his_interface.\(name).\($0.name) is '\($0.meaning)'" }
    }
  }

  /// views.md.
  private static let tables =
    CatalogueKind.allCases.map { kind in
      Table(
        name: kind.rawValue, title: kind.title,
        columns: kind.table.columns.map { column in
          switch column.type {
          case .varchar(let length): (column.name, "varchar(\(length))", column.meaning)
          case .timestamp: (column.name, "timestamp(0)", column.meaning)
          }
        })
    } + [
      Table(name: "dual", title: "DUAL", columns: [("dummy", "varchar(1)", "X")]),
      Table(
        name: "ypml_lbdm", title: "药品类别",
        columns: [
          ("bh", "numeric", "编号"), ("fxbh", "numeric", "父项编号，0 为根"), ("lbdm", "varchar(30)", "类别代码"),
          ("lbmc", "varchar(200)", "类别名称"),
        ]),
      Table(
        name: "zlxm_lbdm2", title: "诊疗项目类别",
        columns: [("lbdm", "varchar(30)", "类别代码"), ("lbmc", "varchar(200)", "类别名称")]),
    ]
}
