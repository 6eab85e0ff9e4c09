import Foundation
import Testing

@testable import Agent

@Suite struct DataDirectoryLockTests {
  @Test func secondHolderIsToldTheProcess() throws {
    let directory = NSTemporaryDirectory() + "qz-lock-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let first = try DataDirectoryLock(directory: directory)
    #expect { try DataDirectoryLock(directory: directory) } throws: { error in
      (error as? DataDirectoryLock.Held)?.processID == "\(getpid())"
    }
    first.release()
    _ = try DataDirectoryLock(directory: directory)
    let attributes = try FileManager.default.attributesOfItem(atPath: directory)
    #expect(attributes[.posixPermissions] as? Int == 0o700)
  }
}
