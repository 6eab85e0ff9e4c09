import Glibc

/// How many files and sockets this process may have open.
public enum OpenFiles {
  public struct Failure: Error, Sendable { public let code: Int32 }

  /// Raises the soft limit to the hard one, which needs no privilege.
  ///
  /// - Returns: the limit that holds now.
  @discardableResult
  public static func raiseLimit() throws(Failure) -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { throw Failure(code: errno) }
    if limit.rlim_cur < limit.rlim_max {
      limit.rlim_cur = limit.rlim_max
      guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { throw Failure(code: errno) }
    }
    return Int(clamping: limit.rlim_cur)
  }
}
