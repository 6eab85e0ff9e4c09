import TOMLKit

/// A TOML file as a tree that knows the line of each key.
struct ConfigurationDocument {
  indirect enum Value {
    case string(String)
    case integer(Int)
    case boolean(Bool)
    case array([Value])
    case table([String: Value])
    /// A TOML type no key of ours has: a float, a date.
    case other(String)

    var typeName: String {
      switch self {
      case .string: "文本"
      case .integer: "整数"
      case .boolean: "true/false"
      case .array: "数组"
      case .table: "表"
      case .other(let name): name
      }
    }
  }

  let file: String
  let root: [String: Value]
  private let lines: [String: Int]

  init(text: String, file: String) throws(ConfigurationError) {
    self.file = file
    do {
      root = Self.convert(try TOMLTable(string: text))
    } catch let error as TOMLParseError {
      throw ConfigurationError(
        file: file, line: error.source.begin.line, keyPath: "",
        problem: "不是合法的 TOML（第 \(error.source.begin.column) 列附近；\(error.description)）",
        suggestion: "请检查这一行和上一行：文本两边的引号、方括号是否成对，等号右边是否有值，同一项是否写了两次")
    } catch {
      throw ConfigurationError(file: file, line: nil, keyPath: "", problem: "不是合法的 TOML：\(error)")
    }
    lines = Self.lines(of: text)
  }

  /// The line a key (`feed.poll_every`) or table stands on, counted from 1.
  func line(of keyPath: String) -> Int? {
    var path = keyPath[...]
    while true {
      if let line = lines[String(path)] { return line }
      guard let dot = path.lastIndex(of: ".") else { return nil }
      path = path[..<dot]
    }
  }

  private static func convert(_ table: TOMLTable) -> [String: Value] {
    var result: [String: Value] = [:]
    for key in table.keys { result[key] = table[key].map(convert(_:)) }
    return result
  }

  private static func convert(_ value: any TOMLValueConvertible) -> Value {
    if let table = value.table { return .table(convert(table)) }
    if let array = value.array { return .array(array.map(convert(_:))) }
    if let string = value.string { return .string(string) }
    if let boolean = value.bool { return .boolean(boolean) }
    if let integer = value.int { return .integer(integer) }
    return .other(value.type == .double ? "小数" : "日期")
  }

  /// A file from Windows ends its lines with CR LF, which is one `Character` and no `"\n"`. TOML's other line ends are LF
  /// alone, so form feeds and the like are inside a line.
  private static func fileLines(_ text: String) -> [Substring] {
    text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
  }

  /// toml++ keeps positions to itself, so headers and keys are found again in the text. Elements of an array of tables
  /// share the path of the last one.
  private static func lines(of text: String) -> [String: Int] {
    var lines: [String: Int] = [:]
    var prefix = ""
    for (index, raw) in Self.fileLines(text).enumerated() {
      let line = raw.drop { $0 == " " || $0 == "\t" }
      if line.hasPrefix("[") {
        let name = line.drop { $0 == "[" }.prefix { $0 != "]" }
        prefix = name.filter { $0 != " " } + "."
        lines[String(prefix.dropLast())] = index + 1
      } else if let equals = line.firstIndex(of: "="), !line.hasPrefix("#") {
        let key = line[..<equals].filter { $0 != " " && $0 != "\t" && $0 != "\"" }
        if lines[prefix + key] == nil { lines[prefix + key] = index + 1 }
      }
    }
    return lines
  }
}
