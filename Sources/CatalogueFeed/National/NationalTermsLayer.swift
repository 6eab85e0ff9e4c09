import Catalogue
import CatalogueStore
import CentreProtocol

/// Codes that a download said something about; with more than the limit, all of them are looked at.
struct TouchedCodes {
  static let limit = 10_000

  private(set) var codes: Set<String> = []
  private(set) var isAll = false

  mutating func note(_ code: String) {
    guard !isAll else { return }
    codes.insert(code)
    if codes.count > Self.limit { noteAll() }
  }

  mutating func noteAll() {
    isAll = true
    codes = []
  }
}

/// Rows of a query that cannot be read: what they are known by was named by the platform all the same.
struct UnreadTerms {
  private(set) var identities: Set<String> = []
  /// One had no 唯一记录号: it may be any term that is kept.
  private(set) var hasNameless = false

  mutating func note(_ identity: String) {
    if identity.isEmpty { hasNameless = true } else { identities.insert(identity) }
  }
}

extension CatalogueFeed {
  /// Terms that wait to be written together.
  private static let termsTogether = 5_000

  /// Keeps what the three queries say.
  ///
  /// - Returns: the codes whose row may change: all, when a day has begun since the terms were laid over the rows.
  func takeTerms(_ run: NationalRun, into batch: NationalBatch) async throws(FeedError) -> TouchedCodes {
    var touched = TouchedCodes()
    batch.termsBegin()
    if batch.versions[NationalBatch.dayPosition] != run.today.text { touched.noteAll() }
    let area = run.centre.caller.area
    // What was kept is of another area.
    let isOtherArea = batch.versions[NationalBatch.areaPosition].map { $0 != area } ?? false
    for query in NationalTermsQuery.allCases {
      let number = query.rawValue
      if isOtherArea { batch.versions[number] = nil }
      let since = position(number, run, of: batch)
      var waiting: [NationalTerm] = []
      var unread = UnreadTerms()
      let isProven = try await self.query(number, since: since, run, into: batch) { row throws(FeedError) in
        var name: String?
        do throws(RecordReject) {
          let term = try query.term(row)
          name = term.identity
          guard run.rules.concerns(term) else { return name }
          waiting.append(term)
          touched.note(term.code)
        } catch {
          try batch.reject(String(decoding: row.bytes, as: UTF8.self), error, number: number)
          unread.note(CanonicalForm.text(row["rid"]?.text ?? ""))
        }
        if waiting.count == Self.termsTogether { try self.keep(&waiting, run) }
        return name
      }
      try keep(&waiting, run)
      if since == NationalBatch.firstTime {
        if isProven, !unread.hasNameless {
          try stored { () throws(StoreError) in
            try store.endNationalTerms(
              of: number, before: run.startedAt, text: run.nowText, besides: unread.identities)
          }
        }
        touched.noteAll()
      }
    }
    batch.termsEnd()
    batch.versions[NationalBatch.dayPosition] = run.today.text
    batch.versions[NationalBatch.areaPosition] = area
    return touched
  }

  /// Rows of files with what is said about their codes, into the batch; each under the serial its code has here.
  func lay(_ records: inout [CatalogueRecord], _ run: NationalRun, into batch: NationalBatch) throws(FeedError) {
    let taken = records
    records = []
    try stored { () throws(StoreError) in
      guard let known = run.serials else {
        for record in taken { try batch.take(record) }
        return
      }
      let codes = taken.map { $0.key[0] }
      let serials = try known.serials(of: codes)
      let terms = try store.nationalTerms(codes: codes)
      let held = try store.records(batch.kind, keys: codes.map { [serials[$0] ?? $0] })
      var levels: [NationalTerm] = []
      for (code, record) in zip(codes, taken) {
        let older = held[FieldText.join([serials[code] ?? code])]
        let fresh = serials[code].map { NationalMapping.record(record, under: $0, held: older) } ?? record
        let (row, level) = run.rules.over(fresh: fresh, held: older, terms[code] ?? [])
        try batch.take(row)
        if let level { levels.append(level) }
      }
      try store.keepNational(levels, at: run.startedAt)
    }
  }

  /// Rows held whose terms changed, began or ended, into the batch.
  func layOverHeld(_ touched: TouchedCodes, _ run: NationalRun, into batch: NationalBatch) throws(FeedError) {
    try stored { () throws(StoreError) in
      guard touched.isAll else { return try layOverHeld(touched.codes.sorted(), run, into: batch) }
      var last = ""
      while true {
        let codes = try store.nationalTermCodes(after: last, limit: NationalBatch.together)
        guard let end = codes.last else { return }
        try layOverHeld(codes, run, into: batch)
        last = end
      }
    }
  }

  private func layOverHeld(
    _ codes: [String], _ run: NationalRun, into batch: NationalBatch
  ) throws(StoreError) {
    let serials = try run.serials?.serials(of: codes) ?? [:]
    let held = try store.records(batch.kind, keys: codes.map { [serials[$0] ?? $0] })
    guard !held.isEmpty else { return }
    let terms = try store.nationalTerms(codes: codes.filter { held[FieldText.join([serials[$0] ?? $0])] != nil })
    var levels: [NationalTerm] = []
    for code in codes {
      guard let record = held[FieldText.join([serials[code] ?? code])], !batch.contains(record.keyText),
        let (row, level) = run.rules.over(held: record, terms[code] ?? [])
      else { continue }
      try batch.takeHeld(row)
      if let level { levels.append(level) }
    }
    try store.keepNational(levels, at: run.startedAt)
  }

  private func keep(_ terms: inout [NationalTerm], _ run: NationalRun) throws(FeedError) {
    let taken = terms
    terms = []
    try stored { () throws(StoreError) in try store.keepNational(taken, at: run.startedAt) }
  }

  func stored(_ work: () throws(StoreError) -> Void) throws(FeedError) {
    do throws(StoreError) { try work() } catch { throw FeedError(error) }
  }
}
