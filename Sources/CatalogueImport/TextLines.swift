import Foundation
import TextEncoding

/// A text file's lines, read piece by piece. UTF-8 with or without a byte order mark, else GB18030: in both a line feed
/// is never part of another character, so lines are cut before they are decoded.
struct TextLines {
  enum Encoding: Equatable {
    case utf8
    case gb18030
  }

  static let chunkBytes = 1 << 20
  let path: String
  let encoding: Encoding
  private let limits: ImportLimits
  private let markLength: Int

  /// Reads the file once to find out its encoding.
  init(path: String, limits: ImportLimits) throws(ImportError) {
    self.path = path
    self.limits = limits
    let beginning = try Self.beginning(of: path)
    if beginning.starts(with: [0xFF, 0xFE]) || beginning.starts(with: [0xFE, 0xFF]) {
      throw ImportError(.notText, "文件是 UTF-16 编码，请另存为 UTF-8 或 GB18030（ANSI）文本")
    }
    let hasMark = beginning.starts(with: [0xEF, 0xBB, 0xBF])
    markLength = hasMark ? 3 : 0
    var isUTF8 = true
    try Self.forEachPiece(path: path, skip: markLength, limits: limits) { (piece, _) throws(ImportError) in
      if piece.contains(0) { throw ImportError(.notText, "不是文本文件（含有 NUL 字节）") }
      if isUTF8, String(validating: piece, as: UTF8.self) == nil { isUTF8 = false }
    }
    if hasMark, !isUTF8 { throw ImportError(.notText, "文件以 UTF-8 标记开头，内容却不是 UTF-8") }
    encoding = isUTF8 ? .utf8 : .gb18030
  }

  /// The lines without their endings, with their numbers from 1.
  func forEach(_ body: (Int, String) throws(ImportError) -> Void) throws(ImportError) {
    let encoding = encoding
    try Self.forEachPiece(path: path, skip: markLength, limits: limits) { (piece, first) throws(ImportError) in
      var number = first
      var rest = piece[...]
      while !rest.isEmpty {
        var line = rest
        if let end = rest.firstIndex(of: 10) {
          line = rest[..<end]
          rest = rest[(end + 1)...]
        } else {
          rest = []
        }
        if line.last == 13 { line = line.dropLast() }
        try body(number, try Self.decode(line, encoding, number))
        number += 1
      }
    }
  }

  private static func decode(_ line: ArraySlice<UInt8>, _ encoding: Encoding, _ number: Int) throws(ImportError)
    -> String
  {
    switch encoding {
    case .utf8: return String(decoding: line, as: UTF8.self)
    case .gb18030:
      do {
        return try GB18030.decode(Array(line))
      } catch {
        throw ImportError(.notText, "第 \(number) 行既不是 UTF-8 也不是 GB18030 文本（该行第 \(error.offset + 1) 字节）")
      }
    }
  }

  private static func beginning(of path: String) throws(ImportError) -> Data {
    guard let file = FileHandle(forReadingAtPath: path) else { throw ImportError(.cannotRead, "无法读取文件 \(path)") }
    do {
      return try file.read(upToCount: 4) ?? Data()
    } catch {
      throw ImportError(.cannotRead, "无法读取文件 \(path)")
    }
  }

  /// Whole lines, about a chunk at a time, with the number of the first.
  private static func forEachPiece(
    path: String, skip: Int, limits: ImportLimits, _ body: ([UInt8], Int) throws(ImportError) -> Void
  ) throws(ImportError) {
    guard let file = FileHandle(forReadingAtPath: path) else { throw ImportError(.cannotRead, "无法读取文件 \(path)") }
    var pending: [UInt8] = []
    var lineNumber = 1
    var isFirst = true
    while true {
      let chunk: Data
      do {
        chunk = try file.read(upToCount: chunkBytes) ?? Data()
      } catch {
        throw ImportError(.cannotRead, "无法读取文件 \(path)")
      }
      if chunk.isEmpty { break }
      pending += isFirst ? chunk.dropFirst(skip) : chunk
      isFirst = false
      guard let end = pending.lastIndex(of: 10) else {
        guard pending.count <= limits.rowBytes else {
          throw ImportError(.tooLarge, "第 \(lineNumber) 行超过 \(limits.rowBytes) 字节")
        }
        continue
      }
      let piece = Array(pending[...end])
      try body(piece, lineNumber)
      lineNumber += piece.count { $0 == 10 }
      pending.removeSubrange(...end)
    }
    if !pending.isEmpty { try body(pending, lineNumber) }
  }
}
