/// A configuration the agent will not start with. The text is for the operator: file, line, key, and what to write
/// instead. Exit code 2.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
  public let file: String
  /// Counted from 1; `nil` when the file could not be read at all.
  public let line: Int?
  /// `feed.poll_every`; empty for the file as a whole.
  public let keyPath: String
  public let problem: String
  /// What to write instead.
  public let suggestion: String?

  public init(file: String, line: Int?, keyPath: String, problem: String, suggestion: String? = nil) {
    self.file = file
    self.line = line
    self.keyPath = keyPath
    self.problem = problem
    self.suggestion = suggestion
  }

  public var description: String {
    var text = "QZ-C001 配置错误：\(file)"
    if let line { text += " 第 \(line) 行" }
    if !keyPath.isEmpty { text += " [\(keyPath)]" }
    text += "：\(problem)"
    if let suggestion { text += "。\(suggestion)" }
    return text
  }
}
