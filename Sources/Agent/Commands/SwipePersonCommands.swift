import Settlement
import SettlementJournal
import SwipeTest

extension JournalCommands {
  /// What a person does about a handed-over visit, short of closing it (R19).
  func handleSwipe(_ visit: String, _ handling: SwipeHandling, _ output: Output) async throws -> ExitStatus {
    output(.line(configuration.environmentLine))
    switch handling {
    case .query(let by):
      try await swipe.handle(visit: visit, .queryRequested(by: by))
      return told("\(visit) 立即再问中心", output)
    case .reverse(let by):
      try await swipe.handle(visit: visit, .reversalRequested(by: by))
      return told("\(visit) 再发一次冲正", output)
    case .attach(let by, let text):
      try await swipe.handle(visit: visit, .evidenceAttached(by: by, text: text))
      output(.line("\(visit) 已记下依据"))
    case .attachFile(let by, let path, let text):
      // A visit that cannot take evidence must not leave a file.
      try await swipe.expectHandedOver(visit: visit)
      let kept = try EvidenceFolder(dataDirectory: configuration.dataDirectory).keep(path, visit: visit)
      try await swipe.attach(visit: visit, by: by, text: text, file: kept.name, digest: kept.digest)
      output(.line("\(visit) 依据已存为 \(kept.name)，SHA-256 \(kept.digest)"))
    }
    return .done
  }

  static func resolvedText(_ visit: String, _ by: String, _ confirmedBy: String) -> String {
    visit == "journal"
      ? "资金日志已由 \(by) 和 \(confirmedBy) 确认，可以接着用" : "\(visit) 已由 \(by) 和 \(confirmedBy) 确认关闭"
  }

  /// A wish that the running agent fulfils; without one it waits in the journal.
  private func told(_ wish: String, _ output: Output) -> ExitStatus {
    guard isAgent else {
      output(.line("\(wish)：已记下。前置程序没有在运行，请启动 qianzhi run，它会先做这一步"))
      return .attention
    }
    output(.line("\(wish)，结果见 qianzhi swipe status"))
    return .done
  }

  /// Reads every segment again and checks lengths, checksums, the chain of hashes and the head kept in `agent.sqlite`.
  func verifyJournal(_ output: Output) async throws -> ExitStatus {
    output(.line(configuration.environmentLine))
    let folder = configuration.dataDirectory + "/journal"
    // Before the journal is read: a running test writes on, and a head of later would be missing in what was read.
    let stored = await storedHead()
    var ledger = SwipeLedger()
    let (journal, records, damage) = try SettlementJournal.openReadable(
      ReadOnlyJournalDisk(try FileJournalDisk(folder: folder))
    ) { _ = try ledger.apply($0) }
    if let damage {
      output(.line("[不过] \(damage)"))
      output(.line("此前的 \(records.count) 条完好，见 qianzhi swipe journal show"))
      return .attention
    }
    guard verifyEvidence(records, output) else { return .failed }
    let segments = journal.segmentCount
    output(.line("[通过] \(records.count) 条记录，\(segments.used) 个文件，另预留 \(segments.spare) 个"))
    output(.line("[通过] 摘要 \(journal.head.hash)"))
    if journal.tornBytes > 0 { output(.line("[注意] 末尾 \(journal.tornBytes) 字节没有写完（从未生效）")) }
    let head: MoneyJournalHead
    switch stored {
    case .success(nil): return .done
    case .success(let kept?): head = kept
    case .failure(let problem):
      output(.line("[注意] agent.sqlite 记下的末条读不出，没有对照：\(problem)"))
      return .attention
    }
    let isContinued = journal.continues(head)
    output(.line("[\(isContinued ? "通过" : "不过")] agent.sqlite 记下的 \(head.length) 条 \(head.hash.prefix(16))…"))
    return isContinued ? .done : .failed
  }

  /// Files attached as evidence are there and are what was attached.
  private func verifyEvidence(_ records: [JournalRecord], _ output: Output) -> Bool {
    let folder = EvidenceFolder(dataDirectory: configuration.dataDirectory)
    var count = 0
    for (index, record) in records.enumerated() {
      guard record.kind == "EVIDENCE", let name = record.fields["file"], let digest = record.fields["digest"] else {
        continue
      }
      guard folder.digest(of: name) == digest else {
        output(.line("[不过] 第 \(index + 1) 条的依据 \(name) 不在了，或内容变了"))
        return false
      }
      count += 1
    }
    if count > 0 { output(.line("[通过] \(count) 份依据与日志记下的摘要一致")) }
    return true
  }
}
