import Foundation

/// Where the centre's catalogues come from.
public enum CatalogueSource: Sendable, Equatable {
  /// The few hundred invented rows that come with the simulator.
  case sample
  /// A folder with `baseline/`, any number of releases beside it, in each `ypml.txt`, `zlxm.txt` and `bzml.txt`: UTF-8,
  /// one record a line in the field order of 24.
  case directory(String)
  /// Invented rows: `drugs` drugs, a quarter as many treatment items, half as many diseases.
  case generated(drugs: Int)

  /// Rows in a page of 24 when none is asked for. The sample's pages are smaller, so that it has several.
  var pageSize: Int { self == .sample ? 100 : 1_000 }
}

/// Reads a source's baseline and releases.
struct CatalogueReader: Sendable {
  static let baseline = "baseline"

  private let source: CatalogueSource
  private let seed: UInt64

  init(_ source: CatalogueSource, seed: UInt64) {
    self.source = source
    self.seed = seed
  }

  /// The rows of the baseline or of one release. A file that a release does not have means no rows.
  func rows(_ release: String, layout: CatalogueLayout) throws(SimulatorError) -> [CatalogueRow] {
    switch source {
    case .generated(let drugs):
      return try GeneratedCatalogue(drugs: drugs, seed: seed).rows(release, layout: layout)
    case .sample:
      guard let folder = Bundle.module.resourceURL?.appendingPathComponent("Sample") else {
        throw SimulatorError(.catalogue, "找不到随模拟器安装的样例")
      }
      return try Self.read(folder, release, layout)
    case .directory(let path):
      return try Self.read(URL(fileURLWithPath: path), release, layout)
    }
  }

  private static func read(
    _ folder: URL, _ release: String, _ layout: CatalogueLayout
  ) throws(SimulatorError) -> [CatalogueRow] {
    let releaseFolder = folder.appendingPathComponent(release)
    guard !release.isEmpty, !release.contains("/"), !release.hasPrefix("."),
      FileManager.default.fileExists(atPath: releaseFolder.path)
    else { throw SimulatorError(.release, "\(folder.path) 里没有批次 \(release)") }
    let file = releaseFolder.appendingPathComponent(layout.fileName + ".txt")
    guard FileManager.default.fileExists(atPath: file.path) else { return [] }
    let text: String
    do {
      text = try String(contentsOf: file, encoding: .utf8)
    } catch {
      throw SimulatorError(.catalogue, "读不了 \(file.path)：\(error.localizedDescription)")
    }
    var rows: [CatalogueRow] = []
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
      let record = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      if !record.isEmpty { rows.append(try CatalogueRow(record, layout: layout)) }
    }
    return rows
  }
}
