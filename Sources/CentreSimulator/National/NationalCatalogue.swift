/// A catalogue the platform publishes: twelve as files that a 13xx names and 9102 brings, 1304 as a paged query.
///
/// *Ours*, as no record of 24 says which of the platform's catalogues it would be in (real rows are western and Chinese
/// patent drugs, service items and diagnoses throughout): the last character of the code decides. Drugs that end in 7, 8
/// and 9 are 1302, 1303 and 1304, the others 1301; items that end in 8 or 9 are 1306, the others 1305; diseases that end
/// in 4 to 9 are 1308, 1309, 1310, 1311, 1314 and 1315, the others 1307. So a code is in one catalogue for ever, and the
/// catalogues of one view together have every code of 24 once.
enum NationalCatalogue: String, CaseIterable, Sendable {
  case westernDrugs = "1301"
  case herbalPieces = "1302"
  case institutionPreparations = "1303"
  /// Paged: it has no file, no version and no columns.
  case ethnicDrugs = "1304"
  case serviceItems = "1305"
  case consumables = "1306"
  case diagnoses = "1307"
  case operations = "1308"
  case chronicDiseases = "1309"
  case diseasePayments = "1310"
  case daySurgery = "1311"
  case chineseDiseases = "1314"
  case chineseSyndromes = "1315"

  /// The catalogue of 24 whose records its rows are made from.
  var layout: CatalogueLayout {
    switch self {
    case .westernDrugs, .herbalPieces, .institutionPreparations, .ethnicDrugs: .drugs
    case .serviceItems, .consumables: .items
    case .diagnoses, .operations, .chronicDiseases, .diseasePayments, .daySurgery, .chineseDiseases, .chineseSyndromes:
      .diseases
    }
  }

  /// Whether a code of its layout is in it.
  func holds(_ code: String) -> Bool { Self.of(code, layout) == self }

  private static func of(_ code: String, _ layout: CatalogueLayout) -> NationalCatalogue {
    let last = code.utf8.last.map { Character(UnicodeScalar($0)) }
    return switch (layout, last) {
    case (.drugs, "7"): .herbalPieces
    case (.drugs, "8"): .institutionPreparations
    case (.drugs, "9"): .ethnicDrugs
    case (.drugs, _): .westernDrugs
    case (.items, "8"), (.items, "9"): .consumables
    case (.items, _): .serviceItems
    case (.diseases, "4"): .operations
    case (.diseases, "5"): .chronicDiseases
    case (.diseases, "6"): .diseasePayments
    case (.diseases, "7"): .daySurgery
    case (.diseases, "8"): .chineseDiseases
    case (.diseases, "9"): .chineseSyndromes
    case (.diseases, _): .diagnoses
    }
  }
}

/// How wide the rows of a file are. Later versions of the interface have columns behind those of the field tables, earlier
/// ones end sooner (facts A.3), and a hospital that begins with version 0 gets all of them. So the publications take turns:
/// the first is of the older form, the second as documented, the third of the newer one, the fourth older again, …
enum NationalForm: Sendable {
  case older, documented, newer

  /// - Parameter publication: counted from 1.
  init(publication: Int) {
    switch publication % 3 {
    case 1: self = .older
    case 2: self = .documented
    default: self = .newer
    }
  }
}

extension NationalCatalogue {
  /// Columns of a row; 0 for 1304.
  ///
  /// Documented: the tables of facts A.3. Older: nothing behind 版本名称, which no file can lack, as the next version is
  /// asked for by it; the tables that end with it (1305 to 1308, 1314, 1315) have no older form of their own, and the one
  /// of 1311 is the known variant with 版本名称 in column 9. Newer: 97, 33, 85 and 20 columns are known of 1301, 1302, 1303
  /// and 1305, though not what they are called; for the others, of which nothing is known, there are two more (*ours*).
  func width(_ form: NationalForm) -> Int {
    let widths: (older: Int, documented: Int, newer: Int) =
      switch self {
      case .westernDrugs: (84, 92, 97)
      case .herbalPieces: (19, 28, 33)
      case .institutionPreparations: (72, 78, 85)
      case .ethnicDrugs: (0, 0, 0)
      case .serviceItems: (16, 16, 20)
      case .consumables: (71, 71, 73)
      case .diagnoses, .operations: (24, 24, 26)
      case .chronicDiseases: (12, 16, 18)
      case .diseasePayments: (13, 15, 17)
      case .daySurgery: (9, 15, 17)
      case .chineseDiseases, .chineseSyndromes: (14, 14, 16)
      }
    return switch form {
    case .older: widths.older
    case .documented: widths.documented
    case .newer: widths.newer
    }
  }
}
