/// R15: 5, 10, 20, 40, 60 s ± 20 % in the window, then doubling up to 10 min, without a limit of tries.
public enum BackOff {
  public static let ceilingMilliseconds: Int64 = 600_000
  /// Asking about a visit that was handed over (R19).
  public static let handedOverMilliseconds: Int64 = 600_000

  /// - Parameters:
  ///   - tries: tries already made without an answer, from 1.
  ///   - seed: spreads the ± 20 %; the same seed and tries give the same delay, so that replay does too.
  public static func milliseconds(afterTries tries: Int, insideWindow: Bool, seed: UInt64) -> Int64 {
    let steps: [Int64] =
      insideWindow ? [5, 10, 20, 40, 60] : [5, 10, 20, 40, 60, 120, 240, 480, 600]
    let base = steps[min(max(tries, 1), steps.count) - 1] * 1000
    var mixed = (seed ^ UInt64(truncatingIfNeeded: tries)) &* 0x9E37_79B9_7F4A_7C15
    mixed ^= mixed >> 29
    let permille = Int64(mixed % 401) - 200
    return min(base + base * permille / 1000, ceilingMilliseconds)
  }

  /// FNV-1a over a visit number, the seed of its delays.
  static func seed(_ number: VisitNumber) -> UInt64 {
    number.text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
