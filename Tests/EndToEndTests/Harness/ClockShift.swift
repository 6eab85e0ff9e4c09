import Foundation

/// The wall clock of one shipped process, set forward or back while it runs: `Drivers/clock_shift.c`, preloaded.
enum ClockShift {
  /// Built once a test run.
  private static let library = Result { try PreloadedLibrary.build("clock_shift") }

  /// What a process is started with whose wall clock jumps later; until then it is right.
  static func environment(in folder: String) throws -> [String: String] {
    let path = folder + "/clock-shift"
    try Data(count: 8).write(to: URL(fileURLWithPath: path))
    return ["LD_PRELOAD": try library.get(), "QZ_CLOCK_SHIFT": path]
  }

  /// From now on the clock of processes started so is off by as many seconds.
  static func set(_ seconds: Int64, in folder: String) throws {
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: folder + "/clock-shift"))
    defer { try? handle.close() }
    // In place: the process has the file mapped.
    try handle.write(contentsOf: withUnsafeBytes(of: seconds) { Data($0) })
  }
}
