import Foundation

/// `vendor_library.c`, built with the system's C compiler into a folder of its own.
public final class SampleVendorLibrary: Sendable {
  public struct Failure: Error {
    public let text: String
    public init(text: String) { self.text = text }
  }

  public let folder: String
  public var path: String { folder + "/libvendor.so" }

  public init(port: Int, initTakesMessage: Bool = true) throws {
    folder = NSTemporaryDirectory() + "qz-vendor-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data("\(port)\n".utf8).write(to: URL(fileURLWithPath: folder + "/port"))
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("vendor_library.c")
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compiler.arguments =
      ["cc", "-shared", "-fPIC", "-O1", "-o", path, source.path] + (initTakesMessage ? [] : ["-DWITHOUT_ARGUMENT"])
    try compiler.run()
    compiler.waitUntilExit()
    guard compiler.terminationStatus == 0 else { throw Failure(text: "cc failed") }
  }

  /// The next call of a transaction misbehaves; `05 crash-after`.
  public func misbehave(_ fault: String) throws {
    try Data("\(fault)\n".utf8).write(to: URL(fileURLWithPath: folder + "/switch"))
  }

  /// The transactions called, in order.
  public func calls() -> [String] {
    guard let data = FileManager.default.contents(atPath: folder + "/calls") else { return [] }
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  public func remove() throws { try FileManager.default.removeItem(atPath: folder) }
}
