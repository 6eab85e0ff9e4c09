import Settlement
import SwipeTest

/// Why `[swipe_test] items` cannot be settled.
struct SwipeItemRefusal: Error, Equatable {
  let problem: String
  let suggestion: String
}

extension SwipeConfiguration.ExplicitItem {
  /// The configured items with their amounts: each price above 0, and a sum that a visit's plan can carry, since the
  /// journal would not be read again with a larger one.
  static func list(_ listed: [AgentConfiguration.SwipeTest.Item]) -> Result<[Self], SwipeItemRefusal> {
    var items: [Self] = []
    for item in listed {
      guard let price = UnitPrice(yuan: item.price), price.tenThousandths > 0, let quantity = Int(item.quantity),
        (1...999).contains(quantity)
      else {
        return .failure(
          SwipeItemRefusal(
            problem: "项目 \(item.serial) 的单价或数量不对", suggestion: "单价是元，大于 0，至多四位小数；数量是 1 到 999 的整数"))
      }
      items.append(.init(serial: item.serial, price: price, quantity: quantity))
    }
    guard let total = Fen.sum(items.map({ $0.price.amount(quantity: $0.quantity) })), items.isEmpty || total > .zero
    else {
      return .failure(
        SwipeItemRefusal(
          problem: "项目的金额合计不在 0.01 到 \(Fen.largest.yuanText) 元之间", suggestion: "测试只需要很小的金额，请改单价或数量"))
    }
    return .success(items)
  }
}
