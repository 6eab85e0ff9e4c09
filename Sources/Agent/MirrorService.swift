import CatalogueStore
import Dispatch
import Logging
import Mirror

/// One mirror with the thread its blocking ODBC calls run on.
final class MirrorService: Sendable {
  let mirror: Mirror
  private let store: CatalogueStore
  private let logger: Logger
  private let queue: DispatchQueue

  /// Seconds between tries after a failure that may pass: doubled up to the limit.
  static let firstRetrySeconds = 5
  static let longestRetrySeconds = 300

  init(_ configuration: MirrorConfiguration, store: CatalogueStore, institution: String, logger: Logger) {
    mirror = Mirror(
      configuration: configuration, store: store, institution: institution, now: AgentRuntime.now, logger: logger)
    self.store = store
    self.logger = logger
    queue = DispatchQueue(label: "mirror.\(configuration.name)")
  }

  /// Does blocking work on the mirror's own thread.
  func perform<Value: Sendable>(_ work: @escaping @Sendable (Mirror) throws -> Value) async throws -> Value {
    let mirror = mirror
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        queue.async { continuation.resume(with: Result { try work(mirror) }) }
      }
    } onCancel: {
      mirror.stop()
    }
  }

  /// Follows every publication until it is cancelled. What needs a person is tried again at the next publication.
  func run() async {
    let (wake, waker) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let listener = Task { [store] in for await _ in store.publications() { waker.yield() } }
    defer { listener.cancel() }
    waker.yield()
    var retry = Self.firstRetrySeconds
    for await _ in wake {
      if Task.isCancelled { return }
      do {
        tell(try await perform { try $0.sync() })
        retry = Self.firstRetrySeconds
      } catch let error as MirrorError {
        if error.code == .stopped { return }
        logger.error("镜像没有跟上", metadata: ["镜像": "\(mirror.configuration.name)", "错误": "\(error)"])
        guard error.mayPass else { continue }
        let seconds = retry
        retry = min(retry * 2, Self.longestRetrySeconds)
        Task {
          try await Task.sleep(for: .seconds(seconds))
          waker.yield()
        }
      } catch {
        logger.error("镜像没有跟上", metadata: ["镜像": "\(mirror.configuration.name)", "错误": "\(error)"])
      }
    }
  }

  private func tell(_ result: MirrorResult) {
    switch result {
    case .nothingPublished, .upToDate: return
    case .loaded, .applied:
      logger.info("\(result.text)", metadata: ["镜像": "\(mirror.configuration.name)"])
    }
  }
}

extension MirrorResult {
  /// As an operator reads it.
  var text: String {
    switch self {
    case .nothingPublished: "还没有发布过，没有可写的内容"
    case .upToDate(let release): "已是第 \(release) 次发布，没有变化"
    case .loaded(let release, let rows): "已整体写入第 \(release) 次发布，共 \(rows) 行"
    case .applied(let release, let written, let removed): "已写入到第 \(release) 次发布：写 \(written) 行，删 \(removed) 行"
    }
  }
}
