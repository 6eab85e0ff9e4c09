import Catalogue
import Foundation

/// Texts of the command line.
public enum CommandText {
  /// `yyyyMMdd`, the form of dates on the command line and in file names.
  public static func date(_ text: String) -> CivilDate? {
    guard text.utf8.count == 8, text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text) else {
      return nil
    }
    return CivilDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
  }
}

public enum CommandEnvironment {
  public static var variables: [String: String] { ProcessInfo.processInfo.environment }
  /// Who is logged in.
  public static var userName: String { NSUserName() }
}
