/// One table of the configuration while it is read: typed access by key, and afterwards the keys nobody asked for are
/// refused by name.
final class ConfigurationSection {
  let path: String
  private let document: ConfigurationDocument
  private let values: [String: ConfigurationDocument.Value]
  private var known: Set<String> = []

  init(document: ConfigurationDocument, path: String, values: [String: ConfigurationDocument.Value]) {
    self.document = document
    self.path = path
    self.values = values
  }

  private func keyPath(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  func has(_ key: String) -> Bool { values[key] != nil }

  func isArray(_ key: String) -> Bool {
    if case .array? = values[key] { true } else { false }
  }

  func error(_ key: String, _ problem: String, _ suggestion: String? = nil) -> ConfigurationError {
    let keyPath = keyPath(key)
    return ConfigurationError(
      file: document.file, line: document.line(of: keyPath), keyPath: keyPath, problem: problem, suggestion: suggestion)
  }

  private func value(_ key: String) -> ConfigurationDocument.Value? {
    known.insert(key)
    return values[key]
  }

  private func wrongType(_ key: String, _ value: ConfigurationDocument.Value, expected: String) -> ConfigurationError {
    error(key, "应为\(expected)，写的是\(value.typeName)", Self.correction(key, value, expected: expected))
  }

  /// What to write instead of a value of the wrong type.
  private static func correction(
    _ key: String, _ value: ConfigurationDocument.Value, expected: String
  ) -> String {
    switch (value, expected) {
    case (.string(let text), "整数"):
      if let number = Int(text) { return "请去掉引号：\(key) = \(number)" }
      return "请写一个不加引号的整数"
    case (.string(let text), " true 或 false") where text == "true" || text == "false":
      return "请去掉引号：\(key) = \(text)"
    case (.string(let text), "数组"): return "请加方括号：\(key) = [\"\(text)\"]"
    case (.integer(let number), "文本（加引号）"): return "请加引号：\(key) = \"\(number)\""
    case (.boolean(let boolean), "文本（加引号）"): return "请加引号：\(key) = \"\(boolean)\""
    case (.other("日期"), _): return "日期也要加引号，例如 \"2021-03-01\""
    case (_, "整数"): return "请写一个整数，例如 30"
    case (_, " true 或 false"): return "请写 \(key) = true 或 \(key) = false"
    case (_, "数组"), (_, "文本的数组"): return "写法如 \(key) = [\"…\", \"…\"]，每一个都加引号"
    case (_, "表"): return "请单独写一节 [\(key)]，各项写在它下面"
    case (_, "表的数组（[[\(key)]]）"): return "请单独写一节或几节 [[\(key)]]，各项写在它下面"
    default: return "请写 \(key) = \"…\""
    }
  }

  func string(_ key: String) throws(ConfigurationError) -> String? {
    guard let value = value(key) else { return nil }
    guard case .string(let text) = value else { throw wrongType(key, value, expected: "文本（加引号）") }
    return text
  }

  func requiredString(_ key: String, example: String) throws(ConfigurationError) -> String {
    guard let text = try string(key) else { throw error(key, "缺少这一项", "请写，例如：\(key) = \"\(example)\"") }
    if text.isEmpty { throw error(key, "不能为空", "请写，例如：\(key) = \"\(example)\"") }
    return text
  }

  func boolean(_ key: String, default defaultValue: Bool) throws(ConfigurationError) -> Bool {
    guard let value = value(key) else { return defaultValue }
    guard case .boolean(let boolean) = value else { throw wrongType(key, value, expected: " true 或 false") }
    return boolean
  }

  func integer(_ key: String, default defaultValue: Int, in range: ClosedRange<Int>) throws(ConfigurationError) -> Int {
    guard let value = value(key) else { return defaultValue }
    guard case .integer(let integer) = value else { throw wrongType(key, value, expected: "整数") }
    guard range.contains(integer) else {
      throw error(key, "\(integer) 超出范围", "可写 \(range.lowerBound) 到 \(range.upperBound)，默认 \(defaultValue)")
    }
    return integer
  }

  /// One of a closed list of words.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, default defaultValue: Choice
  ) throws(ConfigurationError) -> Choice {
    guard let text = try string(key) else { return defaultValue }
    guard let choice = Choice(rawValue: text) else {
      let words = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: "、")
      throw error(key, "不认识“\(text)”", "可写 \(words)")
    }
    return choice
  }

  /// A length of time: `30s`, `5m`, `1h`, or `0`. In seconds.
  func seconds(_ key: String, default defaultValue: Int, in range: ClosedRange<Int>) throws(ConfigurationError) -> Int {
    guard let text = try string(key) else { return defaultValue }
    let unit = ["s": 1, "m": 60, "h": 3600][text.last.map(String.init) ?? ""]
    guard let number = Int(unit == nil ? text[...] : text.dropLast()), unit != nil || number == 0 else {
      throw error(key, "“\(text)”不是时长", "写法如 \"30s\"、\"5m\"、\"1h\"")
    }
    let (seconds, isTooLarge) = number.multipliedReportingOverflow(by: unit ?? 1)
    guard !isTooLarge, range.contains(seconds) else {
      throw error(key, "“\(text)”超出范围", "可写 \(range.lowerBound)s 到 \(range.upperBound)s")
    }
    return seconds
  }

  func strings(_ key: String) throws(ConfigurationError) -> [String]? {
    guard let value = value(key) else { return nil }
    guard case .array(let elements) = value else { throw wrongType(key, value, expected: "数组") }
    var result: [String] = []
    for element in elements {
      guard case .string(let text) = element else { throw wrongType(key, element, expected: "文本的数组") }
      result.append(text)
    }
    return result
  }

  /// A text or an array of texts.
  func stringOrStrings(_ key: String) throws(ConfigurationError) -> [String]? {
    if case .string(let text)? = values[key] {
      known.insert(key)
      return [text]
    }
    return try strings(key)
  }

  func table(_ key: String) throws(ConfigurationError) -> ConfigurationSection? {
    guard let value = value(key) else { return nil }
    guard case .table(let values) = value else { throw wrongType(key, value, expected: "表") }
    return ConfigurationSection(document: document, path: keyPath(key), values: values)
  }

  func tables(_ key: String) throws(ConfigurationError) -> [ConfigurationSection]? {
    guard let value = value(key) else { return nil }
    guard case .array(let elements) = value else { throw wrongType(key, value, expected: "表的数组（[[\(key)]]）") }
    var result: [ConfigurationSection] = []
    for element in elements {
      guard case .table(let values) = element else { throw wrongType(key, element, expected: "表") }
      result.append(ConfigurationSection(document: document, path: keyPath(key), values: values))
    }
    return result
  }

  /// Refuses keys that were never asked for, naming the nearest one that exists.
  func refuseUnknownKeys() throws(ConfigurationError) {
    guard let stray = values.keys.filter({ !known.contains($0) }).min() else { return }
    let nearest = known.min { Self.distance($0, stray) < Self.distance($1, stray) }
    let suggestion = nearest.map { Self.distance($0, stray) <= max(2, stray.count / 2) ? "是不是要写 \($0)？" : nil } ?? nil
    throw error(stray, "不认识这一项", suggestion ?? "这里可写：\(known.sorted().joined(separator: "、"))")
  }

  /// Levenshtein distance.
  static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (i, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in right.indices {
        let substituted = diagonal + (character == right[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
      }
    }
    return row[right.count]
  }
}
