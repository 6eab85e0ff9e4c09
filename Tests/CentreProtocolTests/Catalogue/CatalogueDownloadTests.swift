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

  /// Keys of the rows that stand, as who kept the pages reads them.
  private func keys(_ batch: DownloadedBatch, _ pages: [CataloguePage]) throws -> [String] {
    try pages.flatMap(\.records).enumerated().filter { !batch.records.superseded.contains($0.offset) }.map {
      try CatalogueRecord.decode($0.element, kind: batch.kind).keyText
    }
  }

  @Test func pagesThrough() throws {
    var download = CatalogueDownload(kind: .bzml, window: window)
    let pages = [page(3, [row("A"), row("B")]), page(3, [row("C")], last: true)]
    #expect(key(download.pageArrived(pages[0])) == "B")
    let batch = try #require(ended(download.pageArrived(pages[1])))
    #expect(batch.records.count == 3)
    let rows = try keys(batch, pages)
    #expect(rows == ["A|1||", "B|1||", "C|1||"])
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
    #expect(batch.records.count == 0)
    #expect(batch.records.superseded == [0])
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
    let pages = [
      page(4, [row("A"), row("B", "1")]), page(4, [row("C")], last: true), page(4, [row("B", "1"), row("B", "2")]),
    ]
    #expect(key(download.pageArrived(pages[0])) == "B")
    #expect(key(download.pageArrived(pages[1])) == "A")
    let batch = try #require(ended(download.pageArrived(pages[2])))
    #expect(batch.isProven)
    #expect(batch.records.count == 4)
    // The later text of a repeated row stands.
    #expect(batch.records.superseded == [1])
    let rows = try keys(batch, pages)
    #expect(rows == ["A|1||", "C|1||", "B|1||", "B|2||"])
  }

  @Test func replayedPagesLeadToTheSamePlace() throws {
    let pages = [page(5, [row("A"), row("B")]), page(5, [row("C"), "D|kaputt"])]
    var first = CatalogueDownload(kind: .bzml, window: window)
    for page in pages { _ = first.pageArrived(page) }
    var second = CatalogueDownload(kind: .bzml, window: window)
    for page in pages { _ = second.pageArrived(page) }
    #expect(second.nextContinueAfter == "D")
    let end = page(5, [row("E")], last: true)
    for var download in [first, second] {
      let batch = try #require(ended(download.pageArrived(end)))
      #expect(batch.records.count == 4)
      #expect(batch.records.superseded == [3])
      #expect(batch.rejected.map(\.text) == ["D|kaputt"])
    }
  }

  /// Ten thousand bad rows are told; one more, and the format is another one.
  @Test func tooManyBadRowsEndIt() throws {
    for (count, isEnd) in [(10_000, false), (10_001, true)] {
      var download = CatalogueDownload(kind: .bzml, window: window)
      let step = download.pageArrived(page(count, (1...count).map { "B\($0)|kaputt" }, last: true))
      if isEnd {
        guard case .failed(let error) = step else { return #expect(Bool(false), "\(step)") }
        #expect(error.code == .tooManyRejects)
      } else {
        let batch = try #require(ended(step))
        #expect(batch.rejected.count == 10_000)
      }
    }
  }

  /// The next page is asked for early only where nothing of this one can change which it is.
  @Test func theLikelyNextPage() {
    var download = CatalogueDownload(kind: .bzml, window: window)
    #expect(download.likelyNext(after: page(3, [row("A"), row("B")])) == "B")
    #expect(download.likelyNext(after: page(2, [row("A"), row("B")])) == nil)
    #expect(download.likelyNext(after: page(3, [row("A")], last: true)) == nil)
    #expect(download.likelyNext(after: page(3, [])) == nil)
    _ = download.pageArrived(page(9, [row("A"), row("B")]))
    #expect(download.likelyNext(after: page(9, [row("C")])) == "C")
    #expect(download.likelyNext(after: page(8, [row("C")])) == nil)
    #expect(download.likelyNext(after: page(9, [row("B")])) == nil)
    #expect(download.likelyNext(after: page(CataloguePage.unannounced, [row("C")])) == nil)
  }
}
