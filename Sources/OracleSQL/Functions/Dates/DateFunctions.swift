extension RuntimeFunctions {
  /// A function that reads the statement's time.
  private static func timed(
    _ call: RuntimeCall, _ arity: Int,
    _ body: @escaping @Sendable ([SQLValue], OracleDate) throws(SQLError) -> SQLValue
  ) -> RuntimeFunction {
    RuntimeFunction(
      name: call.rawValue, arity: arity, isDeterministic: false,
      body: .scalar { (arguments, context) throws(SQLError) in
        for argument in arguments where argument.isNull { return .null }
        return try body(arguments, OracleDate(seconds: context.statementCivilSeconds))
      })
  }

  static let dates: [RuntimeFunction] = [
    timed(.systemDate, 0) { (_, now) throws(SQLError) in .text(now.text) },
    timed(.today, 0) { (_, now) throws(SQLError) in .text(now.midnight.text) },
    timed(.parseDate, 2) { (arguments, now) throws(SQLError) in
      .text(try DateModel(arguments.text(1)).parse(arguments.text(0), now: now).text)
    },
    strict(.formatDate, 2) { (arguments) throws(SQLError) in
      .text(orNull: try DateModel(arguments.text(1)).format(arguments.date(0)))
    },
    strict(.formatDateNamed, 3) { (arguments) throws(SQLError) in
      let isChinese = arguments.text(2) == "CHINESE"
      return .text(orNull: try DateModel(arguments.text(1)).format(arguments.date(0), inChinese: isChinese))
    },
    strict(.formatNumber, nil) { (arguments) throws(SQLError) in
      let number = try arguments.number(0)
      if arguments.count == 1 { return .text(number.oracleText) }
      return .text(orNull: try NumberModel(arguments.text(1)).format(number))
    },
    strict(.dateFromText, 1) { (arguments) throws(SQLError) in .text(try arguments.date(0).text) },
    strict(.rangeLow, 2) { (arguments) throws(SQLError) in
      DateRange(arguments.text(0), model: arguments.text(1)).map { .text($0.low) } ?? .null
    },
    strict(.rangeHigh, 2) { (arguments) throws(SQLError) in
      DateRange(arguments.text(0), model: arguments.text(1)).map { .text($0.high) } ?? .null
    },
  ]

  static let dateArithmetic: [RuntimeFunction] = [
    strict(.truncateDate, nil) { (arguments) throws(SQLError) in
      .text(try arguments.date(0).truncated(to: DateUnit(arguments.text(1, or: "DD"))).text)
    },
    strict(.roundDate, nil) { (arguments) throws(SQLError) in
      .text(try arguments.date(0).rounded(to: DateUnit(arguments.text(1, or: "DD"))).text)
    },
    strict(.addDays, 2) { (arguments) throws(SQLError) in
      .text(try arguments.date(0).adding(days: arguments.number(1)).text)
    },
    strict(.daysBetween, 2) { (arguments) throws(SQLError) in
      try arguments.date(0).days(since: arguments.date(1)).sqlValue
    },
    strict(.addMonths, 2) { (arguments) throws(SQLError) in
      .text(try arguments.date(0).adding(months: max(-200_000, min(200_000, arguments.integer(1)))).text)
    },
    strict(.monthsBetween, 2) { (arguments) throws(SQLError) in
      try arguments.date(0).months(since: arguments.date(1)).sqlValue
    },
    strict(.lastDay, 1) { (arguments) throws(SQLError) in .text(try arguments.date(0).lastDayOfMonth.text) },
  ]
}

/// The instants whose TO_CHAR by a model of whole days, months or years is one given text.
struct DateRange {
  let low: String
  /// The first instant after; for the last one there is, a text above every instant.
  let high: String

  /// `nil` when the text is not exactly what the model makes of some date, or the model is not of this kind.
  init?(_ text: String, model: String) {
    let model = Array(model.uppercased().utf8)
    let text = Array(text.utf8)
    guard text.count == model.count else { return nil }
    var year: [UInt8] = []
    var month: [UInt8] = []
    var day: [UInt8] = []
    for (letter, byte) in zip(model, text) {
      switch letter {
      case UInt8(ascii: "Y"): year.append(byte)
      case UInt8(ascii: "M"): month.append(byte)
      case UInt8(ascii: "D"): day.append(byte)
      case UInt8(ascii: "-"), UInt8(ascii: "/"): if byte != letter { return nil }
      default: return nil
      }
    }
    guard year.count == 4, let y = Self.number(year), let m = month.isEmpty ? 1 : Self.number(month),
      let d = day.isEmpty ? 1 : Self.number(day), let first = OracleDate(year: y, month: m, day: d)
    else { return nil }
    low = first.text
    let months = month.isEmpty ? 12 : 1
    let next: OracleDate?
    if day.isEmpty {
      next = OracleDate(year: y + (m + months - 1) / 12, month: (m + months - 1) % 12 + 1, day: 1)
    } else {
      let seconds = first.seconds + 86_400
      next = seconds <= OracleDate.largest ? OracleDate(unchecked: seconds) : nil
    }
    high = next?.text ?? "9999-12-31 23:59:60"
  }

  private static func number(_ digits: [UInt8]) -> Int? {
    var value = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return nil }
      value = value * 10 + Int(digit - 0x30)
    }
    return value
  }
}
