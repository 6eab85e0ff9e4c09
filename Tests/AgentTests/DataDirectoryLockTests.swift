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

  /// R17: on a full disk the process id cannot be written, and a reversal is owed all the same.
  @Test func fullDiskTakesTheLock() throws {
    let directory = NSTemporaryDirectory() + "qz-lock-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try FileManager.default.createSymbolicLink(atPath: directory + "/lock", withDestinationPath: "/dev/full")
    let lock = try DataDirectoryLock(directory: directory)
    lock.release()
  }

  /// A shorter id leaves nothing of a longer one.
  @Test func holderIsWhole() throws {
    let directory = NSTemporaryDirectory() + "qz-lock-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try "123456789012\n".write(toFile: directory + "/lock", atomically: true, encoding: .utf8)
    let lock = try DataDirectoryLock(directory: directory)
    #expect(try String(contentsOfFile: directory + "/lock", encoding: .utf8) == "\(getpid())\n")
    lock.release()
  }

  /// Who only looks makes no directory.
  @Test func lookingMakesNothing() throws {
    let directory = NSTemporaryDirectory() + "qz-lock-\(UUID().uuidString)"
    #expect { try DataDirectoryLock(directory: directory, creates: false) } throws: { error in
      (error as? AgentError)?.code == .dataDirectory
    }
    #expect(!FileManager.default.fileExists(atPath: directory))
  }
}

/// What root would make in the service's directory the service could not open.
@Suite struct DataDirectoryUserTests {
  @Test(arguments: [(0, 0, false), (0, 65_534, true), (65_534, 65_534, false), (65_534, 0, false), (1000, 1001, false)])
  func onlyRootInAnothersDirectoryIsRefused(user: UInt32, owner: UInt32, isRefused: Bool) {
    #expect(DataDirectoryUser(user: user, owner: owner).isRefused == isRefused)
  }

  /// A directory that is not there yet belongs to nobody.
  @Test func ownerIsTheDirectorys() throws {
    let directory = NSTemporaryDirectory() + "qz-owner-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    #expect(DataDirectoryUser(user: 7, directory: directory) == DataDirectoryUser(user: 7, owner: geteuid()))
    #expect(DataDirectoryUser(user: 7, directory: directory + "/a") == nil)
    #expect(DataDirectoryUser(user: 7, directory: "/") == DataDirectoryUser(user: 7, owner: 0))
    #expect(DataDirectoryUser(user: 7, directory: "/proc/1/cmdline/a") == nil)
  }

  @Test func usersAreNamedAsSudoTakesThem() {
    #expect(DataDirectoryUser.userName(0) == "root")
    #expect(DataDirectoryUser.userName(3_999_999_999) == "'#3999999999'")
  }
}
