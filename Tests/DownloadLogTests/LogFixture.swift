import Catalogue
import CatalogueStore
import Foundation

@testable import DownloadLog

/// A store with hand-written releases around midnight and its log folder.
final class LogFixture {
  let folder = "\(NSTemporaryDirectory())qianzhi-logs-\(UUID().uuidString)"
  let store: CatalogueStore
  let writer: DownloadLogWriter
  let reader: DownloadLogReader
  /// 2021-02-26 23:59:59.900 in Asia/Shanghai.
  static let beforeMidnight: Int64 = 1_614_355_199_900
  static let day: Int64 = 86_400_000

  var log: String { folder + "/log" }

  init(_ options: StoreOptions = StoreOptions()) throws {
    store = try CatalogueStore(directory: folder, options: options)
    writer = DownloadLogWriter(store: store, directory: folder + "/log")
    reader = DownloadLogReader(store: store, directory: folder + "/log")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  static func batch(_ texts: [String], _ kind: CatalogueKind) throws -> PublishableBatch {
    let first = CivilDate(dayNumber: 0)
    return PublishableBatch(
      kind: kind, from: first, through: first, isWhole: true, announced: texts.count,
      records: try texts.map { try CatalogueRecord.decode($0, kind: kind) })
  }

  /// A drug's 24 record.
  static func drug(_ serial: String, _ name: String, date: String) -> String {
    var fields = Array(repeating: "", count: 55)
    fields[0] = serial
    fields[2] = name
    fields[29] = date
    return fields.joined(separator: "|")
  }

  func publish(_ batches: PublishableBatch..., at time: Int64) throws {
    _ = try store.publish(batches, now: time)
  }

  func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: "\(log)/\(name)")) }
  func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: log).sorted() }
}

extension DownloadLogReader {
  /// The lines of all files, oldest first.
  func allLines() throws -> [LogLine] {
    var lines: [LogLine] = []
    try forEachLine { lines.append($0) }
    return lines
  }
}
