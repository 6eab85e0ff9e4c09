/// `xl/styles.xml`: which cell styles show a number as a date.
final class SheetStyles: XMLStreamHandler {
  /// More formats than this are not read; Excel allows about 65,000 styles.
  static let limit = 70_000

  private var dateFormats: Set<Int> = []
  private var isInCellFormats = false
  private var cellFormatIsDate: [Bool] = []

  /// Whether the style with this number (a cell's `s`) shows dates.
  func isDate(_ style: Int) -> Bool { style >= 0 && style < cellFormatIsDate.count && cellFormatIsDate[style] }

  func started(_ name: String, _ attributes: XMLAttributes) throws(SpreadsheetError) {
    switch name {
    case "numFmt":
      guard let id = attributes["numFmtId"].flatMap({ Int($0) }), let code = attributes["formatCode"] else { return }
      if Self.showsDate(code), dateFormats.count < Self.limit { dateFormats.insert(id) }
    case "cellXfs": isInCellFormats = true
    case "xf" where isInCellFormats:
      guard cellFormatIsDate.count < Self.limit else {
        throw SpreadsheetError(.tooLarge, "单元格样式超过 \(Self.limit) 种")
      }
      let id = attributes["numFmtId"].flatMap { Int($0) } ?? 0
      cellFormatIsDate.append(Self.isBuiltInDate(id) || dateFormats.contains(id))
    default: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(SpreadsheetError) {}
  func ended(_ name: String) throws(SpreadsheetError) { if name == "cellXfs" { isInCellFormats = false } }

  /// Built-in formats of dates and times, those of Chinese Excel (27–36, 50–58) included.
  private static func isBuiltInDate(_ id: Int) -> Bool {
    (14...22).contains(id) || (27...36).contains(id) || (45...47).contains(id) || (50...58).contains(id)
  }

  /// A format code with a year, month, day, hour or second outside quotes, brackets and escapes.
  static func showsDate(_ code: String) -> Bool {
    var isQuoted = false
    var bracket = ""
    var isInBracket = false
    var isEscaped = false
    for character in code.lowercased() {
      if isEscaped {
        isEscaped = false
      } else if isQuoted {
        isQuoted = character != "\""
      } else if isInBracket {
        if character == "]" {
          isInBracket = false
          // `[h]`, `[mm]`: elapsed time. `[red]`, `[$-804]`: not.
          if !bracket.isEmpty, bracket.allSatisfy({ $0 == "h" || $0 == "m" || $0 == "s" }) { return true }
        } else {
          bracket.append(character)
        }
      } else {
        switch character {
        case "\"": isQuoted = true
        case "\\", "_", "*": isEscaped = true
        case "[":
          isInBracket = true
          bracket = ""
        case "y", "m", "d", "h", "s": return true
        default: break
        }
      }
    }
    return false
  }
}
