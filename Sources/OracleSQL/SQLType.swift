/// The types results and columns have on the wire.
public enum SQLType: Sendable, Hashable {
  case bool
  /// PostgreSQL's `"char"`: one byte.
  case char
  case name
  case int2
  case int4
  case int8
  case oid
  case tid
  case regclass
  case text
  /// Text with a declared length in characters, or without one.
  case varchar(Int?)
  /// Exact decimal.
  case numeric(precision: Int?, scale: Int?)
  case date
  /// `timestamp(0)`
  case timestamp
  /// A length of time; only added to dates, never a result.
  case interval
  /// A literal or NULL whose type nothing has decided; sent as text.
  case unknown
  /// An array of another type, for pg_catalog columns only; sent as text.
  indirect case array(SQLType)
  /// int2vector, oidvector: `1 2`, counted from 0.
  indirect case vector(SQLType)
  /// A type that only pg_catalog's columns have, by its object id; text to everything else.
  case catalogue(UInt32)

  /// PostgreSQL's object id of the type.
  public var oid: UInt32 {
    switch self {
    case .bool: 16
    case .char: 18
    case .name: 19
    case .int8: 20
    case .int2: 21
    case .int4: 23
    case .text, .unknown: 25
    case .oid: 26
    case .tid: 27
    case .varchar: 1043
    case .date: 1082
    case .timestamp: 1114
    case .interval: 1186
    case .numeric: 1700
    case .regclass: 2205
    case .array(let element): element.arrayOID
    case .vector(let element): element == .oid ? 30 : 22
    case .catalogue(let id): id
    }
  }

  private var arrayOID: UInt32 {
    switch self {
    case .bool: 1000
    case .char: 1002
    case .name: 1003
    case .int2: 1005
    case .int4: 1007
    case .int8: 1016
    case .oid: 1028
    case .numeric: 1231
    case .varchar: 1015
    case .timestamp: 1115
    case .date: 1182
    case .text, .unknown, .tid, .regclass, .interval, .array, .vector, .catalogue: 1009
    }
  }

  /// RowDescription's type size: bytes, or -1 for variable length.
  public var size: Int16 {
    switch self {
    case .bool, .char: 1
    case .int2: 2
    case .int4, .oid, .regclass, .date: 4
    case .tid: 6
    case .int8, .timestamp: 8
    case .interval: 16
    case .name: 64
    case .text, .varchar, .numeric, .unknown, .array, .vector: -1
    case .catalogue(let id):
      switch id {
      case 24, 28, 29, 700: 4
      case 701, 1184: 8
      default: -1
      }
    }
  }

  /// RowDescription's type modifier, -1 when there is none.
  public var modifier: Int32 {
    switch self {
    case .varchar(let length?): Int32(length) + 4
    case .numeric(let precision?, let scale): (Int32(precision) << 16 | Int32(scale ?? 0)) + 4
    case .timestamp: 0
    default: -1
    }
  }

  /// Equal values of both are stored alike, so that SQLite's own `=` and IN compare them.
  func isStoredLike(_ other: SQLType) -> Bool {
    isText && other.isText || isInteger && other.isInteger || isDate && other.isDate
  }

  /// Bytes of a signed integer that holds the type's values: an object id has 32 bits without a sign.
  var integerBytes: Int {
    switch self {
    case .int2: 2
    case .int4: 4
    case .oid: 5
    default: 8
    }
  }

  public var isText: Bool {
    switch self {
    case .text, .varchar, .name, .char, .unknown, .catalogue: true
    default: false
    }
  }
  /// Of an array or a vector.
  var elementType: SQLType? {
    switch self {
    case .array(let element), .vector(let element): element
    default: nil
    }
  }
  public var isInteger: Bool {
    switch self {
    case .int2, .int4, .int8, .oid: true
    default: false
    }
  }
  public var isNumber: Bool {
    if case .numeric = self { return true }
    return isInteger
  }
  public var isDate: Bool { self == .date || self == .timestamp }
}
