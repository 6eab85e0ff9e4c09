import Foundation
import Synchronization
import Testing

@testable import CatalogueImport

@Suite struct WriterProbeTests {
  private func temporaryFile() throws -> String {
    let path = "\(NSTemporaryDirectory())qianzhi-probe-\(UUID().uuidString)"
    try Data("A00|".utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  private final class Opened: Sendable {
    let `is` = Mutex(false)
  }

  @Test func openAndClosed() throws {
    let path = try temporaryFile()
    defer { unlink(path) }
    #expect(WriterProbe.writing(path) == .closed)
    let writer = open(path, O_WRONLY | O_CLOEXEC)
    #expect(WriterProbe.writing(path) == .open)
    close(writer)
    #expect(WriterProbe.writing(path) == .closed)
    #expect(WriterProbe.writing(path + ".gone") == .unknown)
  }

  @Test func whatARefusalMeans() {
    #expect(WriterProbe.refused(EAGAIN) == .open)
    #expect(WriterProbe.refused(EACCES) == .unknown)
    #expect(WriterProbe.refused(EPERM) == .unknown)
    #expect(WriterProbe.refused(EINVAL) == .unknown)
  }

  /// The kernel's own answer to a process without CAP_LEASE about a file of another user. Python asks, because this
  /// process may be root: as root it becomes user 65534 first and asks about root's file; as another user it asks about
  /// a file of root's that everybody may read.
  @Test func theKernelRefusesAnotherUsersFile() throws {
    let path = getuid() == 0 ? try temporaryFile() : "/etc/passwd"
    defer { if path != "/etc/passwd" { unlink(path) } }
    chmod(path, 0o644)
    let python = try #require(
      ProcessInfo.processInfo.environment["QIANZHI_PYTHON"], "run the tests through scripts/test")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [
      "-c",
      """
      import errno, fcntl, os, sys
      file = os.open(sys.argv[1], os.O_RDONLY)
      if os.getuid() == 0: os.setuid(65534)
      try:
          fcntl.fcntl(file, 1024, fcntl.F_RDLCK)
          print("granted")
      except OSError as error:
          print(errno.errorcode[error.errno])
      """, path,
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let answer = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(answer == "EACCES\n")
  }

  /// A writer that opens the file during the probe breaks its lease. The kernel's SIGIO would end this process here.
  @Test(.timeLimit(.minutes(1))) func aWriterDuringTheProbeDoesNotEndTheProcess() throws {
    let path = try temporaryFile()
    defer { unlink(path) }
    let opened = Opened()
    nonisolated(unsafe) var wasWaiting = false
    let done = DispatchSemaphore(value: 0)
    let found = WriterProbe.writing(path) {
      // Without O_NONBLOCK: the writer waits until the lease is given back.
      Thread.detachNewThread {
        let writer = open(path, O_WRONLY | O_CLOEXEC)
        opened.is.withLock { $0 = writer >= 0 }
        close(writer)
        done.signal()
      }
      usleep(300_000)
      wasWaiting = !opened.is.withLock { $0 }
    }
    #expect(found == .closed)
    #expect(wasWaiting, "no lease was held")
    done.wait()
    #expect(opened.is.withLock { $0 })
    #expect(WriterProbe.writing(path) == .closed)
  }
}
