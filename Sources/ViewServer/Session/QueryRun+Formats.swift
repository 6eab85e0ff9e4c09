import NIOCore
import OracleSQL
import PGWire
import QueryEngine

extension QueryRun {
  func writeMixed(
    _ statement: QueryStatement, _ encoding: ClientEncoding, _ isBinary: [Bool], _ buffer: inout ByteBuffer
  ) throws(SQLError) -> Int {
    var substituted = 0
    let start = buffer.writerIndex
    let row = DataRowWriter(columnCount: query.columns.count, to: &buffer)
    for (index, column) in query.columns.enumerated() {
      let count = statement.withColumn(index) { value -> Int? in
        guard isBinary[index] else { return row.value(value, encoding: encoding, to: &buffer) }
        return row.binaryValue(value, typeID: column.type.oid, encoding: encoding, to: &buffer)
      }
      guard let count else {
        buffer.moveWriterIndex(to: start)
        throw SQLError("22003", "列 \(column.name) 的值不能写成其类型的二进制格式", hint: "请让客户端使用文本格式")
      }
      substituted += count
    }
    row.end(&buffer)
    return substituted
  }

  func writeCopy(
    _ statement: QueryStatement, _ encoding: ClientEncoding, _ format: CopyFormat, _ buffer: inout ByteBuffer
  ) -> Int {
    var row = CopyRowWriter(format: format, columnCount: query.columns.count)
    for index in query.columns.indices { statement.withColumn(index) { row.value($0) } }
    return row.end(encoding: encoding, to: &buffer)
  }
}

extension CompiledQuery {
  func rowFormat(_ codes: [Int16]) throws(WireReport) -> RowFormat {
    try RowFormat(codes: codes, typeIDs: columns.map(\.type.oid))
  }
}

extension CopyFormat {
  init(_ options: CopyOptions) {
    self.init(
      kind: options.isCSV ? .csv : .text, delimiter: options.delimiter?.asciiValue, null: options.null,
      hasHeader: options.hasHeader, quote: options.quote?.asciiValue ?? UInt8(ascii: "\""))
  }
}
