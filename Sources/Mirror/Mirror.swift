import Catalogue
import CatalogueStore
import Logging
import ODBCClient
import Synchronization

/// Materialises the views in an existing database and keeps them there (issue: institutions whose HIS reads from its own
/// database, or whose readers outgrow one machine).
///
/// Rules: a release, or several that were missed, is applied in one transaction together with the position, which is kept
/// in the target; rows are taken from the release files, which rows from the change journal; a load happens in tables
/// beside the live ones, which are then swapped, so that a reader never sees an empty or half table. Blocking: call it
/// from a thread of its own. Calls follow one another.
public final class Mirror: Sendable {
  /// The form of every moment: milliseconds since 1970 UTC.
  public typealias Clock = @Sendable () -> Int64

  public let configuration: MirrorConfiguration
  let store: CatalogueStore
  let institution: String
  let now: Clock
  let logger: Logger
  private let working = Mutex(())
  private let stopping = Mutex(false)
  private let lastError = Mutex<MirrorError?>(nil)

  /// - Parameter institution: its code; part of what tells one agent from another in the target.
  public init(
    configuration: MirrorConfiguration, store: CatalogueStore, institution: String, now: @escaping Clock, logger: Logger
  ) {
    self.configuration = configuration
    self.store = store
    self.institution = institution
    self.now = now
    self.logger = logger
  }

  /// The name under which the store keeps the release that was applied last.
  var subscriber: String { "mirror:\(configuration.name)" }

  /// Ends work in progress at its next batch, undone.
  public func stop() { stopping.withLock { $0 = true } }

  func checkStopped() throws(MirrorError) {
    if stopping.withLock({ $0 }) { throw MirrorError(.stopped, "已按要求停止", "下次会从上一次完成的发布继续") }
  }

  /// Brings the target to the current release: a load when it is empty, else what changed.
  ///
  /// - Parameter progress: rows done and to do, for a progress bar.
  public func sync(progress: @escaping @Sendable (MirrorProgress) -> Void = { _ in }) throws(MirrorError)
    -> MirrorResult
  {
    try remembering { target throws(MirrorError) in
      guard let agent = try agent() else { return .nothingPublished }
      switch try target.state() {
      case .foreign(let names): throw foreign(names)
      case .empty: return try load(target, agent: agent, number: 1, replacing: false, progress: progress)
      case .ours(let position):
        try refuseStrange(position, agent: agent, target: target)
        return try follow(target, from: position, progress: progress)
      }
    }
  }

  /// Starts over beside the old tables and swaps; also takes a target over from another agent.
  public func rebuild(
    progress: @escaping @Sendable (MirrorProgress) -> Void = { _ in }
  ) throws(MirrorError) -> MirrorResult {
    try remembering { target throws(MirrorError) in
      guard let agent = try agent() else { return .nothingPublished }
      switch try target.state() {
      case .foreign(let names): throw foreign(names)
      case .empty: return try load(target, agent: agent, number: 1, replacing: false, progress: progress)
      case .ours(let position):
        return try load(target, agent: agent, number: position.load + 1, replacing: true, progress: progress)
      }
    }
  }

  /// Compares the target with the current release, row by row.
  public func check(progress: @escaping @Sendable (MirrorProgress) -> Void = { _ in }) throws(MirrorError)
    -> MirrorCheck
  {
    try working.withLock { _ throws(MirrorError) in
      let target = try MirrorTarget(configuration)
      defer { target.close() }
      return try compare(target, progress: progress)
    }
  }

  private func foreign(_ names: [String]) -> MirrorError {
    MirrorError(
      .foreign, "目标的 \(configuration.schema) 里已经有别人的 \(names.joined(separator: "、"))，没有改动任何东西",
      "请换一个 schema，或由管理员移走它们")
  }

  /// What is known without asking the target.
  public func status() throws(MirrorError) -> MirrorStatus {
    let (release, behind) = try reading { () throws(StoreError) in
      let release = try store.subscriberOffset(subscriber)
      return (release, try store.releasesBehind(release))
    }
    let error = lastError.withLock { $0 }
    let seconds = behind.since.map { max(0, (now() - $0) / 1_000) } ?? 0
    return MirrorStatus(
      name: configuration.name, hasStarted: release > 0, releasesBehind: behind.count, secondsBehind: seconds,
      error: error?.description, needsPerson: error.map { !$0.mayPass && $0.code != .stopped } ?? false)
  }

