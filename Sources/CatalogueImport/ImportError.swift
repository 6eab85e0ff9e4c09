import CatalogueStore
import Spreadsheet

/// Why a whole file was not imported, as an operator reads it. Codes are stable.
public struct ImportError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: String, Sendable {
    case cannotRead = "QZ-I101"
    /// Neither UTF-8 nor GB18030 text.
    case notText = "QZ-I102"
    /// Columns that fit no catalogue, or another one than asked for.
    case columns = "QZ-I103"
    case noRows = "QZ-I104"
    case tooLarge = "QZ-I105"
    /// Another visible sheet has rows too.
    case sheets = "QZ-I106"
    /// Merged cells among the rows.
    case merged = "QZ-I107"
    /// Rows received are not the number announced.
    case notProven = "QZ-I120"
    /// Rows that are not acceptable, with `on_rejects = "hold"`.
    case rejects = "QZ-I121"
    /// Being copied, or changed while it was read.
    case unsteady = "QZ-I122"
  }

  /// `QZ-I…`, or `QZ-X…` for a spreadsheet and `QZ-S…` for the data directory.
  public let code: String
  /// Chinese.
  public let text: String

  public init(_ code: Code, _ text: String) {
    self.code = code.rawValue
    self.text = text
  }

  init(_ error: SpreadsheetError) {
    code = error.code.rawValue
    text = error.text
  }

  init(_ error: StoreError) {
    code = error.code.rawValue
    text = error.text
  }

  /// What a file that is still being copied looks like.
  var mayBeIncomplete: Bool {
    code == SpreadsheetError.Code.damaged.rawValue || code == Code.noRows.rawValue
  }

  public var description: String { "\(code) \(text)" }
}

/// What a file may cost.
public struct ImportLimits: Sendable {
  public var spreadsheet = SpreadsheetLimits()
  /// Rows of one file, whatever its format: what an .xlsx sheet can have.
  public var rows = 1_048_576
  /// UTF-8 bytes of one row of a text file, its quoted line breaks included.
  public var rowBytes = 1 << 20

  public init() {}
}
