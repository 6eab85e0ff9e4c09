import PGWire

/// How many sessions there are, in all and per address.
struct ConnectionSlots {
  let limit: Int
  let limitPerAddress: Int
  private(set) var taken = 0
  private var perAddress: [String: Int] = [:]

  init(limit: Int, limitPerAddress: Int) {
    self.limit = limit
    self.limitPerAddress = limitPerAddress
  }

  /// Whether one could be taken now.
  ///
  /// - Throws: 53300.
  func check(address: String?) throws(WireReport) {
    var copy = self
    try copy.take(address: address)
  }

  /// - Parameter address: `nil` on the Unix socket, which has no limit of its own.
  /// - Throws: 53300.
  mutating func take(address: String?) throws(WireReport) {
    guard taken < limit else {
      throw WireReport(.fatal, "53300", "连接数已达上限 \(limit)", hint: "[views] max_connections")
    }
    if let address {
      guard perAddress[address, default: 0] < limitPerAddress else {
        throw WireReport(
          .fatal, "53300", "来自 \(address) 的连接数已达上限 \(limitPerAddress)",
          hint: "[views] max_connections_per_address")
      }
      perAddress[address, default: 0] += 1
    }
    taken += 1
  }

  mutating func release(address: String?) {
    taken -= 1
    guard let address, let count = perAddress[address] else { return }
    perAddress[address] = count > 1 ? count - 1 : nil
  }
}
