import Settlement
import Testing

@testable import SwipeSimulation
@testable import SwipeTest

/// `[swipe_test] require_national_code`: rows without a code must not take the places of rows with one.
@Suite("Items with a national code")
struct CodedItemsTests {
  /// Of five rows the first three have no code.
  private struct Rows: SwipeItemSource {
    private static let rows = (1...5).map { index in
      SwipeItem(
        serial: "Y\(index)", code: "N\(index)", name: "测试项目", price: UnitPrice(tenThousandths: 10_000),
        nationalCode: index > 3 ? "XA0\(index)" : "")
    }
    func newestRelease() async throws -> Int64? { 7 }
    func newlyChanged(limit: Int, codedOnly: Bool) async throws -> [SwipeItem] {
      Array(Self.rows.filter { !codedOnly || !$0.nationalCode.isEmpty }.prefix(limit))
    }
    func item(serial: String) async throws -> SwipeItem? { Self.rows.first { $0.serial == serial } }
  }

  @Test(
    "The limit counts rows with a code where one is required",
    arguments: [(true, ["Y4", "Y5"]), (false, ["Y1", "Y2", "Y3"])])
  func coded(isRequired: Bool, serials: [String]) async throws {
    let machine = ClosedByHandRunnerTests.Machine(CentreProfile())
    let runner = try machine.runner(items: Rows()) { $0.requireNationalCode = isRequired }
    #expect(try await runner.chosenItems().map(\.serial) == serials)
    let gate = try await runner.gates().first { $0.name == "测试项目" }
    #expect(gate?.passed == true && gate?.reason == (isRequired ? "2 项，均有国家编码" : "3 项"), "\(gate?.reason ?? "")")
  }

  @Test("Configured serials are taken as they are, those without a code left out")
  func explicit() async throws {
    let machine = ClosedByHandRunnerTests.Machine(CentreProfile())
    let runner = try machine.runner(items: Rows()) {
      $0.requireNationalCode = true
      $0.items = .explicit(
        ["Y3", "Y4"].map { .init(serial: $0, price: UnitPrice(tenThousandths: 10_000), quantity: 1) })
    }
    #expect(try await runner.chosenItems().map(\.serial) == ["Y4"])
  }
}
