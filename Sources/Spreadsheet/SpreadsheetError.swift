/// Why a spreadsheet was refused, as an operator reads it.
public struct SpreadsheetError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: String, Sendable {
    /// The file cannot be opened or read.
    case cannotRead = "QZ-X101"
    /// Not an .xlsx file, or one whose parts are missing or not XML.
    case damaged = "QZ-X102"
    /// Encrypted, or an old .xls.
    case protected = "QZ-X103"
    /// Larger than the limits, declared or while it was read.
    case tooLarge = "QZ-X104"
    /// A document type or entity declaration.
    case entities = "QZ-X105"
    case cannotWrite = "QZ-X106"
  }
  public let code: Code
  /// Chinese, without any cell's content.
  public let text: String

  public init(_ code: Code, _ text: String) {
    self.code = code
    self.text = text
  }

  public var description: String { "\(code.rawValue) \(text)" }
}

/// What a spreadsheet may cost. Everything that grows while a file is read is bounded by one of these.
public struct SpreadsheetLimits: Sendable {
  /// All parts of the archive together, unpacked. A catalogue of 1,000,000 rows × 73 fields stays below it.
  public var expandedBytes: Int64 = 4 << 30
  /// Excel's own.
  public var rows = 1_048_576
  /// Far above any catalogue's 73.
  public var columns = 1024
  /// UTF-8 bytes in one cell; Excel allows 32,767 characters.
  public var cellBytes = 4 * 32_767
  /// Texts used by several cells.
  public var sharedStrings = 20_000_000
  /// Shared texts up to so many bytes stay in memory; more go to a temporary file.
  public var sharedBytesInMemory = 16 << 20
  /// Bytes of one tag with its attributes, or of one comment; they are kept in memory whole.
  public var tokenBytes = 1 << 20
  /// Nesting of XML elements.
  public var depth = 64

  public init() {}
}
