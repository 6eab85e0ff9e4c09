import CentreProtocol
import Foundation
import Synchronization

/// A national platform in memory. Its answers, its files and their zips are written here, not with the code under test.
final class MemoryPlatform: NationalTransport {
  struct File {
    var lines: [String]
    /// `nil`: the answer announces no number.
    var announced: Int?
    var version: String
    /// Written as `data_cnt` instead of the number.
    var written: (any Sendable)?
  }

  /// What happens to a query's rows, by their place counted from 0.
  enum Edit {
    /// It is updated: with another value, behind all others.
    case update(Int)
    case remove(Int)
    /// Another row comes before all others.
    case insert([String: String])
  }

  struct State {
    /// Per transaction, the files in the order of their versions.
    var files: [String: [File]] = [:]
    /// Per paged query, all rows; those with a time at or after the asked one are answered.
    var rows: [String: [[String: String]]] = [:]
    /// How the end of the versions is said.
    var end = "FSI-已经是最新数据"
    /// An empty page is written with `null`.
    var writesNull = false
    /// How many rows of a query are announced that do not come.
    var announcedMore = 0
    /// Written as a query's `recordCounts` instead of the number, by transaction.
    var writtenCounts: [String: any Sendable] = [:]
    /// From this page on a query answers that there is nothing newer, by transaction.
    var endsAtPage: [String: Int] = [:]
    /// `updt_time` of the last request, by transaction.
    var asked: [String: String] = [:]
    /// The files asked for, as `1301/0`, and the one whose request is cut off.
    var filesAsked: [String] = []
    var cutFile: String?
    /// Pages of queries asked for, as `1304/1`, and the one whose request is cut off.
    var pagesAsked: [String] = []
    var cutPage: String?
    /// 有效标志 of each page asked for that had one, and whether the platform answers with the rows of both all the same.
    var flagsAsked: [String] = []
    /// Since when, for each of them.
    var sincesAsked: [String] = []
    var ignoresFlag = false
    /// Happens before rows of this flag are answered: the row takes the place of the one with its number.
    var reinstates: (flag: String, row: [String: String])?
    /// By page as in `pagesAsked`: the first one happens before it is answered, the next before it is answered again.
    var edits: [String: [Edit]] = [:]
  }

  static let pageSize = 100
  let state = Mutex(State())

  func call(number: String, body: [UInt8], timeoutSeconds: Int) async -> NationalReply {
    state.withLock { state in
      let answer = Self.answer(number, body, &state)
      let isCut =
        number == "9102"
        ? state.cutFile != nil && state.cutFile == state.filesAsked.last
        : state.cutPage != nil && state.cutPage == state.pagesAsked.last
      return isCut ? .unknown("连接中断") : .answer(Array(answer))
    }
  }

