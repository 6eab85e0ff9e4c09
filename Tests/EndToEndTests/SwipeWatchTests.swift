import CentreSimulator
import Foundation
import Testing

/// `qianzhi swipe status --watch` while a visit goes through its states: a table that is drawn again on a terminal.
@Suite(.serialized) struct SwipeWatchTests {
  /// A terminal of 24 lines and 100 columns; ends when the text after the program's arguments was shown, or after 60 s.
  private static let terminal = """
    import os, pty, sys, time, struct, fcntl, termios, signal
    pid, fd = pty.fork()
    if pid == 0:
        time.sleep(0.3)
        os.execv(sys.argv[2], sys.argv[2:])
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    end, seen = time.time() + 60, b""
    while time.time() < end and sys.argv[1].encode() not in seen:
        try: seen += os.read(fd, 65536)
        except OSError: break
    os.kill(pid, signal.SIGINT)
    sys.stdout.buffer.write(seen)
    sys.stdout.flush()
    os._exit(0)
    """

  @Test(.timeLimit(.minutes(3))) func theTableFollowsTheVisit() async throws {
    let installation = try await Installation.make(swipe: SwipeKillTests.swipe)
    try await installation.startWithCatalogue()
    try await installation.setFault("05:1:slow:1.5")
    try await installation.setFault("99:1:slow:1.5")
    let watching = try RunningProcess(
      try BuiltBinaries.python,
      [
        "-c", Self.terminal, "已核实 1", BuiltBinaries.qianzhi, "swipe", "status", "--watch", "--config",
        installation.configPath,
      ], outputPath: installation.directory + "/watch.txt")
    let run = try await installation.qianzhi(
      "swipe", "run", "--now", "--person", "测试员", "--reason", "看着", seconds: 90)
    #expect(run.status == 0, "\(run.output)")
    let ours = try await installation.centreLedger().settlements.first { $0.visit.hasPrefix("QZ") }
    let visit = try #require(ours?.visit)
    try await watching.waitUntilExit(seconds: 70)
    // Each frame begins at the screen's upper left corner.
    let frames = watching.output.replacing("\r\n", with: "\n").components(separatedBy: "\u{1B}[H")
    let rows = frames.compactMap { frame in frame.components(separatedBy: "\n").first { $0.hasPrefix(visit) } }
    let settling = rows.firstIndex { $0.contains("结算已发出") }
    let reversing = rows.firstIndex { $0.contains("冲正已发出") }
    #expect(settling != nil && reversing != nil, "\(rows)")
    #expect((settling ?? 0) < (reversing ?? 0))
    #expect(watching.output.contains("已核实 1"), "\(frames.last ?? "")")
    try await installation.tearDown()
  }
}
