import CentreProtocol
import Dispatch
import TextEncoding

/// The unified interface through the vendor's own library (centre.md, transport 2), in a child process of its own: its
/// crash or hang is not ours.
///
/// Calls follow one another. A call that fails once its request went out is `unknown` and is never repeated; the child
/// is ended, and the next call begins with a new one, so that a late answer cannot be taken for another request's. What
/// fails before (loading, INIT, a request that did not go out whole) is `notSent`: `BUSINESS_HANDLE` was not called.
public final class LibraryCentreTransport: CentreTransport, CentreConnection {
  private let command: [String]
  private let queue = DispatchQueue(label: "qianzhi.library")
  /// Only touched on `queue`.
  private nonisolated(unsafe) var process: LibraryProcess?
  private nonisolated(unsafe) var number: UInt32 = 0

  /// - Parameters:
  ///   - library: absolute path of the shared object.
  ///   - initTakesMessage: `INIT(char *err)`; otherwise `INIT()`.
  ///   - executable: the program whose `library-host` subcommand holds the library: the agent's own.
  public init(library: String, initTakesMessage: Bool, executable: String = "/proc/self/exe") {
    command = [executable, "library-host", library] + (initTakesMessage ? [] : ["--init-without-argument"])
  }

  /// What connections the library makes, and when, is the vendor's.
  public var hasOwnConnections: Bool { false }

  public func call(_ request: String, timeoutSeconds: Int) async -> CentreReply {
    let deadline = ContinuousClock.now + .seconds(timeoutSeconds)
    return await withCheckedContinuation { continuation in
      queue.async {
        continuation.resume(returning: self.perform(request, timeoutSeconds: timeoutSeconds, until: deadline))
      }
    }
  }

  /// Ends the child; a call under way ends first, within its deadline.
  public func shutdown() async {
    await withCheckedContinuation { continuation in
      queue.async {
        self.drop()
        continuation.resume()
      }
    }
  }

  private func perform(
    _ request: String, timeoutSeconds: Int, until deadline: ContinuousClock.Instant
  ) -> CentreReply {
    guard ContinuousClock.now < deadline else { return .notSent("前一次厂商接口库调用占用了全部时间，没有发出") }
    let bytes = GB18030.encode(request)
    guard !bytes.contains(0) else { return .notSent("请求中含有 NUL，没有发出") }
    let child: LibraryProcess
    switch ready(until: deadline) {
    case .failure(let failure): return .notSent(failure.text)
    case .success(let process): child = process
    }
    number &+= 1
    guard child.send(LibraryFrame(kind: .request, number: number, content: bytes), until: deadline) else {
      drop()
      return .notSent("厂商接口库的子进程没有收下请求")
    }
    return answer(from: child, timeoutSeconds: timeoutSeconds, until: deadline)
  }

  private func answer(
    from child: LibraryProcess, timeoutSeconds: Int, until deadline: ContinuousClock.Instant
  ) -> CentreReply {
    switch child.receive(until: deadline) {
    case .timedOut:
      drop()
      return .unknown("厂商接口库在 \(timeoutSeconds) 秒内没有应答，已终止它的子进程")
    case .ended: return .unknown("厂商接口库的子进程在应答之前结束了（\(drop())）")
    case .malformed:
      drop()
      return .unknown("厂商接口库的子进程应答混乱，已终止")
    case .frame(let frame):
      guard frame.number == number else {
        drop()
        return .unknown("厂商接口库的子进程应答的是另一个请求，已终止")
      }
      switch frame.kind {
      case .answer where frame.content.count >= 4: return Self.reply(frame.content)
      case .noAnswer:
        drop()
        return .unknown("厂商接口库写满了输出缓冲区，没有结束符")
      case .answer, .ready, .failed, .request:
        drop()
        return .unknown("厂商接口库的子进程应答混乱，已终止")
      }
    }
  }

  /// What a returned call means. 0: the call was done, the text is the centre's answer. -2 (业务处理错误) with a text that
  /// is no success: the centre's refusal. Anything else, -1 (系统级别错误) above all: unknown (*ours*, on the safe side).
  /// Of an unknown one only result code and length are told: its text is the centre's and may name a person
  /// (settlement.md I9).
  static func reply(_ content: [UInt8]) -> CentreReply {
    let result = Int32(bitPattern: LibraryFrame.number(content[0..<4]))
    let bytes = Array(content[4...])
    let text: String
    do {
      text = try GB18030.decode(bytes)
    } catch {
      return .unknown("厂商接口库的应答不是 GB18030 文本（第 \(error.offset) 字节）")
    }
    if result == 0 { return .answer(text, serverDate: nil) }
    let first = text.prefix { $0 != "|" }
    if result == -2, !first.isEmpty, first != "1" { return .answer(text, serverDate: nil) }
    return .unknown("厂商接口库返回 \(result)，应答 \(bytes.count) 字节，内容不显示")
  }

  /// A child that is loaded and initialised; a new one when there is none or the last one is not as it was left.
  private func ready(until deadline: ContinuousClock.Instant) -> Result<LibraryProcess, LibraryProcess.Failure> {
    if let process, process.isQuiet { return .success(process) }
    drop()
    let child: LibraryProcess
    do throws(LibraryProcess.Failure) {
      child = try LibraryProcess(command: command)
    } catch {
      return .failure(error)
    }
    switch child.receive(until: deadline) {
    case .frame(let frame) where frame.kind == .ready:
      process = child
      return .success(child)
    case .frame(let frame) where frame.kind == .failed:
      return .failure(.init(text: String(decoding: frame.content, as: UTF8.self)))
    case .timedOut: return .failure(.init(text: "厂商接口库没有在时限内完成初始化，已终止它的子进程"))
    case .ended: return .failure(.init(text: "厂商接口库在初始化时结束了子进程（\(child.end())）"))
    case .frame, .malformed: return .failure(.init(text: "厂商接口库的子进程应答混乱"))
    }
  }

  @discardableResult private func drop() -> String {
    let reason = process?.end() ?? ""
    process = nil
    return reason
  }
}
