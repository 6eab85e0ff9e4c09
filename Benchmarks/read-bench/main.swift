// The agent's side of scripts/bench: a store with generated drugs, and the view server over it.
//
//   read-bench build FOLDER ROWS   makes the store
//   read-bench table               prints PostgreSQL's CREATE TABLE for ypml
//   read-bench copy ROWS           prints the same rows as text for COPY
//   read-bench serve FOLDER PORT ROWS
//                                  serves until it is killed; at each SIGUSR1 it publishes a release with every tenth row
//                                  changed, and says so in a line: published SECONDS CPU-SECONDS
import Catalogue
import CatalogueStore
import Foundation
import Logging
import ViewServer

func build(_ folder: String, rows: Int) throws {
  let store = try CatalogueStore(directory: folder)
  let day = CivilDate(year: 2026, month: 1, day: 1)!
  let batch = PublishableBatch(
    kind: .ypml, from: GeneratedDrugs.changeDate(0), through: day, isWhole: true, announced: rows,
    records: (1...rows).map(GeneratedDrugs.record))
  _ = try store.publish([batch], now: 1_767_225_600_000)
}

func printTable() {
  let columns = CatalogueTable.ypml.columns.map { column in
    switch column.type {
    case .varchar(let length): "\(column.name) varchar(\(length))"
    case .timestamp: "\(column.name) timestamp(0)"
    }
  }
  print("CREATE TABLE ypml (\(columns.joined(separator: ", ")));")
}

func printRows(_ rows: Int) {
  var block = ""
  for number in 1...rows {
    block += GeneratedDrugs.record(number).viewValues.map { $0 ?? "\\N" }.joined(separator: "\t")
    block += "\n"
    guard block.utf8.count > 1 << 20 || number == rows else { continue }
    FileHandle.standardOutput.write(Data(block.utf8))
    block = ""
  }
}

func serve(_ folder: String, port: Int, rows: Int) async throws {
  let store = try CatalogueStore(directory: folder)
  var logger = Logger(label: "read-bench")
  logger.logLevel = .error
  let server = ViewServer(
    configuration: ViewServerConfiguration(
      listenPort: port, database: "bench", maxConnectionsPerAddress: 200, statementTimeoutSeconds: 600),
    currentSet: { store.currentSet }, now: { Int64(Date().timeIntervalSince1970 * 1000) }, logger: logger,
    audit: { _ in })
  try await server.start()
  let publishing = publishOnSignal(store, rows: rows)
  defer { publishing.cancel() }
  FileHandle.standardError.write(Data("ready\n".utf8))
  while true { try await Task.sleep(for: .seconds(3600)) }
}

/// Publishes on a thread of its own, as the feed does, whose CPU time is the builder's share.
func publishOnSignal(_ store: CatalogueStore, rows: Int) -> any DispatchSourceSignal {
  signal(SIGUSR1, SIG_IGN)
  let source = DispatchSource.makeSignalSource(signal: SIGUSR1, queue: DispatchQueue(label: "publish"))
  source.setEventHandler {
    do {
      let (start, began) = (ContinuousClock.now, threadSeconds())
      try publishChanges(store, rows: rows)
      let wall = (ContinuousClock.now - start) / .seconds(1)
      FileHandle.standardError.write(Data("published \(wall) \(threadSeconds() - began)\n".utf8))
    } catch {
      FileHandle.standardError.write(Data("publishing failed: \(error)\n".utf8))
    }
  }
  source.resume()
  return source
}

/// CPU time of the thread that asks.
func threadSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Every tenth of the rows there are, with a remark that the release before did not have.
func publishChanges(_ store: CatalogueStore, rows: Int) throws {
  let set = store.currentSet
  let day = CivilDate(year: 2026, month: 1, day: 2)!
  let column = CatalogueTable.ypml.recordColumns.firstIndex { $0.name == "bz" }!
  let changed = (1...rows / 10).map { number in
    let record = GeneratedDrugs.record(number * 10)
    var fields = record.fields
    fields[column] = "第\(set.number + 1)次发布"
    return CatalogueRecord(kind: .ypml, canonicalFields: fields)
  }
  let batch = PublishableBatch(
    kind: .ypml, from: GeneratedDrugs.changeDate(0), through: day, isWhole: false, announced: changed.count,
    records: changed)
  _ = try store.publish([batch], now: 1_767_312_000_000)
}

let arguments = Array(CommandLine.arguments.dropFirst())
switch (arguments.first, arguments.count) {
case ("build", 3): try build(arguments[1], rows: Int(arguments[2]) ?? 1_000_000)
case ("table", 1): printTable()
case ("copy", 2): printRows(Int(arguments[1]) ?? 1_000_000)
case ("serve", 4):
  try await serve(arguments[1], port: Int(arguments[2]) ?? 0, rows: Int(arguments[3]) ?? 1_000_000)
default:
  FileHandle.standardError.write(
    Data("usage: read-bench build FOLDER ROWS | table | copy ROWS | serve FOLDER PORT ROWS\n".utf8))
  exit(2)
}
