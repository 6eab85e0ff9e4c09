import Foundation
import Testing

/// A hospital that goes over from the unified interface to the national platform, with the shipped binaries: one
/// simulator whose records carry 流水号, another one whose records carry national codes.
@Suite(.serialized) struct NationalSwitchTests {
  private static let numbers = (0..<10).map { String(format: "%02d", $0) }

  /// Ten rows of each catalogue; diseases have the same codes on both sides, and one kind.
  private func catalogue(drug: String, item: String, word: String) throws -> String {
    let folder = NSTemporaryDirectory() + "qz-catalogue-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder + "/baseline", withIntermediateDirectories: true)
    let files = [
      "ypml": Self.numbers.map {
        catalogueRecord(55, [1: drug + $0, 2: "P" + drug + $0, 3: word + "药" + $0, 30: "2020-01-01"])
      },
      "zlxm": Self.numbers.map {
        catalogueRecord(73, [1: item + $0, 2: "P" + item + $0, 3: word + "项" + $0, 20: "2020-01-01"])
      },
      "bzml": Self.numbers.map { catalogueRecord(8, [1: "B00.\($0)", 2: "病种\($0)", 4: "1", 7: "2020-01-01"]) },
    ]
    for (name, lines) in files {
      try (lines.joined(separator: "\n") + "\n")
        .write(toFile: "\(folder)/baseline/\(name).txt", atomically: true, encoding: .utf8)
    }
    return folder
  }

  private func importCodes(_ installation: Installation, _ key: String, _ serial: String, _ code: String) async throws {
    let path = "\(installation.directory)/\(key).csv"
    let lines = ["\(key),国家编码"] + Self.numbers.map { "\(serial)\($0),\(code)\($0)" }
    try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    let result = try await installation.qianzhi("import", "--codes", path)
    #expect(result.status == 0, "\(result.output)")
  }

  @Test(.timeLimit(.minutes(4))) func unifiedThenNational() async throws {
    let folders = [
      try catalogue(drug: "S0000", item: "T0000", word: "旧"),
      try catalogue(drug: "XA01ABC0", item: "00110000", word: "新"),
    ]
    let installation = try await Installation.make(simulatorArguments: ["--catalogue", folders[0]])
    let platform = try await Installation.make(simulatorArguments: ["--catalogue", folders[1]])
    let first = try await installation.qianzhi("sync")
    #expect(first.status == 0 && first.output.contains("已发布第 1 次发布"), "\(first.output)")
    try await importCodes(installation, "yplsh", "S0000", "XA01ABC0")
    let text = try String(contentsOfFile: installation.configPath, encoding: .utf8)
    try text.replacing(":\(installation.centrePort)/\"", with: ":\(platform.centrePort)/\"")
      .replacing("[centre]", with: "[centre]\n\(Installation.nationalCentre)")
      .write(toFile: installation.configPath, atomically: true, encoding: .utf8)

    // The codes of the items are not known.
    let sync = try await installation.qianzhi("sync", "--catalogue", "ypml", "--catalogue", "zlxm")
    #expect(sync.status == 3, "\(sync.output)")
    #expect(sync.output.contains("药品目录：新增 0 行，修改 10 行"), "\(sync.output)")
    #expect(sync.output.contains("诊疗目录：QZ-F140"), "\(sync.output)")
    #expect(sync.output.contains("import --codes"), "\(sync.output)")
    let log = try await installation.qianzhi("log", "list")
    #expect(log.output.contains("药品目录 新增 10 修改 10"), "\(log.output)")
    let status = try await installation.qianzhi("status")
    #expect(status.status == 3 && status.output.contains("QZ-F140"), "\(status.output)")

    try await importCodes(installation, "xmlsh", "T0000", "00110000")
    let mended = try await installation.qianzhi("sync", "--catalogue", "zlxm")
    #expect(mended.status == 0, "\(mended.output)")
    #expect(mended.output.contains("诊疗目录：新增 0 行，修改 10 行"), "\(mended.output)")
    try await installation.startAgent()
    for (view, key, name, old, word, code) in [
      ("ypml", "yplsh", "tym", "S0000", "新药", "XA01ABC0"), ("zlxm", "xmlsh", "xmmc", "T0000", "新项", "00110000"),
    ] {
      try await installation.expectNumber("SELECT COUNT(*) FROM \(view)", 10)
      try await installation.expectNumber("SELECT COUNT(*) FROM \(view) WHERE gjmldm <> \(key)", 10)
      // A HIS that asks by the serial it has always known.
      try await installation.expectNumber(
        "SELECT COUNT(*) FROM \(view) WHERE \(key) = '\(old)07' AND gjmldm = '\(code)07' AND \(name) = '\(word)07'", 1)
    }
    // No agent ran in its folder, and nothing is there that could be looked through.
    try await platform.centre.stop()
    try FileManager.default.removeItem(atPath: platform.directory)
    try await installation.tearDown()
    for folder in folders { try FileManager.default.removeItem(atPath: folder) }
  }
}
