/// Connections that have not logged in: who came when, and from where.
///
/// One more than the limit and one of them gives way: the oldest of the address that has the most, of several such the one
/// that has waited longest. So an address that opens thousands pushes out its own, and a HIS that logs in from another is
/// not kept waiting.
struct OpenLogins<ID: Hashable> {
  let limit: Int
  /// In the order of their coming. The Unix socket is an address of its own.
  private var waiting: [String: [(id: ID, arrival: Int)]] = [:]
  private var addresses: [ID: String] = [:]
  private var arrivals = 0

  /// - Parameter limit: at least 1.
  init(limit: Int) { self.limit = limit }

  var count: Int { addresses.count }

  /// - Returns: who has to go so that the new one can stay.
  mutating func arrived(_ id: ID, address: String?) -> ID? {
    let address = address ?? ""
    arrivals += 1
    waiting[address, default: []].append((id, arrivals))
    addresses[id] = address
    guard count > limit,
      let oldest = waiting.values.compactMap({ list in list.first.map { (count: list.count, first: $0) } })
        .max(by: { ($0.count, $1.first.arrival) < ($1.count, $0.first.arrival) })?.first.id
    else { return nil }
    left(oldest)
    return oldest
  }

  /// Logged in, or gone; again is nothing.
  mutating func left(_ id: ID) {
    guard let address = addresses.removeValue(forKey: id), var list = waiting[address] else { return }
    list.removeAll { $0.id == id }
    waiting[address] = list.isEmpty ? nil : list
  }
}
