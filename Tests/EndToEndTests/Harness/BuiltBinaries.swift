import Foundation

/// The binaries this test run was built with, and what the drivers need.
enum BuiltBinaries {
  /// The folder of the test bundle is the folder of the executables.
  static let directory: String = {
    for argument in CommandLine.arguments {
      if let range = argument.range(of: "/[^/]*\\.xctest", options: .regularExpression) {
        return String(argument[..<range.lowerBound])
      }
    }
    preconditionFailure("the test bundle's path is among the arguments: \(CommandLine.arguments)")
  }()

  static var qianzhi: String { directory + "/qianzhi" }
  static var simulator: String { directory + "/centre-simulator" }

  /// The interpreter with pyodbc, prepared by `scripts/test`.
  static var python: String {
    get throws {
      guard let path = ProcessInfo.processInfo.environment["QIANZHI_PYTHON"] else {
        throw HarnessError("QIANZHI_PYTHON is not set: run the tests through scripts/test")
      }
      return path
    }
  }

  static let project: String = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { url.deleteLastPathComponent() }
    return url.path
  }()

  /// The Unicode psqlODBC driver as Debian installs it.
  static var psqlODBC: String {
    get throws {
      let root = "/usr/lib"
      for folder in try FileManager.default.contentsOfDirectory(atPath: root) {
        let path = "\(root)/\(folder)/odbc/psqlodbcw.so"
        if FileManager.default.fileExists(atPath: path) { return path }
      }
      throw HarnessError("odbc-postgresql is not installed: run the tests through scripts/test")
    }
  }
}

struct HarnessError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
