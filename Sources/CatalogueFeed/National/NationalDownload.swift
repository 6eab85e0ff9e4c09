import Catalogue
import CatalogueStore
import CentreProtocol

/// Everything the national platform has for one view after the versions taken over: rows with one record a key, the
/// positions reached, and whether every file and query brought what it announced.
struct NationalBatch {
  /// Files one transaction may offer in one poll; a platform whose versions never end is stopped there.
  static let fileLimit = 1_000
  /// The version before every version.
  static let firstVersion = "0"
  /// The change time before every change.
  static let firstTime = "1970-01-01 00:00:00"

  let kind: CatalogueKind
  private(set) var records: [CatalogueRecord] = []
  private(set) var rejected: [RejectedRow] = []
  /// What is missing (positive) or too much (negative) against the numbers announced.
  private(set) var shortfall = 0
  private(set) var received = 0
  var versions: [String: String] = [:]
  private var placeOfKey: [String: Int] = [:]

  init(kind: CatalogueKind) { self.kind = kind }

  mutating func proves(announced: Int?, received count: Int) {
    received += count
    if let announced, announced != count { shortfall += abs(announced - count) }
  }

  /// The later record of a key stands.
  mutating func take(_ record: CatalogueRecord) {
    if let place = placeOfKey[record.keyText] {
      records[place] = record
    } else {
      placeOfKey[record.keyText] = records.count
      records.append(record)
    }
  }

  mutating func reject(_ text: String, _ reason: RecordReject) {
    rejected.append(RejectedRow(number: received + rejected.count + 1, text: text, reject: reason))
  }

  func record(_ key: String) -> CatalogueRecord? { placeOfKey[key].map { records[$0] } }

  /// As the feed publishes it: distinct rows, with the shortfall of any file or query added to what was announced.
  func batch(window: CatalogueWindow) -> DownloadedBatch {
    DownloadedBatch(
      kind: kind, window: window, announced: records.count + rejected.count + shortfall,
      records: DownloadedRows(records),
      rejected: rejected)
  }
}

extension CatalogueFeed {
  /// One view's download from the national platform.
  func downloadNational(
    _ kind: CatalogueKind, from centre: NationalCentre, full: Bool, progress: Progress?
  ) async throws(StoreError) -> DownloadResult {
    let startedAt = now()
    let today = CivilDateTime(unixMilliseconds: startedAt).date
    var batch = NationalBatch(kind: kind)
    batch.versions = full ? [:] : try store.nationalVersions(kind)
    let isWhole = batch.versions.isEmpty
    do throws(FeedError) {
      for catalogue in NationalFileCatalogue.allCases where catalogue.kind == kind {
        try await walk(catalogue, of: centre, into: &batch) { files, rows in
          self.reportNational(kind, files: files, rows: rows, startedAt: startedAt, to: progress)
        }
      }
      if kind == .ypml { try await takeEthnicDrugs(of: centre, into: &batch) }
      var terms = NationalTerms(area: centre.caller.area, today: today)
      if kind != .bzml { try await takeTerms(of: centre, &terms, into: &batch) }
      try lay(terms, over: &batch)
    } catch {
      return .failed(error)
    }
    if batch.received == 0, !full { return .unchanged(rows: store.rowCounts[kind] ?? 0) }
    nationalVersions[kind] = batch.versions
    return .batch(
      batch.batch(window: CatalogueWindow.whole), BatchRows(batch.records, kind: kind), isWhole: isWhole, answer: nil)
  }

