import Foundation

/// A small library of `Drivers/`, built by the system's C compiler and preloaded into a shipped process.
enum PreloadedLibrary {
  /// - Parameter name: the file's, without `.c`.
  /// - Returns: the built library's path.
  static func build(_ name: String) throws -> String {
    let path = NSTemporaryDirectory() + "qz-\(name)-\(ProcessInfo.processInfo.processIdentifier).so"
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compiler.arguments = [
      "cc", "-shared", "-fPIC", "-O1", "-o", path, BuiltBinaries.project + "/Tests/EndToEndTests/Drivers/\(name).c",
    ]
    try compiler.run()
    compiler.waitUntilExit()
    guard compiler.terminationStatus == 0 else { throw HarnessError("cc \(name).c failed") }
    return path
  }
}
