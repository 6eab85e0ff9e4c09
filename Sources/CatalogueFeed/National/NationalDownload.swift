import Catalogue
import CatalogueStore
import CentreProtocol

/// What is the same for the whole of one view's download.
struct NationalRun {
  let centre: NationalCentre
  let startedAt: Int64
  let rules: NationalTerms
  let today: CivilDate
  let progress: CatalogueFeed.Progress?
  /// `nil` for 病种, which have no serial beside their code.
  let serials: LocalSerials?

  var nowText: String { CivilDateTime(unixMilliseconds: startedAt).fullText }
}

extension CatalogueFeed {
  /// One view's download from the national platform: first what is paid for items, then the rows it is laid over, one
  /// after the other onto the disk.
  func downloadNational(
    _ kind: CatalogueKind, from centre: NationalCentre, full: Bool, progress: Progress?
  ) async throws(StoreError) -> DownloadResult {
    let startedAt = now()
    let today = CivilDateTime(unixMilliseconds: startedAt).date
    let rules = NationalTerms(area: centre.caller.area, today: today, personType: configuration.selfPaymentPersonType)
    let run = NationalRun(
      centre: centre, startedAt: startedAt, rules: rules, today: today, progress: progress,
      serials: kind == .bzml ? nil : try store.localSerials(kind))
    var kept = try keptFiles(kind, full: full)
    let older = full || kept.isWhole ? [:] : try store.nationalVersions(kind)
    kept.isWhole = older.isEmpty
    let batch = NationalBatch(kind: kind, spool: try store.rowSpool(kind), versions: older)
    do throws(FeedError) {
      var touched = TouchedCodes()
      if kind != .bzml { touched = try await takeTerms(run, into: batch) }
      try takeKept(kept, run, into: batch)
      for catalogue in NationalFileCatalogue.allCases where catalogue.kind == kind {
        try await walk(catalogue, run, into: batch, keeping: &kept)
      }
      if kind == .ypml { try await takeEthnicDrugs(run, into: batch) }
      // A whole catalogue brings every row itself, and a row it does not bring is gone.
      if kind != .bzml, !older.isEmpty { try layOverHeld(touched, run, into: batch) }
    } catch {
      // What is kept of versions that do not end, or of rows that cannot be read, would only grow.
      if error.code == NationalProtocolError.Code.noProgress.rawValue
        || error.code == CatalogueProtocolError.Code.tooManyRejects.rawValue
      {
        try store.discardStaging(kind)
      }
      return .failed(error)
    }
    if batch.isEmpty, !full, batch.versions == older {
      try store.nothingNew(kind)
      return .unchanged(rows: store.rowCounts[kind] ?? 0)
    }
    nationalVersions[kind] = batch.versions
    nationalMismatches[kind] = batch.mismatch
    return try batch.finished(isWhole: older.isEmpty)
  }

  /// Asks for one version's file after the other until there is nothing newer.
  private func walk(
    _ catalogue: NationalFileCatalogue, _ run: NationalRun, into batch: NationalBatch, keeping kept: inout KeptFiles
  ) async throws(FeedError) {
    let number = catalogue.rawValue
    var files = 0
    while true {
      let version = batch.versions[number] ?? NationalBatch.firstVersion
      guard let place = try await run.centre.nextFile(catalogue, after: version) else { return }
      files += 1
      let piece = FeedPiece(
        transaction: number, after: version, number: files, rows: 0, announced: place.announced)
      report(batch, piece, run)
      let archive = try await run.centre.file(place)
      let next = try take(archive, piece, of: catalogue, run, into: batch)
      guard next != version, files < NationalBatch.fileLimit else {
        throw FeedError(NationalProtocolError(.noProgress, "\(number) 的版本没有前进（\(version)），停止下载"))
      }
      batch.versions[number] = next
      try keep(
        StagedFile(number: number, after: version, announced: place.announced, archive: archive), run, of: batch.kind,
        beside: &kept)
    }
  }

  /// Takes a file's rows over.
  ///
  /// - Parameter piece: the file as it begins.
  /// - Returns: the version it brings to, from the last row that names one.
  func take(
    _ archive: [UInt8], _ piece: FeedPiece, of catalogue: NationalFileCatalogue, _ run: NationalRun,
    into batch: NationalBatch
  ) throws(FeedError) -> String {
    batch.begins()
    var piece = piece
    let before = batch.received
    let file = try platform { () throws(NationalProtocolError) in try NationalFile(archive) }
    var version: String?
    var waiting: [CatalogueRecord] = []
    while let row = try platform({ () throws(NationalProtocolError) in try file.next() }) {
      batch.noteRow()
      version = row.versionName(catalogue) ?? version
      do throws(RecordReject) {
        waiting.append(try NationalMapping.record(row, of: catalogue))
      } catch {
        try batch.reject(row.text, error, number: catalogue.rawValue)
      }
      if waiting.count == NationalBatch.together { try lay(&waiting, run, into: batch) }
      piece.rows = batch.received - before
      if piece.rows.isMultiple(of: NationalBatch.reportedEvery) { report(batch, piece, run) }
    }
    try lay(&waiting, run, into: batch)
    piece.rows = batch.received - before
    report(batch, piece, run)
    batch.proves(announced: piece.announced, received: piece.rows, of: catalogue.rawValue)
    guard let version else {
      let why = batch.received == before ? "文件是空的" : batch.lastReason
      throw FeedError(
        NationalProtocolError(.damagedFile, "\(catalogue.rawValue) 的文件里没有一行有版本名称，不能继续下载：\(why)"))
    }
    return version
  }

  private func takeEthnicDrugs(_ run: NationalRun, into batch: NationalBatch) async throws(FeedError) {
    let number = NationalMapping.ethnicDrugs
    let since = position(number, run, of: batch)
    var waiting: [CatalogueRecord] = []
    try await query(number, since: since, run, into: batch) { row throws(FeedError) in
      var name: String?
      do throws(RecordReject) {
        let record = try NationalMapping.ethnicDrug(row)
        name = record.keyText
        waiting.append(record)
      } catch {
        try batch.reject(String(decoding: row.bytes, as: UTF8.self), error, number: number)
      }
      if waiting.count == NationalBatch.together { try self.lay(&waiting, run, into: batch) }
      return name
    }
    try lay(&waiting, run, into: batch)
  }

  /// The time from which a query asks: the one reached, and never one that is still to come, which would hide what
  /// happens until then.
  func position(_ number: String, _ run: NationalRun, of batch: NationalBatch) -> String {
    min(batch.versions[number] ?? NationalBatch.firstTime, run.nowText)
  }

  func platform<Value>(_ work: () throws(NationalProtocolError) -> Value) throws(FeedError) -> Value {
    do throws(NationalProtocolError) { return try work() } catch { throw FeedError(error) }
  }

  /// - Parameters:
  ///   - piece: the file or the pages under way.
  ///   - hasCome: not when the platform is about to be asked for it.
  func report(_ batch: NationalBatch, _ piece: FeedPiece, _ run: NationalRun, hasCome: Bool = true) {
    let seconds = Double(now() - run.startedAt) / 1000
    let rows = batch.catalogueRows
    let value = FeedProgress(
      kind: batch.kind, page: piece.number, rows: rows, total: 0,
      rowsPerSecond: seconds > 0 ? Double(rows) / seconds : 0, remainingSeconds: nil, piece: piece)
    show(value, since: run.startedAt, hasCome: hasCome)
    run.progress?(value)
  }
}
