#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A core file would hold cards, identity numbers and names as they lie in memory (settlement.md I9).
public enum CoreDumps {
  /// From now on this process and its children write none, whatever the machine's limit is. A system that refuses leaves
  /// it as it was.
  public static func forbid() {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
  }
}
