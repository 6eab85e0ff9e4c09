import Foundation
import PGWire
import Testing

@testable import Agent

@Suite struct RuntimeWarningsTests {
  private func configuration(_ extra: String, in directory: String) throws -> AgentConfiguration {
    try ConfigurationFile.parse(
      ConfigurationTests.smallest.replacing("\"数据\"", with: "\"\(directory)\"") + "\n" + extra, file: "a",
      relativeTo: "/")
  }

  private func folder() throws -> String {
    let directory = NSTemporaryDirectory() + "qz-warn-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    return directory
  }

  @Test func anOpenDataDirectoryIsTold() throws {
    let directory = try folder()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let configuration = try configuration("", in: directory)
    for (mode, isTold) in [(0o700, false), (0o710, false), (0o711, true), (0o720, true), (0o755, true), (0o777, true)] {
      #expect(chmod(directory, mode_t(mode)) == 0)
      let told = configuration.warnings().contains { $0.contains("chmod 700 \(directory)") }
      #expect(told == isTold, "\(String(mode, radix: 8))")
    }
  }

  /// Set before `md5 = true`, the password cannot log in by MD5.
  @Test func aPasswordWithoutItsMD5HashIsTold() throws {
    let directory = try folder()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let configuration = try configuration("[views]\nmd5 = true", in: directory)
    let none = configuration.warnings()
    #expect(none.isEmpty, "\(none)")
    let file = configuration.views.passwordFile
    try PasswordFile.write(SCRAMVerifier(password: "一个很长的口令", salt: Array(repeating: 7, count: 16)), to: file)
    let told = configuration.warnings()
    #expect(told.count == 1 && told[0].contains("qianzhi user set-password his_interface"), "\(told)")
    try MD5PasswordFile.replace(with: MD5Hash(password: "一个很长的口令", user: "his_interface"), beside: file)
    let mended = configuration.warnings()
    #expect(mended.isEmpty, "\(mended)")
  }

  @Test(arguments: [
    (0o600, 0, false), (0o640, 0, false), (0o644, 0, true), (0o660, 0, true), (0o600, 1000, false),
    (0o640, 1000, true), (0o604, 1000, true), (0o700, 1000, false),
  ])
  func aKeyThatOthersReadIsOpen(mode: Int, owner: UInt32, isOpen: Bool) {
    #expect(TLSKeyFile.isOpen(mode: mode, owner: owner) == isOpen)
  }

  @Test func aKeyThatOthersReadIsRefused() throws {
    let directory = try folder()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let key = directory + "/key.pem"
    try TLSKeyFile.check(key)
    #expect(FileManager.default.createFile(atPath: key, contents: nil, attributes: [.posixPermissions: 0o600]))
    try TLSKeyFile.check(key)
    #expect(chmod(key, 0o644) == 0)
    #expect { try TLSKeyFile.check(key) } throws: { error in
      let error = error as? AgentError
      return error?.code == .tlsKey && error?.advice == "请执行 chmod 600 \(key)"
    }
  }

  @Test func aDataDirectoryThatIsAFileIsSaidToBeOne() throws {
    let path = NSTemporaryDirectory() + "qz-file-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    #expect { try DataDirectoryLock(directory: path) } throws: { error in
      (error as? AgentError)?.problem == "数据目录 \(path) 是一个文件"
    }
    #expect { try DataDirectoryLock(directory: path + "/data") } throws: { error in
      (error as? AgentError)?.problem.contains("不是文件夹") == true
    }
  }
}
