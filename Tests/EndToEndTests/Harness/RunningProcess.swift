import Foundation

/// A child process with its output in files, ended by its id.
final class RunningProcess: @unchecked Sendable {
  let process = Process()
  let outputPath: String

  init(_ executable: String, _ arguments: [String], outputPath: String, environment: [String: String] = [:]) throws {
    self.outputPath = outputPath
    guard FileManager.default.createFile(atPath: outputPath, contents: nil),
      let output = FileHandle(forWritingAtPath: outputPath)
    else { throw HarnessError("cannot write \(outputPath)") }
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    try output.close()
  }

  /// A test that failed half-way leaves nothing running.
  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  var output: String {
    FileManager.default.contents(atPath: outputPath).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
  var isRunning: Bool { process.isRunning }
  var id: Int32 { process.processIdentifier }

  /// SIGKILL, and waits until it is gone.
  func killHard() async throws {
    kill(id, SIGKILL)
    try await waitUntilExit(seconds: 10)
  }

  /// SIGTERM, and its exit code within ten seconds; killed and failed after that.
  @discardableResult func stop() async throws -> Int32 {
    if isRunning { kill(id, SIGTERM) }
    do {
      try await waitUntilExit(seconds: 10)
    } catch {
      kill(id, SIGKILL)
      throw HarnessError(
        "process \(process.executableURL?.lastPathComponent ?? "") did not stop on SIGTERM: \(output.suffix(600))")
    }
    return process.terminationStatus
  }

  func waitUntilExit(seconds: Double) async throws {
    try await wait(seconds: seconds, for: "exit of \(process.executableURL?.lastPathComponent ?? "")") { !isRunning }
  }
}

/// Polls until a condition holds; throws with the description after the time is over.
func wait(seconds: Double, for what: @autoclosure () -> String, until condition: () async throws -> Bool) async throws {
  let end = ContinuousClock.now + .seconds(seconds)
  while try await !condition() {
    if ContinuousClock.now > end { throw HarnessError("no \(what()) within \(seconds) s") }
    try await Task.sleep(for: .milliseconds(20))
  }
}

struct CommandResult {
  let status: Int32
  let output: String
}

/// Runs a command to its end.
func runCommand(
  _ executable: String, _ arguments: [String], directory: String, environment: [String: String] = [:],
  seconds: Double = 60
) async throws -> CommandResult {
  let process = try RunningProcess(
    executable, arguments, outputPath: "\(directory)/out-\(UUID().uuidString.prefix(8)).txt", environment: environment)
  do {
    try await process.waitUntilExit(seconds: seconds)
  } catch {
    kill(process.id, SIGKILL)
    throw HarnessError("\(arguments.joined(separator: " ")): \(error)\n\(process.output.suffix(800))")
  }
  return CommandResult(status: process.process.terminationStatus, output: process.output)
}
