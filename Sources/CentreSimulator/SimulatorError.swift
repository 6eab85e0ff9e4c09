/// Why the simulator could not do what it was asked to: a catalogue it cannot read, a fault it does not know, a ledger
/// it cannot write. Business refusals are answers, not errors.
public struct SimulatorError: Error, Sendable, CustomStringConvertible {
  public enum Code: String, Sendable {
    /// A catalogue file is missing or a record has another number of fields than its layout.
    case catalogue
    /// A release that the catalogue folder does not have.
    case release
    /// A fault specification that is not `TX:NTH:KIND`.
    case fault
    /// SQLite refused the ledger.
    case ledger
    /// The port could not be listened on, or the simulator is in a state that does not allow the call.
    case server
  }

  public let code: Code
  public let message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { "centre-simulator：\(message) [\(code.rawValue)]" }
}
