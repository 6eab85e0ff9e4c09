import OracleSQL

/// Reads a release table's rows in order straight from the file's b-tree into `DataRow` form.
///
/// The file format is SQLite's documented one (sqlite.org/fileformat2.html, sections 1.3, 1.6 and 2.1). Every offset is
/// checked against the file, so a damaged file is an XX001 and never a wrong read. Nothing is cached but one path
/// through the tree.
final class TableScan {
  private let map: ReleaseFileMap
  private let sources: [ScanPlan.Source]
  private let pageSize: Int
  private let usableSize: Int
  private let pageCount: Int
  /// How often one stored column occurs in a row at most.
  private let repetition: Int
  private let lastColumn: Int
  private let filter: BoundScanFilter?
  private let filterColumns: [Int]
  private let lastFilterColumn: Int
  /// With a filter, rows one call looks at before it comes back, with or without a row: a scan has no other place where it
  /// can be stopped.
  private static let examinedRows = 8_192
  /// The first call's, which may be made where other sessions wait.
  private static let firstExaminedRows = 256
  private var hasExamined = false

  private struct Level {
    let page: Int
    var cell: Int
    let cellCount: Int
    let isLeaf: Bool
  }
  private var path: [Level] = []
  /// Rows returned or passed over.
  private(set) var position = 0
  /// A tree has each page once: more are a ring.
  private var visitedPages = 0
  /// Of the current record's columns: where each begins, and its serial type.
  private let starts: UnsafeMutablePointer<Int>
  private let types: UnsafeMutablePointer<Int>
  private var overflow: [UInt8] = []

  /// - Parameter filter: the plan's, with its parameters' values.
  /// - Throws: XX001 for a file that is not a database we can read, 58030 when it cannot be opened.
  init(_ plan: ScanPlan, filter: BoundScanFilter?, path file: String) throws(SQLError) {
    map = try ReleaseFileMap.map(file)
    sources = plan.sources
    self.filter = filter
    filterColumns = plan.filter?.columns ?? []
    lastFilterColumn = filterColumns.max() ?? -1
    var counts: [Int: Int] = [:]
    for case .column(let number) in plan.sources { counts[number, default: 0] += 1 }
    repetition = max(1, counts.values.max() ?? 1)
    lastColumn = max(counts.keys.max() ?? -1, lastFilterColumn)
    starts = UnsafeMutablePointer.allocate(capacity: lastColumn + 1)
    types = UnsafeMutablePointer.allocate(capacity: lastColumn + 1)
    let bytes = map.bytes
    guard bytes.count >= 512, bytes.starts(with: "SQLite format 3\u{0}".utf8) else { throw Self.damaged }
    let stored = Int(bytes[16]) << 8 | Int(bytes[17])
    pageSize = stored == 1 ? 65536 : stored
    guard pageSize >= 512, pageSize & (pageSize - 1) == 0, bytes[59] == 1 else { throw Self.damaged }
    usableSize = pageSize - Int(bytes[20])
    pageCount = bytes.count / pageSize
    guard usableSize >= 480 else { throw Self.damaged }
    try descend(to: plan.rootPage)
  }

  deinit {
    starts.deallocate()
    types.deallocate()
  }

  static let damaged = SQLError("XX001", "发布文件已损坏（页结构）")
  /// Levels of a tree of 2^31 pages at most.
  private static let deepest = 20

  // MARK: Rows

  var isFiltered: Bool { filter != nil }

  /// Writes whole rows until the block is full, `limit` rows are written or the table ends. With a filter it may end
  /// before, `full` without a need for more bytes.
  func fill(_ block: inout RowBlock, limit: Int) throws(SQLError) -> RowFill {
    var fill = RowFill()
    var examined = 0
    let mostExamined = hasExamined ? Self.examinedRows : Self.firstExaminedRows
    hasExamined = true
    while fill.rows < limit {
      if filter != nil, examined == mostExamined {
        fill.end = .full
        fill.bytes = block.count
        return fill
      }
      examined += 1
      guard try findRow() else {
        fill.bytes = block.count
        return fill
      }
      let needed = try row(&block)
      if needed == Self.isPassed {
        path[path.count - 1].cell += 1
        continue
      }
      if needed > 0 {
        fill.end = .full
        fill.bytesNeeded = fill.rows == 0 ? needed : 0
        fill.bytes = block.count
        return fill
      }
      path[path.count - 1].cell += 1
      position += 1
      fill.rows += 1
    }
    fill.end = .limit
    fill.bytes = block.count
    return fill
  }

