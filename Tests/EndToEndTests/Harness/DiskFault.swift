import Foundation

/// The disk of one shipped process, failing on demand: `Drivers/disk_fault.c`, preloaded. (libfiu's library ends in a
/// deadlock of its lock and the loader's when threads start while it is asked.)
struct DiskFault {
  /// `fsync`, `fdatasync`, `pwrite`, `write` or `copy_file_range`, on regular files.
  let call: String
  /// errno(3).
  let code: Int
  /// Of a thousand calls, how many fail.
  let chance: Int

  static let noSpace = 28
  static let inputOutput = 5

  init(_ call: String, code: Int, chance: Int = 1000) {
    self.call = call
    self.code = code
    self.chance = chance
  }

  /// Built once a test run.
  private static let library = Result { try PreloadedLibrary.build("disk_fault") }

  /// What a process is started with whose disk may fail later.
  static func environment(in folder: String) throws -> [String: String] {
    ["LD_PRELOAD": try library.get(), "QZ_DISK_FAULT": control(folder)]
  }

  private static func control(_ folder: String) -> String { folder + "/disk-fault" }

  /// From now on the processes started with this folder's environment fail so.
  func begin(in folder: String, seed: Int = 1) throws {
    let line = Data("\(call) \(code) \(chance) \(seed)\n".utf8)
    try line.write(to: URL(fileURLWithPath: Self.control(folder)), options: .atomic)
  }

  static func end(in folder: String) throws { try FileManager.default.removeItem(atPath: control(folder)) }
}
