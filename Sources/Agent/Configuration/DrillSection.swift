import Catalogue
import CentreProtocol
import Settlement
import SwipeTest

/// `[drill]`, `[drill.prescription]` and `[drill.stock]`: the electronic-prescription drill and the stock-upload test.
public struct DrillSettings: Sendable {
  public var dates: [CivilDate] = []
  public var item = ""
  public var rules = DrillRules()
  public var prescription = DrillConfiguration().prescription
  public var revokedStatuses: [String] = []
  /// Absolute.
  public var personsFile = ""
  public var stock: [StockUpload] = []

  public init() {}
}

extension ConfigurationSections {
  static func drill(
    _ section: ConfigurationSection, configurationDirectory: String
  ) throws(ConfigurationError) -> DrillSettings {
    var drill = DrillSettings()
    drill.dates = try dates(section, "date") ?? []
    drill.item = try section.string("item") ?? ""
    drill.rules = DrillRules(
      queryAfterSeconds: try section.integer("query_after_seconds", default: 15, in: 1...300),
      quietSeconds: try section.integer("quiet_seconds", default: 60, in: 1...3600),
      handOverAfterSeconds: try section.integer("hand_over_after_seconds", default: 1800, in: 60...86_400))
    let prescription = try section.table("prescription")
    drill.prescription = try numbers(prescription)
    drill.revokedStatuses = try prescription?.stringOrStrings("revoked_status") ?? ["3"]
    drill.personsFile = ConfigurationFile.absolute(
      try prescription?.string("persons_file") ?? "drill-persons.toml", relativeTo: configurationDirectory)
    try prescription?.refuseUnknownKeys()
    let stock = try section.table("stock")
    drill.stock = try stock.map { section throws(ConfigurationError) in try uploads(section) } ?? [.count]
    try stock?.refuseUnknownKeys()
    try section.refuseUnknownKeys()
    return drill
  }

  /// A set by name, and each number by itself over it.
  private static func numbers(_ section: ConfigurationSection?) throws(ConfigurationError) -> PrescriptionDrill {
    let standard = DrillConfiguration().prescription
    guard let section else { return standard }
    let set = try section.choice("transactions", default: PrescriptionDrill.NumberSet.notice)
    let upload = try number(section, "upload", default: set.upload)
    let query = try section.string("query") == "none" ? nil : try number(section, "query", default: set.query)
    guard let upload, let revoke = try number(section, "revoke", default: set.revoke) else {
      throw section.error("upload", "上传和撤销都要有交易号")
    }
    guard upload != revoke, upload != query, query != revoke else {
      throw section.error("revoke", "上传、查询、撤销的交易号不能相同", "例如 upload = \"9211\" query = \"9212\" revoke = \"9213\"")
    }
    return PrescriptionDrill(
      upload: upload, query: query, revoke: revoke, payload: try section.choice("payload", default: set.payload),
      diagnosisCode: try section.string("diagnosis_code") ?? standard.diagnosisCode,
      diagnosisName: try section.string("diagnosis_name") ?? standard.diagnosisName)
  }

  /// Four characters, as 9211 or D003.
  private static func number(
    _ section: ConfigurationSection, _ key: String, default standard: String?
  ) throws(ConfigurationError) -> String? {
    guard let text = try section.string(key) else { return standard }
    let isDigits = text.dropFirst().allSatisfy { $0.isASCII && $0.isNumber }
    guard text.utf8.count == 4, isDigits, let first = text.first, first == "D" || (first.isASCII && first.isNumber)
    else {
      throw section.error(
        key, "“\(text)”不是交易号", key == "query" ? "四位，例如 9212 或 D005；中心没有就写 \"none\"" : "四位，例如 9211 或 D003")
    }
    return text
  }

  private static func uploads(_ section: ConfigurationSection) throws(ConfigurationError) -> [StockUpload] {
    guard let names = try section.stringOrStrings("uploads") else { return [.count] }
    var uploads: [StockUpload] = []
    for name in names {
      guard let upload = StockUpload(rawValue: name) else {
        throw section.error("uploads", "没有库存上传交易“\(name)”", "可写 \"3501\" 盘存、\"3503\" 采购、\"3505\" 销售")
      }
      guard !uploads.contains(upload) else { throw section.error("uploads", "“\(name)”写了两次") }
      uploads.append(upload)
    }
    guard !uploads.isEmpty else { throw section.error("uploads", "至少要写一个交易号", "例如 [\"3501\"]") }
    return uploads
  }
}