  private func remembering(
    _ work: (MirrorTarget) throws(MirrorError) -> MirrorResult
  ) throws(MirrorError) -> MirrorResult {
    try working.withLock { _ throws(MirrorError) in
      do throws(MirrorError) {
        try checkStopped()
        let target = try MirrorTarget(configuration)
        defer { target.close() }
        do throws(MirrorError) {
          let result = try work(target)
          lastError.withLock { $0 = nil }
          return result
        } catch {
          let explained = target.explained(error)
          target.rollback()
          throw explained
        }
      } catch {
        lastError.withLock { $0 = error }
        throw error
      }
    }
  }

  /// Institution and first publication; `nil` before it. What stands in for a damaged release file is not passed on: the
  /// target keeps what it has.
  private func agent() throws(MirrorError) -> String? {
    if let damaged = store.damagedFiles.first {
      throw MirrorError(.source, "本机\(damaged.kind.title)的发布文件损坏，目标保持不变", "请先处理 qianzhi status 所说的损坏文件")
    }
    let first = try reading { () throws(StoreError) in try store.firstPublication() }
    return first.map { "\(institution)/\($0)" }
  }

  /// Refuses a target that another agent feeds, that is ahead, or that has other columns. Nothing was touched yet.
  private func refuseStrange(_ position: MirrorPosition, agent: String, target: MirrorTarget) throws(MirrorError) {
    let again = "确认后可用 qianzhi mirror rebuild \(configuration.name) 重建"
    guard position.agent == agent else {
      throw MirrorError(.otherAgent, "目标由另一台前置机写入（\(position.agent)，本机是 \(agent)），没有改动任何东西", again)
    }
    guard position.layoutVersion == MirrorTable.layoutVersion else {
      throw MirrorError(.layout, "目标的表是另一版本的格式（\(position.layoutVersion)），没有改动任何东西", again)
    }
    for table in MirrorTable.all {
      let expected = [MirrorTable.rowColumn] + table.columns.map(\.name)
      let found = try target.columns(of: table.name(.live))
      guard found == expected else {
        let strange = Set(found).symmetricDifference(expected).sorted().prefix(5).joined(separator: "、")
        throw MirrorError(
          .layout, "目标的表 \(table.name(.live)) 列不同（\(strange.isEmpty ? "顺序" : strange)），没有改动任何东西", again)
      }
    }
    let newest = try reading { () throws(StoreError) in try store.newestSequence() }
    guard position.sequence <= newest, position.release <= store.currentSet.number else {
      throw MirrorError(.ahead, "目标停在第 \(position.release) 次发布，比本机（第 \(store.currentSet.number) 次）还新，没有改动任何东西", again)
    }
  }

  func reading<Value>(_ work: () throws(StoreError) -> Value) throws(MirrorError) -> Value {
    do throws(StoreError) { return try work() } catch {
      throw MirrorError(.statement, "读取数据目录出错：\(error.description)", "请看该错误的说明")
    }
  }

  /// Now as the target keeps it.
  func moment() -> String { CivilDateTime(unixMilliseconds: now()).fullText }
}

/// How far a load, a delta or a check is.
public struct MirrorProgress: Sendable, Hashable {
  public let kind: CatalogueKind
  public let rows: Int
  public let total: Int
}

public enum MirrorResult: Sendable, Hashable {
  /// There is no release yet.
  case nothingPublished
  case upToDate(release: Int64)
  case loaded(release: Int64, rows: Int)
  case applied(release: Int64, written: Int, removed: Int)
}

public struct MirrorStatus: Sendable, Hashable, Codable {
  public let name: String
  /// Whether it was ever loaded.
  public let hasStarted: Bool
  public let releasesBehind: Int
  public let secondsBehind: Int64
  public let error: String?
  /// The error stays until a person acts.
  public let needsPerson: Bool
}