  /// Asks for one version's file after the other until there is nothing newer.
  private func walk(
    _ catalogue: NationalFileCatalogue, of centre: NationalCentre, into batch: inout NationalBatch,
    report: (Int, Int) -> Void
  ) async throws(FeedError) {
    var files = 0
    while true {
      let version = batch.versions[catalogue.rawValue] ?? NationalBatch.firstVersion
      guard let (file, announced) = try await centre.nextFile(catalogue, after: version) else { return }
      files += 1
      batch.proves(announced: announced, received: file.rows.count)
      for row in file.rows {
        do throws(RecordReject) {
          batch.take(try NationalMapping.record(row, of: catalogue))
        } catch {
          batch.reject(row.text, error)
        }
      }
      report(files, batch.received)
      guard let next = file.versionName(catalogue), next != version, files < NationalBatch.fileLimit else {
        throw FeedError(
          NationalProtocolError(.noProgress, "\(catalogue.rawValue) 的版本没有前进（\(version)），停止下载"))
      }
      batch.versions[catalogue.rawValue] = next
    }
  }

  private func takeEthnicDrugs(of centre: NationalCentre, into batch: inout NationalBatch) async throws(FeedError) {
    var rows: [JSONValue] = []
    try await query("1304", of: centre, into: &batch) { rows.append($0) }
    for row in rows {
      do throws(RecordReject) {
        batch.take(try NationalMapping.ethnicDrug(row))
      } catch {
        batch.reject(String(decoding: row.bytes, as: UTF8.self), error)
      }
    }
  }

  private func takeTerms(
    of centre: NationalCentre, _ terms: inout NationalTerms, into batch: inout NationalBatch
  ) async throws(FeedError) {
    for query in NationalTermsQuery.allCases {
      var taken = terms
      try await self.query(query.rawValue, of: centre, into: &batch) { taken.take($0, of: query) }
      terms = taken
    }
  }

  /// All pages of what changed since the last time; the newest 更新时间 is the next position.
  private func query(
    _ number: String, of centre: NationalCentre, into batch: inout NationalBatch, _ take: (JSONValue) -> Void
  ) async throws(FeedError) {
    let since = batch.versions[number] ?? NationalBatch.firstTime
    var newest = since
    var received = 0
    var page = 1
    while true {
      let output = try await centre.output(number, NationalPage.input(since: since, page: page))
      let answer: NationalPage
      do throws(NationalProtocolError) {
        answer = try NationalPage(output, page: page)
      } catch {
        throw FeedError(error)
      }
      received += answer.rows.count
      for row in answer.rows {
        if let time = CentreDate.parse(row["updt_time"]?.text ?? "")?.fullText { newest = max(newest, time) }
        take(row)
      }
      if answer.isLast {
        // Rows of the last second come again with the next query, and change nothing: no news.
        let isRepeat = newest == since
        batch.proves(announced: isRepeat ? nil : answer.total, received: isRepeat ? 0 : received)
        batch.versions[number] = newest
        return
      }
      guard page < NationalPage.limit, !answer.rows.isEmpty else {
        throw FeedError(NationalProtocolError(.noProgress, "\(number) 的分页没有前进，停在第 \(page) 页"))
      }
      page += 1
    }
  }

  /// Lays levels, limits and self-payments over the batch's rows, and over rows held that the batch does not bring.
  private func lay(_ terms: NationalTerms, over batch: inout NationalBatch) throws(FeedError) {
    do throws(StoreError) {
      guard batch.kind != .bzml else { return }
      let keys = batch.records.map(\.key) + terms.codes.map { [$0] }
      let held = try store.records(batch.kind, keys: keys)
      for record in batch.records {
        if let older = held[record.keyText] { batch.take(NationalTerms.keeping(older, in: record)) }
      }
      for code in terms.codes {
        if let record = batch.record(code) {
          batch.take(terms.over(record, isHeld: false))
        } else if let record = held[code] {
          batch.take(terms.over(record, isHeld: true))
        }
      }
    } catch {
      throw FeedError(error)
    }
  }

  private func reportNational(
    _ kind: CatalogueKind, files: Int, rows: Int, startedAt: Int64, to progress: Progress?
  ) {
    let seconds = Double(now() - startedAt) / 1000
    let value = FeedProgress(
      kind: kind, page: files, rows: rows, total: rows, rowsPerSecond: seconds > 0 ? Double(rows) / seconds : 0,
      remainingSeconds: nil)
    show(value, since: startedAt)
    progress?(value)
  }
}
