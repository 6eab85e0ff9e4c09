/// Something the operator has to know, in the operator's words, with a stable code and what to do.
public struct AgentError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Stable over versions; monitoring may match on it.
  public struct Code: RawRepresentable, Sendable, Hashable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let dataDirectory = Code(rawValue: "QZ-A001")
    public static let alreadyRunning = Code(rawValue: "QZ-A002")
    public static let lockedWithoutSocket = Code(rawValue: "QZ-A003")
    public static let notRunning = Code(rawValue: "QZ-A004")
    public static let control = Code(rawValue: "QZ-A005")
    public static let cards = Code(rawValue: "QZ-A006")
    public static let passwordFile = Code(rawValue: "QZ-A007")
    public static let listen = Code(rawValue: "QZ-A008")
    public static let store = Code(rawValue: "QZ-A009")
    public static let journal = Code(rawValue: "QZ-A010")
    public static let usage = Code(rawValue: "QZ-A011")
    public static let evidence = Code(rawValue: "QZ-A012")
    public static let otherUser = Code(rawValue: "QZ-A013")
    public static let tlsKey = Code(rawValue: "QZ-A014")
    /// As opposed to one whose content or mode is wrong.
    public static let passwordFileNotWritten = Code(rawValue: "QZ-A015")
  }

  public let code: Code
  public let problem: String
  /// What to do about it.
  public let advice: String

  public init(_ code: Code, _ problem: String, _ advice: String) {
    self.code = code
    self.problem = problem
    self.advice = advice
  }

  public var description: String { "\(code.rawValue) \(problem)。\(advice)" }
}
