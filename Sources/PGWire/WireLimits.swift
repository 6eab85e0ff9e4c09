/// What a client may make us hold. One past each is an error of its own.
public enum WireLimits {
  /// Bytes of a start-up packet or a message before login, its length word included; libpq sends a few hundred.
  public static let bytesBeforeLogin = 10_000
  /// Bytes of one message after login, its length word included, unless configured otherwise.
  public static let bytesAfterLogin = 16 * 1024 * 1024
  /// Prepared statements of one session, the unnamed one included.
  public static let preparedStatements = 1000
  /// Open portals and cursors of one session: each may hold a database connection.
  public static let portals = 64
  /// Savepoints of one transaction.
  public static let savepoints = 1000
  /// Characters of a setting's value, which is kept for the session and for every savepoint.
  public static let settingCharacters = 1000
}
