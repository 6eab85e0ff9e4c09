import Testing

@testable import PGWire

/// Microseconds since 2000-01-01 as PostgreSQL's drivers send them; Int64's ends are its infinities.
@Suite struct BinaryParameterTests {
  private func timestamp(_ microseconds: Int64, typeID: UInt32 = 1114) throws -> String {
    let bytes = (0..<8).reversed().map { UInt8(truncatingIfNeeded: microseconds >> ($0 * 8)) }
    return try BinaryParameter.text(of: WireText(bytes: bytes), typeID: typeID, number: 1, encoding: .utf8)
  }

  @Test func timestampsRoundDown() throws {
    let second: Int64 = 1_000_000
    #expect(try timestamp(0) == "2000-01-01 00:00:00")
    #expect(try timestamp(second - 1) == "2000-01-01 00:00:00")
    #expect(try timestamp(-1) == "1999-12-31 23:59:59")
    #expect(try timestamp(-second) == "1999-12-31 23:59:59")
    #expect(try timestamp(-second - 1) == "1999-12-31 23:59:58")
    #expect(try timestamp(0, typeID: 1184) == "2000-01-01 08:00:00")
  }

  @Test(arguments: [Int64.min, .min + 1, .max, .max - 1], [UInt32(1114), 1184])
  func infinitiesAreNoDates(microseconds: Int64, typeID: UInt32) {
    #expect {
      _ = try timestamp(microseconds, typeID: typeID)
    } throws: { ($0 as? WireReport)?.state == "22P03" }
  }
}
