import Foundation
import Testing

@testable import CentreSimulator

/// The scan that every installation ends with finds what it is made for (settlement.md I9).
@Suite struct PlantedSecretsTests {
  private struct Scratch {
    let path = NSTemporaryDirectory() + "qz-planted-\(UUID().uuidString.prefix(8))"

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    func write(_ name: String, _ bytes: some Sequence<UInt8>, mode: Int = 0o600) throws {
      let data = Data(bytes)
      try data.write(to: URL(fileURLWithPath: "\(path)/\(name)"))
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(path)/\(name)")
    }

    func remove() throws { try FileManager.default.removeItem(atPath: path) }
  }

  /// 测试乙 in GB18030 is B2 E2 CA D4 D2 D2 and in UTF-16 6D4B 8BD5 4E59, as the tables of the character sets give it.
  private static let spellings: [(encoding: String, bytes: [UInt8])] = [
    ("utf-8", Array("卡 测试乙。".utf8)), ("gb18030", [0x20, 0xB2, 0xE2, 0xCA, 0xD4, 0xD2, 0xD2, 0x0A]),
    ("utf-16le", [0x4B, 0x6D, 0xD5, 0x8B, 0x59, 0x4E]), ("number", Array("a500000195207182020b".utf8)),
  ]

  @Test(arguments: Self.spellings)
  func found(encoding: String, bytes: [UInt8]) async throws {
    let scratch = try Scratch()
    try scratch.write("plain.txt", "卡 ****0002，测试 乙方".utf8)
    let clean = try await PlantedSecrets.scan(scratch.path)
    #expect(clean.status == 0 && clean.output.hasPrefix("1 files read"), "\(clean.output)")
    try scratch.write("out.txt", bytes)
    let scanned = try await PlantedSecrets.scan(scratch.path)
    #expect(scanned.status == 1 && scanned.output.contains("\(scratch.path)/out.txt: "), "\(scanned.output)")
    try scratch.remove()
  }

  @Test func workbooksKeysAndJournals() async throws {
    let scratch = try Scratch()
    let zip = "import sys, zipfile; zipfile.ZipFile(sys.argv[1], 'w', 8).writestr('xl/s.xml', 'x' * 99 + '测试甲')"
    let zipped = try await runCommand(
      try BuiltBinaries.python, ["-c", zip, scratch.path + "/report.xlsx"], directory: NSTemporaryDirectory())
    #expect(zipped.status == 0, "\(zipped.output)")
    let key = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49"
    try scratch.write("key.pem", "-----BEGIN PRIVATE KEY-----\n\(key)\n-----END PRIVATE KEY-----\n".utf8)
    try scratch.write("agent.log", "signed with \(key)\n".utf8)
    try scratch.write("swipe-0001.log", "QZSWIPE\nT00000001".utf8, mode: 0o640)
    try scratch.write("cards.toml", "number = \"T00000001\"".utf8)
    let scanned = try await PlantedSecrets.scan(scratch.path)
    let lines = scanned.output.split(separator: "\n").map { $0.replacing("\(scratch.path)/", with: "") }
    #expect(scanned.status == 1)
    #expect(
      lines.dropLast() == [
        "agent.log: \(key)", "report.xlsx!xl/s.xml: 测试甲", "swipe-0001.log: the money journal is open to others",
      ])
    try scratch.remove()
  }

  /// Every person the simulator invents is looked for: card, name and identity number.
  @Test func everyPersonOfTheSimulator() throws {
    let values = Set(try PlantedSecrets.values)
    for person in TestPersons.all {
      for place in [0, 1, 4] {
        guard case .text(let value) = person[place] else { throw HarnessError("\(person) at \(place)") }
        #expect(values.contains(value), "\(value)")
      }
    }
    #expect(TestPersons.all.count == 8 && values.isSuperset(of: Installation.drillSecrets))
  }
}
