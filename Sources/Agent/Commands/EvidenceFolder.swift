import CatalogueStore
import Foundation
import SettlementJournal

/// `evidence/` in the data directory: what persons attached to handed-over visits (settlement.md R19), named by visit and
/// digest, never by the name it came with, which may be a patient's. The journal records name and digest.
struct EvidenceFolder {
  /// A photographed page has a few MB.
  static let limitBytes = 64 << 20

  let path: String

  init(dataDirectory: String) { path = dataDirectory + "/evidence" }

  struct Kept: Equatable {
    /// Below the data directory: `evidence/QZ….pdf`
    let name: String
    /// SHA-256, hex.
    let digest: String
  }

  /// Copies a file and makes the copy durable; the same file again is the same copy.
  ///
  /// - Throws: `AgentError` when the file cannot be read, is empty or too large, or the copy cannot be written.
  func keep(_ file: String, visit: String) throws(AgentError) -> Kept {
    let bytes = try read(file)
    let digest = JournalDigest.hex(bytes)
    let ending = file.split(separator: "/").last.flatMap { $0.split(separator: ".").dropFirst().last } ?? "bin"
    let safe = String(ending.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(8))
    let name = "\(visit)-\(digest.prefix(16)).\(safe.isEmpty ? "bin" : safe)"
    try write(bytes, name)
    return Kept(name: "evidence/\(name)", digest: digest)
  }

  /// The digest of a kept file; `nil` when it is gone or cannot be read.
  func digest(of name: String) -> String? {
    let file = path + "/" + (name.split(separator: "/").last.map(String.init) ?? "")
    return FileManager.default.contents(atPath: file).map { JournalDigest.hex(Array($0)) }
  }

  private func read(_ file: String) throws(AgentError) -> [UInt8] {
    guard let handle = FileHandle(forReadingAtPath: file) else {
      throw AgentError(
        .evidence, "依据文件 \(file) 读不出来",
        "它要能由前置程序的用户读取；系统服务看不到 /home、/root 和 /tmp，请先放到数据目录；只记一句话请用 --note")
    }
    do {
      let bytes = try handle.read(upToCount: Self.limitBytes + 1) ?? Data()
      try handle.close()
      guard (1...Self.limitBytes).contains(bytes.count) else {
        throw AgentError(
          .evidence, bytes.isEmpty ? "依据文件 \(file) 是空的" : "依据文件 \(file) 超过 \(Self.limitBytes >> 20) MB", "请换一个文件")
      }
      return Array(bytes)
    } catch let error as AgentError {
      throw error
    } catch {
      throw AgentError(.evidence, "依据文件 \(file) 读不出来", "请检查它是不是一个普通文件")
    }
  }

  private func write(_ bytes: [UInt8], _ name: String) throws(AgentError) {
    do throws(StoreError) {
      try DurableFile.makeFolder(path)
      try DurableFile.write(bytes, to: "\(path)/\(name)")
      // The folder's own name, too: it may have been made just now.
      try DurableFile.sync(path + "/..")
    } catch {
      throw AgentError(.evidence, "依据存不进 \(path)：\(error.text)", "没有记下任何依据；请检查磁盘")
    }
  }
}
