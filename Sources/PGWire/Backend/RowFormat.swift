import NIOCore

/// How the rows of one execution leave.
public enum RowFormat: Sendable, Equatable {
  /// DataRow, every column as text.
  case text
  /// DataRow; per column whether it is binary.
  case mixed([Bool])
  /// CopyData.
  case copy(CopyFormat)

  /// - Parameters:
  ///   - codes: of Bind: none, one for all, or one each; 0 is text, 1 binary.
  ///   - typeIDs: of the columns.
  /// - Throws: 08P01 for a wrong count or code, 0A000 for a type without binary format here.
  public init(codes: [Int16], typeIDs: [UInt32]) throws(WireReport) {
    guard codes.count <= 1 || codes.count == typeIDs.count else {
      throw WireReport(.error, "08P01", "结果格式有 \(codes.count) 个，结果有 \(typeIDs.count) 列")
    }
    guard codes.allSatisfy({ $0 == 0 || $0 == 1 }) else { throw WireReport(.error, "22023", "没有这种结果格式") }
    guard codes.contains(1) else {
      self = .text
      return
    }
    let isBinary = codes.count == 1 ? typeIDs.map { _ in true } : codes.map { $0 == 1 }
    for (binary, typeID) in zip(isBinary, typeIDs) where binary && !BinaryValue.canSend(typeID: typeID) {
      throw WireReport(.error, "0A000", "类型编号 \(typeID) 的列没有二进制格式", hint: "请让客户端使用文本格式")
    }
    self = .mixed(isBinary)
  }

  /// Of a column, in RowDescription.
  public func code(_ column: Int) -> Int16 {
    if case .mixed(let isBinary) = self, isBinary[column] { 1 } else { 0 }
  }
}

extension DataRowWriter {
  /// Writes a value in binary format.
  ///
  /// - Returns: how many characters the encoding lacks; `nil` when the text is not of the type: nothing was written.
  public func binaryValue(
    _ utf8: UnsafeRawBufferPointer?, typeID: UInt32, encoding: ClientEncoding, to buffer: inout ByteBuffer
  ) -> Int? {
    guard let utf8 else {
      buffer.writeInteger(Int32(-1))
      return 0
    }
    return BinaryValue.write(utf8, typeID: typeID, encoding: encoding, to: &buffer)
  }
}
