/// A record of 24 by its fields, counted from 1 as in its field table.
struct CatalogueFields {
  private let fields: [String]

  init(_ record: String) {
    fields = record.utf8.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false).map {
      String(Substring($0))
    }
  }

  /// Empty for a field the record does not have.
  subscript(_ number: Int) -> String { fields.indices.contains(number - 1) ? fields[number - 1] : "" }
}

/// One row of a catalogue file, made from a record of 24: columns counted from 1 as in the tables of facts A.3.
///
/// Only what the record says is filled in, with 有效标志 1, 唯一记录号, 数据更新时间 (the record's 变更时间; 1305 and 1306 have
/// none) and 版本名称. Columns behind the documented ones hold a word, so that they are not taken for missing.
struct NationalRow {
  private let catalogue: NationalCatalogue
  private let form: NationalForm
  private var columns: [String]

  /// - Parameter version: 版本名称 of the file.
  init(_ fields: CatalogueFields, of catalogue: NationalCatalogue, form: NationalForm, version: String) {
    self.catalogue = catalogue
    self.form = form
    let documented = catalogue.width(.documented)
    columns = (0..<catalogue.width(form)).map { $0 < documented ? "" : "后来的列" }
    fill(fields)
    fillPublication(of: fields, version)
  }

  /// The line of the file, without its end.
  var text: String { columns.joined(separator: "\t") }

  /// A column that a form does not have is left out.
  private mutating func put(_ values: [Int: String]) {
    for (number, value) in values where number <= columns.count { columns[number - 1] = value }
  }

  private mutating func fill(_ fields: CatalogueFields) {
    switch catalogue {
    case .westernDrugs: put(Self.westernDrug(fields))
    case .herbalPieces: put([1: fields[1], 2: fields[3], 20: fields[3], 25: fields[52], 27: fields[3]])
    case .institutionPreparations:
      put([
        1: fields[1], 2: fields[5], 4: fields[7], 6: fields[20], 11: fields[23], 27: fields[21], 41: fields[28],
        52: fields[22], 53: fields[3], 64: fields[52],
      ])
    case .ethnicDrugs: preconditionFailure("1304 is a query and has no file")
    case .serviceItems:
      put([1: fields[1], 3: fields[9], 5: fields[39], 6: fields[38], 8: fields[19], 10: fields[3]])
    case .consumables: put([1: fields[1], 2: fields[3], 8: fields[38], 16: fields[9], 35: fields[19]])
    case .diagnoses, .operations: put([11: fields[1], 12: fields[2]])
    // The older form has only the names of the classes.
    case .chronicDiseases: put(form == .older ? [1: fields[1], 3: fields[2]] : [1: fields[1], 15: fields[2]])
    case .diseasePayments, .daySurgery: put([2: fields[1], 3: fields[2]])
    case .chineseDiseases, .chineseSyndromes: put([6: fields[1], 7: fields[2]])
    }
  }

  private static func westernDrug(_ fields: CatalogueFields) -> [Int: String] {
    [
      1: fields[1], 2: fields[5], 4: fields[3], 7: fields[7], 11: fields[20], 14: fields[23],
      28: fields[9] == "1" ? "0" : "1", 33: fields[21], 45: fields[22], 51: fields[4], 54: fields[28], 57: "null",
      78: fields[52], 92: ["1": "甲", "2": "乙"][fields[10]] ?? "",
    ]
  }

  /// Where the columns of the publication stand.
  private var places: (flag: Int, identity: Int, changed: Int?, version: Int) {
    switch catalogue {
    case .westernDrugs: (79, 80, 82, 84)
    case .herbalPieces: (14, 15, 17, 19)
    case .institutionPreparations: (65, 68, 70, 72)
    case .ethnicDrugs: preconditionFailure("1304 is a query and has no file")
    case .serviceItems: (7, 14, nil, 16)
    case .consumables: (68, 69, nil, 71)
    case .diagnoses, .operations: (19, 20, 22, 24)
    case .chronicDiseases: (6, 7, 9, 12)
    case .diseasePayments: (6, 7, 9, 13)
    case .daySurgery: (4, 5, 7, form == .older ? 9 : 11)
    case .chineseDiseases, .chineseSyndromes: (9, 10, 12, 14)
    }
  }

  private mutating func fillPublication(of fields: CatalogueFields, _ version: String) {
    let places = places
    put([places.flag: "1", places.identity: "\(catalogue.rawValue)-\(fields[1])", places.version: version])
    let date = fields[catalogue.layout.changePosition + 1].prefix(10)
    if let changed = places.changed, !date.isEmpty { put([changed: date + " 00:00:00"]) }
  }
}