  private static func answer(_ number: String, _ body: [UInt8], _ state: inout State) -> Data {
    let envelope = (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:]
    let input = envelope["input"] as? [String: Any] ?? [:]
    let data = input["data"] as? [String: Any] ?? input["fsDownloadIn"] as? [String: Any] ?? [:]
    switch number {
    case "9001": return output(["signinoutb": ["sign_no": "S1"]])
    case "9002": return output([:])
    case "9102":
      let query = data["file_qury_no"] as? String ?? ""
      state.filesAsked.append(query)
      let parts = query.components(separatedBy: "/")
      let file = state.files[parts[0]]?[Int(parts[1]) ?? 0]
      return StoredZip.archive((file?.lines ?? []).map { $0 + "\n" }.joined())
    case "1304", "1312", "1318", "1319":
      let since = data["updt_time"] as? String ?? ""
      state.asked[number] = since
      state.edit(number, page: data["page_num"] as? Int ?? 1)
      if let change = state.reinstates, change.flag == data["vali_flag"] as? String {
        state.rows[number]?.removeAll { $0["rid"] == change.row["rid"] }
        state.rows[number]?.append(change.row)
        state.reinstates = nil
      }
      var rows = (state.rows[number] ?? []).filter { ($0["updt_time"] ?? "9") >= since }
      if let flag = data["vali_flag"] as? String {
        state.flagsAsked.append(flag)
        state.sincesAsked.append(since)
        if !state.ignoresFlag { rows.removeAll { ($0["vali_flag"] ?? "1") != flag } }
      } else if number == "1304" {
        return failure("FSI-有效标志不能为空")
      }
      let page = data["page_num"] as? Int ?? 1
      state.pagesAsked.append("\(number)/\(page)")
      if let end = state.endsAtPage[number], page >= end { return failure(state.end) }
      if rows.isEmpty, state.writesNull { return output(["data": NSNull(), "recordCounts": 0, "pages": 0]) }
      return output([
        "data": Array(rows.dropFirst((page - 1) * pageSize).prefix(pageSize)),
        "recordCounts": state.writtenCounts[number] ?? rows.count + state.announcedMore,
        "pages": max(1, (rows.count + pageSize - 1) / pageSize),
      ])
    default:
      let files = state.files[number] ?? []
      let version = data["ver"] as? String ?? ""
      let next = version == "0" ? 0 : (files.firstIndex { $0.version == version } ?? -2) + 1
      guard files.indices.contains(next) else { return failure(state.end) }
      var members: [String: Any] = ["file_qury_no": "\(number)/\(next)", "filename": "a.zip"]
      if let announced = files[next].announced { members["data_cnt"] = announced }
      if let written = files[next].written { members["data_cnt"] = written }
      return output(members)
    }
  }

  static let updated = "2021-02-20 10:00:00"

  private static func output(_ members: [String: Any]) -> Data {
    json(["infcode": 0, "inf_refmsgid": "1", "err_msg": NSNull(), "output": members])
  }

  private static func failure(_ words: String) -> Data { json(["infcode": -1, "err_msg": words]) }

  private static func json(_ members: [String: Any]) -> Data {
    (try? JSONSerialization.data(withJSONObject: members)) ?? Data()
  }
}

extension MemoryPlatform.State {
  fileprivate mutating func edit(_ number: String, page: Int) {
    guard let edit = edits["\(number)/\(page)"]?.first else { return }
    edits["\(number)/\(page)"]?.removeFirst()
    switch edit {
    case .update(let place):
      guard var row = rows[number]?.remove(at: place) else { return }
      row["updt_time"] = MemoryPlatform.updated
      rows[number]?.append(row)
    case .remove(let place): rows[number]?.remove(at: place)
    case .insert(let row): rows[number]?.insert(row, at: 0)
    }
  }
}

/// A zip with one stored text.
enum StoredZip {
  static func archive(_ text: String) -> Data {
    let content = Array(text.utf8)
    let common =
      short(20) + short(0) + short(0) + short(0) + short(0) + long(checksum(content)) + long(content.count)
      + long(content.count) + short(1) + short(0)
    let local = long(0x0403_4b50) + common + [0x61] + content
    let central =
      long(0x0201_4b50) + short(20) + common + short(0) + short(0) + short(0) + long(0) + long(0) + [0x61]
    return Data(
      local + central + long(0x0605_4b50) + short(0) + short(0) + short(1) + short(1) + long(central.count)
        + long(local.count) + short(0))
  }

  private static func short(_ value: Int) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8 & 255)] }
  private static func long(_ value: Int) -> [UInt8] { short(value & 0xFFFF) + short(value >> 16) }

  private static let table: [UInt32] = (0..<256).map { start in
    (0..<8).reduce(UInt32(start)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
  }

  private static func checksum(_ bytes: [UInt8]) -> Int {
    Int(~bytes.reduce(UInt32.max) { table[Int(($0 ^ UInt32($1)) & 255)] ^ ($0 >> 8) })
  }
}
