import Catalogue
import Foundation
import RawWorkbook
import Testing

@testable import CatalogueImport

/// Files from outside never trap: whatever is in them, they are read or refused in our own words.
@Suite struct FuzzTests {
  private struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 11 ^ state << 7
    }
  }

  private func mutated(_ text: [UInt8], _ random: inout Random) -> [UInt8] {
    var bytes = text
    for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
      let place = bytes.indices.randomElement(using: &random) ?? 0
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(contentsOf: bytes[place...].prefix(20), at: place)
      default: bytes.replaceSubrange(place..<min(place + 3, bytes.count), with: Array("<\"9".utf8))
      }
    }
    return bytes
  }

  @Test(.timeLimit(.minutes(2))) func sheetsAndTexts() throws {
    let fixture = try ImportFixture()
    var random = Random(state: 20_210_301)
    let rows =
      RawWorkbook.row(1, [RawWorkbook.text("A1", "bzbm"), RawWorkbook.text("B1", "变更时间")])
      + RawWorkbook.row(2, ["<c r=\"A2\" t=\"s\"><v>0</v></c>", RawWorkbook.number("B2", "44256", style: 1)])
    let text = Array("bzbm,bzmc,\"变更时间\"\nA00,\"霍\"\"乱\",2021-03-01\n".utf8)
    var outcomes: [Bool: Int] = [:]
    for round in 0..<600 {
      let path = "\(fixture.folder)/f.xlsx"
      if round % 3 == 0 {
        try Data(mutated(text, &random)).write(to: URL(fileURLWithPath: path.replacing("xlsx", with: "csv")))
      } else {
        var book = RawWorkbook(rows: rows, shared: ["A00"])
        let part = try #require(book.parts.keys.sorted().randomElement(using: &random))
        book.parts[part] = String(decoding: mutated(Array(try #require(book.parts[part]).utf8), &random), as: UTF8.self)
        try book.write(to: path)
      }
      let file = round % 3 == 0 ? path.replacing("xlsx", with: "csv") : path
      do throws(ImportError) {
        _ = try fixture.importer().preview(.init(path: file, catalogue: .bzml), now: { ImportFixture.now })
        outcomes[true, default: 0] += 1
      } catch {
        #expect(error.code.hasPrefix("QZ-"))
        outcomes[false, default: 0] += 1
      }
    }
    // Neither everything nor nothing was refused, or the mutations would test little.
    #expect((outcomes[false] ?? 0) > 50)
    #expect((outcomes[true] ?? 0) + (outcomes[false] ?? 0) == 600)
  }
}
