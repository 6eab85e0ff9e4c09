import Logging

/// Where log lines go: standard error, in the field's words. Called once per process.
enum LoggingSetup {
  /// The agent in the foreground.
  static func service() {
    LoggingSystem.bootstrap(StreamLogHandler.standardError)
  }

  /// A command prints its own results; only errors beside them.
  static func commandLine() {
    LoggingSystem.bootstrap { label in
      var handler = StreamLogHandler.standardError(label: label)
      handler.logLevel = .critical
      return handler
    }
  }
}
