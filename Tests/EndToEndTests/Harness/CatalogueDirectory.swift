import Catalogue
import Foundation
import Testing

/// The catalogues the tests run on: `$QIANZHI_CATALOGUE`, else the project's own sample. Read here line by line, without
/// the decoder under test.
struct CatalogueDirectory {
  let path: String
  let isSample: Bool

  static let current: CatalogueDirectory = {
    if let path = ProcessInfo.processInfo.environment["QIANZHI_CATALOGUE"], !path.isEmpty {
      return CatalogueDirectory(path: path, isSample: false)
    }
    return CatalogueDirectory(path: BuiltBinaries.project + "/Sources/CentreSimulator/Sample", isSample: true)
  }()

  struct Announced: Decodable {
    let rows: Int
    let new: Int
  }

  func announced(_ release: String) throws -> [CatalogueKind: Announced] {
    let data = try Data(contentsOf: URL(fileURLWithPath: path + "/announced.json"))
    let all = try JSONDecoder().decode([String: [String: Announced]].self, from: data)
    guard let found = all[release] else { throw HarnessError("\(release) is not in announced.json") }
    var result: [CatalogueKind: Announced] = [:]
    for kind in CatalogueKind.allCases { result[kind] = found[kind.rawValue] }
    return result
  }

  /// The fields of each record of a release.
  func records(_ release: String, _ kind: CatalogueKind) throws -> [[String]] {
    let text = try String(contentsOfFile: "\(path)/\(release)/\(kind.rawValue).txt", encoding: .utf8)
    return text.split(separator: "\n").map {
      $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// Rows as a driver shows them after these releases: every column of the view, NULL as nil. Keyed by the key's text.
  func rows(after releases: [String], _ kind: CatalogueKind) throws -> [String: [String?]] {
    var rows: [String: [String?]] = [:]
    let keys = ["ypml": [0], "zlxm": [0], "bzml": [0, 3, 4, 7]][kind.rawValue] ?? []
    for release in releases {
      for fields in try records(release, kind) {
        rows[keys.map { fields[$0] }.joined(separator: "|")] = kind.table.columns.map { value($0, fields, kind) }
      }
    }
    return rows
  }

  private func value(_ column: CatalogueColumn, _ fields: [String], _ kind: CatalogueKind) -> String? {
    let text: String
    switch column.source {
    case .record(let position): text = fields[position - 1]
    case .copy(let name):
      guard let original = kind.table.columns.first(where: { $0.name == name }) else { return nil }
      return value(original, fields, kind)
    case .changeDate: text = fields[6]
    case .elsewhere: return nil
    }
    guard !text.isEmpty else { return nil }
    return column.type == .timestamp && text.count == 10 ? text + " 00:00:00" : text
  }
}

/// CRC-32 as zlib's, for the checksums the driver scripts compute.
enum ZlibCRC {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
  }

  static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(0xFFFF_FFFF) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ ($0 >> 8) }
  }
}

/// A record of 24 of so many fields, by their numbers counted from 1.
func catalogueRecord(_ width: Int, _ values: [Int: String]) -> String {
  (1...width).map { values[$0] ?? "" }.joined(separator: "|")
}

extension Installation {
  /// What a statement over the views answers, a number.
  func expectNumber(_ statement: String, _ expected: Int) async throws {
    let output = try await qianzhi("sql", statement).output
    let number = output.split(separator: "\n").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }.first
    #expect(number == expected, "\(statement): \(output)")
  }
}
