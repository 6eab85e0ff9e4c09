import Testing

@testable import OracleSQL

/// One call and what it gives; texts are arguments as SQLite hands them over, `nil` is NULL.
struct FunctionCase: Sendable, CustomTestStringConvertible {
  let call: RuntimeCall
  let arguments: [SQLValue]
  let expected: SQLValue

  init(_ call: RuntimeCall, _ arguments: [SQLValue], _ expected: SQLValue) {
    self.call = call
    self.arguments = arguments
    self.expected = expected
  }
  var testDescription: String { "\(call.rawValue)\(arguments)" }
}

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral {
  public init(stringLiteral value: String) { self = .text(value) }
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(nilLiteral: ()) { self = .null }
}

func runFunction(_ call: RuntimeCall, _ arguments: [SQLValue]) throws -> SQLValue {
  let function = try #require(RuntimeFunctions.all.first { $0.name == call.rawValue })
  #expect(function.arity == nil || function.arity == arguments.count)
  // 2021-03-17 10:20:30
  let context = RuntimeContext(statementCivilSeconds: 1_615_976_430, user: "u", database: "d")
  guard case .scalar(let body) = function.body else {
    Issue.record("\(call.rawValue) is an aggregate")
    return .null
  }
  return try body(arguments, context)
}

@Suite struct RuntimeFunctionsTests {
  @Test(arguments: [
    FunctionCase(.add, ["0.1", "0.2"], "0.3"), FunctionCase(.add, [1, 2], 3), FunctionCase(.add, [1, nil], nil),
    FunctionCase(.add, ["", 1], nil), FunctionCase(.divide, [1, 2], "0.5"), FunctionCase(.divide, [6, 3], 2),
    FunctionCase(.multiply, ["1.5", 2], 3), FunctionCase(.subtract, [1, "0.9"], "0.1"), FunctionCase(.negate, [5], -5),
    FunctionCase(.add, [9_223_372_036_854_775_807, 1], "9223372036854775808"),
    FunctionCase(.compareNumbers, ["1.0", 1], 0), FunctionCase(.compareNumbers, [2, "10"], -1),
    // Widths in bytes; any other is the nearest of 1 to 8.
    FunctionCase(.castInteger, ["2147483647.4", 4], 2_147_483_647), FunctionCase(.castInteger, ["-2.5", 2], -3),
    FunctionCase(.castInteger, [9_223_372_036_854_775_807, "12.5"], 9_223_372_036_854_775_807),
    FunctionCase(.castInteger, [-128, 0], -128), FunctionCase(.castInteger, [127, -9_223_372_036_854_775_808], 127),
    FunctionCase(.compareNumbers, [nil, 1], nil), FunctionCase(.toNumber, [" 12.50 "], "12.5"),
    FunctionCase(.toNumber, ["1,234", "9,999"], 1234), FunctionCase(.numberOrNull, ["SY.01"], nil),
    FunctionCase(.numberOrNull, ["01"], 1), FunctionCase(.roundNumber, ["2.345", 2], "2.35"),
    FunctionCase(.roundNumber, ["2.5"], 3), FunctionCase(.truncateNumber, ["-2.7"], -2),
    FunctionCase(.modulo, [7, 0], 7),
    FunctionCase(.absolute, [-4], 4), FunctionCase(.sign, ["-0.5"], -1), FunctionCase(.ceiling, ["1.1"], 2),
    FunctionCase(.floor, ["-1.1"], -2), FunctionCase(.power, [2, 10], 1024), FunctionCase(.squareRoot, [16], 4),
    FunctionCase(.castNumber, ["12.345", 4, 2], "12.35"), FunctionCase(.greatestNumber, [3, "12", "4.5"], 12),
    FunctionCase(.leastNumber, [3, nil], nil), FunctionCase(.greatestText, ["a", "ab", "B"], "ab"),
    FunctionCase(.leastText, ["a", "ab", "B"], "B"),
  ])
  func numbers(_ test: FunctionCase) throws { #expect(try runFunction(test.call, test.arguments) == test.expected) }

  @Test(arguments: [
    FunctionCase(.concatenate, ["a", nil, 1], "a1"), FunctionCase(.concatenate, [nil, ""], nil),
    FunctionCase(.upper, ["abC药"], "ABC药"), FunctionCase(.lower, ["ABc"], "abc"), FunctionCase(.upper, [""], nil),
    FunctionCase(.capitalise, ["hello wORLD-x"], "Hello World-X"), FunctionCase(.trim, ["  a "], "a"),
    FunctionCase(.trim, ["   "], nil), FunctionCase(.trimLeft, ["xxyab", "xy"], "ab"),
    FunctionCase(.trimRight, ["ab00", "0"], "ab"), FunctionCase(.substring, ["阿莫西林", 2, 2], "莫西"),
    FunctionCase(.substring, ["abc", -2], "bc"), FunctionCase(.substring, ["abc", 0, 1], "a"),
    FunctionCase(.substring, ["abc", 1, 0], nil), FunctionCase(.substring, ["abc", 4], nil),
    FunctionCase(.substring, ["abc", -4], nil), FunctionCase(.length, ["阿莫a"], 3),
    FunctionCase(.lengthInBytes, ["阿莫a"], 5), FunctionCase(.replace, ["a'b'", "'"], "ab"),
    FunctionCase(.replace, ["aXa", "X", "阿"], "a阿a"), FunctionCase(.replace, ["a", nil, "x"], "a"),
    FunctionCase(.replace, ["aa", "a"], nil), FunctionCase(.position, ["abcabc", "c"], 3),
    FunctionCase(.position, ["abcabc", "c", 4], 6), FunctionCase(.position, ["abcabc", "b", -1, 2], 2),
    FunctionCase(.position, ["abc", "x"], 0), FunctionCase(.padLeft, ["7", 3, "0"], "007"),
    FunctionCase(.padRight, ["阿", 4, "*"], "阿**"), FunctionCase(.padLeft, ["阿莫", 3], "阿 "),
    FunctionCase(.padLeft, ["abc", 2], "ab"), FunctionCase(.padLeft, ["a", 0], nil),
    FunctionCase(.translate, ["abcb", "bc", "x"], "axx"), FunctionCase(.character, [39], "'"),
    FunctionCase(.character, [45217], "啊"), FunctionCase(.code, ["啊"], 45217), FunctionCase(.code, ["A"], 65),
    FunctionCase(.reverse, ["a阿"], "阿a"),
  ])
  func texts(_ test: FunctionCase) throws { #expect(try runFunction(test.call, test.arguments) == test.expected) }

  @Test(arguments: [
    FunctionCase(.like, ["阿莫西林", "阿%林", nil], 1), FunctionCase(.like, ["阿莫西林", "阿_西_", nil], 1),
    FunctionCase(.like, ["abc", "ABC", nil], 0), FunctionCase(.likeIgnoringCase, ["abc", "A%", nil], 1),
    FunctionCase(.like, ["a%c", "a\\%c", "\\"], 1), FunctionCase(.like, ["abc", "a\\%c", "\\"], 0),
    FunctionCase(.like, ["a\\bc", "a\\_c", nil], 1), FunctionCase(.like, ["abc", nil, nil], nil),
    FunctionCase(.like, ["aXbXc", "%X%c", nil], 1), FunctionCase(.like, ["aXb", "%X%c", nil], 0),
    FunctionCase(.like, ["abc", "%", nil], 1), FunctionCase(.postgresLike, ["", "", nil], 1),
    FunctionCase(.postgresLike, ["a", "", nil], 0), FunctionCase(.postgresLike, ["t_ypml", "t\\_ypml", nil], 1),
    FunctionCase(.postgresLike, ["tXypml", "t\\_ypml", nil], 0),
    FunctionCase(.postgresLikeIgnoringCase, ["YPML", "yp%", nil], 1),
    FunctionCase(
      .like, [String(repeating: "a", count: 3000).sqlText, (String(repeating: "a%", count: 500) + "b").sqlText, nil], 0),
  ])
  func patterns(_ test: FunctionCase) throws { #expect(try runFunction(test.call, test.arguments) == test.expected) }

  @Test(arguments: [
    FunctionCase(.systemDate, [], "2021-03-17 10:20:30"), FunctionCase(.today, [], "2021-03-17 00:00:00"),
    FunctionCase(.formatDate, ["2021-03-01 00:00:00", "YYYYMMDD"], "20210301"),
    FunctionCase(.formatDate, [nil, "YYYYMMDD"], nil), FunctionCase(.formatNumber, ["0.5"], ".5"),
    FunctionCase(.formatNumber, ["0.5", "90000.00"], "  0000.50"),
    FunctionCase(.parseDate, ["20210301", "YYYYMMDD"], "2021-03-01 00:00:00"),
    FunctionCase(.dateFromText, ["2021/3/1"], "2021-03-01 00:00:00"),
    FunctionCase(.dateFromText, ["20210301"], "2021-03-01 00:00:00"),
    FunctionCase(.dateFromText, ["2021-03-01 08:09:10.5"], "2021-03-01 08:09:10"),
    FunctionCase(.truncateDate, ["2021-03-17 10:20:30"], "2021-03-17 00:00:00"),
    FunctionCase(.truncateDate, ["2021-03-17 10:20:30", "MM"], "2021-03-01 00:00:00"),
    FunctionCase(.truncateDate, ["2021-03-17 10:20:30", "Q"], "2021-01-01 00:00:00"),
    FunctionCase(.truncateDate, ["2021-03-17 10:20:30", "IW"], "2021-03-15 00:00:00"),
    FunctionCase(.truncateDate, ["2021-03-17 10:20:30", "D"], "2021-03-14 00:00:00"),
    FunctionCase(.roundDate, ["2021-03-17 12:00:00"], "2021-03-18 00:00:00"),
    FunctionCase(.roundDate, ["2021-03-16 00:00:00", "MM"], "2021-04-01 00:00:00"),
    FunctionCase(.addDays, ["2021-03-01 00:00:00", "-1"], "2021-02-28 00:00:00"),
    FunctionCase(.addDays, ["2021-03-01 00:00:00", "0.5"], "2021-03-01 12:00:00"),
    FunctionCase(.daysBetween, ["2021-03-02 12:00:00", "2021-03-01 00:00:00"], "1.5"),
    FunctionCase(.addMonths, ["2021-01-31 00:00:00", 1], "2021-02-28 00:00:00"),
    FunctionCase(.addMonths, ["2021-02-28 00:00:00", 1], "2021-03-31 00:00:00"),
    FunctionCase(.addMonths, ["2021-03-15 00:00:00", -15], "2019-12-15 00:00:00"),
    FunctionCase(.monthsBetween, ["2021-03-31 00:00:00", "2021-02-28 00:00:00"], 1),
    FunctionCase(
      .monthsBetween, ["2021-03-15 00:00:00", "2021-03-01 00:00:00"], "0.4516129032258064516129032258064516129"),
    FunctionCase(.lastDay, ["2024-02-10 01:00:00"], "2024-02-29 01:00:00"),
  ])
  func dates(_ test: FunctionCase) throws { #expect(try runFunction(test.call, test.arguments) == test.expected) }

  @Test(arguments: [
    ("20210301", "YYYYMMDD", "2021-03-01 00:00:00", "2021-03-02 00:00:00"),
    ("2021-12", "yyyy-mm", "2021-12-01 00:00:00", "2022-01-01 00:00:00"),
    ("2021", "YYYY", "2021-01-01 00:00:00", "2022-01-01 00:00:00"),
    ("2021/02/28", "YYYY/MM/DD", "2021-02-28 00:00:00", "2021-03-01 00:00:00"),
    ("9999-12-31", "YYYY-MM-DD", "9999-12-31 00:00:00", "9999-12-31 23:59:60"),
    ("9999", "YYYY", "9999-01-01 00:00:00", "9999-12-31 23:59:60"),
  ])
  func rangeOfAFormat(text: String, model: String, low: String, high: String) throws {
    #expect(try runFunction(.rangeLow, [.text(text), .text(model)]) == .text(low))
    #expect(try runFunction(.rangeHigh, [.text(text), .text(model)]) == .text(high))
  }

  @Test(arguments: ["20210230", "2021031", "202103011", " 2021301", "2021-301", "abcdefgh", "00000101", ""])
  func textThatIsNoWholeValueHasNoRange(text: String) throws {
    #expect(try runFunction(.rangeLow, [.text(text), "YYYYMMDD"]) == .null)
    #expect(try runFunction(.rangeHigh, [.text(text), "YYYYMMDD"]) == .null)
  }

  @Test(arguments: [
    (RuntimeCall.add, [1, "x"] as [SQLValue], "22P02", "ORA-01722"), (.divide, [1, 0], "22012", "ORA-01476"),
    (.castNumber, ["123.4", 4, 2], "22003", "ORA-01438"),
    (.formatDate, ["2021-03-01 00:00:00", "QQX"], "22007", "ORA-01821"),
    (.dateFromText, ["01-03-2021"], "22007", "ORA-01861"), (.like, ["a", "a\\", "\\"], "22025", "ORA-01424"),
    (.like, ["a", "a", "xy"], "22019", "ORA-01425"), (.addDays, ["9999-12-31 00:00:00", 1], "22008", "ORA-01841"),
    (.squareRoot, [-1], "22003", "ORA-01428"), (.toNumber, [""], "", ""),
  ])
  func errors(call: RuntimeCall, arguments: [SQLValue], state: String, code: String) throws {
    do {
      #expect(try runFunction(call, arguments) == .null)
      #expect(state.isEmpty, "\(call.rawValue) must fail")
    } catch let error as SQLError {
      #expect(error.state == state)
      #expect(error.message.hasPrefix(code))
    }
  }

  @Test func numberKeysSortAsTheNumbers() throws {
    let ascending: [SQLValue] = [
      "-1e30", "-10", "-9.9", "-1.234", "-1.23", "-0.01", 0, "0.01", "0.011", 1, "1.5", 2, 10, "1e30",
    ]
    let keys = try ascending.map { value in
      let key = try runFunction(.numberKey, [value])
      return try #require(key.text)
    }
    #expect(keys == keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    #expect(Set(keys).count == keys.count)
  }

  @Test func aggregatesAreExactAndSkipNull() throws {
    func run(_ call: RuntimeCall, _ values: [SQLValue]) throws -> SQLValue {
      let function = try #require(RuntimeFunctions.all.first { $0.name == call.rawValue })
      guard case .aggregate(let make) = function.body else { return .null }
      let accumulator = make()
      for value in values { try accumulator.step([value]) }
      return try accumulator.result()
    }
    #expect(try run(.sum, ["0.1", nil, "0.2", 1]) == "1.3")
    #expect(try run(.average, [1, 2, nil]) == "1.5")
    #expect(try run(.sum, [nil]) == .null)
    #expect(try run(.average, []) == .null)
    #expect(try run(.minimumNumber, ["10", "9", nil]) == 9)
    #expect(try run(.maximumNumber, ["10", "9.5"]) == 10)
    #expect(throws: SQLValue.notANumber) { try run(.sum, ["x"]) }
  }
}

extension String {
  var sqlText: SQLValue { .text(self) }
}
