import Testing

@testable import OracleSQL

@Suite struct DateModelTests {
  private let now = OracleDate(stored: "2021-03-17 10:20:30")!

  private func date(_ text: String) throws -> OracleDate { try #require(OracleDate(stored: text)) }

  @Test(arguments: [
    ("2021-03-01 00:00:00", "YYYYMMDD", "20210301"),
    ("2021-03-01 13:04:05", "YYYY-MM-DD HH24:MI:SS", "2021-03-01 13:04:05"),
    ("2021-03-01 13:04:05", "yyyy\"年\"mm\"月\"dd\"日\"", "2021年03月01日"), ("2021-03-01", "FMYYYY-MM-DD", "2021-3-1"),
    ("2021-03-01 00:04:05", "HH:MI:SS AM", "12:04:05 AM"), ("2021-03-01 12:00:00", "HH12 PM", "12 PM"),
    ("2021-03-01 13:00:00", "hh.mi p.m.", "01.00 p.m."), ("2021-03-01", "DAY|DY|D", "MONDAY   |MON|2"),
    ("2021-03-01", "Day, DD Month YYYY", "Monday   , 01 March     2021"),
    ("2021-03-01", "FMDay, DD Month", "Monday, 1 March"),
    ("2021-03-01", "dd-mon-rr", "01-mar-21"), ("2021-03-01", "Q WW W DDD", "1 09 1 060"),
    ("2021-01-03", "IYYY-IW", "2020-53"), ("2021-01-04", "IYYY-IW", "2021-01"), ("2021-12-31", "DDD WW", "365 53"),
    ("2021-03-01", "J", "2459275"), ("2021-03-01 01:00:01", "SSSSS", "03601"), ("2021-03-01", "YYY YY Y", "021 21 1"),
    ("2000-01-01", "CC", "20"), ("2001-01-01", "CC", "21"), ("2021-03-01", "RM", "III "),
  ])
  func formats(text: String, model: String, expected: String) throws {
    #expect(try DateModel(model).format(date(text)) == expected)
  }

  @Test(arguments: ["YYYYMMDDX", "ABC", "YYYY年", "12", "\"open"])
  func refusesUnknownElements(model: String) {
    #expect(throws: SQLError("22007", "ORA-01821 日期格式无法识别")) { try DateModel(model) }
  }

  @Test(arguments: [
    ("20210301", "YYYYMMDD", "2021-03-01 00:00:00"), ("2021-3-1", "YYYY-MM-DD", "2021-03-01 00:00:00"),
    ("2021/03/01", "YYYY-MM-DD", "2021-03-01 00:00:00"), ("2021-03-01", "YYYY-MM-DD HH24:MI:SS", "2021-03-01 00:00:00"),
    ("2021-03-01 13:04:05", "yyyy-mm-dd hh24:mi:ss", "2021-03-01 13:04:05"),
    ("202103", "YYYYMM", "2021-03-01 00:00:00"),
    ("2020", "YYYY", "2020-03-01 00:00:00"), ("01-MAR-21", "DD-MON-RR", "2021-03-01 00:00:00"),
    ("01-mar-99", "DD-MON-RR", "1999-03-01 00:00:00"), ("99", "YY", "2099-03-01 00:00:00"),
    ("2021年03月01日", "YYYY\"年\"MM\"月\"DD\"日\"", "2021-03-01 00:00:00"), ("12:30 AM", "HH:MI AM", "2021-03-01 00:30:00"),
    ("12:30 PM", "HH:MI AM", "2021-03-01 12:30:00"), ("2021-060", "YYYY-DDD", "2021-03-01 00:00:00"),
    ("  20210301 ", "YYYYMMDD", "2021-03-01 00:00:00"), ("13:05", "HH24:MI", "2021-03-01 13:05:00"),
    ("2020-02-29", "YYYY-MM-DD", "2020-02-29 00:00:00"),
  ])
  func parses(text: String, model: String, expected: String) throws {
    #expect(try DateModel(model).parse(text, now: now).text == expected)
  }

  @Test(arguments: [
    ("20211301", "YYYYMMDD", "22008", "ORA-01843"), ("20210229", "YYYYMMDD", "22008", "ORA-01839"),
    ("20210332", "YYYYMMDD", "22008", "ORA-01847"), ("2021030112", "YYYYMMDD", "22007", "ORA-01830"),
    ("202103x1", "YYYYMMDD", "22007", "ORA-01858"), ("25:00", "HH24:MI", "22008", "ORA-01850"),
    ("13", "HH", "22008", "ORA-01849"), ("0000", "YYYY", "22008", "ORA-01841"),
    ("1:60", "HH24:MI", "22008", "ORA-01851"),
    ("2021-366", "YYYY-DDD", "22008", "ORA-01848"), ("2021x", "YYYY\"y\"", "22007", "ORA-01861"),
    ("1", "Q", "22007", "ORA-01820"),
  ])
  func refuses(text: String, model: String, state: String, code: String) throws {
    let model = try DateModel(model)
    do {
      let date = try model.parse(text, now: now)
      Issue.record("read \(date.text)")
    } catch {
      #expect(error.state == state)
      #expect(error.message.hasPrefix(code), "\(error.message)")
    }
  }

  @Test func theCalendarRunsBackAndForth() throws {
    #expect(OracleDate(stored: "2021-02-29") == nil)
    #expect(OracleDate(stored: "2021-02-28 24:00:00") == nil)
    #expect(try date("1970-01-01").seconds == 0)
    #expect(try date("2021-03-01 00:00:01").seconds == 1_614_556_801)
    for day in stride(from: -719_162, through: 2_932_896, by: 997) {
      let date = OracleDate(unchecked: Int64(day) * 86_400)
      #expect(OracleDate(stored: date.text) == date)
    }
    #expect(try OracleDate(seconds: OracleDate.largest).text == "9999-12-31 23:59:59")
    #expect(throws: OracleDate.yearOutOfRange) { try OracleDate(seconds: OracleDate.largest + 1) }
    #expect(try OracleDate(seconds: OracleDate.smallest).text == "0001-01-01 00:00:00")
    #expect(throws: OracleDate.yearOutOfRange) { try OracleDate(seconds: OracleDate.smallest - 1) }
  }
}
