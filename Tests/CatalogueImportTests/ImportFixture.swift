import Catalogue
import CatalogueStore
import Foundation
import Spreadsheet
import Testing

@testable import CatalogueImport

/// A store and files in a folder of their own.
final class ImportFixture {
  let folder = "\(NSTemporaryDirectory())qianzhi-import-\(UUID().uuidString)"
  let store: CatalogueStore
  /// 2021-02-26 12:00:00 in Asia/Shanghai.
  static let now: Int64 = 1_614_312_000_000

  init() throws { store = try CatalogueStore(directory: folder) }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func importer(publishing: Bool = false, limits: ImportLimits = ImportLimits()) -> CatalogueImporter {
    CatalogueImporter(store: store, publishesDespiteRejects: publishing, limits: limits)
  }

  func file(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    let path = "\(folder)/\(name)"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  func file(_ name: String, _ text: String) throws -> String { try file(name, Array(text.utf8)) }

  @discardableResult func take(
    _ path: String, _ kind: CatalogueKind? = nil, announced: Int? = nil, codes: Bool = false, publishing: Bool = false
  ) throws -> ImportReport {
    try importer(publishing: publishing).publish(
      .init(path: path, catalogue: kind, announced: announced, isCodes: codes), now: { Self.now })
  }

  /// A column of the current rows by key, asked through the store.
  func disease(_ code: String, kind: String = "1") throws -> [String]? {
    try store.record(.bzml, key: [code, kind, "", ""])?.fields
  }

  /// A drug's 55 fields: serial, 通用名, 单价, 变更时间.
  static func drug(_ serial: String, name: String = "阿莫西林", price: String = "2.50", date: String = "2021-03-01")
    -> [String]
  {
    var fields = Array(repeating: "", count: 55)
    fields[0] = serial
    fields[2] = name
    fields[12] = price
    fields[29] = date
    return fields
  }
}
