/// Sizes and times of the listener that no configuration changes.
enum SessionLimits {
  /// Sockets that have not logged in, beside `max_connections`.
  static let openLogins = 64
  /// Bytes of rows filled in one go. Smaller chunks were measured to cost throughput.
  static let chunkBytes = 256 * 1024
  /// Rows skipped by MOVE in one go.
  static let skippedRows = 20_000
  /// Outgoing bytes above which no further work is begun, and below which it goes on.
  static let highWaterBytes = 256 * 1024
  static let lowWaterBytes = 64 * 1024
  /// Small messages collected before they are written.
  static let collectedBytes = 64 * 1024
  /// Idle read connections a session keeps.
  static let idleReaders = 1
  /// An interrupt that came between two steps is repeated after this.
  static let interruptAgainMilliseconds: Int64 = 50
  /// A client that does not take its last message is cut off after this.
  static let farewellSeconds: Int64 = 2
}
