import Foundation
import Testing

@testable import CatalogueStore

/// A copy is the file, whichever way the kernel and the file systems let it be made.
@Suite final class DurableFileTests {
  private let folder = "\(NSTemporaryDirectory())qianzhi-copy-\(UUID().uuidString)"

  init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
  deinit {
    do { try FileManager.default.removeItem(atPath: folder) } catch { print("\(folder) stays: \(error)") }
  }

  /// Repeats after a number of bytes that is no block's.
  private static func bytes(_ count: Int) -> Data {
    let piece = Data((0..<4093).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })
    var bytes = Data()
    while bytes.count < count { bytes.append(piece) }
    return bytes.prefix(count)
  }

  @Test(arguments: [0, 1, 4096, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 2_500_001])
  func everyByte(count: Int) throws {
    let (source, target) = ("\(folder)/source", "\(folder)/target")
    try Self.bytes(count).write(to: URL(fileURLWithPath: source))
    // A longer file in its place leaves nothing.
    try Self.bytes(3_000_000).write(to: URL(fileURLWithPath: target))
    try DurableFile.copy(source, to: target)
    let copied = try Data(contentsOf: URL(fileURLWithPath: target))
    #expect(copied == Self.bytes(count))
  }

  /// Memory's file system beside the disk's: where the kernel cannot copy between them, we do.
  @Test func betweenFileSystems() throws {
    let source = "/dev/shm/qianzhi-copy-\(UUID().uuidString)"
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: source) } }
    try Self.bytes(3_000_000).write(to: URL(fileURLWithPath: source))
    try DurableFile.copy(source, to: "\(folder)/target")
    let copied = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/target"))
    #expect(copied == Self.bytes(3_000_000))
  }

  /// The kernel's own files have contents and no size, and are not copied within the kernel.
  @Test func whatTheKernelDoesNotCopyIsReadAndWritten() throws {
    try DurableFile.copy("/proc/version", to: "\(folder)/target")
    let copied = try String(contentsOfFile: "\(folder)/target", encoding: .utf8)
    #expect(copied.hasPrefix("Linux version"))
  }

  @Test func aFullDiskIsNamed() throws {
    try Self.bytes(10).write(to: URL(fileURLWithPath: "\(folder)/source"))
    let error = #expect(throws: StoreError.self) { try DurableFile.copy("\(folder)/source", to: "/dev/full") }
    #expect(error?.code == .cannotWrite)
    #expect(error?.text.contains("磁盘已满") == true)
  }

  @Test func noSource() throws {
    let error = #expect(throws: StoreError.self) { try DurableFile.copy("\(folder)/none", to: "\(folder)/target") }
    #expect(error?.text.hasPrefix("无法读取") == true)
  }
}
