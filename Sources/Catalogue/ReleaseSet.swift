/// The files a statement reads: one immutable SQLite file per view.
///
/// A catalogue that was never published has no file; its view is empty. One whose files are all damaged has none either;
/// its view cannot be read, which is an error and not an empty answer.
public struct ReleaseSet: Sendable, Hashable {
  /// Number of the newest release in the set; 0 before the first.
  public let number: Int64
  /// Absolute path of each view's file.
  public let files: [CatalogueKind: String]
  /// Catalogues whose view cannot be read.
  public let unavailable: Set<CatalogueKind>

  public init(number: Int64, files: [CatalogueKind: String], unavailable: Set<CatalogueKind> = []) {
    self.number = number
    self.files = files
    self.unavailable = unavailable
  }

  /// What is published before the first release: three empty views.
  public static let empty = ReleaseSet(number: 0, files: [:])
}
