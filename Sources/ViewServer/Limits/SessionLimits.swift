/// Sizes and times of the listener that no configuration changes.
enum SessionLimits {
  /// Sockets that have been told to go and are not gone, beside `max_connections` and `max_open_logins`.
  static let leavingConnections = 512
  /// Connections that the kernel keeps until we take them.
  static let backlog: Int32 = 1024
  /// Files and sockets beside those of clients: releases, catalogues, logs, the centre.
  static let otherFiles = 500
  /// Bytes of rows filled in one go, for few scans and for many. Smaller chunks were measured to cost throughput.
  static let largestChunkBytes = 512 * 1024
  static let smallestChunkBytes = 64 * 1024
  /// Bytes of all sessions' chunks together, as far as the smallest allow.
  static let bufferBytes = 24 * 1024 * 1024
  /// The first rows of a statement are made where its session is, in a piece of this size at most and within this time.
  static let inlineBytes = 16 * 1024
  static let inlineNanoseconds: UInt64 = 2_000_000
  /// Rows skipped by MOVE in one go.
  static let skippedRows = 20_000
  /// Outgoing bytes above which no further work is begun, and below which it goes on.
  static let highWaterBytes = 256 * 1024
  static let lowWaterBytes = 64 * 1024
  /// Small messages collected before they are written.
  static let collectedBytes = 64 * 1024
  /// Read connections kept open that no statement uses: more than statements run at a time on few cores.
  static let idleReaders = 16
  /// Prepared statements a read connection keeps.
  static let statementsPerReader = 32
  /// An interrupt that came between two steps is repeated after this.
  static let interruptAgainMilliseconds: Int64 = 50
  /// A client that does not take its last message is cut off after this.
  static let farewellSeconds: Int64 = 2
}
