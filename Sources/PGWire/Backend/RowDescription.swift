import NIOCore

/// Names and types of a result's columns. Table id and column number are 0: a driver then asks the catalogue nothing
/// more about them.
public struct RowDescription: BackendMessage, Equatable {
  public struct Column: Equatable, Sendable {
    public let name: String
    public let typeID: UInt32
    /// Bytes, -1 for a variable length.
    public let size: Int16
    /// -1 for none.
    public let modifier: Int32
    /// 0 is text, 1 binary.
    public var format: Int16 = 0

    public init(name: String, typeID: UInt32, size: Int16, modifier: Int32) {
      self.name = name
      self.typeID = typeID
      self.size = size
      self.modifier = modifier
    }
  }

  public let columns: [Column]

  public init(columns: [Column]) { self.columns = columns }

  public func write(to buffer: inout ByteBuffer, encoding: ClientEncoding) {
    buffer.writeMessage("T") { body in
      body.writeInteger(Int16(columns.count))
      for column in columns {
        body.writeTerminated(column.name, encoding)
        body.writeInteger(Int32(0))
        body.writeInteger(Int16(0))
        body.writeInteger(column.typeID)
        body.writeInteger(column.size)
        body.writeInteger(column.modifier)
        body.writeInteger(column.format)
      }
    }
  }

  /// The same columns as a portal with these formats sends them.
  public func inFormats(_ codes: [Int16]) throws(WireReport) -> RowDescription {
    let format = try RowFormat(codes: codes, typeIDs: columns.map(\.typeID))
    return RowDescription(
      columns: columns.enumerated().map { index, column in
        var column = column
        column.format = format.code(index)
        return column
      })
  }
}

/// Types of a prepared statement's parameters.
public struct ParameterDescription: BackendMessage, Equatable {
  public let typeIDs: [UInt32]

  public init(typeIDs: [UInt32]) { self.typeIDs = typeIDs }

  public func write(to buffer: inout ByteBuffer, encoding: ClientEncoding) {
    buffer.writeMessage("t") { body in
      body.writeInteger(Int16(typeIDs.count))
      for id in typeIDs { body.writeInteger(id) }
    }
  }
}
