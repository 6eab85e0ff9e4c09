import CSpawn
import Foundation

/// A child process that holds the vendor's library, seen from the agent. Used from one thread at a time.
final class LibraryProcess {
  struct Failure: Error {
    let text: String
  }
  enum Received {
    case frame(LibraryFrame)
    /// The child closed the socket: it ended or was ended.
    case ended
    case timedOut
    case malformed
  }

  private let id: pid_t
  private let socket: Int32
  private var isReaped = false

  /// Starts `command` with a socket as its standard input and everything else closed, in a process group of its own.
  init(command: [String]) throws(Failure) {
    var pair: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &pair) == 0 else {
      throw Failure(text: "不能建立通道：\(String(cString: strerror(errno)))")
    }
    defer { close(pair[1]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, pair[1], 0)
    // What a library prints can hold persons' data; it goes nowhere.
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    qz_spawn_close_from(&actions, 3)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    // A crash of the library ends the child at once, without the runtime's own analysis.
    let variables = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    var arguments = command.map { strdup($0) } + [nil]
    var environment = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in arguments + environment { free(pointer) } }
    var child: pid_t = 0
    let status = posix_spawn(&child, command[0], &actions, &attributes, &arguments, &environment)
    guard status == 0 else {
      close(pair[0])
      throw Failure(text: "不能启动子进程：\(String(cString: strerror(status)))")
    }
    id = child
    socket = pair[0]
    _ = fcntl(socket, F_SETFL, O_NONBLOCK)
  }

  deinit {
    end()
    close(socket)
  }

  /// Whether nothing came or closed while nobody asked: an idle child says nothing.
  var isQuiet: Bool {
    var poll = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    return Glibc.poll(&poll, 1, 0) == 0
  }

  /// Sends all of a frame. `false`: not all of it went, so the child cannot have acted on it.
  func send(_ frame: LibraryFrame, until deadline: ContinuousClock.Instant) -> Bool {
    let bytes = frame.bytes
    var count = 0
    while count < bytes.count {
      let now = bytes.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress! + count, bytes.count - count, Int32(MSG_NOSIGNAL))
      }
      if now > 0 {
        count += now
      } else if now < 0, errno == EAGAIN || errno == EINTR {
        guard wait(for: POLLOUT, until: deadline) else { return false }
      } else {
        return false
      }
    }
    return true
  }

  func receive(until deadline: ContinuousClock.Instant) -> Received {
    switch read(LibraryFrame.headerBytes, until: deadline) {
    case .success(let head):
      guard let header = LibraryFrame.Header(head) else { return .malformed }
      switch read(header.length, until: deadline) {
      case .success(let content):
        return .frame(LibraryFrame(kind: header.kind, number: header.number, content: content))
      case .failure(let stop): return stop.received
      }
    case .failure(let stop): return stop.received
    }
  }

  private enum Stop: Error {
    case ended
    case timedOut
    var received: Received { self == .ended ? .ended : .timedOut }
  }

  private func read(_ length: Int, until deadline: ContinuousClock.Instant) -> Result<[UInt8], Stop> {
    var bytes = [UInt8](repeating: 0, count: length)
    var count = 0
    while count < length {
      let now = bytes.withUnsafeMutableBytes { recv(socket, $0.baseAddress! + count, length - count, 0) }
      if now > 0 {
        count += now
      } else if now < 0, errno == EAGAIN || errno == EINTR {
        guard wait(for: POLLIN, until: deadline) else { return .failure(.timedOut) }
      } else {
        return .failure(.ended)
      }
    }
    return .success(bytes)
  }

  /// - Returns: `false` when the deadline came first.
  private func wait(for event: Int32, until deadline: ContinuousClock.Instant) -> Bool {
    while true {
      let left = ContinuousClock.now.duration(to: deadline)
      guard left > .zero else { return false }
      let milliseconds = left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000
      var poll = pollfd(fd: socket, events: Int16(event), revents: 0)
      let ready = Glibc.poll(&poll, 1, Int32(clamping: max(1, milliseconds)))
      if ready > 0 { return true }
      if ready < 0, errno != EINTR { return false }
    }
  }

  /// Ends the child and everything it started, at once.
  ///
  /// - Returns: how it ended, in Chinese; a child that was ending by itself keeps its own reason.
  @discardableResult func end() -> String {
    guard !isReaped else { return "" }
    isReaped = true
    // Before it is waited for: until then its number cannot be another's.
    kill(-id, SIGKILL)
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? "退出码 \(status >> 8 & 0xFF)" : "信号 \(signal)"
  }
}
