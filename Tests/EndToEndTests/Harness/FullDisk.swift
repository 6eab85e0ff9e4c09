import Foundation

/// A command of the shipped binary on a disk with only some room left, and the same once there is enough:
/// `Drivers/full_disk.sh`.
struct FullDisk {
  let installation: Installation
  /// The folder below the installation's that becomes the disk.
  let place: String
  /// Shell text that calls the program as `qz`: what runs while the disk is small, and what follows.
  let command: String
  let afterwards: String

  /// Enough for everything.
  static let ample = 100_000

  struct Outcome {
    let kibibytes: Int
    let status: Int
    let said: String
    let statusAfterwards: Int
    /// Copies of the disk as each of the two left it.
    let failed: String
    let recovered: String
  }

  /// - Parameter rooms: kibibytes; each begins with the same files.
  func run(rooms: [Int]) async throws -> [Outcome] {
    let folder = installation.directory
    let result = try await runCommand(
      "/usr/bin/unshare",
      (geteuid() == 0 ? ["-m"] : ["-r", "-m"]) + [
        "/bin/bash", BuiltBinaries.project + "/Tests/EndToEndTests/Drivers/full_disk.sh", folder, BuiltBinaries.qianzhi,
        place, rooms.map(String.init).joined(separator: " "), command, afterwards,
      ], directory: folder, seconds: 120)
    let outcomes = try result.output.split(separator: "\n").filter { $0.hasPrefix("STATUS ") }.map { line in
      let numbers = line.split(separator: " ").compactMap { Int($0) }
      guard numbers.count == 3 else { throw HarnessError("full_disk.sh: \(line)") }
      let room = "\(folder)/room-\(numbers[0])"
      return Outcome(
        kibibytes: numbers[0], status: numbers[1],
        said: try String(contentsOfFile: room + "/said.txt", encoding: .utf8), statusAfterwards: numbers[2],
        failed: room + "/failed", recovered: room + "/recovered")
    }
    guard result.status == 0, outcomes.count == rooms.count else {
      throw HarnessError("full_disk.sh: \(result.status) \(result.output.suffix(600))")
    }
    return outcomes
  }

  /// Kibibytes a folder takes.
  static func size(of folder: String, _ installation: Installation) async throws -> Int {
    let size = try await runCommand("/usr/bin/du", ["-sk", folder], directory: installation.directory)
    guard let kibibytes = Int(size.output.prefix { $0.isNumber }) else { throw HarnessError("du: \(size.output)") }
    return kibibytes
  }
}

extension FullDisk.Outcome {
  /// What was being written when the disk was full, by the file the error names.
  enum Stage: String { case history, staging, releaseFile, log, other }

  var stage: Stage {
    let line = said.split(separator: "\n").last { $0.contains("QZ-") } ?? ""
    if line.contains("目录下载日志/") { return .log }
    if line.contains("/staging/") { return .staging }
    if line.contains("/releases/") || line.contains("QZ-S106 SQLite") { return .releaseFile }
    return line.contains("agent.sqlite") ? .history : .other
  }

  /// A failure an operator can read: a code, the disk named in Chinese, no crash.
  var isSaid: Bool {
    status > 0 && status < 128 && said.contains("QZ-") && said.contains("磁盘") && !said.contains("Fatal error")
  }
}
