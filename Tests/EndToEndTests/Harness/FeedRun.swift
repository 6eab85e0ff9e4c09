import Catalogue
import Foundation
import ODBCClient

/// Real rows in a folder of their own, few enough for many rounds, or rows of a test's own.
struct ScratchCatalogue {
  let path = NSTemporaryDirectory() + "qz-catalogue-\(UUID().uuidString.prefix(8))"
  let releases: [String]

  /// - Parameter rows: of each catalogue's baseline; a third as many of the second release, and of the third what is
  ///   known already. 0 for all.
  init(rows: Int) throws {
    releases = ["baseline", "release-20210301", "release-20210401"]
    let source = CatalogueDirectory.current
    for kind in CatalogueKind.allCases {
      var known: Set<Substring> = []
      for (index, release) in releases.enumerated() {
        let text = try String(contentsOfFile: "\(source.path)/\(release)/\(kind.rawValue).txt", encoding: .utf8)
        var lines = text.split(separator: "\n")
        if rows > 0 {
          switch index {
          case 0: lines = Array(lines.prefix(rows))
          case 1: lines = Array(lines.prefix(rows / 3))
          default: lines = lines.filter { known.contains($0.prefix { $0 != "|" }) }
          }
          for line in lines { known.insert(line.prefix { $0 != "|" }) }
        }
        let folder = "\(path)/\(release)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try (lines.joined(separator: "\n") + "\n").write(
          toFile: "\(folder)/\(kind.rawValue).txt", atomically: false, encoding: .utf8)
      }
    }
  }

  /// Rows of the test's own, by release and catalogue; the first release is `baseline`.
  init(_ releases: [(name: String, rows: [CatalogueKind: [String]])]) throws {
    self.releases = releases.map(\.name)
    for (name, rows) in releases {
      try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
      for (kind, lines) in rows {
        try lines.map { $0 + "\n" }.joined().write(
          toFile: "\(path)/\(name)/\(kind.rawValue).txt", atomically: false, encoding: .utf8)
      }
    }
  }

  /// Rows whose names tell the release they are of, for the national platform, which divides them over its catalogues by
  /// the last digit: numbers from 0 in the baseline, half as many more in the second release beside the first quarter
  /// again, and in the third every second of the baseline again. One in four has a limit (1318).
  init(nationalRows count: Int) throws {
    let numbers = [
      Array(0..<count), Array(0..<count / 4) + Array(count..<count + count / 2),
      Array(stride(from: 0, to: count, by: 2)),
    ]
    try self.init(
      numbers.enumerated().map { release, numbers in
        let name = release == 0 ? "baseline" : "release-\(release)"
        return (name, Self.nationalRows(numbers, release: release, date: "2021-02-0\(release + 1)"))
      })
  }

  /// - Parameter release: stands in every name, and in every limit there is.
  static func nationalRows(_ numbers: [Int], release: Int, date: String) -> [CatalogueKind: [String]] {
    func limit(_ number: Int) -> String { number.isMultiple(of: 4) ? "\(release + 1).5" : "" }
    return [
      .ypml: numbers.map {
        catalogueRecord(
          55, [1: "D\(1_000_000 + $0)", 3: "药品\($0)第\(release)次", 10: "2", 14: limit($0), 20: "片剂", 30: date])
      },
      .zlxm: numbers.map {
        catalogueRecord(
          73, [1: "X\(1_000_000 + $0)", 3: "项目\($0)第\(release)次", 6: limit($0), 9: "次", 20: date])
      },
      .bzml: numbers.map {
        catalogueRecord(8, [1: "B\(1_000_000 + $0)", 2: "病种\($0)第\(release)次", 4: "1", 7: date])
      },
    ]
  }

  /// Rows of the test's own, of 病种目录 only; the first release is `baseline`.
  init(diseases: [(release: String, rows: [String])]) throws {
    releases = diseases.map(\.release)
    for (release, rows) in diseases {
      try FileManager.default.createDirectory(atPath: "\(path)/\(release)", withIntermediateDirectories: true)
      try rows.map { $0 + "\n" }.joined().write(
        toFile: "\(path)/\(release)/bzml.txt", atomically: false, encoding: .utf8)
    }
  }

  /// Releases that lie in a folder.
  init(copyOf source: String, releases: [String]) throws {
    self.releases = releases
    try FileManager.default.copyItem(atPath: source, toPath: path)
  }

  func remove() {
    do { try FileManager.default.removeItem(atPath: path) } catch { print("\(path) stays: \(error)") }
  }
}

/// What `feed_state.py` found in a data directory.
struct FeedState: Decodable {
  let problems: [String]
  let release: Int
  let counts: [String: Int]
  /// How many of the centre's releases each catalogue holds.
  let states: [String: Int]
  let digest: String
  /// Pages kept of a download that was cut off.
  let staged: [String: Int]
}

/// One data directory fed from a centre that publishes a scratch catalogue release by release.
struct FeedRun {
  /// Which interface the catalogues come over.
  enum Interface: String, CaseIterable { case unified, national }

  let installation: Installation
  let catalogue: ScratchCatalogue
  let interface: Interface

  static func make(
    _ catalogue: ScratchCatalogue, over interface: Interface = .unified, pageSize: Int = 500
  ) async throws -> FeedRun {
    let installation = try await Installation.make(
      centre: interface == .national ? Installation.nationalCentre : "",
      simulatorArguments: ["--catalogue", catalogue.path, "--page-size", "\(pageSize)"])
    return FeedRun(installation: installation, catalogue: catalogue, interface: interface)
  }

