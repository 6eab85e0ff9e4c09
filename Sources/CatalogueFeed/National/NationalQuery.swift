import Catalogue
import CentreProtocol

/// One way through the pages of a query, from the first to the last.
private struct NationalPass {
  /// The newest 更新时间 that is not ahead of us.
  var newest: String
  /// Announced with the last page; `nil` while no page came.
  var total: Int?
  /// Another number was announced than with the page before.
  var isUnsteady = false
  /// What the rows are known by.
  private(set) var identities = KeyTable()
  private(set) var rowCount = 0
  /// How many of `identities` the pass before it brought, which asked for the other 有效标志.
  private(set) var knownCount = 0
  private let known: KeyTable

  init(since: String, besides known: KeyTable) {
    newest = since
    self.known = known
  }

  mutating func note(_ identity: String) {
    if identities.note(identity, number: rowCount) == nil, known.contains(identity) { knownCount += 1 }
    rowCount += 1
  }

  /// It brought rows, and none that the pass before did not bring.
  var isOnlyKnown: Bool { rowCount > 0 && knownCount == identities.count }

  /// How far it is.
  func piece(_ number: String, page: Int) -> FeedPiece {
    FeedPiece(transaction: number, after: nil, number: page, rows: rowCount, announced: total)
  }

  /// Rows moved between the pages while they were asked for, so that others may be in none of them.
  var hasMoved: Bool { isUnsteady || identities.count < rowCount }
}

extension CatalogueFeed {
  /// All pages of what changed since a time; the newest 更新时间 that is not ahead of us is the next position. Rows of its
  /// second come again with the next query.
  ///
  /// The proof is by distinct rows: a row that changes meanwhile moves to another page, so that it comes twice and another
  /// one not at all. Then, and when the number announced changes, the query begins at its first page again, at most
  /// ``CatalogueDownload/restartLimit`` times (centre.md, "Proof").
  ///
  /// - Parameter take: takes a row over and returns what it is known by where the platform gave it no 唯一记录号; `nil` for
  ///   a row that cannot be read. It may be called again for a row.
  /// - Returns: whether it brought as many distinct rows as it announced.
  /// - Throws: `QZ-F115` when the number announced does not stand.
  @discardableResult func query(
    _ number: String, since: String, _ run: NationalRun, into batch: NationalBatch,
    _ take: (JSONValue) throws(FeedError) -> String?
  ) async throws(FeedError) -> Bool {
    let flags = NationalPage.validityFlags(of: number)
    let first = try await steadyPass(
      number, flags.first ?? nil, since: since, run, besides: KeyTable(), into: batch, take)
    var isProven = prove(first, of: number, in: batch)
    for flag in flags.dropFirst() {
      let other = try await steadyPass(
        number, flag, since: since, run, besides: first.identities, into: batch, take)
      if other.isOnlyKnown, other.total == first.total {
        // The platform does not look at the flag: these are the same rows.
        batch.beginsAgain()
        continue
      }
      if !prove(other, of: number, in: batch) { isProven = false }
      // What changed over from the other flag after it was asked for is in neither pass.
      let again = try await steadyPass(
        number, flags.first ?? nil, since: first.newest, run, besides: first.identities, into: batch, take)
      if !prove(again, of: number, in: batch) { isProven = false }
    }
    // Of the first pass: what changed while the others were asked for comes again.
    batch.versions[number] = first.newest
    return isProven
  }

  /// Compares what a pass announced, where it did, with the distinct rows it brought; those of the pass before count once.
  /// Pages that end with "nothing newer" must have brought what they announced, too.
  private func prove(_ pass: NationalPass, of number: String, in batch: NationalBatch) -> Bool {
    batch.cameBefore(pass.knownCount)
    guard let total = pass.total else { return true }
    if number == NationalMapping.ethnicDrugs {
      batch.proves(
        announced: total - pass.knownCount, received: pass.identities.count - pass.knownCount, of: number)
    } else {
      batch.provesQuery(announced: total, received: pass.identities.count, of: number)
    }
    return total == pass.identities.count
  }

  /// A pass that nothing moved in, or the last that was tried.
  private func steadyPass(
    _ number: String, _ flag: String?, since: String, _ run: NationalRun, besides known: KeyTable,
    into batch: NationalBatch, _ take: (JSONValue) throws(FeedError) -> String?
  ) async throws(FeedError) -> NationalPass {
    batch.begins()
    var pass = NationalPass(since: since, besides: known)
    try await pages(number, flag, since: since, run, &pass, into: batch, take)
    var restarts = 0
    while pass.hasMoved, restarts < CatalogueDownload.restartLimit {
      restarts += 1
      batch.beginsAgain()
      let announced = pass.total
      pass = NationalPass(since: since, besides: known)
      try await pages(number, flag, since: since, run, &pass, into: batch, take)
      // "Nothing newer" now does not take back what was announced.
      pass.total = pass.total ?? announced
    }
    guard !pass.isUnsteady else {
      throw FeedError(
        CatalogueProtocolError(.unsteadyTotal, "\(number) 查询期间总条数一再改变，已从第 1 页重查 \(restarts) 次，稍后重试"))
    }
    return pass
  }

  private func pages(
    _ number: String, _ flag: String?, since: String, _ run: NationalRun, _ pass: inout NationalPass,
    into batch: NationalBatch, _ take: (JSONValue) throws(FeedError) -> String?
  ) async throws(FeedError) {
    var page = 1
    while true {
      let input = NationalPage.input(since: since, page: page, validityFlag: flag)
      report(batch, pass.piece(number, page: page), run, hasCome: false)
      guard let output = try await run.centre.news(number, input) else { break }
      let answer = try platform { () throws(NationalProtocolError) in try NationalPage(output, page: page) }
      if let total = pass.total, total != answer.total { pass.isUnsteady = true }
      pass.total = answer.total
      for row in answer.rows {
        batch.noteRow()
        let time = CentreDate.parse(CanonicalForm.text(row["updt_time"]?.text ?? ""))?.fullText ?? ""
        if time <= run.nowText { pass.newest = max(pass.newest, time) }
        let name = try take(row)
        let rowNumber = CanonicalForm.text(row["rid"]?.text ?? "")
        pass.note(rowNumber.isEmpty ? name ?? String(decoding: row.bytes, as: UTF8.self) : rowNumber)
      }
      report(batch, pass.piece(number, page: page), run)
      if answer.isLast || pass.isUnsteady { break }
      guard page < NationalPage.limit, !answer.rows.isEmpty else {
        throw FeedError(NationalProtocolError(.noProgress, "\(number) 的分页没有前进，停在第 \(page) 页"))
      }
      page += 1
    }
  }
}