  /// Without a filter.
  ///
  /// - Returns: how many rows were passed over: fewer than asked for only at the table's end.
  func skip(_ count: Int) throws(SQLError) -> Int {
    var skipped = 0
    while skipped < count, try findRow() {
      let level = path[path.count - 1]
      let step = min(count - skipped, level.cellCount - level.cell)
      path[path.count - 1].cell += step
      skipped += step
      position += step
    }
    return skipped
  }

  /// Leaves the path at a leaf's cell; `false` at the table's end.
  private func findRow() throws(SQLError) -> Bool {
    while let level = path.last {
      if level.isLeaf {
        if level.cell < level.cellCount { return true }
      } else if level.cell <= level.cellCount {
        try descend(to: try child(level))
        continue
      }
      path.removeLast()
      if let parent = path.indices.last { path[parent].cell += 1 }
    }
    return false
  }

  private func descend(to page: Int) throws(SQLError) {
    visitedPages += 1
    guard page >= 1, page <= pageCount, path.count < Self.deepest, visitedPages <= pageCount else {
      throw Self.damaged
    }
    let header = (page - 1) * pageSize + (page == 1 ? 100 : 0)
    let type = map.bytes[header]
    guard type == 0x0D || type == 0x05 else { throw Self.damaged }
    let cells = Int(map.bytes[header + 3]) << 8 | Int(map.bytes[header + 4])
    guard header + 12 + 2 * cells <= page * pageSize else { throw Self.damaged }
    path.append(Level(page: page, cell: 0, cellCount: cells, isLeaf: type == 0x0D))
  }

  private func child(_ level: Level) throws(SQLError) -> Int {
    let header = (level.page - 1) * pageSize + (level.page == 1 ? 100 : 0)
    if level.cell == level.cellCount { return word(header + 8) }
    return word(try cellStart(level, header, headerBytes: 12))
  }

