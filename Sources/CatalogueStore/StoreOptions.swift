import Catalogue

/// What of the configuration the store needs.
public struct StoreOptions: Sendable {
  /// Newest sets whose files are kept, and newest files of each catalogue (`[feed] keep_releases`); a first load's file is
  /// kept for ever besides, and the one a current file was copied from.
  public var keepReleases: Int
  /// Days for which the text of a rejected row that is settled is kept (`[feed] keep_raw_days`).
  public var keepRawDays: Int
  /// `[download_log] file_name`; `{yyyyMMdd}` is the day of publication.
  public var logFileName: String
  /// `[download_log] encoding` and `line_ending`, for files not yet begun.
  public var logFormat: LogFormat

  public init(
    keepReleases: Int = 10, keepRawDays: Int = 30, logFileName: String = "下载日志-{yyyyMMdd}.txt",
    logFormat: LogFormat = LogFormat()
  ) {
    precondition(keepReleases >= 1, "the current set is always kept")
    self.keepReleases = keepReleases
    self.keepRawDays = keepRawDays
    self.logFileName = logFileName
    self.logFormat = logFormat
  }

  func logFileName(for day: CivilDate) -> String {
    guard let range = logFileName.firstRange(of: "{yyyyMMdd}") else { return logFileName }
    return logFileName.replacingCharacters(in: range, with: day.compactText)
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
    self[..<range.lowerBound] + text + self[range.upperBound...]
  }
}
