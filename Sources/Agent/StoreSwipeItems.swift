import Catalogue
import CatalogueStore
import Settlement
import SettlementJournal
import SwipeTest

/// Items of the swipe test from the published catalogue: what the newest release with changes brought.
struct StoreSwipeItems: SwipeItemSource {
  let store: CatalogueStore

  func newestRelease() async throws -> Int64? {
    let number = store.currentSet.number
    return number == 0 ? nil : number
  }

  func newlyChanged(limit: Int) async throws -> [SwipeItem] {
    for release in try store.releases(limit: 20) {
      var items: [SwipeItem] = []
      for kind in [CatalogueKind.ypml, .zlxm] where release.batches[kind] != nil {
        let records = try store.records(kind, changedInRelease: release.number, limit: limit * 10 + 50)
        for record in records where items.count < limit && isInForce(record) { items.append(item(record)) }
      }
      if !items.isEmpty { return items }
    }
    return []
  }

  func item(serial: String) async throws -> SwipeItem? {
    for kind in [CatalogueKind.ypml, .zlxm] {
      if let record = try store.record(kind, key: [serial]) { return item(record) }
    }
    return nil
  }

  /// A row that the centre has ended is not sold any more.
  private func isInForce(_ record: CatalogueRecord) -> Bool { (record.value(of: "zzsj") ?? "").isEmpty }

  private func item(_ record: CatalogueRecord) -> SwipeItem {
    let isDrug = record.kind == .ypml
    func value(_ column: String) -> String { record.value(of: column) ?? "" }
    let serial = value(isDrug ? "yplsh" : "xmlsh")
    let price = value(isDrug ? "pfj" : "ylbzj")
    return SwipeItem(
      serial: serial, code: value(isDrug ? "ypbm" : "xmbm"), name: value(isDrug ? "tym" : "xmmc"),
      price: UnitPrice(yuan: price), unit: value(isDrug ? "bzdw" : "dw"),
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
