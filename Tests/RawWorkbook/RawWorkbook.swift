import CZip

/// An .xlsx file part by part. Parts are text or files; what is not set is a small valid part.
public struct RawWorkbook {
  public struct Failure: Error {
    public let text: String
  }

  public var parts: [String: String]
  /// Parts whose content is a file on disk.
  public var files: [String: String] = [:]
  public var isStored = false
  public var password: String?

  /// - Parameter rows: the inside of `sheetData`.
  public init(
    rows: String, shared: [String] = [],
    styles: String = "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>",
    workbook: String = "<sheets><sheet name=\"药品\" sheetId=\"1\" r:id=\"rId1\"/></sheets>"
  ) {
    let space = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
    parts = [
      "[Content_Types].xml": "\(head)<Types/>",
      "xl/workbook.xml": "\(head)<workbook \(space) xmlns:r=\"\(relations)\">\(workbook)</workbook>",
      "xl/_rels/workbook.xml.rels":
        "\(head)<Relationships><Relationship Id=\"rId1\" Type=\"\(relations)/worksheet\" "
        + "Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"\(relations)/sharedStrings\" "
        + "Target=\"sharedStrings.xml\"/><Relationship Id=\"rId3\" Type=\"\(relations)/styles\" Target=\"styles.xml\"/>"
        + "</Relationships>",
      "xl/styles.xml": "\(head)<styleSheet \(space)>\(styles)</styleSheet>",
      "xl/sharedStrings.xml": "\(head)<sst \(space)>" + shared.map { "<si><t>\($0)</t></si>" }.joined() + "</sst>",
      "xl/worksheets/sheet1.xml":
        "\(head)<worksheet \(space)><sheetData>\(rows)</sheetData></worksheet>",
    ]
  }

  /// Adds a sheet after those there are.
  ///
  /// - Parameters:
  ///   - rows: the inside of its `sheetData`.
  ///   - type: the last part of the relation's type.
  public mutating func add(sheet name: String, rows: String, isHidden: Bool = false, type: String = "worksheet") {
    let number = parts.keys.count { $0.hasPrefix("xl/worksheets/") } + 1
    let part = "worksheets/sheet\(number).xml"
    let state = isHidden ? " state=\"hidden\"" : ""
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"]?.replacing(
      "</sheets>",
      with: "<sheet name=\"\(name)\" sheetId=\"\(number)\"\(state) r:id=\"rSheet\(number)\"/></sheets>")
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"]?.replacing(
      "</Relationships>",
      with: "<Relationship Id=\"rSheet\(number)\" Type=\"urn:x/\(type)\" Target=\"\(part)\"/></Relationships>")
    parts["xl/\(part)"] = "<worksheet><sheetData>\(rows)</sheetData></worksheet>"
  }

  /// Merges cells of the first sheet.
  public mutating func merge(_ areas: [String]) {
    let cells = areas.map { "<mergeCell ref=\"\($0)\"/>" }.joined()
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"]?.replacing(
      "</sheetData>", with: "</sheetData><mergeCells count=\"\(areas.count)\">\(cells)</mergeCells>")
  }

  /// A row of cells given as XML.
  public static func row(_ number: Int, _ cells: [String]) -> String {
    "<row r=\"\(number)\">\(cells.joined())</row>"
  }

  /// An inline text cell.
  public static func text(_ address: String, _ text: String) -> String {
    "<c r=\"\(address)\" t=\"inlineStr\"><is><t>\(text)</t></is></c>"
  }

  /// A number cell; style 1 is a date.
  public static func number(_ address: String, _ stored: String, style: Int = 0) -> String {
    "<c r=\"\(address)\" s=\"\(style)\"><v>\(stored)</v></c>"
  }

  public func write(to path: String) throws {
    var status: Int32 = 0
    guard let archive = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &status) else {
      throw Failure(text: "open \(status)")
    }
    var buffers: [UnsafeMutablePointer<UInt8>] = []
    defer { for buffer in buffers { buffer.deallocate() } }
    for (name, text) in parts.sorted(by: { $0.key < $1.key }) where files[name] == nil {
      let bytes = Array(text.utf8)
      let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
      buffer.update(from: bytes, count: bytes.count)
      buffers.append(buffer)
      try add(name, zip_source_buffer(archive, buffer, zip_uint64_t(bytes.count), 0), to: archive)
    }
    for (name, file) in files { try add(name, zip_source_file(archive, file, 0, -1), to: archive) }
    guard zip_close(archive) == 0 else { throw Failure(text: "close") }
  }

  private func add(_ name: String, _ source: OpaquePointer?, to archive: OpaquePointer) throws {
    let index = zip_file_add(archive, name, source, zip_flags_t(ZIP_FL_ENC_UTF_8))
    guard index >= 0 else { throw Failure(text: "add \(name)") }
    if isStored { zip_set_file_compression(archive, zip_uint64_t(index), ZIP_CM_STORE, 0) }
    if let password {
      guard zip_file_set_encryption(archive, zip_uint64_t(index), UInt16(ZIP_EM_AES_256), password) == 0 else {
        throw Failure(text: "encrypt \(name)")
      }
    }
  }
}
