import Foundation

/// The child process that holds a vendor's library: `qianzhi library-host`. It takes requests from its standard input
/// (a socket) and answers there. When the agent goes away it ends, whatever the library is doing.
public enum LibraryHost {
  /// Stack of the thread that calls the library; such libraries keep large buffers there.
  static let stackBytes = 64 << 20

  /// Serves until the agent closes the socket.
  ///
  /// - Parameter takesMessage: `INIT(char *err)` instead of `INIT()`.
  public static func run(library path: String, takesMessage: Bool) -> Never {
    // A stop of the agent is told to the whole service; the call under way is the agent's to end.
    for number in [SIGTERM, SIGINT] { signal(number, SIG_IGN) }
    // What the library prints must not come between frames.
    let socket = dup(0)
    let nothing = open("/dev/null", O_RDWR)
    guard socket >= 0, nothing >= 0 else { exit(70) }
    _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
    dup2(nothing, 0)
    dup2(nothing, 1)
    let requests = RequestQueue()
    let thread = Thread { serve(path, takesMessage, socket, requests) }
    thread.stackSize = stackBytes
    thread.start()
    while let frame = LibrarySocket.readFrame(socket) { requests.put(frame) }
    // The agent is gone; a library that hangs is not waited for.
    _exit(0)
  }

  private static func serve(_ path: String, _ takesMessage: Bool, _ socket: Int32, _ requests: RequestQueue) {
    let library: VendorLibrary
    do throws(VendorLibrary.Failure) {
      library = try VendorLibrary(path: path, takesMessage: takesMessage)
    } catch {
      _ = LibrarySocket.write(LibraryFrame(kind: .failed, number: 0, content: Array(error.text.utf8)), to: socket)
      _exit(1)
    }
    guard LibrarySocket.write(LibraryFrame(kind: .ready, number: 0, content: []), to: socket) else { _exit(1) }
    while true {
      let request = requests.take()
      let (result, answer) = library.call(request.content)
      let frame =
        if let answer {
          LibraryFrame(
            kind: .answer, number: request.number,
            content: LibraryFrame.bigEndian(UInt32(bitPattern: result)) + answer)
        } else {
          LibraryFrame(kind: .noAnswer, number: request.number, content: [])
        }
      guard LibrarySocket.write(frame, to: socket) else { _exit(1) }
    }
  }

  /// Requests on their way from the reading thread to the calling one.
  private final class RequestQueue: @unchecked Sendable {
    private let condition = NSCondition()
    private var frames: [LibraryFrame] = []

    func put(_ frame: LibraryFrame) {
      condition.lock()
      frames.append(frame)
      condition.signal()
      condition.unlock()
    }

    func take() -> LibraryFrame {
      condition.lock()
      defer { condition.unlock() }
      while frames.isEmpty { condition.wait() }
      return frames.removeFirst()
    }
  }
}

/// Whole frames over a blocking socket, on the child's side.
private enum LibrarySocket {
  /// `nil` at the end of the stream or for anything that is no request.
  static func readFrame(_ socket: Int32) -> LibraryFrame? {
    guard let head = read(LibraryFrame.headerBytes, from: socket), let header = LibraryFrame.Header(head),
      header.kind == .request, let content = read(header.length, from: socket)
    else { return nil }
    return LibraryFrame(kind: header.kind, number: header.number, content: content)
  }

  private static func read(_ length: Int, from socket: Int32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: length)
    var count = 0
    while count < length {
      let now = bytes.withUnsafeMutableBytes { recv(socket, $0.baseAddress! + count, length - count, 0) }
      if now < 0, errno == EINTR { continue }
      guard now > 0 else { return nil }
      count += now
    }
    return bytes
  }

  static func write(_ frame: LibraryFrame, to socket: Int32) -> Bool {
    let bytes = frame.bytes
    var count = 0
    while count < bytes.count {
      let now = bytes.withUnsafeBytes {
        send(socket, $0.baseAddress! + count, bytes.count - count, Int32(MSG_NOSIGNAL))
      }
      if now < 0, errno == EINTR { continue }
      guard now > 0 else { return false }
      count += now
    }
    return true
  }
}
