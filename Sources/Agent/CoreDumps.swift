import Glibc

/// A core file would hold cards, identity numbers and names as they lie in memory (settlement.md I9).
public enum CoreDumps {
  /// From now on this process and its children write none. A machine that pipes cores to a program (`kernel.core_pattern`)
  /// tells it this limit: systemd-coredump keeps none then; what another program does is its own.
  public static func forbid() {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
  }
}
