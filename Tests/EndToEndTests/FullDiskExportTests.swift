import Foundation
import Testing

/// `log export` and `release diff --to` on a disk that is too small, by little and by much: the workbook is whole or the
/// former file of that name stays, and nothing else is left behind.
@Suite(.serialized) struct FullDiskExportTests {
  /// Kibibytes of room, in hundredths of the workbook's parts unpacked. Between 100 and 150 the parts fit once, but not
  /// beside the copies the library makes of them.
  private static let rooms = [0, 10, 50, 90, 100, 105, 115, 125, 135, 150, 170, 400]

  /// Prints a line for each workbook: a digest of every cell, or what is wrong with it.
  private static let script = """
    import hashlib, sys, zipfile, openpyxl
    for path in sys.argv[1:]:
      try:
        cells = hashlib.sha256()
        for sheet in openpyxl.load_workbook(path).worksheets:
          cells.update(repr((sheet.title, sheet.auto_filter.ref, sheet.max_row)).encode())
          for row in sheet.iter_rows(values_only=True): cells.update(repr(row).encode())
        print(sum(part.file_size for part in zipfile.ZipFile(path).infolist()) // 1024, cells.hexdigest())
      except Exception as problem: print(0, type(problem).__name__)
    """

  @Test(
    .timeLimit(.minutes(2)),
    arguments: ["log export --to out/x.xlsx", "release diff 1 2 --to out/x.xlsx"])
  func wholeOrNotAtAll(_ command: String) async throws {
    let catalogue = try ScratchCatalogue(rows: 90)
    defer { catalogue.remove() }
    let run = try await FeedRun.make(catalogue)
    for index in 0..<2 {
      try await run.publishAtCentre(index)
      try await run.finish()
    }
    let out = run.installation.directory + "/out"
    try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
    try "older\n".write(toFile: out + "/x.xlsx", atomically: false, encoding: .utf8)
    let disk = FullDisk(
      installation: run.installation, place: "out", command: "qz \(command)", afterwards: "qz \(command)")

    let ample = try #require(try await disk.run(rooms: [FullDisk.ample]).first)
    #expect(ample.status == 0, "\(ample.said)")
    let whole = try #require(try await workbooks([ample.failed], run).first)
    #expect(whole.kibibytes > 100, "\(whole)")

    let outcomes = try await disk.run(rooms: Self.rooms.map { whole.kibibytes * $0 / 100 })
    let seen = try await workbooks(outcomes.map(\.failed), run)
    let seenAfterwards = try await workbooks(outcomes.map(\.recovered), run)
    for (index, outcome) in outcomes.enumerated() {
      let place = "\(command), \(outcome.kibibytes) of \(whole.kibibytes) KiB"
      let names = try FileManager.default.contentsOfDirectory(atPath: outcome.failed)
      #expect(names == ["x.xlsx"], "\(place): \(names)")
      if outcome.status == 0 {
        #expect(seen[index].digest == whole.digest, "\(place): \(seen[index])")
      } else {
        #expect(outcome.isSaid, "\(place): \(outcome.status) \(outcome.said.suffix(400))")
        let kept = try String(contentsOfFile: outcome.failed + "/x.xlsx", encoding: .utf8)
        #expect(kept == "older\n", "\(place)")
      }
      #expect(outcome.statusAfterwards == 0 && seenAfterwards[index].digest == whole.digest, "\(place)")
    }
    #expect(outcomes.count { $0.status != 0 } >= 7, "\(outcomes.map(\.status))")
    #expect(outcomes.last?.status == 0)
    try await run.tearDown()
  }

  private func workbooks(_ folders: [String], _ run: FeedRun) async throws -> [(kibibytes: Int, digest: String)] {
    let result = try await runCommand(
      try BuiltBinaries.python, ["-c", Self.script] + folders.map { $0 + "/x.xlsx" },
      directory: run.installation.directory)
    let lines = result.output.split(separator: "\n").map { $0.split(separator: " ") }
    guard result.status == 0, lines.count == folders.count else { throw HarnessError("openpyxl: \(result.output)") }
    return lines.map { (Int($0[0]) ?? 0, String($0[1])) }
  }
}
