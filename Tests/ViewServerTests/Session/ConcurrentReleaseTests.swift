import Catalogue
import Foundation
import Synchronization
import Testing

@testable import ViewServer

/// Many readers while releases are published one after another. QIANZHI_LONG_TESTS=1 makes it 200 readers and a million
/// rows.
@Suite struct ConcurrentReleaseTests {
  static let isLong = ProcessInfo.processInfo.environment["QIANZHI_LONG_TESTS"] == "1"
  static let readers = isLong ? 200 : 50
  static let rows = isLong ? 1_000_000 : 300
  static let releases = isLong ? 3 : 12

  /// Release files in which every row of every view says its release; each is built when it is asked for.
  final class Releases {
    private var folders: [ReleaseFolder] = []
    private let rows: Int

    init(rows: Int) { self.rows = rows }

    func next() throws -> ReleaseSet {
      let number = folders.count + 1
      let folder = try ReleaseFolder(name: "qz-release")
      try folder.write(.ypml, count: rows) { ["yplsh": String($0), "ypbm": "Y\($0)", "tym": "R\(number)"] }
      try folder.write(.zlxm, count: 20) { ["xmlsh": String($0), "xmbm": "Z\($0)", "xmmc": "R\(number)"] }
      folders.append(folder)
      return ReleaseSet(number: Int64(number), files: folder.files)
    }
  }