  @inline(__always)
  private func word(_ offset: Int) -> Int {
    Int(UInt32(bigEndian: map.bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
  }

  @inline(__always)
  private func cellStart(_ level: Level, _ header: Int, headerBytes: Int) throws(SQLError) -> Int {
    let pointer = header + headerBytes + 2 * level.cell
    let offset = Int(UInt16(bigEndian: map.bytes.loadUnaligned(fromByteOffset: pointer, as: UInt16.self)))
    guard offset >= 8, offset + 4 <= usableSize else { throw Self.damaged }
    return (level.page - 1) * pageSize + offset
  }

  // MARK: Records

  private static let isPassed = -1

  /// Writes the current row, if the filter lets it through.
  ///
  /// - Returns: 0, or the bytes the row needs when the block has no room for it, or `isPassed`.
  private func row(_ block: inout RowBlock) throws(SQLError) -> Int {
    let level = path[path.count - 1]
    let header = (level.page - 1) * pageSize + (level.page == 1 ? 100 : 0)
    var place = try cellStart(level, header, headerBytes: 8)
    let pageEnd = (level.page - 1) * pageSize + usableSize
    let stored = try Self.varint(map.bytes, &place, pageEnd)
    guard stored >= 1, stored <= map.bytes.count else { throw Self.damaged }
    let size = Int(stored)
    let number = Int64(bitPattern: try Self.varint(map.bytes, &place, pageEnd))
    let needed = RowBlock.size(
      columns: sources.count, valueBytes: size * repetition + sources.count * RowBlock.integerBytes)
    guard block.hasRoom(needed) else { return needed }
    if size <= usableSize - 35 {
      guard place + size <= pageEnd else { throw Self.damaged }
      return try write(map.bytes, place, size, number, &block) ? 0 : Self.isPassed
    } else {
      try assemble(place, size, pageEnd)
      let written = overflow.withUnsafeBytes { bytes -> Result<Bool, SQLError> in
        do throws(SQLError) {
          return .success(try write(bytes, 0, size, number, &block))
        } catch {
          return .failure(error)
        }
      }
      return try written.get() ? 0 : Self.isPassed
    }
  }

  /// A record too long for its page: its first part and a chain of overflow pages.
  private func assemble(_ start: Int, _ size: Int, _ pageEnd: Int) throws(SQLError) {
    let least = (usableSize - 12) * 32 / 255 - 23
    let fitting = least + (size - least) % (usableSize - 4)
    let local = fitting <= usableSize - 35 ? fitting : least
    guard start + local + 4 <= pageEnd else { throw Self.damaged }
    overflow.removeAll(keepingCapacity: true)
    overflow.append(contentsOf: map.bytes[start..<(start + local)])
    var next = word(start + local)
    while overflow.count < size {
      guard next >= 1, next <= pageCount else { throw Self.damaged }
      let page = (next - 1) * pageSize
      let part = min(size - overflow.count, usableSize - 4)
      overflow.append(contentsOf: map.bytes[(page + 4)..<(page + 4 + part)])
      next = word(page)
    }
    overflow.append(contentsOf: repeatElement(0, count: RowBlock.slack))
  }

  /// - Returns: whether the row was written; the filter passes over the others.
  private func write(
    _ bytes: UnsafeRawBufferPointer, _ start: Int, _ size: Int, _ number: Int64, _ block: inout RowBlock
  ) throws(SQLError) -> Bool {
    guard let base = bytes.baseAddress else { throw Self.damaged }
    var header = try HeaderPlace(bytes, start, end: start + size)
    if let filter {
      try readHeader(bytes, &header, through: lastFilterColumn)
      for column in filterColumns where column < header.column {
        // A column declared TEXT holds texts and NULL.
        guard types[column] >= 13 || types[column] == 0 else { throw Self.damaged }
      }
      guard filter.holds(base, columns: header.column, starts: starts, types: types) else { return false }
    }
    try readHeader(bytes, &header, through: lastColumn)
    let columns = header.column
    // Memory that may be read beyond a value's end.
    let padded = bytes.count - RowBlock.slack
    let row = block.begin(columns: sources.count)
    for source in sources {
      switch source {
      case .row: block.integer(number)
      case .column(let column):
        // A record that ends early has NULL in the columns that were added later.
        if column >= columns {
          block.null()
          continue
        }
        let type = types[column]
        let place = starts[column]
        if type >= 13 {
          let length = (type - 13) >> 1
          if length == 0 {
            block.empty()
          } else if place <= padded {
            block.paddedValue(base + place, count: length)
          } else {
            block.value(base + place, count: length)
          }
        } else if type == 0 {
          block.null()
        } else {
          block.integer(Self.integer(bytes, place, type))
        }
      }
    }
    block.end(row)
    return true
  }

  /// How far a record's header was read.
  private struct HeaderPlace {
    /// The next serial type, and the value it describes.
    var place: Int
    var value: Int
    /// Columns read: their `starts` and `types` are known.
    var column = 0
    let headerEnd: Int
    let end: Int

    init(_ bytes: UnsafeRawBufferPointer, _ start: Int, end: Int) throws(SQLError) {
      place = start
      let size = try TableScan.varint(bytes, &place, end)
      guard size <= end - start else { throw TableScan.damaged }
      headerEnd = start + Int(size)
      value = headerEnd
      self.end = end
    }
  }

  /// Fills `starts` and `types` up to a column, or to the record's last.
  private func readHeader(
    _ bytes: UnsafeRawBufferPointer, _ header: inout HeaderPlace, through last: Int
  ) throws(SQLError) {
    var place = header.place
    var value = header.value
    var column = header.column
    let headerEnd = header.headerEnd
    let end = header.end
    while column <= last, place < headerEnd {
      var type = Int(bytes[place])
      if type < 0x80 { place += 1 } else { type = Int(truncatingIfNeeded: try Self.varint(bytes, &place, headerEnd)) }
      starts[column] = value
      types[column] = type
      if type >= 13 {
        // Blobs have even types; no release has one.
        guard type & 1 == 1 else { throw Self.damaged }
        value += (type - 13) >> 1
      } else {
        guard type >= 0, type != 7, type < 10 else { throw Self.damaged }
        value += type < 5 ? type : type == 5 ? 6 : type == 6 ? 8 : 0
      }
      guard value <= end else { throw Self.damaged }
      column += 1
    }
    header.place = place
    header.value = value
    header.column = column
  }

  /// Serial types 1 to 6 are big-endian integers of 1, 2, 3, 4, 6 and 8 bytes; 8 and 9 are 0 and 1.
  private static func integer(_ bytes: UnsafeRawBufferPointer, _ place: Int, _ type: Int) -> Int64 {
    if type == 8 { return 0 }
    if type == 9 { return 1 }
    let length = type < 5 ? type : type == 5 ? 6 : 8
    var value = Int64(Int8(bitPattern: bytes[place]))
    for offset in 1..<max(1, length) { value = value << 8 | Int64(bytes[place + offset]) }
    return value
  }

  /// Seven bits a byte, most significant first; the ninth byte has eight.
  @inline(__always)
  fileprivate static func varint(_ bytes: UnsafeRawBufferPointer, _ place: inout Int, _ end: Int) throws(SQLError)
    -> UInt64
  {
    guard place < end else { throw Self.damaged }
    let first = bytes[place]
    if first < 0x80 {
      place += 1
      return UInt64(first)
    }
    var value: UInt64 = 0
    for index in 0..<9 {
      guard place < end else { throw Self.damaged }
      let byte = bytes[place]
      place += 1
      if index == 8 { return value << 8 | UInt64(byte) }
      value = value << 7 | UInt64(byte & 0x7F)
      if byte < 0x80 { return value }
    }
    return value
  }
}
