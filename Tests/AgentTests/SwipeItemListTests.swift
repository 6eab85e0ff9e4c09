import Testing

@testable import Agent

@Suite("Configured test items: prices and their sum")
struct SwipeItemListTests {
  private func error(_ items: String) -> ConfigurationError? {
    do {
      _ = try ConfigurationFile.parse(
        ConfigurationTests.smallest + "\n[swipe_test]\nitems = [\(items)]", file: "qianzhi.toml",
        relativeTo: "/etc/qianzhi")
      return nil
    } catch {
      return error
    }
  }

  private func item(_ price: String, _ quantity: String = "1") -> String {
    "{ serial = \"1000000021\", price = \"\(price)\", quantity = \"\(quantity)\" }"
  }

  @Test("A price of 0 or less, and quantities outside 1 to 999, are refused when the file is read")
  func each() {
    for (price, quantity) in [
      ("-2.50", "1"), ("0", "1"), ("0.0000", "1"), ("2.50", "0"), ("2.50", "1000"), ("2.50", "-1"), ("2.50001", "1"),
      ("100000000", "1"),
    ] {
      #expect(error(item(price, quantity))?.keyPath == "swipe_test.items", "\(price) × \(quantity)")
    }
    for (price, quantity) in [("0.01", "1"), ("2.50", "999"), ("99999999.99", "1"), ("0.0051", "2")] {
      #expect(error(item(price, quantity)) == nil, "\(price) × \(quantity)")
    }
  }

  @Test("The sum: 99,999,999.99 is accepted, one fen more is not, nor 200,000 × 999, nor nothing at all")
  func sum() {
    #expect(error([item("99999999.98"), item("0.01")].joined(separator: ", ")) == nil)
    let over = error([item("99999999.99"), item("0.01")].joined(separator: ", "))
    #expect(over?.problem == "项目的金额合计不在 0.01 到 99999999.99 元之间")
    #expect(error(item("200000", "999"))?.keyPath == "swipe_test.items")
    #expect(error(item("0.0001"))?.keyPath == "swipe_test.items")
  }
}
