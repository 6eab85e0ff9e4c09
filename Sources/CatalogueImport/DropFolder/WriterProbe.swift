import Glibc

/// Asks the kernel whether some process has a file open for writing: it grants no read lease then (`fcntl(2)`,
/// F_SETLEASE). A lease is for the file's owner and for CAP_LEASE; of a file that somebody else laid there, and on a
/// network's file system, nothing is learnt.
enum WriterProbe {
  /// `linux/fcntl.h`; Swift sees neither.
  private static let setLease: Int32 = 1024
  private static let setSignal: Int32 = 10

  /// - Parameter whileHeld: runs while the lease is held; for tests.
  static func writing(_ path: String, whileHeld: () -> Void = {}) -> DropWatch.Writing {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    // A link, which is not followed, is no file that still comes.
    guard descriptor >= 0 else { return errno == ELOOP ? .closed : .unknown }
    defer { close(descriptor) }
    // Who opens the file for writing while the lease is held breaks it, and the kernel sends the holder SIGIO, which ends a
    // process that does not expect it. SIGURG is ignored by whoever does not expect it.
    guard fcntl(descriptor, setSignal, SIGURG) == 0 else { return .unknown }
    guard fcntl(descriptor, setLease, Int32(F_RDLCK)) == 0 else { return refused(errno) }
    whileHeld()
    // Who waits to open it goes on.
    _ = fcntl(descriptor, setLease, Int32(F_UNLCK))
    return .closed
  }

  /// What it means that the lease was refused: EAGAIN that the file is open for writing; anything else (EACCES: another
  /// owner's file, EINVAL: no leases here) says nothing about it.
  static func refused(_ error: Int32) -> DropWatch.Writing { error == EAGAIN ? .open : .unknown }
}
