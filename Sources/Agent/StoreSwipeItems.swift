import Catalogue
import CatalogueStore
import Settlement
import SettlementJournal
import SwipeTest

/// Items of the swipe test from the published catalogue: what the newest release with changes brought.
struct StoreSwipeItems: SwipeItemSource {
  let store: CatalogueStore
  /// Code of the institution, whose own preparations may be tested.
  let institution: String

  func newestRelease() async throws -> Int64? {
    let number = store.currentSet.number
    return number == 0 ? nil : number
  }

  func newlyChanged(limit: Int, codedOnly: Bool) async throws -> [SwipeItem] {
    for release in try store.releases(limit: 20) {
      var found: [(kind: SwipeItemKind, item: SwipeItem)] = []
      for kind in [CatalogueKind.ypml, .zlxm] where release.batches[kind] != nil {
        let records = try store.records(kind, changedInRelease: release.number, limit: Self.consideredRows)
        for record in records where isInForce(record) {
          guard let kind = SwipeItemKind(record, institution: institution) else { continue }
          guard !codedOnly || !record.held("gjmldm").isEmpty else { continue }
          found.append((kind, item(record)))
        }
      }
      if !found.isEmpty { return SwipeItemKind.mixed(found, limit: limit) }
    }
    return []
  }

  /// Changed rows of a catalogue that are looked at for different kinds.
  static let consideredRows = 2000

  func item(serial: String) async throws -> SwipeItem? {
    for kind in [CatalogueKind.ypml, .zlxm] {
      if let record = try store.record(kind, key: [serial]) { return item(record) }
    }
    return nil
  }

  /// A row that the centre has ended is not sold any more.
  private func isInForce(_ record: CatalogueRecord) -> Bool { record.held("zzsj").isEmpty }

  private func item(_ record: CatalogueRecord) -> SwipeItem {
    let isDrug = record.kind == .ypml
    func value(_ column: String) -> String { record.held(column) }
    let serial = value(isDrug ? "yplsh" : "xmlsh")
    let price = value(isDrug ? "pfj" : "ylbzj")
    return SwipeItem(
      serial: serial, code: value(isDrug ? "ypbm" : "xmbm"), name: value(isDrug ? "tym" : "xmmc"),
      price: UnitPrice(yuan: price), nationalCode: value("gjmldm"), unit: value(isDrug ? "bzdw" : "dw"),
      kind: SwipeItemKind(record, institution: institution)?.title ?? "",
      specification: isDrug ? value("hl") + value("hldw") : "", form: isDrug ? value("jx") : "")
  }
}

/// The money journal's head beside the catalogue's history (settlement.md R20).
struct StoreJournalHead: JournalHeadStore {
  static let name = "swipe"
  let store: CatalogueStore

  func storedHead() async throws -> MoneyJournalHead? {
    try store.journalHead(Self.name).map { .init(length: Int($0.length), hash: $0.hash) }
  }

  func store(_ head: MoneyJournalHead) async throws {
    try store.saveJournalHead(
      Self.name, StoredJournalHead(length: Int64(head.length), hash: head.hash), now: AgentRuntime.now())
  }
}
