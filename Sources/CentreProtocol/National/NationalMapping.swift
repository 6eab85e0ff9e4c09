import Catalogue

/// National rows as rows of the three views. Every guess about where a value comes from is in this file.
///
/// Facts A.3, "Mapping hints for the views", grade [I], and the column orders above it; what is marked *ours* below is not
/// written anywhere.
/// - 流水号 (`yplsh`, `xmlsh`) is the national code of a row whose older serial nobody knows (``record(_:under:held:)``);
///   `gjmldm` is always the national code, so a program finds it in the column made for it (双码).
/// - *Ours*: `bzfl` tells the disease catalogues apart (1307 → 1 普通, 1310 → 5 单病种, any other → its transaction's number),
///   because one code can occur in several of them and the view has one row a key.
/// - *Ours*: a name or a description longer than its column is cut; a code, price or date never is.
/// - `vali_flag` 0 ends a row (`zzsj`), it does not remove it (centre.md); with the change that says so, whatever later
///   end the row still names (*ours*).
public enum NationalMapping {
  /// Maps one row of a catalogue file.
  ///
  /// - Throws: why the row is not taken over.
  public static func record(
    _ row: NationalFileRow, of catalogue: NationalFileCatalogue
  ) throws(RecordReject) -> CatalogueRecord {
    try checkPlaces(row, of: catalogue)
    switch catalogue {
    case .westernDrugs: return try western(row)
    case .herbalPieces: return try herbal(row)
    case .institutionPreparations: return try preparation(row)
    case .serviceItems: return try service(row)
    case .consumables: return try consumable(row)
    case .diagnoses, .operations, .chronicDiseases, .diseasePayments, .daySurgery, .chineseDiseases, .chineseSyndromes:
      return try disease(row, catalogue)
    }
  }

  /// A row is read by its places only when the version name is at its own: after an inserted column every value behind
  /// it would be another one's.
  private static func checkPlaces(
    _ row: NationalFileRow, of catalogue: NationalFileCatalogue
  ) throws(RecordReject) {
    let (count, place) = (row.columns.count, catalogue.versionColumn)
    guard count >= catalogue.fewestColumns else {
      throw RecordReject(
        code: .wrongFieldCount,
        reason: "\(catalogue.rawValue) 的一行至少应有 \(catalogue.fewestColumns) 列，收到 \(count) 列")
    }
    let isVariant = catalogue.otherVersionColumns.contains { NationalVersionName.matches(row[$0]) }
    guard NationalVersionName.matches(row[place]) || isVariant else {
      let found = row.columns.firstIndex(where: NationalVersionName.matches).map { "却在第 \($0 + 1) 列，平台可能增减了列" }
      throw RecordReject(
        code: .wrongFieldCount,
        reason: "\(catalogue.rawValue) 的版本名称应在第 \(place) 列，\(found ?? "这一行没有")；共 \(count) 列")
    }
    if let column = catalogue.changeDateColumn, row[column].isEmpty {
      throw RecordReject(
        code: .unreadableDate,
        reason: "\(catalogue.rawValue) 的数据更新时间（第 \(column) 列）为空；共 \(count) 列")
    }
  }

  /// 民族药品目录查询
  public static let ethnicDrugs = "1304"

  /// Maps one row of 1304, 民族药品目录查询.
  public static func ethnicDrug(_ row: JSONValue) throws(RecordReject) -> CatalogueRecord {
    func value(_ name: String) -> String { CanonicalForm.text(row[name]?.text ?? "") }
    guard !value("updt_time").isEmpty else {
      throw RecordReject(code: .unreadableDate, reason: "1304 的更新时间 updt_time 为空")
    }
    return try finished(
      .ypml,
      [
        "yplsh": value("med_list_codg"), "ypbm": value("med_list_codg"), "tym": value("drug_genname"),
        "tymzjm": value("pinyin"), "spm": value("drug_prodname"), "ywm": value("eng_name"), "jx": value("dosform"),
        "bzsl": value("pac_cnt"), "bzdw": value("min_pacunt"), "hl": value("drug_spec"), "bz": value("memo"),
        "bgsj": value("updt_time"),
      ],
      beside: ["kssj": value("begndate")],
      end: End(flag: value("vali_flag"), date: value("enddate"), changed: value("updt_time")))
  }