  /// The final state of a run nobody disturbs, and how long each release took from the agent's start.
  static func undisturbed(
    _ catalogue: ScratchCatalogue, over interface: Interface
  ) async throws -> (digest: String, milliseconds: [Int]) {
    let run = try await make(catalogue, over: interface)
    var milliseconds: [Int] = []
    for index in catalogue.releases.indices {
      try await run.publishAtCentre(index)
      let began = ContinuousClock.now
      try await run.finish()
      milliseconds.append(Int((ContinuousClock.now - began) / .milliseconds(1)))
    }
    let state = try await run.settledState()
    guard state.problems.isEmpty, state.release == 3 else { throw HarnessError("undisturbed: \(state)") }
    try await run.tearDown()
    return (state.digest, milliseconds)
  }

  func publishAtCentre(_ index: Int) async throws {
    guard index > 0 else { return }
    _ = try await installation.admin("POST", "/_admin/publish?release=\(catalogue.releases[index])")
  }

  /// Everything the centre has, with nobody in the way.
  func finish() async throws {
    let sync = try await installation.qianzhi("sync")
    guard sync.status == 0 else { throw HarnessError("sync: \(sync.output)") }
  }

  /// The agent with its feed on, as it comes up after a crash.
  func startFeeding() throws -> RunningProcess {
    try installation.writeConfiguration(start: "by hand", swipe: "", extra: "[feed]\npoll_every = \"10s\"")
    return try RunningProcess(
      BuiltBinaries.qianzhi, ["run", "--config", installation.configPath],
      outputPath: installation.directory + "/feed.log")
  }

  /// Restarts the agent without its feed and reads everything: the log has to be complete, and HIS counts the rows.
  func settledState() async throws -> FeedState {
    try installation.writeConfiguration(start: "by hand", swipe: "", extra: "[feed]\nenabled = false")
    try await installation.startAgent()
    let connection = try ODBCConnection(connectionString: try installation.connectionString())
    var counted: [String: Int] = [:]
    for kind in CatalogueKind.allCases {
      let answer = try connection.execute("SELECT COUNT(*) FROM \(kind.rawValue)", maximumRows: 1)
      counted[kind.rawValue] = answer.rows.first?.first.flatMap { $0 }.flatMap { Int($0) }
    }
    connection.close()
    try await installation.agent?.stop()
    let state = try await state("settled")
    guard counted == state.counts || state.release == 0 && counted.values.allSatisfy({ $0 == 0 }) else {
      throw HarnessError("the views count \(counted), the files \(state.counts)")
    }
    return state
  }

  /// - Parameters:
  ///   - moment: `crashed`, as the process left it, or `settled`, after a restart.
  ///   - data: a copy of the data directory to look at instead.
  func state(_ moment: String, data: String? = nil) async throws -> FeedState {
    let data = data ?? installation.dataDirectory
    let description: [String: Any] = [
      "logs": data + "/目录下载日志", "catalogue": catalogue.path, "releases": catalogue.releases,
      "national": interface == .national,
      "kinds": Dictionary(
        uniqueKeysWithValues: CatalogueKind.allCases.map { kind in
          let columns = kind.table.recordColumns
          let places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1.name, $0) })
          return (
            kind.rawValue,
            [
              "title": kind.title, "columns": columns.map(\.name), "isDate": columns.map { $0.type == .timestamp },
              "key": kind.table.keyColumns.compactMap { places[$0] },
              "change": places[kind.table.changeDateColumn] ?? 0,
              "name": ["tym", "xmmc", "bzmc"].compactMap { places[$0] }.first ?? 0,
            ] as [String: Any]
          )
        }),
    ]
    let text = String(decoding: try JSONSerialization.data(withJSONObject: description), as: UTF8.self)
    let result = try await runCommand(
      try BuiltBinaries.python,
      [BuiltBinaries.project + "/Tests/EndToEndTests/Drivers/feed_state.py", data, text, moment],
      directory: installation.directory)
    guard result.status == 0 else { throw HarnessError("feed_state.py: \(result.output)") }
    return try JSONDecoder().decode(FeedState.self, from: Data(result.output.utf8))
  }

  func logFiles() throws -> [URL] {
    try FileManager.default.contentsOfDirectory(atPath: installation.dataDirectory + "/目录下载日志").sorted()
      .map { URL(fileURLWithPath: "\(installation.dataDirectory)/目录下载日志/\($0)") }
  }

  /// Waits for a moment of a publication.
  ///
  /// - Returns: whether it came before `end`.
  func wait(for moment: KillRounds.Moment, until end: ContinuousClock.Instant) async throws -> Bool {
    let watched: [String]
    switch moment {
    case .anyTime: return true
    case .releaseFile: watched = CatalogueKind.allCases.map { "releases/\($0.rawValue)" }
    case .publication: watched = ["releases/bzml"]
    case .logFile: watched = ["目录下载日志"]
    }
    let before = Self.contents(watched, in: installation.dataDirectory)
    while ContinuousClock.now < end {
      if Self.contents(watched, in: installation.dataDirectory) != before { return true }
      try await Task.sleep(for: .milliseconds(1))
    }
    return false
  }

  /// Names and sizes in some folders; nothing where a folder is not there yet.
  private static func contents(_ folders: [String], in directory: String) -> [String: Int64] {
    var sizes: [String: Int64] = [:]
    for folder in folders {
      let path = "\(directory)/\(folder)"
      guard FileManager.default.fileExists(atPath: path),
        let names = try? FileManager.default.contentsOfDirectory(atPath: path)
      else { continue }
      for name in names {
        var status = stat()
        sizes["\(folder)/\(name)"] = stat("\(path)/\(name)", &status) == 0 ? Int64(status.st_size) : -1
      }
    }
    return sizes
  }

  func tearDown() async throws { try await installation.tearDown() }
}
