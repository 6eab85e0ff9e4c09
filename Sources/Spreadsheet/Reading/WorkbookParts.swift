/// `xl/workbook.xml`: its sheets, and from which day dates count.
final class WorkbookPart: XMLStreamHandler {
  static let sheetLimit = 1000
  struct Sheet {
    let name: String
    let relation: String
    let isHidden: Bool
  }
  private(set) var sheets: [Sheet] = []
  private(set) var from1904 = false
  /// Names of the attribute that says which part a sheet is: `id` with whatever prefix stands for its namespace.
  private var relationNames: Set<String> = ["r:id"]

  /// Of the transitional and of the strict form.
  private static let relationNamespaces: Set<String> = [
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
  ]

  func started(_ name: String, _ attributes: XMLAttributes) throws(SpreadsheetError) {
    var relation = ""
    attributes.forEach { key, value in
      guard key.hasPrefix("xmlns:"), Self.relationNamespaces.contains(value) else { return }
      relationNames.insert("\(key.dropFirst(6)):id")
    }
    switch name {
    case "workbookPr": from1904 = ["1", "true"].contains(attributes["date1904"] ?? "0")
    case "sheet":
      guard sheets.count < Self.sheetLimit else { throw SpreadsheetError(.tooLarge, "工作表超过 \(Self.sheetLimit) 张") }
      let state = attributes["state"] ?? "visible"
      attributes.forEach { key, value in if relationNames.contains(key) { relation = value } }
      sheets.append(Sheet(name: attributes["name"] ?? "", relation: relation, isHidden: state != "visible"))
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(SpreadsheetError) {}
  func ended(_ name: String) throws(SpreadsheetError) {}
}

/// `xl/_rels/workbook.xml.rels`: where the parts are.
final class RelationsPart: XMLStreamHandler {
  private(set) var targets: [String: String] = [:]
  /// Relations of chart sheets.
  private(set) var charts: Set<String> = []
  private(set) var sharedStrings: String?
  private(set) var styles: String?

  func started(_ name: String, _ attributes: XMLAttributes) throws(SpreadsheetError) {
    guard name == "Relationship", let id = attributes["Id"], let target = attributes["Target"] else { return }
    if attributes["TargetMode"] == "External" { return }
    guard targets.count < WorkbookPart.sheetLimit * 2 else { throw SpreadsheetError(.tooLarge, "部件过多") }
    let path = target.hasPrefix("/") ? String(target.dropFirst()) : "xl/\(target)"
    targets[id] = path
    let type = attributes["Type"] ?? ""
    if type.hasSuffix("/chartsheet") { charts.insert(id) }
    if type.hasSuffix("/sharedStrings") { sharedStrings = path }
    if type.hasSuffix("/styles") { styles = path }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(SpreadsheetError) {}
  func ended(_ name: String) throws(SpreadsheetError) {}
}