  /// A row under the hospital's own 流水号. `gjmldm` stays the national code; 药品编码 and 项目编码 stay those of the row held,
  /// which a HIS may know as well (*ours*).
  public static func record(
    _ row: CatalogueRecord, under serial: String, held: CatalogueRecord?
  ) -> CatalogueRecord {
    var fields = row.fields
    for (place, column) in row.kind.table.recordColumns.enumerated() {
      if column.name == row.kind.table.keyColumns[0] { fields[place] = serial }
      if column.name == "ypbm" || column.name == "xmbm", let held, !held.fields[place].isEmpty {
        fields[place] = held.fields[place]
      }
    }
    return CatalogueRecord(kind: row.kind, canonicalFields: fields, additional: row.additional)
  }

  private static func western(_ row: NationalFileRow) throws(RecordReject) -> CatalogueRecord {
    try finished(
      .ypml,
      [
        "yplsh": row[1], "ypbm": row[1], "tym": row[4], "tymzjm": row[51], "spm": row[2], "ywm": row[7],
        // 28 非处方药标志: 1 means no prescription is needed (*ours*).
        "cfybz": row[28].isEmpty ? "" : row[28] == "1" ? "0" : "1",
        "ylfydj": level(row[92]), "jx": row[11], "bzsl": row[33], "bzdw": row[45], "hl": row[14], "ycmc": row[54],
        "jcybz": row[71], "bz": row[78], "bgsj": row[82],
      ],
      beside: ["tpbz": row[75], "xzzffw": row[57], "kssj": row[37]],
      end: End(flag: row[79], date: row[38], changed: row[82]))
  }

  private static func herbal(_ row: NationalFileRow) throws(RecordReject) -> CatalogueRecord {
    try finished(
      .ypml, ["yplsh": row[1], "ypbm": row[1], "tym": row[2], "bz": row[25], "bgsj": row[17]],
      beside: ["kssj": row[12]], end: End(flag: row[14], date: row[13], changed: row[17]))
  }

  private static func preparation(_ row: NationalFileRow) throws(RecordReject) -> CatalogueRecord {
    try finished(
      .ypml,
      [
        "yplsh": row[1], "ypbm": row[1], "tym": row[53].isEmpty ? row[2] : row[53], "spm": row[2], "ywm": row[4],
        "jx": row[6], "bzsl": row[27], "bzdw": row[52], "hl": row[11], "ycmc": row[41], "zzsjbz": "1", "bz": row[64],
        "bgsj": row[70],
      ],
      beside: ["xzzffw": row[51], "kssj": row[66]], end: End(flag: row[65], date: row[67], changed: row[70]))
  }

  private static func service(_ row: NationalFileRow) throws(RecordReject) -> CatalogueRecord {
    // No 数据更新时间 in 1305 and 1306: the version's date.
    let changed = NationalVersionName.time(row.versionName(.serviceItems) ?? "")
    return try finished(
      .zlxm,
      [
        "xmlsh": row[1], "xmbm": row[1], "xmmc": row[10], "dw": row[3], "xmnh": row[6], "cwnr": row[5], "bz": row[8],
        "jjsm": row[4], "bgsj": changed, "jbsj": "",
      ],
      beside: [:], end: End(flag: row[7], date: row[13], changed: changed))
  }

  private static func consumable(_ row: NationalFileRow) throws(RecordReject) -> CatalogueRecord {
    let changed = NationalVersionName.time(row.versionName(.consumables) ?? "")
    return try finished(
      .zlxm,
      [
        "xmlsh": row[1], "xmbm": row[1], "xmmc": row[2], "dw": row[16], "xmnh": row[8], "bz": row[35], "bgsj": changed,
      ],
      beside: [:], end: End(flag: row[68], date: row[48], changed: changed))
  }

