import CZlib
import CentreSimulator
import Foundation
import Testing

/// A client of the platform's catalogues, envelope by envelope.
final class PlatformClient {
  /// `code` as text, whatever form it came in; `words` is `err_msg`.
  struct Answer {
    var code = ""
    var words = ""
    var output: [String: Any] = [:]
  }

  /// A catalogue file: what was announced of it, and its rows.
  struct File {
    let announced: Int
    let rows: [[String]]
  }

  private let port: Int
  private var signNumber = ""
  private var sent = 0

  init(_ port: Int) { self.port = port }

  private func send(_ number: String, _ input: [String: Any]) async throws -> [UInt8] {
    sent += 1
    let envelope: [String: Any] = [
      "infno": number, "msgid": "H50010500001202103010600\(String(format: "%06d", sent))",
      "fixmedins_code": "H50010500001", "sign_no": signNumber, "input": input,
    ]
    let body = try JSONSerialization.data(withJSONObject: envelope)
    let reply = await LoopbackClient.send(port, "POST", "/", body: Array(body))
    return reply.body
  }

  func call(_ number: String, _ data: [String: Any], node: String = "data") async throws -> Answer {
    let bytes = try await send(number, [node: data])
    let members = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    var answer = Answer()
    answer.code = members["infcode"] as? String ?? (members["infcode"] as? NSNumber)?.stringValue ?? ""
    answer.words = members["err_msg"] as? String ?? ""
    if let text = members["output"] as? String {
      answer.output = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
    } else {
      answer.output = members["output"] as? [String: Any] ?? [:]
    }
    return answer
  }

  func signIn() async throws {
    let answer = try await call("9001", ["opter_no": "1", "mac": "m", "ip": "i"], node: "signIn")
    signNumber = try #require((answer.output["signinoutb"] as? [String: Any])?["sign_no"] as? String)
  }

  /// All files of a catalogue, asked for by the 版本名称 of the last row until nothing is newer.
  ///
  /// - Parameter versionPlace: where 版本名称 stands in the n-th file, counted from 0; columns are counted from 1.
  func walk(_ number: String, versionPlace: (Int) -> Int) async throws -> [File] {
    var files: [File] = []
    var version = "0"
    while files.count < 10 {
      let answer = try await call(number, ["ver": version])
      guard answer.code == "0" else {
        #expect(answer.code == "-1" && answer.words == "FSI-已经是最新数据", "\(number): \(answer)")
        break
      }
      let query = try #require(answer.output["file_qury_no"] as? String)
      let name = try #require(answer.output["filename"] as? String)
      let bytes = try await send(
        "9102", ["fsDownloadIn": ["file_qury_no": query, "filename": name, "fixmedins_code": "plc"]])
      let lines = try unpacked(bytes).split(separator: "\n")
      let rows = lines.map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
      let place = versionPlace(files.count)
      files.append(File(announced: try #require(answer.output["data_cnt"] as? Int), rows: rows))
      let next = try #require(rows.last.flatMap { $0.indices.contains(place - 1) ? $0[place - 1] : nil })
      #expect(next != version)
      version = next
    }
    return files
  }

  /// All rows of a paged query since a time, and the numbers its pages announced.
  func pages(
    _ number: String, since: String, size: Int, flag: String = "1"
  ) async throws -> (rows: [[String: Any]], counts: [Int]) {
    var rows: [[String: Any]] = []
    var counts: [Int] = []
    while counts.count < 100 {
      let asked: [String: Any] = [
        "updt_time": since, "page_num": counts.count + 1, "page_size": size, "vali_flag": flag,
      ]
      let answer = try await call(number, asked)
      rows += try #require(answer.output["data"] as? [[String: Any]])
      counts.append(try #require(answer.output["recordCounts"] as? Int))
      if answer.output["lastPage"] as? Bool == true { break }
    }
    return (rows, counts)
  }

  /// The text of a zip with one deflated file, by its local header.
  private func unpacked(_ zip: [UInt8]) throws -> String {
    func short(_ place: Int) -> Int { Int(zip[place]) | Int(zip[place + 1]) << 8 }
    func long(_ place: Int) -> Int { short(place) | short(place + 2) << 16 }
    try #require(zip.count > 30 && long(0) == 0x0403_4b50 && short(8) == 8)
    let start = 30 + short(26) + short(28)
    var packed = Array(zip[start..<start + long(18)])
    var text = [UInt8](repeating: 0, count: long(22))
    var stream = z_stream()
    let begun = inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    try #require(begun == Z_OK)
    defer { inflateEnd(&stream) }
    let ended = packed.withUnsafeMutableBufferPointer { source in
      text.withUnsafeMutableBufferPointer { target in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        return inflate(&stream, Z_FINISH)
      }
    }
    try #require(ended == Z_STREAM_END)
    return String(decoding: text, as: UTF8.self)
  }
}
