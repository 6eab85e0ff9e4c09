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

  /// Where 版本名称 stands, counted from 1 (facts A.3, "Paging by version"). Later versions of the interface append
  /// columns, which is no matter, or insert some: then it stands elsewhere, and no row is read at the old places.
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

  /// Where else it stood in a variant that is known: the columns the views need lie before it there, too.
  var otherVersionColumns: [Int] { self == .daySurgery ? [9] : [] }

  /// 数据更新时间, which no row may leave empty; `nil` where the file has none.
  var changeDateColumn: Int? {
    switch self {
    case .westernDrugs: 82
    case .herbalPieces: 17
    case .institutionPreparations: 70
    case .serviceItems, .consumables: nil
    case .diagnoses, .operations: 22
    case .chronicDiseases, .diseasePayments: 9
    case .daySurgery: 7
    case .chineseDiseases, .chineseSyndromes: 12
    }
  }

  /// Fewest columns a row can have: all up to the version name.
  var fewestColumns: Int { otherVersionColumns.min() ?? versionColumn }
}

/// One row of a catalogue file: its columns, counted from 1 as in the specification.
public struct NationalFileRow: Hashable, Sendable {
  /// As received.
  public let text: String
  let columns: [String]

  public init(_ text: String) {
    self.text = text
    columns = text.utf8.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map {
      CanonicalForm.text(String(Substring($0)))
    }
  }

  /// A column in canonical form; empty when an older version does not have it.
  subscript(_ position: Int) -> String { position <= columns.count ? columns[position - 1] : "" }

  /// 版本名称, the `ver` of the next request: where the specification has it, else by its pattern. It is echoed.
  public func versionName(_ catalogue: NationalFileCatalogue) -> String? {
    let expected = self[catalogue.versionColumn]
    if NationalVersionName.matches(expected) { return expected }
    return columns.last(where: NationalVersionName.matches)
  }
}

/// `F001_20210712000000_C`
enum NationalVersionName {
  static func matches(_ text: String) -> Bool {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    return parts.count >= 3 && parts[0].first == "F" && parts[0].count == 4
      && parts[0].dropFirst().allSatisfy(\.isNumber)
      && parts[1].count == 14 && parts[1].allSatisfy(\.isNumber)
  }

  /// The day and time inside, for the catalogues whose rows carry no 数据更新时间.
  static func time(_ name: String) -> String {
    let parts = name.split(separator: "_")
    guard matches(name), parts.count >= 2 else { return "" }
    let digits = Array(String(parts[1]))
    func part(_ range: Range<Int>) -> String { String(digits[range]) }
    return "\(part(0..<4))-\(part(4..<6))-\(part(6..<8)) \(part(8..<10)):\(part(10..<12)):\(part(12..<14))"
  }
}
