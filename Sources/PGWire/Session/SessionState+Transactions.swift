/// A statement as the transaction sees it.
public enum TransactionCommand: Equatable, Sendable {
  case begin(IsolationLevel?)
  case commit
  case rollback
  case savepoint(String)
  case release(String)
  case rollbackTo(String)
  /// Everything else: needs a transaction that has not failed.
  case other
  /// DISCARD ALL: not within BEGIN.
  case outsideBlock(String)
}

/// What a transaction command did.
public struct TransactionEffect<Portal> {
  /// CommandComplete's; empty where the statement itself decides.
  public var tag = ""
  public var closed: [Portal] = []
  public var notice: WireReport?
}

extension SessionState {
  public typealias Effect = TransactionEffect<Portal>

  /// A statement is about to run; transaction commands are hereby done.
  ///
  /// - Throws: 25P02 in a failed transaction, 3B001 for an unknown savepoint, 25P01 or 25001 in the wrong place.
  public mutating func started(_ command: TransactionCommand) throws(WireReport) -> Effect {
    if block == .failed {
      switch command {
      case .commit, .rollback, .rollbackTo: break
      case .begin, .savepoint, .release, .other, .outsideBlock:
        throw WireReport(.error, "25P02", "当前事务已中止，事务块结束之前的语句均被忽略", hint: "请先执行 ROLLBACK")
      }
    }
    // After a COMMIT in the middle of a Query.
    if block == .none { enter(.implicit) }
    switch command {
    case .begin(let level): return begin(level)
    case .commit: return commit()
    case .rollback: return rollback()
    case .savepoint(let name): return try savepoint(name)
    case .release(let name): return try release(name)
    case .rollbackTo(let name): return try rollback(to: name)
    case .other: return Effect()
    case .outsideBlock(let name):
      if block == .single { return Effect() }
      throw WireReport(.error, "25001", "\(name) 不能在事务块中执行")
    }
  }

  /// `SET TRANSACTION ISOLATION LEVEL`.
  public mutating func setIsolation(_ level: IsolationLevel) -> WireReport? {
    guard block == .explicit || block == .implicit else {
      return WireReport(.warning, "25P01", "SET TRANSACTION 只能在事务块中使用")
    }
    isolation = level
    return nil
  }

  private mutating func begin(_ level: IsolationLevel?) -> Effect {
    if block == .explicit {
      return Effect(tag: "BEGIN", notice: WireReport(.warning, "25001", "已经在事务中"))
    }
    enter(.explicit)
    if let level { isolation = level }
    return Effect(tag: "BEGIN")
  }

  private mutating func commit() -> Effect {
    switch block {
    case .failed: return Effect(tag: "ROLLBACK", closed: rollBack())
    case .explicit: return Effect(tag: "COMMIT", closed: endTransaction(keepingHeld: true))
    case .none, .single, .implicit:
      return Effect(
        tag: "COMMIT", closed: endTransaction(keepingHeld: true),
        notice: WireReport(.warning, "25P01", "没有正在进行的事务"))
    }
  }

  private mutating func rollback() -> Effect {
    let notice = status == .idle ? WireReport(.warning, "25P01", "没有正在进行的事务") : nil
    return Effect(tag: "ROLLBACK", closed: rollBack(), notice: notice)
  }

  private mutating func savepoint(_ name: String) throws(WireReport) -> Effect {
    try needBlock("SAVEPOINT")
    guard savepoints.count < WireLimits.savepoints else {
      throw WireReport(.error, "54000", "一个事务最多 \(WireLimits.savepoints) 个保存点")
    }
    savepoints.append(Savepoint(name: name, settings: settings))
    return Effect(tag: "SAVEPOINT")
  }

  private mutating func release(_ name: String) throws(WireReport) -> Effect {
    try needBlock("RELEASE SAVEPOINT")
    savepoints.removeSubrange(try index(of: name)...)
    let level = currentLevel
    for (name, open) in portals where open.level > level { portals[name]?.level = level }
    return Effect(tag: "RELEASE")
  }

  private mutating func rollback(to name: String) throws(WireReport) -> Effect {
    if block != .failed { try needBlock("ROLLBACK TO SAVEPOINT") }
    let index = try index(of: name)
    settings = savepoints[index].settings
    savepoints.removeSubrange((index + 1)...)
    block = .explicit
    // Both sorts of cursors opened since go; the savepoint itself stays.
    return Effect(tag: "ROLLBACK", closed: closePortals { $0.level > index + 1 })
  }

  private func needBlock(_ statement: String) throws(WireReport) {
    if block != .explicit { throw WireReport(.error, "25P01", "\(statement) 只能在事务块中使用") }
  }

  private func index(of name: String) throws(WireReport) -> Int {
    if let index = savepoints.lastIndex(where: { $0.name == name }) { return index }
    throw WireReport(.error, "3B001", "保存点 \"\(name)\" 不存在")
  }

  /// Cursors without hold end with every transaction, those with hold only when the one that opened them rolls back.
  mutating func endTransaction(keepingHeld: Bool) -> [Portal] {
    var closed: [Portal] = []
    // One unnamed portal is what most transactions end with.
    if portals.count == 1, let only = portals[""] {
      closed = [only.portal]
      portals.removeAll(keepingCapacity: true)
    } else if !portals.isEmpty {
      closed = closePortals { $0.level > 0 && !($0.isHeld && keepingHeld) }
      for name in portals.keys { portals[name]?.level = 0 }
    }
    if !savepoints.isEmpty { savepoints = [] }
    settingsBefore = nil
    if settings.hasLocalValues { settings.transactionEnded() }
    isolation = defaultIsolation()
    block = .none
    return closed
  }

  mutating func rollBack() -> [Portal] {
    if let settingsBefore { settings = settingsBefore }
    return endTransaction(keepingHeld: false)
  }
}
