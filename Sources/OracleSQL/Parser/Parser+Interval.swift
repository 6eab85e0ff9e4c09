extension Parser {
  /// Seconds, or months, that one of each unit has.
  private static let units: [String: (months: Int, seconds: Int64)] = [
    "year": (12, 0), "month": (1, 0), "day": (0, 86_400), "hour": (0, 3_600), "minute": (0, 60), "second": (0, 1),
  ]

  /// `INTERVAL '1' DAY`, `INTERVAL '1-6' YEAR TO MONTH`, `INTERVAL '4 5:12:10' DAY TO SECOND` (Oracle SQL Language
  /// Reference, "Interval Literals"), and PostgreSQL's `INTERVAL '1 day 2 hours'`.
  mutating func interval() throws(SQLError) -> Expression {
    let position = current.position
    advance()
    let text = current.text
    advance()
    guard current.kind == .word, Self.units[current.text] != nil else {
      return .interval(try worded(text, position), position: position)
    }
    let first = try intervalUnit()
    let last = accept(word: "to") ? try intervalUnit() : nil
    let refusal = SQLError("22007", "ORA-01867 间隔“\(text)”的写法不正确", position: position)
    guard let interval = last == nil ? Self.single(text, first) : Self.compound(text, first, last ?? first) else {
      throw refusal
    }
    return .interval(interval, position: position)
  }

  /// A unit with its digits, which say how many the value may have.
  private mutating func intervalUnit() throws(SQLError) -> String {
    let unit = current.text
    guard current.kind == .word, Self.units[unit] != nil else { throw unexpected("缺少间隔的单位") }
    advance()
    if accept(symbol: "(") {
      repeat {
        guard current.kind == .number else { throw unexpected("缺少位数") }
        advance()
      } while accept(symbol: ",")
      try expect(symbol: ")")
    }
    return unit
  }

  private static func single(_ text: String, _ unit: String) -> Interval? {
    guard let number = OracleNumber(text: text), let size = units[unit] else { return nil }
    var interval = Interval()
    if size.months > 0 {
      guard let whole = Int(text), (-120_000...120_000).contains(whole) else { return nil }
      interval.months = whole * size.months
    } else {
      guard unit == "second" || Int(text) != nil else { return nil }
      guard let seconds = number.times(size.seconds) else { return nil }
      interval.seconds = seconds
    }
    return interval
  }

  /// `y-m`, or the parts of `d h:m:s` from the first unit to the last.
  private static func compound(_ text: String, _ first: String, _ last: String) -> Interval? {
    let isNegative = text.hasPrefix("-")
    let body = isNegative || text.hasPrefix("+") ? text.dropFirst() : text[...]
    let names = ["day", "hour", "minute", "second"]
    if first == "year", last == "month" {
      let parts = body.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard parts.count == 2, let years = parts[0], let months = parts[1], years < 100_000, (0...11).contains(months)
      else { return nil }
      return Interval(months: (years * 12 + months) * (isNegative ? -1 : 1))
    }
    guard let from = names.firstIndex(of: first), let to = names.firstIndex(of: last), from < to else { return nil }
    let parts = body.split(whereSeparator: { $0 == " " || $0 == ":" })
    guard parts.count == to - from + 1 else { return nil }
    var total = OracleNumber.zero
    for (name, part) in zip(names[from...to], parts) {
      guard let number = OracleNumber(text: String(part)), name == "second" || Int(part) != nil,
        let seconds = number.times(units[name]?.seconds ?? 0), let sum = total.plus(seconds)
      else { return nil }
      total = sum
    }
    return Interval(seconds: isNegative ? total.negated : total)
  }

  /// PostgreSQL's form: numbers with units, added.
  private func worded(_ text: String, _ position: Int) throws(SQLError) -> Interval {
    let refusal = SQLError("22007", "间隔“\(text)”的写法不正确", position: position)
    let words = text.lowercased().split(separator: " ")
    guard !words.isEmpty, words.count.isMultiple(of: 2) else { throw refusal }
    var interval = Interval()
    for place in stride(from: 0, to: words.count, by: 2) {
      var unit = String(words[place + 1])
      if unit.hasSuffix("s") { unit.removeLast() }
      if unit == "mon" { unit = "month" }
      guard let part = Self.single(String(words[place]), unit), let seconds = interval.seconds.plus(part.seconds) else {
        throw refusal
      }
      interval = Interval(months: interval.months + part.months, seconds: seconds)
    }
    return interval
  }

  /// `EXTRACT(YEAR FROM d)` as a call whose first argument names the field.
  mutating func extract() throws(SQLError) -> Expression {
    let position = current.position
    advance()
    advance()
    let field = current.text.lowercased()
    guard current.kind == .word || current.kind == .string else { throw unexpected("缺少字段") }
    advance()
    try expect(word: "from")
    let value = try expression()
    try expect(symbol: ")")
    return .call(
      .init(
        schema: nil, name: "extract", arguments: [.text(field, position: position), value], isDistinct: false,
        position: position))
  }
}

extension OracleNumber {
  fileprivate func times(_ other: Int64) -> OracleNumber? {
    do throws(SQLError) { return try multiplied(by: OracleNumber(other)) } catch { return nil }
  }
  fileprivate func plus(_ other: OracleNumber) -> OracleNumber? {
    do throws(SQLError) { return try adding(other) } catch { return nil }
  }
}
