import CatalogueStore

/// Whether the log folder holds what the database committed: each file there, and as long as it should be. Contents are
/// compared by ``DownloadLogWriter/rebuild(day:)`` only.
public struct LogInspection: Hashable, Sendable, Codable {
  public struct Lacking: Hashable, Sendable, Codable {
    public let name: String
    /// Committed bytes.
    public let length: Int64
    /// `nil` when the file is missing.
    public let bytesOnDisk: Int64?
    /// Nothing that was written is gone: what is lacking was committed since.
    public let isPending: Bool
    /// Why it could not be looked at, although it is there.
    public let problem: String?

    public init(name: String, length: Int64, bytesOnDisk: Int64?, isPending: Bool = false, problem: String? = nil) {
      self.name = name
      self.length = length
      self.bytesOnDisk = bytesOnDisk
      self.isPending = isPending
      self.problem = problem
    }

    /// `下载日志-20210227.txt 不在`
    public var text: String {
      if let problem { return "\(name) 打不开（\(problem)）" }
      guard let bytesOnDisk else { return "\(name) \(isPending ? "还没有写" : "不在")" }
      return "\(name) \(isPending ? "还没有写完" : "不全")（\(bytesOnDisk)/\(length) 字节）"
    }
  }

  /// Oldest day first.
  public let lacking: [Lacking]

  public init(lacking: [Lacking]) { self.lacking = lacking }

  public var isWhole: Bool { lacking.isEmpty }
}

extension DownloadLogReader {
  /// One look at each file's length; nothing is written.
  public func inspect() throws(StoreError) -> LogInspection {
    var lacking: [LogInspection.Lacking] = []
    let done = try store.subscriberOffset(DownloadLogWriter.subscriber)
    for file in try store.logFiles() {
      let path = "\(directory)/\(file.name)"
      do throws(StoreError) {
        let size = LogFileHandle.exists(path) ? try LogFileHandle(reading: path).size() : nil
        guard (size ?? -1) < file.length else { continue }
        let written = try store.logPieces(of: file.name).last { $0.number <= done }
        lacking.append(
          .init(
            name: file.name, length: file.length, bytesOnDisk: size,
            isPending: (size ?? 0) >= (written.map { $0.offset + $0.length } ?? 0)))
      } catch {
        lacking.append(.init(name: file.name, length: file.length, bytesOnDisk: nil, problem: error.text))
      }
    }
    return LogInspection(lacking: lacking)
  }
}
