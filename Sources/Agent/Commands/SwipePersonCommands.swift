import Settlement
import SettlementJournal
import SwipeTest

extension AgentRuntime {
  /// What a person does about a handed-over visit, short of closing it (R19).
  func handleSwipe(_ visit: String, _ handling: SwipeHandling, _ output: Output) async throws -> ExitStatus {
    switch handling {
    case .query(let by):
      try await swipe.handle(visit: visit, .queryRequested(by: by))
      output(.line("\(visit) 立即再问中心，结果见 qianzhi swipe status"))
    case .reverse(let by):
      try await swipe.handle(visit: visit, .reversalRequested(by: by))
      output(.line("\(visit) 再发一次冲正，结果见 qianzhi swipe status"))
    case .attach(let by, let text):
      try await swipe.handle(visit: visit, .evidenceAttached(by: by, text: text))
      output(.line("\(visit) 已记下依据"))
    }
    return .done
  }

  /// Reads every segment again and checks lengths, checksums, the chain of hashes and the head kept in `agent.sqlite`.
  func verifyJournal(_ output: Output) async throws -> ExitStatus {
    let folder = configuration.dataDirectory + "/journal"
    let journal: SettlementJournal
    let records: [JournalRecord]
    do {
      (journal, records) = try SettlementJournal.open(ReadOnlyJournalDisk(try FileJournalDisk(folder: folder)))
    } catch let error as JournalError {
      output(.line("[不过] \(error)"))
      return .failed
    }
    var ledger = SwipeLedger()
    for (index, record) in records.enumerated() {
      do { _ = try ledger.apply(record) } catch {
        output(.line("[不过] 第 \(index + 1) 条 \(record.kind)：\(error)"))
        return .failed
      }
    }
    let segments = journal.segmentCount
    output(.line("[通过] \(records.count) 条记录，\(segments.used) 个文件，另预留 \(segments.spare) 个"))
    output(.line("[通过] 摘要 \(journal.head.hash)"))
    if journal.tornBytes > 0 { output(.line("[注意] 末尾 \(journal.tornBytes) 字节没有写完（从未生效）")) }
    guard let stored = try await StoreJournalHead(store: store).storedHead() else { return .done }
    let isContinued = journal.continues(stored)
    output(.line("[\(isContinued ? "通过" : "不过")] agent.sqlite 记下的 \(stored.length) 条 \(stored.hash.prefix(16))…"))
    return isContinued ? .done : .failed
  }
}
