import CZip

/// The parts of a zip archive, read one after another as streams.
final class ZipArchive {
  private let archive: OpaquePointer
  private let limits: SpreadsheetLimits
  private var expandedBytes: Int64 = 0

  /// - Throws: `cannotRead`, `damaged`, `protected` (an encrypted part), `tooLarge` (by what the archive declares).
  init(path: String, limits: SpreadsheetLimits) throws(SpreadsheetError) {
    var status: Int32 = 0
    guard let archive = zip_open(path, ZIP_RDONLY, &status) else {
      if status == ZIP_ER_OPEN || status == ZIP_ER_NOENT || status == ZIP_ER_READ {
        throw SpreadsheetError(.cannotRead, "无法读取文件 \(path)")
      }
      throw SpreadsheetError(.damaged, "不是完整的 .xlsx 文件（压缩包打不开，可能没有复制完）")
    }
    self.archive = archive
    self.limits = limits
    try checkDeclarations()
  }

  deinit { zip_discard(archive) }

  private func checkDeclarations() throws(SpreadsheetError) {
    var total: Int64 = 0
    for index in 0..<zip_get_num_entries(archive, 0) {
      var entry = zip_stat_t()
      guard zip_stat_index(archive, zip_uint64_t(index), 0, &entry) == 0 else {
        throw SpreadsheetError(.damaged, "压缩包的目录已损坏")
      }
      if entry.valid & zip_uint64_t(ZIP_STAT_ENCRYPTION_METHOD) != 0, entry.encryption_method != 0 {
        throw SpreadsheetError(.protected, "文件有密码保护，请去掉密码后另存")
      }
      let size = Int64(clamping: entry.size)
      guard size <= limits.expandedBytes - total else { throw tooLarge }
      total += size
    }
  }

  private var tooLarge: SpreadsheetError {
    SpreadsheetError(.tooLarge, "解压后超过 \(limits.expandedBytes) 字节，像是压缩炸弹，不读取")
  }

  /// The parts' names, in the archive's order.
  var names: [String] {
    (0..<zip_get_num_entries(archive, 0)).compactMap { index in
      zip_get_name(archive, zip_uint64_t(index), 0).map { String(cString: $0) }
    }
  }

  func contains(_ name: String) -> Bool { zip_name_locate(archive, name, zip_flags_t(ZIP_FL_NOCASE)) >= 0 }

  /// Reads a part to its end or until `body` says stop (`false`). What comes out is counted, whatever was declared.
  func read(
    _ name: String, _ body: (UnsafeRawBufferPointer) throws(SpreadsheetError) -> Bool
  ) throws(SpreadsheetError) {
    guard let part = zip_fopen(archive, name, zip_flags_t(ZIP_FL_NOCASE)) else {
      throw SpreadsheetError(.damaged, "缺少 \(name)，不是完整的 .xlsx 文件")
    }
    defer { zip_fclose(part) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = zip_fread(part, buffer.baseAddress, zip_uint64_t(buffer.count))
      guard count >= 0 else { throw SpreadsheetError(.damaged, "\(name) 解压出错，文件已损坏") }
      if count == 0 { return }
      expandedBytes += count
      guard expandedBytes <= limits.expandedBytes else { throw tooLarge }
      guard try body(UnsafeRawBufferPointer(rebasing: buffer[0..<Int(count)])) else { return }
    }
  }
}
