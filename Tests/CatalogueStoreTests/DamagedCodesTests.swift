import Catalogue
import Foundation
import Testing

@testable import CatalogueStore

/// Release files that hold national codes are made again whatever was imported since (docs/releases.md).
@Suite struct DamagedCodesTests {
  private let fixture = StoreFixture()
  private let now = StoreFixture.february26

  private func path(_ release: Int) -> String { "\(fixture.directory)/releases/ypml/00000\(release).sqlite" }

  private func bytes(_ release: Int) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path(release))) }

  /// Release 1: two drugs. Release 2: codes of both, and of one that comes later. Release 3: that one comes.
  private func publishThree() throws -> CatalogueStore {
    let store = try fixture.open()
    let first = try store.publish(
      [StoreFixture.batch([try StoreFixture.drug("1000000001"), try StoreFixture.drug("1000000002")])], now: now)
    let second = try store.importCodes([.ypml: Self.codes], now: now + 1, publishes: true)
    let third = try store.publish([StoreFixture.batch([try StoreFixture.drug("1000000003")])], now: now + 2)
    #expect([first.release, second.release, third.release] == [1, 2, 3])
    return store
  }

  private static let codes = ["1000000001": "XA01", "1000000002": "XA02", "1000000003": "XA03"]

  /// Damages the newest file, opens the store again, and compares what was made with what was there.
  private func damageAndCompare(_ release: Int, contents: [String]) throws {
    let good = try bytes(release)
    try Data("damaged".utf8).write(to: URL(fileURLWithPath: path(release)))
    let store = try fixture.open()
    #expect(store.openingInspection == FileInspection(rebuilt: [path(release)], damaged: []))
    #expect(try bytes(release) == good)
    let file = try #require(store.currentSet.files[.ypml])
    #expect(file == path(release))
    #expect(try StoreFixture.ask(file, "SELECT yplsh, gjmldm FROM ypml ORDER BY row") == contents)
  }

  private func rollBack(_ store: CatalogueStore, to release: Int64) throws {
    _ = try store.rollBack(to: release, catalogues: [.ypml], reason: "试", now: now + 10)
  }

  /// The same file a second time changes nothing and makes no release; what was published stays repairable.
  @Test(arguments: [2, 3]) func theSameCodesAgain(release: Int) throws {
    let store = try publishThree()
    if release == 2 { try rollBack(store, to: 2) }
    let again = try store.importCodes([.ypml: Self.codes], now: now + 20, publishes: true)
    #expect(again == CodeImportResult(release: nil, changed: [:]))
    let three = ["1000000001|XA01", "1000000002|XA02", "1000000003|XA03"]
    try damageAndCompare(release, contents: Array(three.prefix(release)))
  }

  /// Codes that were changed later and taken back with their release.
  @Test func codesChangedSinceAndRolledBack() throws {
    let store = try publishThree()
    let changed = try store.importCodes([.ypml: ["1000000002": "XB02"]], now: now + 3, publishes: true)
    #expect(changed.release == 4)
    try rollBack(store, to: 2)
    try damageAndCompare(2, contents: ["1000000001|XA01", "1000000002|XA02"])
  }

  /// The code a row came with was changed in a later release, which is taken back.
  @Test func theCodeOfANewRowChangedSince() throws {
    let store = try publishThree()
    let changed = try store.importCodes([.ypml: ["1000000003": "XB03"]], now: now + 3, publishes: true)
    #expect(changed.release == 4)
    try rollBack(store, to: 3)
    try damageAndCompare(3, contents: ["1000000001|XA01", "1000000002|XA02", "1000000003|XA03"])
  }

  /// Codes that a rollback took back are imported again: known already, and yet a release.
  @Test func codesImportedAgainAfterARollback() throws {
    let store = try publishThree()
    try rollBack(store, to: 1)
    let again = try store.importCodes([.ypml: Self.codes], now: now + 20, publishes: true)
    #expect(again == CodeImportResult(release: 5, changed: [.ypml: 2]))
    try damageAndCompare(5, contents: ["1000000001|XA01", "1000000002|XA02"])
  }

  /// What an earlier program left behind: nothing noted with the release, every code dated by its last import.
  @Test(arguments: [2, 3], [false, true]) func releasesOfEarlierPrograms(release: Int, isDatedAnew: Bool) throws {
    do {
      let store = try publishThree()
      if release == 2 { try rollBack(store, to: 2) }
    }
    // Closed before the store is opened again: it keeps others out.
    do {
      let database = try RawDatabase(path: "\(fixture.directory)/agent.sqlite", mode: .building)
      try database.execute("DELETE FROM release_code")
      if isDatedAnew { try database.execute("UPDATE national_code SET at = \(now + 30)") }
    }
    let three = ["1000000001|XA01", "1000000002|XA02", "1000000003|XA03"]
    try damageAndCompare(release, contents: Array(three.prefix(release)))
  }

  /// What is noted with a release goes with its file.
  @Test func notesGoWithTheFile() throws {
    let store = try fixture.open(StoreOptions(keepReleases: 2))
    _ = try store.publish([StoreFixture.batch([try StoreFixture.drug("1000000001")])], now: now)
    for number in 1...4 {
      _ = try store.importCodes([.ypml: ["1000000001": "X\(number)"]], now: now + Int64(number), publishes: true)
    }
    let noted = try StoreFixture.ask(
      "\(fixture.directory)/agent.sqlite", "SELECT release, code FROM release_code ORDER BY release")
    #expect(noted == ["4|X3", "5|X4"])
  }
}
