import Foundation
import TextEncoding

/// What happens on the connection a request came on.
enum Delivery: Sendable, Equatable {
  /// Status 200 with these bytes.
  case answer([UInt8])
  /// Status 200 with these bytes after a while.
  case delayed([UInt8], seconds: Double)
  /// Status 200 announcing all of these bytes, half of them, then the end of the connection.
  case truncated([UInt8])
  /// Status 200 with a web page.
  case page(String)
  /// This status, no answer.
  case status(Int)
  /// 307 to the same address.
  case redirect
  /// The connection is closed without a byte.
  case cut
  /// Nothing, for as long as the client waits.
  case silence
}

/// The centre: one request after the other, with its faults and its ledger.
actor SimulatedCentre {
  var desk: BusinessDesk
  var nationalDesk = NationalDesk()
  /// The last requests of the national platform, as they came over HTTP.
  private(set) var arrivals: [NationalArrival] = []
  let acceptsUnknownOriginals: Bool
  private var writer: AnswerWriter
  var faults = FaultBoard()
  private let reader: CatalogueReader
  let clock: @Sendable () -> Int64
  private var plannedReleases: [SimulatorConfiguration.PlannedRelease]
  private var lateExecutions: [Task<Void, Never>] = []

  init(_ configuration: SimulatorConfiguration) throws(SimulatorError) {
    do {
      try FileManager.default.createDirectory(atPath: configuration.dataDirectory, withIntermediateDirectories: true)
    } catch {
      throw SimulatorError(.ledger, "建不了文件夹 \(configuration.dataDirectory)：\(error.localizedDescription)")
    }
    let reader = CatalogueReader(configuration.catalogue, seed: configuration.seed)
    let book = try LedgerBook(path: configuration.dataDirectory + "/centre.sqlite", seed: configuration.seed)
    var shelf = CatalogueShelf()
    // What was published on command before a restart stays published; a release of another catalogue source is not.
    let before = try book.database.run("SELECT release FROM published ORDER BY at, rowid").map { $0[0].text }
    for release in [CatalogueReader.baseline] + configuration.releases {
      try Self.publish(release, reader, &shelf)
    }
    for release in before where !configuration.releases.contains(release) {
      do throws(SimulatorError) {
        try Self.publish(release, reader, &shelf)
      } catch  where error.code == .release {
        continue
      }
    }
    self.reader = reader
    clock = configuration.clock
    acceptsUnknownOriginals = configuration.acceptsUnknownOriginals
    writer = AnswerWriter(seed: configuration.seed, announcesCount: configuration.announcesCount)
    plannedReleases = configuration.plannedReleases.sorted { $0.at < $1.at }
    desk = BusinessDesk(
      book: book, shelf: shelf, pageSize: max(1, configuration.pageSize ?? configuration.catalogue.pageSize),
      queryAfterReversal: configuration.queryAfterReversal, clock: configuration.clock)
    for fault in configuration.faults { faults.add(fault) }
    nationalDesk.requiredSignature = configuration.requiredSignature
  }

  /// Takes one request's bytes and decides what happens on its connection.
  func receive(_ bytes: [UInt8]) throws(SimulatorError) -> Delivery {
    try publishWhatIsDue()
    let text: String
    do throws(TextEncodingError) {
      text = try GB18030.decode(bytes)
    } catch {
      return answer(writer.refusal())
    }
    let request = RequestText(text)
    let fault = faults.next(transaction: request.transaction)
    if fault?.kind == .down { return .cut }
    let sequence = try desk.book.received(
      request, bytes: bytes, fault: fault?.specification ?? "", at: clock())
    guard let kind = fault?.kind else { return answer(writer.text(try execute(request, sequence))) }
    return try deliver(kind, request, sequence)
  }

  private func deliver(
    _ kind: FaultKind, _ request: RequestText, _ sequence: Int64
  ) throws(SimulatorError) -> Delivery {
    switch kind {
    case .refuse: return answer(writer.refusal())
    case .hang: return .silence
    case .lostBefore, .down: return .cut
    case .unavailable: return .status(503)
    case .redirect: return .redirect
    case .late(let seconds):
      executeLater(request, sequence, after: seconds)
      return .cut
    case .wrongCatalogue: return answer(writer.text(try execute(request, sequence, catalogueFault: kind)))
    case .newRow:
      if let layout = CatalogueLayout(rawValue: Int(request[1]) ?? 0) { try desk.shelf.takeInAnotherRow(layout) }
      return answer(writer.text(try execute(request, sequence)))
    case .wrongCount, .badRow: return answer(writer.text(try execute(request, sequence, catalogueFault: kind)))
    case .duplicate:
      _ = try execute(request, sequence)
      return answer(writer.text(try execute(request, sequence)))
    case .stale where ["43", "15"].contains(request.transaction): return answer(writer.text(.list([])))
    case .lostAfter, .slow, .garbage, .html, .half, .otherVisit, .badGatewayAfter, .unknownCode, .stale, .wrongAmount,
      .forget:
      let decision = try execute(request, sequence)
      return try deliverExecuted(kind, decision, request)
    }
  }

  /// The faults after which the request has been executed.
  private func deliverExecuted(
    _ kind: FaultKind, _ decision: Decision, _ request: RequestText
  ) throws(SimulatorError) -> Delivery {
    let text = writer.text(decision)
    switch kind {
    case .slow(let seconds): return .delayed(GB18030.encode(text), seconds: seconds)
    case .garbage: return .answer(Self.garbage)
    case .html: return .page(Self.html)
    case .half: return .truncated(GB18030.encode(text))
    case .otherVisit: return answer(writer.text(try foreignDecision(request)))
    case .badGatewayAfter: return .status(502)
    case .unknownCode: return answer("7|" + text)
    case .stale: return answer(text)
    case .wrongAmount: return answer(writer.text(decision.withMoreCash(after: request.transaction)))
    case .forget:
      try desk.book.forget(visit: request.visit)
      return answer(text)
    case .lostAfter, .refuse, .hang, .lostBefore, .late, .unavailable, .redirect, .duplicate, .wrongCatalogue,
      .wrongCount, .badRow, .newRow, .down:
      return .cut
    }
  }

  private func execute(
    _ request: RequestText, _ sequence: Int64, catalogueFault: FaultKind? = nil
  ) throws(SimulatorError) -> Decision {
    var decision: Decision
    if catalogueFault == .wrongCatalogue, request.transaction == "24" {
      decision = desk.otherCatalogue(request)
    } else {
      decision = try desk.execute(request)
    }
    if case .page(var page) = decision {
      if catalogueFault == .wrongCount { page.total += 1 }
      if catalogueFault == .badRow, let first = page.records.first,
        let cut = first.utf8.lastIndex(of: UInt8(ascii: "|"))
      {
        page.records[0] = String(first[..<cut])
      }
      decision = .page(page)
    }
    try desk.book.decided(sequence, decision)
    return decision
  }

  private func executeLater(_ request: RequestText, _ sequence: Int64, after seconds: Double) {
    let task = Task {
      do {
        try await Task.sleep(nanoseconds: UInt64(seconds * 1e9))
        _ = try self.execute(request, sequence)
      } catch is CancellationError {
        return
      } catch {
        FileHandle.standardError.write(Data("centre-simulator：延后执行失败：\(error)\n".utf8))
      }
    }
    lateExecutions.append(task)
  }

  /// Does something after a while, unless the simulator is stopped first.
  func later(_ seconds: Double, _ action: @escaping @Sendable (isolated SimulatedCentre) -> Void) {
    lateExecutions.append(
      Task {
        do { try await Task.sleep(nanoseconds: UInt64(seconds * 1e9)) } catch { return }
        action(self)
      })
  }

  /// The centre's answer to the same question about another visit, one of a patient who is none of ours.
  private func foreignDecision(_ request: RequestText) throws(SimulatorError) -> Decision {
    try ForeignVisit.decision(like: request, desk: &desk)
  }

  private func answer(_ text: String) -> Delivery { .answer(GB18030.encode(text)) }

  private static let garbage: [UInt8] = [0x00, 0xFF, 0xFE, 0x81, 0x7F, 0x31, 0x7C, 0xFF, 0x80, 0x0A, 0x93]
  private static let html = "<html><head><title>502</title></head><body>网关维护中</body></html>"
}

