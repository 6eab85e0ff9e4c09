import Catalogue

/// A file of the national platform that a download took over, kept until the download is published or given up.
public struct StagedFile: Hashable, Sendable {
  /// The transaction that named it, `1301`.
  public let number: String
  /// The version after which it was asked for.
  public let after: String
  /// Rows announced; `nil` where the platform said nothing.
  public let announced: Int?
  /// The zip as it came.
  public let archive: [UInt8]

  public init(number: String, after: String, announced: Int?, archive: [UInt8]) {
    self.number = number
    self.after = after
    self.announced = announced
    self.archive = archive
  }
}

/// Files lie where pages do, one frame a file: number, version, announced number and zip.
extension CatalogueStore {
  private static let partsOfFile = 4
  private static let bytesBesideZip = 1 << 20

  /// Begins a download of files: what was kept of an earlier one is forgotten.
  public func beginStagingFiles(_ kind: CatalogueKind, isWhole: Bool, now: Int64) throws(StoreError) {
    try beginStaging(
      kind, from: StagedDownload.daysOfFiles.from, through: StagedDownload.daysOfFiles.through, isWhole: isWhole,
      now: now)
  }

  /// Keeps a file, so that a download that is cut off goes on after it. One that is larger than a frame may be is not
  /// kept.
  public func stage(_ file: StagedFile, of kind: CatalogueKind) throws(StoreError) {
    guard file.archive.count <= RecordSpool.frameLimit - Self.bytesBesideZip else { return }
    let spool = try pages(of: kind)
    let announced = file.announced.map(String.init) ?? ""
    try spool.append(
      parts: [Array(file.number.utf8), Array(file.after.utf8), Array(announced.utf8), file.archive],
      total: file.announced ?? -1, isLast: false)
    try spool.sync()
  }

  /// The files kept, in the order in which they came, one in memory at a time.
  public func forEachStagedFile(
    _ kind: CatalogueKind, _ body: (StagedFile) throws(StoreError) -> Void
  ) throws(StoreError) {
    let spool = try pages(of: kind)
    var parts: [[UInt8]] = []
    try spool.forEachText { bytes throws(StoreError) in
      parts.append(Array(bytes))
      guard parts.count == Self.partsOfFile else { return }
      let file = StagedFile(
        number: String(decoding: parts[0], as: UTF8.self), after: String(decoding: parts[1], as: UTF8.self),
        announced: Int(String(decoding: parts[2], as: UTF8.self)), archive: parts[3])
      parts = []
      try body(file)
    }
  }
}
