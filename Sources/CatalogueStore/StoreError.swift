/// What went wrong in the data directory, as an operator reads it.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: String, Sendable {
    case cannotOpen = "QZ-S101"
    case newerFormat = "QZ-S102"
    case unsafeSetting = "QZ-S104"
    case cannotWrite = "QZ-S105"
    case database = "QZ-S106"
    case damagedLogPiece = "QZ-S107"
    /// A rollback that is not possible, or changes nothing.
    case cannotRollBack = "QZ-S108"
    /// The feed does not publish into a catalogue that was rolled back.
    case heldAfterRollback = "QZ-S109"
    /// A release file is not what was published.
    case damagedReleaseFile = "QZ-S110"
    /// Rows were completed with those of a damaged file, which was made again since.
    case completedWithRot = "QZ-S113"
    /// The pages of a download were given up while it went on, by `release resume`.
    case downloadGivenUp = "QZ-S112"
  }
  public let code: Code
  /// Chinese, without any row's content.
  public let text: String

  public init(_ code: Code, _ text: String) {
    self.code = code
    self.text = text
  }

  public var description: String { "\(code.rawValue) \(text)" }
}
