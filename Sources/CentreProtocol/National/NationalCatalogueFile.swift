import Catalogue

/// A catalogue that comes as a file: 13xx names it, 9102 brings it (facts A.3).
public enum NationalFileCatalogue: String, CaseIterable, Sendable {
  case westernDrugs = "1301"
  case herbalPieces = "1302"
  case institutionPreparations = "1303"
  case serviceItems = "1305"
  case consumables = "1306"
  case diagnoses = "1307"
  case operations = "1308"
  case chronicDiseases = "1309"
  case diseasePayments = "1310"
  case daySurgery = "1311"
  case chineseDiseases = "1314"
  case chineseSyndromes = "1315"

  /// The view its rows belong to.
  public var kind: CatalogueKind {
    switch self {
    case .westernDrugs, .herbalPieces, .institutionPreparations: .ypml
    case .serviceItems, .consumables: .zlxm
    case .diagnoses, .operations, .chronicDiseases, .diseasePayments, .daySurgery, .chineseDiseases, .chineseSyndromes:
      .bzml
    }
  }

  /// Where 版本名称 stands, counted from 1. Later versions of the interface insert columns, so the pattern decides when
  /// another column matches (facts A.3, "Paging by version").
  var versionColumn: Int {
    switch self {
    case .westernDrugs: 84
    case .herbalPieces: 19
    case .institutionPreparations: 72
    case .serviceItems: 16
    case .consumables: 71
    case .diagnoses, .operations: 24
    case .chronicDiseases: 12
    case .diseasePayments: 13
    case .daySurgery: 11
    case .chineseDiseases, .chineseSyndromes: 14
    }
  }

  /// Fewest columns a row can have: all up to the last one the views need.
  var fewestColumns: Int { versionColumn == 84 ? 84 : min(versionColumn, 24) }
}

/// One row of a catalogue file: its columns, counted from 1 as in the specification.
public struct NationalFileRow: Hashable, Sendable {
  /// As received.
  public let text: String
  let columns: [String]

  init(_ text: String) {
    self.text = text
    columns = text.utf8.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map {
      CanonicalForm.text(String(Substring($0)))
    }
  }

  /// A column in canonical form; empty when an older version does not have it.
  subscript(_ position: Int) -> String { position <= columns.count ? columns[position - 1] : "" }
}

/// A catalogue file: UTF-8, one record a line, TAB between columns, no header.
public struct NationalFile: Sendable {
  /// Rows in the file's order; empty lines are none.
  public let rows: [NationalFileRow]

  /// - Throws: when the bytes are not UTF-8.
  public init(_ bytes: [UInt8]) throws(NationalProtocolError) {
    var body = bytes[...]
    if body.starts(with: [0xEF, 0xBB, 0xBF]) { body = body.dropFirst(3) }
    guard let text = String(validating: body, as: UTF8.self) else {
      throw .init(.damagedFile, "目录文件不是 UTF-8 文本")
    }
    rows = text.utf8.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let record = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      return record.isEmpty ? nil : NationalFileRow(String(Substring(record)))
    }
  }

  /// 版本名称 of the last row, the `ver` of the next request: where the specification has it, else by its pattern.
  public func versionName(_ catalogue: NationalFileCatalogue) -> String? {
    guard let last = rows.last else { return nil }
    let expected = last[catalogue.versionColumn]
    if Self.isVersionName(expected) { return expected }
    return last.columns.last(where: Self.isVersionName)
  }

  /// `F001_20210712000000_C`
  static func isVersionName(_ text: String) -> Bool {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    return parts.count >= 3 && parts[0].first == "F" && parts[0].count == 4
      && parts[0].dropFirst().allSatisfy(\.isNumber)
      && parts[1].count == 14 && parts[1].allSatisfy(\.isNumber)
  }

  /// The day and time inside a version name, for the catalogues whose rows carry no 数据更新时间.
  static func versionTime(_ name: String) -> String {
    let parts = name.split(separator: "_")
    guard isVersionName(name), parts.count >= 2 else { return "" }
    let digits = Array(String(parts[1]))
    func part(_ range: Range<Int>) -> String { String(digits[range]) }
    return "\(part(0..<4))-\(part(4..<6))-\(part(6..<8)) \(part(8..<10)):\(part(10..<12)):\(part(12..<14))"
  }
}
