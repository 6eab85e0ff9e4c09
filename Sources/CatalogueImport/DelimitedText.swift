import Spreadsheet

/// What stands between the fields of a text file.
enum Separator: CaseIterable {
  case comma
  case tab
  case bar

  var byte: UInt8 {
    switch self {
    case .comma: UInt8(ascii: ",")
    case .tab: UInt8(ascii: "\t")
    case .bar: UInt8(ascii: "|")
    }
  }
}

/// Splits lines into fields. Commas follow RFC 4180: a field in quotes may contain commas, line breaks and doubled
/// quotes. In TAB text a field that is quoted as a whole, its inner quotes doubled (Excel's way), loses its quotes; `|`
/// text is the centre's own and knows no quotes.
struct RowSplitter {
  let separator: Separator

  enum Result: Equatable {
    case fields([String])
    /// A quoted field goes on in the next line.
    case open
    /// Text after a closing quote.
    case malformed
  }

  func split(_ text: String) -> Result {
    switch separator {
    case .comma: quoted(text)
    case .bar: .fields(plain(text))
    case .tab: .fields(plain(text).map(Self.unquoted))
    }
  }

  private func plain(_ text: String) -> [String] {
    var text = text
    return text.withUTF8 { bytes in
      var fields: [String] = []
      var start = 0
      for index in 0..<bytes.count where bytes[index] == separator.byte {
        fields.append(String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<index]), as: UTF8.self))
        start = index + 1
      }
      fields.append(String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<bytes.count]), as: UTF8.self))
      return fields
    }
  }

  /// By bytes: a mark that joins the quote before it makes one Character of both.
  private static func unquoted(_ field: String) -> String {
    let bytes = Array(field.utf8)
    guard bytes.count >= 2, bytes.first == 34, bytes.last == 34 else { return field }
    var inner: [UInt8] = []
    var index = 1
    while index < bytes.count - 1 {
      if bytes[index] == 34 {
        guard index + 1 < bytes.count - 1, bytes[index + 1] == 34 else { return field }
        index += 1
      }
      inner.append(bytes[index])
      index += 1
    }
    return String(decoding: inner, as: UTF8.self)
  }

  private func quoted(_ text: String) -> Result {
    var text = text
    return text.withUTF8 { bytes in
      var fields: [String] = []
      var field: [UInt8] = []
      var index = 0
      while true {
        field.removeAll(keepingCapacity: true)
        if index < bytes.count, bytes[index] == 34 {
          index += 1
          while true {
            guard index < bytes.count else { return .open }
            if bytes[index] == 34 {
              if index + 1 < bytes.count, bytes[index + 1] == 34 {
                field.append(34)
                index += 2
                continue
              }
              index += 1
              break
            }
            field.append(bytes[index])
            index += 1
          }
          guard index == bytes.count || bytes[index] == separator.byte else { return .malformed }
        } else {
          while index < bytes.count, bytes[index] != separator.byte {
            field.append(bytes[index])
            index += 1
          }
        }
        fields.append(String(decoding: field, as: UTF8.self))
        if index == bytes.count { return .fields(fields) }
        index += 1
      }
    }
  }
}

/// The rows of a text file.
struct TextSource: RowSource {
  let lines: TextLines
  let splitter: RowSplitter
  let limits: ImportLimits
  let from1904 = false

  /// Blank lines, and lines of separators alone, are left out.
  func forEachRow(_ body: @escaping (SourceRow) throws(ImportError) -> Void) throws(ImportError) {
    var pending = ""
    var first = 0
    var count = 0
    try lines.forEach { (number, line) throws(ImportError) in
      let isGoingOn = first > 0
      if !isGoingOn, line.utf8.allSatisfy({ $0 == 32 }) { return }
      if !isGoingOn { first = number }
      let text = isGoingOn ? pending + "\n" + line : line
      guard text.utf8.count <= limits.rowBytes else {
        throw ImportError(.tooLarge, "第 \(first) 行超过 \(limits.rowBytes) 字节（引号可能没有配对）")
      }
      // A quoted field is not closed by a line without a quote.
      if isGoingOn, !line.utf8.contains(34) {
        pending = text
        return
      }
      switch splitter.split(text) {
      case .open: pending = text
      case .malformed: throw ImportError(.columns, "第 \(first) 行的引号不配对，不能分出字段")
      case .fields(let fields):
        let number = first
        first = 0
        if fields.allSatisfy({ $0.utf8.allSatisfy { $0 == 32 } }) { return }
        count += 1
        guard count <= limits.rows else { throw ImportError(.tooLarge, "超过 \(limits.rows) 行") }
        try body(
          SourceRow(number: number, cells: fields.map { $0.isEmpty ? .empty : .text($0) }, isSheet: false))
      }
    }
    guard first == 0 else { throw ImportError(.columns, "第 \(first) 行的引号到文件末尾还没有配对，文件可能不完整") }
  }
}
