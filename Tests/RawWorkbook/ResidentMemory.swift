import Foundation

/// What this process holds in memory, without pages of files.
public enum ResidentMemory {
  public struct Unknown: Error {}

  public static func bytes() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("RssAnon:") }),
      let kilobytes = Int(line.filter(\.isNumber))
    else { throw Unknown() }
    return kilobytes * 1024
  }

  /// Gives freed memory back, so that growth does not hide in it (`malloc_trim(3)`, which Swift does not import).
  public static func trim() throws {
    typealias Trim = @convention(c) (Int) -> Int32
    guard let symbol = dlsym(nil, "malloc_trim") else { throw Unknown() }
    _ = unsafeBitCast(symbol, to: Trim.self)(0)
  }
}
