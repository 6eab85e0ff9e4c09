/// How the rows that the national platform announced (`data_cnt` of each file, `recordCounts` of 1304) became the rows of a
/// batch. Announced = rows of the batch − ``termsOnly`` + ``repeated`` + rejected − ``rejectedTerms``, where it announced a
/// number for every file.
public struct PlatformRows: Hashable, Sendable {
  /// Rows that came for a key that a later row of the same batch has too: other versions, other files.
  public let repeated: Int
  /// Rows held of which only what is paid changed (1312, 1318, 1319); no file announced them.
  public let termsOnly: Int
  /// Rejected rows of 1312, 1318 and 1319; no file announced them.
  public let rejectedTerms: Int

  public init(repeated: Int, termsOnly: Int, rejectedTerms: Int) {
    self.repeated = repeated
    self.termsOnly = termsOnly
    self.rejectedTerms = rejectedTerms
  }
}