  /// A transaction that keeps its snapshot reads it to its end, though its files were cleared away and others read on.
  @Test func aSnapshotOutlivesItsFiles() async throws {
    let releases = Releases(rows: 50)
    let (first, second) = (try releases.next(), try releases.next())
    try await RunningServer.with(drugs: 1) { server in
      server.published.publish(first)
      let keeper = try server.local()
      _ = try keeper.ask("begin isolation level repeatable read")
      #expect(try keeper.ask("select max(tym) from ypml")[1] == "D R1")
      server.published.publish(second)
      let other = try server.local()
      for _ in 1...3 { #expect(try other.ask("select max(tym) from ypml")[1] == "D R2") }
      for file in first.files.values { unlink(file) }
      #expect(try keeper.ask("select max(tym) from ypml")[1] == "D R1")
      #expect(try keeper.ask("select tym from ypml where ypbm = 'Y7'")[1] == "D R1")
      #expect(try keeper.ask("commit") == ["C COMMIT", "Z I"])
      #expect(try keeper.ask("select max(tym) from ypml")[1] == "D R2")
    }
  }

  enum Reader: Int, CaseIterable {
    case scan
    case join
    case lookup
    case repeatableRead
    case readCommitted
  }

  struct Torn: Error, CustomStringConvertible { let description: String }

  @Test(.timeLimit(.minutes(ConcurrentReleaseTests.isLong ? 40 : 5))) func nobodySeesTwoReleases() async throws {
    let releases = Releases(rows: Self.rows)
    let first = try releases.next()
    let changes: @Sendable (inout ViewServerConfiguration) -> Void = {
      $0.maxConnections = 300
      $0.maxConnectionsPerAddress = 300
      $0.statementTimeoutSeconds = 1200
    }
    try await RunningServer.with(drugs: 1, configure: changes) { server in
      server.published.publish(first)
      let path = "\(server.folder.path)/.s.PGSQL.5433"
      let isOver = Atomic<Bool>(false)
      let problems = Mutex<[String]>([])
      let started = Atomic<Int>(0)
      let loops = Mutex<[Reader: Int]>([:])
      let seen = Mutex<Set<String>>([])
      let group = DispatchGroup()
      for index in 0..<Self.readers {
        let kind = Reader.allCases[index % Reader.allCases.count]
        group.enter()
        Thread.detachNewThread {
          defer { group.leave() }
          do {
            let client = try RawClient(socketPath: path)
            try client.logIn()
            let scanner = kind == .scan ? try ScanClient(socketPath: path) : nil
            started.wrappingAdd(1, ordering: .relaxed)
            repeat {
              let release = try Self.read(kind, client, scanner, index)
              loops.withLock { $0[kind, default: 0] += 1 }
              if kind == .readCommitted { _ = seen.withLock { $0.insert(release) } }
            } while !isOver.load(ordering: .relaxed)
          } catch {
            problems.withLock { $0.append("\(kind): \(error)") }
          }
        }
      }
      let pause = Duration.milliseconds(Self.isLong ? 3000 : 150)
      while started.load(ordering: .relaxed) < Self.readers, problems.withLock(\.isEmpty) {
        try await Task.sleep(for: .milliseconds(20))
      }
      for _ in 1..<Self.releases {
        try await Task.sleep(for: pause)
        server.published.publish(try releases.next())
      }
      // The last one is seen by a session that never ends its transaction, as soon as its next statement has its turn.
      let last = "R\(Self.releases)"
      let published = ContinuousClock.now
      while !seen.withLock({ $0.contains(last) }), ContinuousClock.now - published < .seconds(60) {
        try await Task.sleep(for: .milliseconds(20))
      }
      let delay = ContinuousClock.now - published
      try await Task.sleep(for: pause)
      isOver.store(true, ordering: .relaxed)
      await withCheckedContinuation { done in group.notify(queue: .global()) { done.resume() } }
      let found = problems.withLock { $0 }
      #expect(found.isEmpty)
      let runs = loops.withLock { $0 }
      print(
        "concurrent releases: \(Self.readers) readers, \(Self.rows) rows, \(Self.releases) releases: \(runs), the last seen after \(delay)"
      )
      #expect(runs.count == Reader.allCases.count)
      // Sessions that never end their transaction: the first release, the last and some between.
      let releasesSeen = seen.withLock { $0 }
      #expect(releasesSeen.count >= 3 && releasesSeen.contains(last))
    }
  }

  /// - Returns: the newest release seen.
  private static func read(
    _ kind: Reader, _ client: RawClient, _ scanner: ScanClient?, _ index: Int
  ) throws -> String {
    switch kind {
    case .scan:
      let answer = try scanner?.ask("select tym from ypml")
      guard let answer, answer.rows == rows, !answer.isMixed, answer.state == nil else {
        throw Torn(description: "\(String(describing: answer))")
      }
      return String(decoding: answer.first.dropFirst(6), as: UTF8.self)
    case .join:
      let both = "select a.tym || b.xmmc from ypml a, zlxm b where a.yplsh = b.xmlsh"
      let value = try one(client, both, rows: 20)
      let release = value.dropFirst().prefix { $0 != "R" }
      guard value == "R\(release)R\(release)" else { throw Torn(description: value) }
      return "R\(release)"
    case .lookup: return try one(client, "select tym from ypml where yplsh = '\(index)'", rows: 1)
    case .repeatableRead:
      let first = try one(
        client, "begin isolation level repeatable read;select tym from ypml where yplsh = '1'", rows: 1)
      Thread.sleep(forTimeInterval: 0.2)
      let second = try one(client, "select xmmc from zlxm;commit", rows: 20)
      guard first == second else { throw Torn(description: "\(first) then \(second)") }
      return second
    case .readCommitted:
      if client.isIdle { _ = try client.ask("begin") }
      return try one(client, "select xmmc from zlxm", rows: 20)
    }
  }

  /// The value all rows of a statement have.
  private static func one(_ client: RawClient, _ sql: String, rows: Int) throws -> String {
    let answer = try client.ask(sql)
    let values = answer.filter { $0.hasPrefix("D ") }
    client.isIdle = answer.last == "Z I"
    guard values.count == rows, Set(values).count == 1 else {
      throw Torn(description: "\(values.count) rows, \(Set(values).prefix(3)), \(answer.suffix(2)) of \(sql)")
    }
    return String(values[0].dropFirst(2))
  }
}
