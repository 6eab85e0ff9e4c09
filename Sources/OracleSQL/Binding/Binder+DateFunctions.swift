extension Binder {
  func dateFunction(_ call: Expression.FunctionCall, _ arguments: [Typed]) throws(SQLError) -> Typed? {
    switch call.name {
    case "to_char":
      try require(1...3, call, arguments)
      return try toChar(call, arguments)
    case "to_date", "to_timestamp", "to_timestamp_tz":
      try require(1...3, call, arguments)
      _ = try languageSettings(call, arguments)
      if arguments[0].type.isDate { return arguments[0] }
      if arguments.count == 1 { return try date(arguments[0], position: call.position) }
      return Typed(
        RuntimeCall.parseDate(text(arguments[0]).sql, text(arguments[1]).sql), .timestamp, from: arguments)
    case "trunc", "round":
      try require(1...2, call, arguments)
      var arguments = arguments
      if arguments.count == 2, case .text? = arguments[1].literal, !arguments[1].isNull {
        // A unit of time, which only a date is cut to.
        arguments[0] = adopt(arguments[0], .timestamp)
      }
      guard arguments[0].type.isDate else { return nil }
      let function: RuntimeCall = call.name == "trunc" ? .truncateDate : .roundDate
      return Typed(
        function.call([arguments[0].sql] + arguments.dropFirst().map { text($0).sql }), .timestamp, from: arguments)
    case "add_months":
      try require(2...2, call, arguments)
      let base = try date(arguments[0], position: call.position)
      let months = try number(arguments[1], position: call.position)
      return Typed(RuntimeCall.addMonths(base.sql, months.sql), .timestamp, from: [base, months])
    case "months_between":
      try require(2...2, call, arguments)
      let dates = [try date(arguments[0], position: call.position), try date(arguments[1], position: call.position)]
      return Typed(
        RuntimeCall.monthsBetween(dates[0].sql, dates[1].sql), .numeric(precision: nil, scale: nil), from: dates)
    case "last_day":
      try require(1...1, call, arguments)
      let base = try date(arguments[0], position: call.position)
      return Typed(RuntimeCall.lastDay(base.sql), .timestamp, from: [base])
    case "next_day":
      try require(2...2, call, arguments)
      let base = try date(arguments[0], position: call.position)
      return Typed(RuntimeCall.nextDay(base.sql, text(arguments[1]).sql), .timestamp, from: [base, arguments[1]])
    case "extract", "date_part":
      try require(2...2, call, arguments)
      let base = try date(arguments[1], position: call.position)
      return Typed(
        RuntimeCall.extractField(text(arguments[0]).sql, base.sql), .numeric(precision: nil, scale: nil), from: [base])
    case "numtodsinterval", "numtoyminterval":
      try require(2...2, call, arguments)
      let count = try number(arguments[0], position: call.position)
      return Typed(RuntimeCall.makeInterval(count.sql, text(arguments[1]).sql), .interval, from: arguments)
    case "now":
      try require(0...0, call, arguments)
      return Typed(RuntimeCall.systemDate(), .timestamp)
    default: return nil
    }
  }

  /// TO_CHAR of a date by a date model, of a number by a number model; of text, the text itself.
  private func toChar(_ call: Expression.FunctionCall, _ arguments: [Typed]) throws(SQLError) -> Typed {
    let model = arguments.count > 1 ? text(arguments[1]) : nil
    let settings = try languageSettings(call, arguments)
    let value = model == nil ? arguments[0] : adopt(arguments[0], typeOfFormatted(by: model))
    if value.type.isDate, settings.isChinese, let model {
      return Typed(RuntimeCall.formatDateNamed(value.sql, model.sql, "'CHINESE'"), .text, from: [value, model])
    }
    if value.type.isDate {
      let sql = RuntimeCall.formatDate(value.sql, model?.sql ?? "'YYYY-MM-DD HH24:MI:SS'")
      return Typed(sql, .text, from: arguments)
    }
    if model == nil && value.type.isText { return Typed(value.sql, .text, from: [value]) }
    let number = try number(value, position: call.position)
    return Typed(
      RuntimeCall.formatNumber.call([number.sql] + (model.map { [$0.sql] } ?? [])), .text, from: arguments)
  }

  /// A date and a length of time, added or subtracted.
  func shift(_ operation: BinaryOperator, _ left: Typed, _ right: Typed, _ position: Int) throws(SQLError) -> Typed {
    let (base, interval) = right.type == .interval ? (left, right) : (right, left)
    guard operation == .plus || operation == .minus && right.type == .interval, base.type != .interval else {
      throw SQLError("0A000", "不支持 INTERVAL 的这种运算", position: position)
    }
    let date = try date(base, position: position)
    return Typed(
      RuntimeCall.addInterval(date.sql, interval.sql, operation == .minus ? "-1" : "1"), .timestamp,
      from: [date, interval])
  }
}
