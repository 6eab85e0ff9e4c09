import OracleSQL

/// The rest of a statement's rows, read without its connection: a hundred clients that fetch whole tables need a hundred
/// places in a file, and no hundred SQLite connections.
public final class DetachedScan {
  private let scan: TableScan

  init(_ scan: TableScan) { self.scan = scan }

  /// As `QueryStatement.fill`; a call may bring no row and still not be the last.
  public func fill(_ memory: UnsafeMutableRawBufferPointer, limit: Int) throws(SQLError) -> RowFill {
    var block = RowBlock(memory)
    return try scan.fill(&block, limit: limit)
  }
}