// MARK: What tests and the admin page do.

extension SimulatedCentre {
  func ledger() throws(SimulatorError) -> CentreLedger { try desk.book.report() }

  func requests() throws(SimulatorError) -> [ReceivedRequest] { try desk.book.requests() }

  func add(_ fault: Fault) { faults.add(fault) }

  func clearFaults() { faults.clear() }

  func note(_ arrival: NationalArrival) {
    if arrivals.count == NationalArrival.limit { arrivals.removeFirst() }
    arrivals.append(arrival)
  }

  func putInReader(card: String) throws(SimulatorError) {
    guard try desk.book.person(card: card) != nil else { throw SimulatorError(.server, "没有这张卡：\(card)") }
    desk.cardInReader = card
  }

  /// Publishes a release now, and again at each start on this data directory.
  func publish(_ release: String) throws(SimulatorError) {
    try Self.publish(release, reader, &desk.shelf)
    try desk.book.database.run(
      "INSERT OR IGNORE INTO published VALUES(?,?)", [.text(release), .integer(clock())])
  }

  /// Publishes a release when its time comes: at the first request from then on.
  func plan(_ release: SimulatorConfiguration.PlannedRelease) {
    plannedReleases.append(release)
    plannedReleases.sort { $0.at < $1.at }
  }

  func rowCounts() throws(SimulatorError) -> [String: Int] {
    try publishWhatIsDue()
    return Dictionary(uniqueKeysWithValues: CatalogueLayout.allCases.map { ($0.fileName, desk.shelf.count($0)) })
  }

  /// Drops what was to be executed later.
  func stop() {
    for task in lateExecutions { task.cancel() }
    lateExecutions = []
  }

  func publishWhatIsDue() throws(SimulatorError) {
    while let next = plannedReleases.first, next.at <= clock() {
      plannedReleases.removeFirst()
      try publish(next.release)
    }
  }

  private static func publish(
    _ release: String, _ reader: CatalogueReader, _ shelf: inout CatalogueShelf
  ) throws(SimulatorError) {
    // Read everything before anything changes: half a release is none.
    var rows: [(CatalogueLayout, [CatalogueRow])] = []
    for layout in CatalogueLayout.allCases { rows.append((layout, try reader.rows(release, layout: layout))) }
    for (layout, changed) in rows { shelf.publish(changed, layout: layout) }
  }
}
