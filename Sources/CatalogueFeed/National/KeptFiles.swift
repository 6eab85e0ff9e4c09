import Catalogue
import CatalogueStore
import CentreProtocol

/// Files of an interrupted download.
struct KeptFiles {
  /// Whether the store keeps files of this download already.
  var isBegun: Bool
  /// Whether they are of a download of everything.
  var isWhole: Bool
}

/// A file is the same whenever it is asked for, so a download that was cut off goes on after the files it took over. The
/// pages of a query are not: a row that changes meanwhile moves to another page, and one page would lack what moved. A
/// query begins at its first page.
extension CatalogueFeed {
  /// What may be gone on with; a download of everything goes on as one, whoever asks.
  func keptFiles(_ kind: CatalogueKind, full: Bool) throws(StoreError) -> KeptFiles {
    guard let staged = try store.stagedDownload(kind), staged.holdsFiles, staged.isWhole || !full,
      (0..<PollSchedule.stagingLifetimeMilliseconds).contains(now() - staged.startedAt)
    else { return KeptFiles(isBegun: false, isWhole: false) }
    return KeptFiles(isBegun: true, isWhole: staged.isWhole)
  }

  /// Takes the files kept over as if they had come now. One that does not follow the version reached is left out, and
  /// asked for again.
  func takeKept(_ kept: KeptFiles, _ run: NationalRun, into batch: NationalBatch) throws(FeedError) {
    guard kept.isBegun else { return }
    var failure: FeedError?
    var files: [String: Int] = [:]
    try stored { () throws(StoreError) in
      try store.forEachStagedFile(batch.kind) { file in
        guard failure == nil, let catalogue = NationalFileCatalogue(rawValue: file.number),
          catalogue.kind == batch.kind, file.announced.map(NationalCount.isPossible) ?? true,
          batch.versions[file.number] ?? NationalBatch.firstVersion == file.after
        else { return }
        do throws(FeedError) {
          files[file.number, default: 0] += 1
          let piece = FeedPiece(
            transaction: file.number, after: file.after, number: files[file.number] ?? 1, rows: 0,
            announced: file.announced)
          batch.versions[file.number] = try take(file.archive, piece, of: catalogue, run, into: batch)
        } catch {
          failure = error
        }
      }
    }
    if let failure { throw failure }
  }

  /// Keeps a file that was taken over.
  func keep(
    _ file: StagedFile, _ run: NationalRun, of kind: CatalogueKind, beside kept: inout KeptFiles
  ) throws(FeedError) {
    let (isBegun, isWhole) = (kept.isBegun, kept.isWhole)
    try stored { () throws(StoreError) in
      if !isBegun { try store.beginStagingFiles(kind, isWhole: isWhole, now: run.startedAt) }
      try store.stage(file, of: kind)
    }
    kept.isBegun = true
  }
}
