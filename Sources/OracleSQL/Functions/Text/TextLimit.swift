/// How long one text may become. Oracle's limit is 4000 bytes, and a CLOB's is none; in between, so that no statement can
/// fill the agent's memory with one value.
public enum TextLimit {
  public static let bytes = 8 * 1024 * 1024

  /// - Throws: 54000 (ORA-01489) where a text of `count` bytes would be longer than the limit.
  static func check(_ count: Int) throws(SQLError) {
    guard count <= bytes else { throw error }
  }

  public static let error = SQLError("54000", "ORA-01489 结果文字超过 \(bytes) 字节")
}
