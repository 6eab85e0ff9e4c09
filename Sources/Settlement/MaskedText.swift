/// A card number or another text of a person that must never appear whole in a log, report, metric or error
/// (settlement.md I9). Every description shows the last four characters at most; `revealed` is for requests and the
/// journal's payload only.
public struct MaskedText: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public let revealed: String

  public init(_ revealed: String) { self.revealed = revealed }

  /// `****1234`; a text of eight characters or fewer shows its last two, one of two or fewer nothing.
  public var description: String {
    switch revealed.count {
    case 0...2: "****"
    case 3...8: "****\(revealed.suffix(2))"
    default: "****\(revealed.suffix(4))"
    }
  }

  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: ["masked": description]) }
}
