import Catalogue
import CatalogueStore
import Foundation
import Logging
import TestDatabases

@testable import Mirror

/// A store with rows written by hand, and mirrors of it.
final class MirrorFixture {
  /// 2021-02-26 12:00:00 in Asia/Shanghai.
  static let noon: Int64 = 1_614_312_000_000

  let directory = "\(NSTemporaryDirectory())qz-mirror-\(UUID().uuidString)"
  let store: CatalogueStore
  private(set) var time = MirrorFixture.noon

  init() throws { store = try CatalogueStore(directory: directory) }
  deinit { try? FileManager.default.removeItem(atPath: directory) }

  static func drug(_ number: Int, name: String = "阿莫西林'\"\\胶囊{}₂", price: String = "2.50", date: String = "2021-02-20")
    throws -> CatalogueRecord
  {
    var fields = Array(repeating: "", count: 55)
    fields[0] = "Y\(number)"
    fields[2] = name
    fields[3] = "AMXL\(number)"
    fields[12] = price
    fields[29] = date
    return try CatalogueRecord.decode(fields: fields, kind: .ypml)
  }

  static func item(_ number: Int, date: String = "2021-02-20") throws -> CatalogueRecord {
    var fields = Array(repeating: "", count: 73)
    fields[0] = "X\(number)"
    fields[2] = "诊查费\(number)"
    fields[19] = date
    return try CatalogueRecord.decode(fields: fields, kind: .zlxm)
  }

  static func disease(_ number: Int, date: String = "2021-02-20") throws -> CatalogueRecord {
    try CatalogueRecord.decode("J00 \(number)|霍乱\(number)|HL|1|||\(date)|", kind: .bzml)
  }

  /// Publishes each catalogue's records as one release.
  func publish(_ records: [CatalogueRecord]) throws {
    time += 60_000
    let first = CivilDate(year: 1900, month: 1, day: 1)!
    let batches = CatalogueKind.allCases.compactMap { kind -> PublishableBatch? in
      let own = records.filter { $0.kind == kind }
      guard !own.isEmpty else { return nil }
      return PublishableBatch(
        kind: kind, from: first, through: first, isWhole: true, announced: own.count, records: own)
    }
    _ = try store.publish(batches, now: time)
  }

  /// 1,200 drugs, 30 items, 40 diseases: more than two batches.
  func publishBaseline() throws {
    try publish(
      try (1...1_200).map { try Self.drug($0) } + (1...30).map { try Self.item($0) }
        + (1...40).map { try Self.disease($0) })
  }

  /// 7 drugs changed, 3 new, of the notice's date; an item and a disease likewise.
  func publishMarch() throws {
    try publish(
      try (1...7).map { try Self.drug($0, price: "9.90", date: "2021-03-01") }
        + (1_201...1_203).map { try Self.drug($0, date: "2021-03-01") } + [Self.item(31, date: "2021-03-01")]
        + [Self.disease(41, date: "2021-03-01")])
  }

  /// Undoes the newest release.
  func rollBack() throws {
    time += 60_000
    _ = try store.rollBack(to: store.currentSet.number - 1, reason: "试", now: time)
  }

  /// Publishes drugs of the centre's whole catalogue, which no longer has some.
  func publish(_ records: [CatalogueRecord], withoutDrugs numbers: ClosedRange<Int>) throws {
    time += 60_000
    let first = CivilDate(year: 1900, month: 1, day: 1)!
    var batch = PublishableBatch(
      kind: .ypml, from: first, through: first, isWhole: true, announced: records.count, records: records)
    batch.withdrawnKeys = numbers.map { ["Y\($0)"] }
    _ = try store.publish([batch], now: time)
  }

  func mirror(_ configuration: MirrorConfiguration, institution: String = "H50010500001") -> Mirror {
    Mirror(
      configuration: configuration, store: store, institution: institution, now: { [time] in time },
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
  }

  /// A password file of mode 0600.
  func secret(_ text: String, mode: Int = 0o600) throws -> String {
    let path = directory + "/secret-\(UUID().uuidString)"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    return path
  }

  func postgres(_ server: DatabaseServer, database: String = "postgres", user: String = "postgres")
    -> MirrorConfiguration
  {
    MirrorConfiguration(
      name: "pg",
      connection: "Driver=PostgreSQL Unicode;Server=127.0.0.1;Port=\(server.port);Database=\(database);UID=\(user)")
  }

  func mariadb(_ server: DatabaseServer) throws -> MirrorConfiguration {
    MirrorConfiguration(
      name: "maria", connection: "Driver=MariaDB Unicode;Server=127.0.0.1;Port=\(server.port);UID=agent",
      passwordFile: try secret("agent-secret\n"))
  }
}
