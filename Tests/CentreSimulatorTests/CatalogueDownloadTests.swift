import CentreSimulator
import Foundation
import Testing

/// 24 over real HTTP, against counts taken from the files.
@Suite("24 目录下载")
struct CatalogueDownloadTests {
  /// Fetches all pages of a window as a client does: continuing by field 1 of the last record.
  private func fetch(_ port: Int, _ window: String) async -> (total: Int, records: [String], pages: Int) {
    var records: [String] = []
    var pages = 0
    var key = ""
    var total = -1
    while pages < 100 {
      let parts = await LoopbackClient.call(port, "24|\(window)|\(key)").text
        .split(separator: "|", maxSplits: 4, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 5, parts[0] == "1" else { break }
      pages += 1
      total = Int(parts[1]) ?? -1
      let page = parts[4] == "##" ? [] : parts[4].split(separator: "$").map(String.init)
      #expect(Int(parts[2]) == page.count)
      records += page
      key = page.last.map { String($0.prefix { $0 != "|" }) } ?? key
      if parts[3] == "1" { break }
    }
    return (total, records, pages)
  }

  private func sample(_ body: (Int, CentreSimulator) async throws -> Void) async throws {
    let folder = SmallCentre.newFolder()
    let simulator = try CentreSimulator(configuration: SimulatorConfiguration(dataDirectory: folder))
    let port = try await simulator.start()
    try await body(port, simulator)
    await simulator.stop()
    try FileManager.default.removeItem(atPath: folder)
  }

  @Test("The sample's drugs and items come whole, in pages of 100, with every odd character")
  func sampleWhole() async throws {
    try await sample { port, _ in
      // wc -l baseline/ypml.txt = 285, baseline/zlxm.txt = 221
      let drugs = await fetch(port, "1|2019-01-01|2021-12-31")
      #expect(drugs.total == 285 && drugs.records.count == 285 && drugs.pages == 3)
      #expect(drugs.records.allSatisfy { $0.utf8.filter { $0 == UInt8(ascii: "|") }.count == 54 })
      let text = drugs.records.joined()
      for odd in ["₂", "μ", "•", "—", "'", "〔", "\u{3000}"] { #expect(text.contains(odd), "\(odd)") }
      let items = await fetch(port, "2|2019-01-01|2021-12-31")
      #expect(items.total == 221 && items.records.count == 221 && items.pages == 3)
      #expect(items.records.allSatisfy { $0.utf8.filter { $0 == UInt8(ascii: "|") }.count == 72 })
    }
  }

  @Test("Continuing by code alone loses rows of a code that lies across a page's edge; the count tells")
  func sampleDuplicates() async throws {
    try await sample { port, _ in
      // wc -l baseline/bzml.txt = 335; three codes lie across an edge, two rows of each on the far side.
      let diseases = await fetch(port, "3|2019-01-01|2021-12-31")
      #expect(diseases.total == 335)
      #expect(diseases.records.count == 335 - 6)
      #expect(Set(diseases.records).count == diseases.records.count)
      #expect(diseases.records.contains { $0.hasPrefix("J00 03|") })
      #expect(diseases.records.contains { $0.hasPrefix("SY.01|") })
      #expect(diseases.records.contains { $0.contains("𬭊") })
    }
  }

  @Test("Releases appear when they are published, and a whole-catalogue change leaves the total as it was")
  func sampleReleases() async throws {
    try await sample { port, simulator in
      #expect(await fetch(port, "1|2021-03-01|2021-03-01").total == 0)
      #expect(await LoopbackClient.call(port, "24|1|2021-03-01|2021-03-01|").text == "1|0|0|1|##")
      try await simulator.publish(release: "release-20210301")
      #expect(await fetch(port, "1|2021-03-01|2021-03-01").records.count == 42)
      #expect(await fetch(port, "2|2021-03-01|2021-03-01").records.count == 14)
      #expect(await fetch(port, "3|2021-03-01|2021-03-01").records.count == 12)
      #expect(try await simulator.rowCounts() == ["ypml": 310, "zlxm": 230, "bzml": 347])
      try await simulator.publish(release: "release-20210401")
      #expect(try await simulator.rowCounts() == ["ypml": 310, "zlxm": 230, "bzml": 347])
      #expect(await fetch(port, "1|2021-04-01|2021-04-01").records.count == 310)
      #expect(await fetch(port, "1|2021-03-01|2021-03-01").total == 0)
      await #expect(throws: SimulatorError.self) { try await simulator.publish(release: "release-20990101") }
    }
  }

  @Test("announced.json says what the files hold")
  func announced() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/CentreSimulator/Sample")
    let data = try Data(contentsOf: folder.appendingPathComponent("announced.json"))
    let announced = try JSONDecoder().decode([String: [String: [String: Int]]].self, from: data)
    #expect(announced.keys.sorted() == ["baseline", "release-20210301", "release-20210401"])
    for (release, files) in announced {
      for (file, counts) in files {
        let text = try String(contentsOf: folder.appendingPathComponent("\(release)/\(file).txt"), encoding: .utf8)
        #expect(text.split(separator: "\n").count == counts["rows"], "\(release)/\(file)")
      }
    }
  }

  @Test("Both ends of the window are inside, and the centre's order ignores punctuation")
  func windows() async throws {
    let centre = try await SmallCentre()
    let texts = [
      "24|1|2021-01-31|2021-02-01|": ["D0000002", "D.000003"],
      "24|1|2021-02-01|2021-02-28|": ["D.000003"],
      "24|1|2020-01-01|2020-01-01|": ["D0000001"],
      "24|1|20210131|20210131|": ["D0000002"],
      // Without its dot D.000003 is D000003, after D0000002: the seventh character decides, 3 against 0.
      "24|1|||": ["D0000001", "D0000002", "D.000003"],
      "24|1|||D0000001": ["D0000002", "D.000003"],
    ]
    for (request, codes) in texts {
      let parts = await centre.call(request).text.split(separator: "|", maxSplits: 4).map(String.init)
      let records = parts.last?.split(separator: "$").map { String($0.prefix { $0 != "|" }) } ?? []
      #expect(records == codes, "\(request)")
    }
    for refused in ["24|4|||", "24||||", "24|1|2021-03-02|2021-03-01|", "24|1|1 March||"] {
      #expect(await centre.call(refused).fields.first != "1", "\(refused)")
    }
    try await centre.stop()
  }

  @Test("A planned release is there from its moment on")
  func planned() async throws {
    let centre = try await SmallCentre { configuration in
      configuration.plannedReleases = [.init(release: "release-20210301", at: SmallCentre.sixOClock + 60)]
    }
    #expect(await fetch(centre.port, "1|2021-03-01|2021-03-01").total == 0)
    centre.advance(60)
    #expect(await fetch(centre.port, "1|2021-03-01|2021-03-01").total == 2)
    try await centre.stop()
  }

  @Test("Generated catalogues have the asked number of rows, and other rows for another seed")
  func generated() async throws {
    let folder = SmallCentre.newFolder()
    var first: [String] = []
    for seed in [7, 7, 8] as [UInt64] {
      var configuration = SimulatorConfiguration(dataDirectory: folder, catalogue: .generated(drugs: 2_400))
      configuration.seed = seed
      let simulator = try CentreSimulator(configuration: configuration)
      let port = try await simulator.start()
      #expect(try await simulator.rowCounts() == ["ypml": 2_400, "zlxm": 600, "bzml": 1_200])
      let drugs = await fetch(port, "1||")
      #expect(drugs.pages == 3 && drugs.records.count == 2_400)
      if seed == 7, !first.isEmpty { #expect(drugs.records == first) }
      if seed == 8 { #expect(drugs.records != first) }
      first = drugs.records
      await simulator.stop()
    }
    try FileManager.default.removeItem(atPath: folder)
  }

  @Test("A record with a field too many stops the start, naming the file")
  func badFile() throws {
    let folder = SmallCentre.newFolder()
    try SmallCentre.write(folder + "/baseline", ["bzml": [SmallCentre.record(9, [0: "A00"])]])
    #expect(throws: SimulatorError.self) {
      try CentreSimulator(
        configuration: SimulatorConfiguration(dataDirectory: folder + "/data", catalogue: .directory(folder)))
    }
    try FileManager.default.removeItem(atPath: folder)
  }
}
