import Catalogue
import Testing

@testable import CentreProtocol

@Suite struct CatalogueDownloadTests {
  private let window = CatalogueWindow(from: CatalogueWindow.firstDay, through: CatalogueWindow.firstDay)
  private func row(_ code: String, _ category: String = "1") -> String { "\(code)|名|M|\(category)|||2021-03-01|" }
  private func page(_ total: Int, _ rows: [String], last: Bool = false) -> CataloguePage {
    CataloguePage(total: total, isLast: last, records: rows)
  }
  private func key(_ step: CatalogueDownload.Step) -> String? {
    if case .request(let key) = step { key } else { nil }
  }
  private func ended(_ step: CatalogueDownload.Step) -> DownloadedBatch? {
    if case .complete(let batch) = step { batch } else { nil }
  }

  @Test func pagesThrough() throws {
    var download = CatalogueDownload(kind: .bzml, window: window)
    #expect(key(download.pageArrived(page(3, [row("A"), row("B")]))) == "B")
    let batch = try #require(ended(download.pageArrived(page(3, [row("C")], last: true))))
    #expect(batch.records.map { $0.fields[0] } == ["A", "B", "C"])
    #expect(batch.isProven)
  }

  @Test func aRejectedRowCounts() throws {
    var download = CatalogueDownload(kind: .bzml, window: window)
    let batch = try #require(ended(download.pageArrived(page(2, [row("A"), "B|kaputt"], last: true))))
    #expect(batch.isProven)
    #expect(batch.rejected.map(\.number) == [2])
    #expect(batch.rejected.first?.text == "B|kaputt")
  }

  @Test func rowsOfAnotherCatalogueAreBadRows() throws {
    var download = CatalogueDownload(kind: .ypml, window: window)
    let batch = try #require(ended(download.pageArrived(page(1, [row("A")], last: true))))
    #expect(batch.records.isEmpty)
    #expect(batch.rejected.first?.reject.code == .wrongFieldCount)
  }

  @Test func aShortOrLongCountIsNotProven() throws {
    var short = CatalogueDownload(kind: .ypml, window: window)
    #expect(try #require(ended(short.pageArrived(page(2, [], last: true)))).isProven == false)
    var long = CatalogueDownload(kind: .bzml, window: window)
    #expect(try #require(ended(long.pageArrived(page(1, [row("A"), row("B")])))).isProven == false)
  }

  @Test func aChangedTotalStartsAgainAtMostThreeTimes() {
    var download = CatalogueDownload(kind: .bzml, window: window)
    for attempt in 1...4 {
      _ = download.pageArrived(page(9 + attempt, [row("A")]))
      let step = download.pageArrived(page(100, [row("B")]))
      if attempt <= 3 {
        guard case .restart = step else { return #expect(Bool(false), "attempt \(attempt): \(step)") }
        #expect(download.receivedCount == 0)
      } else {
        guard case .failed(let error) = step else { return #expect(Bool(false), "attempt \(attempt): \(step)") }
        #expect(error.code == .unsteadyTotal)
      }
    }
  }

  @Test func noProgressEnds() {
    var empty = CatalogueDownload(kind: .bzml, window: window)
    guard case .failed(let error) = empty.pageArrived(page(3, [])) else { return #expect(Bool(false)) }
    #expect(error.code == .noProgress)
    var same = CatalogueDownload(kind: .bzml, window: window)
    _ = same.pageArrived(page(3, [row("A")]))
    guard case .failed(let error) = same.pageArrived(page(3, [row("A")])) else { return #expect(Bool(false)) }
    #expect(error.code == .noProgress)
  }

  @Test func aCodeCutByAPageEdgeIsAskedForAgain() throws {
    // The centre's rows: A, B1, B2, C; pages of two; it continues after the code B, so B2 is skipped.
    var download = CatalogueDownload(kind: .bzml, window: window)
    #expect(key(download.pageArrived(page(4, [row("A"), row("B", "1")]))) == "B")
    #expect(key(download.pageArrived(page(4, [row("C")], last: true))) == "A")
    let batch = try #require(ended(download.pageArrived(page(4, [row("B", "1"), row("B", "2")]))))
    #expect(batch.isProven)
    #expect(batch.records.map(\.keyText) == ["A|1||", "B|1||", "C|1||", "B|2||"])
  }

  @Test func replayedPagesLeadToTheSamePlace() throws {
    let pages = [page(5, [row("A"), row("B")]), page(5, [row("C"), "D|kaputt"])]
    var first = CatalogueDownload(kind: .bzml, window: window)
    for page in pages { _ = first.pageArrived(page) }
    var second = CatalogueDownload(kind: .bzml, window: window)
    for page in pages { _ = second.pageArrived(page) }
    #expect(second.nextContinueAfter == "D")
    let end = page(5, [row("E")], last: true)
    #expect(try #require(ended(second.pageArrived(end))).records == #require(ended(first.pageArrived(end))).records)
  }
}
