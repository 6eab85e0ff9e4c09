import CSQLite
import OracleSQL
import TextEncoding

/// The collation texts are ordered by on our connections: bytes of GB18030.
enum TextOrder {
  static func register(on handle: OpaquePointer) throws(SQLError) {
    let status = sqlite3_create_collation_v2(
      handle, SQLFrontEnd.collation, SQLITE_UTF8, nil,
      { _, leftCount, left, rightCount, right in
        Int32(
          clamping: GB18030Order.compare(
            UnsafeRawBufferPointer(start: left, count: Int(leftCount)),
            UnsafeRawBufferPointer(start: right, count: Int(rightCount))))
      }, nil)
    guard status == SQLITE_OK else { throw sqliteError(status, handle: handle) }
  }
}
