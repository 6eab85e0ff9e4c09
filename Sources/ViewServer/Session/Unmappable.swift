import OracleSQL
import PGWire

/// What becomes of a character that the client's encoding lacks (`[views] unmappable`).
public enum Unmappable: String, Sendable, Hashable {
  /// Something that looks alike, or `?`; a notice says so.
  case substitute
  /// The statement fails, as PostgreSQL's would.
  case error

  static func refusal(_ encoding: ClientEncoding) -> SQLError {
    SQLError(
      "22P05", "结果中有 \(encoding.name) 没有的字符",
      hint: "请改用 UTF8 或 GB18030 编码，或设置 [views] unmappable = \"substitute\"")
  }
}

extension Session {
  /// One notice for all substitutions of a statement.
  func noticeSubstitutions() {
    guard substituted > 0 else { return }
    let name = state.settings.clientEncoding.name
    outbox.send(
      WireReport(.notice, "01000", "结果中有 \(substituted) 个字符 \(name) 编码没有，已用相近字符或 ? 代替"))
    substituted = 0
  }
}
