/// How `COPY … TO STDOUT` shall write.
public struct CopyOptions: Sendable, Hashable {
  public var isCSV = false
  public var hasHeader = false
  /// One ASCII character; `nil` for the format's own.
  public var delimiter: Character?
  public var quote: Character?
  /// `nil` for the format's own.
  public var null: String?

  public init() {}
}
