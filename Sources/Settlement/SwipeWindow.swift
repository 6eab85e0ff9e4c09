/// The time in which a settlement may be sent: [start, end) on the wall clock (R16).
public struct SwipeWindow: Hashable, Sendable {
  public let startMilliseconds: Int64
  public let endMilliseconds: Int64

  public init(startMilliseconds: Int64, endMilliseconds: Int64) {
    self.startMilliseconds = startMilliseconds
    self.endMilliseconds = endMilliseconds
  }

  public func contains(_ wallMilliseconds: Int64) -> Bool {
    startMilliseconds <= wallMilliseconds && wallMilliseconds < endMilliseconds
  }
}

/// The time kept free at the window's end, so that a settlement sent last can still be asked about and reversed (R16).
public struct Reserve: Hashable, Sendable {
  public var settleTimeoutSeconds: Int
  public var queryAfterSeconds: Int
  public var queryTimeoutSeconds: Int
  public var reverseTimeoutSeconds: Int
  public var clockToleranceSeconds: Int

  public init(
    settleTimeoutSeconds: Int = 30, queryAfterSeconds: Int = 15, queryTimeoutSeconds: Int = 30,
    reverseTimeoutSeconds: Int = 30, clockToleranceSeconds: Int = 5
  ) {
    self.settleTimeoutSeconds = settleTimeoutSeconds
    self.queryAfterSeconds = queryAfterSeconds
    self.queryTimeoutSeconds = queryTimeoutSeconds
    self.reverseTimeoutSeconds = reverseTimeoutSeconds
    self.clockToleranceSeconds = clockToleranceSeconds
  }

  /// Settle time-out + asking delay + query time-out + 3 × reverse time-out + 1.2 × (5 + 10) s + 60 s + tolerance: 248
  /// with the defaults.
  public var seconds: Int {
    settleTimeoutSeconds + queryAfterSeconds + queryTimeoutSeconds + 3 * reverseTimeoutSeconds + 18 + 60
      + clockToleranceSeconds
  }

  /// The last moment at which the first byte of an 05 may be sent.
  public func lastSettleMilliseconds(of window: SwipeWindow) -> Int64 {
    window.endMilliseconds - Int64(seconds) * 1000
  }
}

/// Both clocks, read together when the wall clock was last believed (R16).
public struct ClockAnchor: Hashable, Sendable {
  public let anchored: Instant

  public init(_ anchored: Instant) { self.anchored = anchored }

  /// What the wall clock would show had nobody set it since.
  public func projectedWallMilliseconds(_ now: Instant) -> Int64 {
    anchored.wallMilliseconds + now.bootMilliseconds - anchored.bootMilliseconds
  }

  /// How far the clocks have drifted apart since anchoring, in milliseconds.
  public func disagreementMilliseconds(_ now: Instant) -> Int64 {
    let difference = now.wallMilliseconds - projectedWallMilliseconds(now)
    return difference < 0 ? -difference : difference
  }
}

/// R16's test, made when a visit is chosen and again immediately before the 05's intent.
public enum SettlePermission: Hashable, Sendable {
  case permitted
  case tooEarly
  case tooLate
  case clocksDisagree

  /// - Parameter budgetMilliseconds: time the calls before the 05 may take; 0 immediately before it.
  public init(
    now: Instant, anchor: ClockAnchor, window: SwipeWindow, reserve: Reserve, budgetMilliseconds: Int64 = 0
  ) {
    let toleranceMilliseconds = Int64(reserve.clockToleranceSeconds) * 1000
    guard anchor.disagreementMilliseconds(now) <= toleranceMilliseconds else {
      self = .clocksDisagree
      return
    }
    let last = reserve.lastSettleMilliseconds(of: window)
    let clocks = [now.wallMilliseconds, anchor.projectedWallMilliseconds(now)]
    if clocks.contains(where: { $0 < window.startMilliseconds }) {
      self = .tooEarly
    } else if clocks.contains(where: { $0 + budgetMilliseconds > last }) {
      self = .tooLate
    } else {
      self = .permitted
    }
  }

  /// For operators.
  public var reason: String {
    switch self {
    case .permitted: "在窗口内"
    case .tooEarly: "窗口未开"
    case .tooLate: "距窗口结束不足以完成冲正"
    case .clocksDisagree: "墙上时钟与开机时钟相差过大"
    }
  }
}
