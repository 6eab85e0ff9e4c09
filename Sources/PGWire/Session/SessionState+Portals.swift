extension SessionState {
  /// Portals and cursors share their names, as in PostgreSQL.
  ///
  /// - Parameter isHeld: `WITH HOLD`: stays after its transaction commits.
  /// - Returns: what the unnamed portal replaces.
  /// - Throws: 42P03 for a name in use, 25P01 for a cursor that would end at once, 54000 beyond the limit.
  public mutating func open(
    _ name: String, _ portal: Portal, isCursor: Bool = false, isHeld: Bool = false
  ) throws(WireReport) -> [Portal] {
    if isCursor, !isHeld, block == .single || block == .none {
      throw WireReport(.error, "25P01", "DECLARE CURSOR 只能在事务块中使用")
    }
    if !name.isEmpty, portals[name] != nil { throw WireReport(.error, "42P03", "游标 \"\(name)\" 已存在") }
    guard portals[name] != nil || portals.count < WireLimits.portals else {
      throw WireReport(.error, "54000", "一个会话最多同时打开 \(WireLimits.portals) 个游标", hint: "请关闭不再读取的游标")
    }
    let closed = close(portal: name)
    portals[name] = OpenPortal(portal: portal, level: currentLevel, isHeld: isHeld, isCursor: isCursor)
    return closed
  }

  /// - Throws: 34000 when there is none of this name.
  public func portal(_ name: String) throws(WireReport) -> Portal {
    if let open = portals[name] { return open.portal }
    throw WireReport(.error, "34000", name.isEmpty ? "没有打开的游标" : "游标 \"\(name)\" 不存在")
  }

  /// `nil` when there is none of this name.
  /// Portals and cursors that outlive the message at hand, in no order: in a transaction all, else those held. A portal of
  /// a statement alone ends with its Sync.
  public var lastingPortals: some Sequence<Portal> {
    let isInTransaction = status != .idle
    return portals.values.lazy.filter { isInTransaction || $0.isHeld }.map(\.portal)
  }

  public func openPortal(_ name: String) -> Portal? { portals[name]?.portal }

  /// Close message: a missing one is no error.
  public mutating func close(portal name: String) -> [Portal] {
    portals.removeValue(forKey: name).map { [$0.portal] } ?? []
  }

  /// `CLOSE name`; `nil` is ALL.
  public mutating func closeCursor(_ name: String?) throws(WireReport) -> [Portal] {
    guard let name else { return closePortals { $0.isCursor } }
    _ = try portal(name)
    return close(portal: name)
  }

  /// The session ends.
  public mutating func closeAll() -> [Portal] { closePortals { _ in true } }

  var currentLevel: Int { 1 + savepoints.count }

  mutating func closePortals(where isClosed: (OpenPortal) -> Bool) -> [Portal] {
    let closed = portals.filter { isClosed($0.value) }
    for name in closed.keys { portals[name] = nil }
    return closed.values.map(\.portal)
  }
}