  private static func disease(
    _ row: NationalFileRow, _ catalogue: NationalFileCatalogue
  ) throws(RecordReject) -> CatalogueRecord {
    let place: (code: Int, name: Int, flag: Int, changed: Int)
    var name = ""
    switch catalogue {
    case .operations, .diagnoses: place = (11, 12, 19, 22)
    case .chronicDiseases:
      place = (1, 15, 6, 9)
      // An older version has only the class names.
      if row[15].isEmpty { name = row[3].isEmpty ? row[2] : row[3] }
    case .diseasePayments: place = (2, 3, 6, 9)
    case .daySurgery: place = (2, 3, 4, 7)
    case .chineseDiseases, .chineseSyndromes: place = (6, 7, 9, 12)
    case .westernDrugs, .herbalPieces, .institutionPreparations, .serviceItems, .consumables:
      preconditionFailure("not a catalogue of diseases")
    }
    let group =
      switch catalogue {
      case .diagnoses: "1"
      case .diseasePayments: "5"
      default: catalogue.rawValue
      }
    return try finished(
      .bzml,
      [
        "bzbm": row[place.code], "bzmc": name.isEmpty ? row[place.name] : name, "bzfl": group,
        "bgsj": row[place.changed],
      ],
      beside: [:], end: End(flag: row[place.flag], date: "", changed: row[place.changed]))
  }

  /// 甲乙类 as `ylfydj`: 1 甲, 2 乙, 3 自费; written as digits or words.
  static func level(_ text: String) -> String {
    switch text {
    case "1", "01", "甲", "甲类": "1"
    case "2", "02", "乙", "乙类": "2"
    case "3", "03", "丙", "丙类", "自费": "3"
    default: ""
    }
  }

  private struct End {
    let flag: String
    let date: String
    let changed: String

    /// When the row ended or will end; empty while it is valid and no end is set. A row taken back ended with that change,
    /// unless its date is an earlier one.
    var time: String {
      guard flag == "0" else { return date }
      // A text that cannot be read as a date rejects its row.
      guard !date.isEmpty, let end = CentreDate.parse(date), let ended = CentreDate.parse(changed) else {
        return date.isEmpty ? changed : date
      }
      return end <= ended ? date : changed
    }
  }

  private static let descriptions: Set<String> = [
    "tym", "tymzjm", "spm", "ywm", "jx", "bzdw", "hl", "ycmc", "bz", "xmmc", "dw", "xmnh", "cwnr", "jjsm", "bzmc",
    "xzzffw",
  ]

  private static func finished(
    _ kind: CatalogueKind, _ values: [String: String], beside: [String: String], end: End
  ) throws(RecordReject) -> CatalogueRecord {
    let table = kind.table
    var values = values
    var beside = beside
    beside["gjmldm"] = values[table.keyColumns[0]]
    if table.recordColumns.contains(where: { $0.name == "zzsj" }) {
      values["zzsj"] = end.time
    } else {
      beside["zzsj"] = end.time
    }
    let fields = table.recordColumns.map { column in cut(values[column.name] ?? "", column) }
    let checked = try CatalogueRecord.decode(fields: fields, kind: kind)
    var additional: [String: String] = [:]
    for column in table.columns where column.source == .elsewhere {
      guard let value = beside[column.name] else { continue }
      additional[column.name] = try canonical(cut(value, column), column)
    }
    return CatalogueRecord(kind: kind, canonicalFields: checked.fields, additional: additional)
  }

  private static func cut(_ text: String, _ column: CatalogueColumn) -> String {
    guard descriptions.contains(column.name), case .varchar(let limit) = column.type, text.utf8.count > limit else {
      return text
    }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit)))
  }

  private static func canonical(_ text: String, _ column: CatalogueColumn) throws(RecordReject) -> String {
    switch column.type {
    case .timestamp where !text.isEmpty:
      guard let date = CentreDate.parse(text) else {
        throw RecordReject(
          code: .unreadableDate, reason: "\(column.name)（\(column.meaning)）不是可识别的日期：\(text.prefix(40))")
      }
      return date.canonicalText
    case .timestamp: return ""
    case .varchar(let limit):
      guard text.unicodeScalars.count <= limit else {
        throw RecordReject(code: .fieldTooLong, reason: "\(column.name)（\(column.meaning)）超过 \(limit) 个字符")
      }
      return text
    }
  }
}
