/// What PostgreSQL's catalogue says of its own objects, as far as ours lists them.
enum SystemTitles {
  /// By the type's object id.
  static let types: [Int64: String] = [
    16: "boolean, 'true'/'false'", 17: "variable-length string, binary values escaped", 18: "single character",
    19: "63-byte type for storing system identifiers", 20: "~18 digit integer, 8-byte storage",
    21: "-32 thousand to 32 thousand, 2-byte storage", 22: "array of int2, used in system tables",
    23: "-2 billion to 2 billion integer, 4-byte storage", 24: "registered procedure",
    25: "variable-length string, no limit specified", 26: "object identifier(oid), maximum 4 billion",
    27: "(block, offset), physical location of tuple", 28: "transaction id",
    29: "command identifier type, sequence in transaction id", 30: "array of oids, used in system tables",
    114: "JSON stored as text", 142: "XML content", 194: "string representing an internal node tree",
    700: "single-precision floating point number, 4-byte storage",
    701: "double-precision floating point number, 8-byte storage",
    705: "pseudo-type representing an undetermined type", 1033: "access control list",
    1042: "char(length), blank-padded string, fixed storage length",
    1043: "varchar(length), non-blank-padded string, variable storage length", 1082: "date", 1083: "time of day",
    1114: "date and time", 1184: "date and time with time zone", 1186: "@ <number> <units>, time interval",
    1266: "time of day with time zone", 1560: "fixed-length bit string", 1562: "variable-length bit string",
    1700: "numeric(precision, decimal), arbitrary precision number", 2205: "registered class",
    2206: "registered type", 2249: "pseudo-type representing any composite type",
    2277: "pseudo-type representing a polymorphic array type",
    2278: "pseudo-type for the result of a function with no real result", 2950: "UUID datatype",
    3220: "PostgreSQL LSN datatype",
    3802: "Binary JSON",
  ]
}

extension SystemRows {
  /// A comment on an object: `pg_description`, and what `obj_description` and its like answer from.
  struct Comment: Hashable {
    /// The relation of the catalogue that lists the object: 1259 `pg_class`, 1247 `pg_type`, 2615 `pg_namespace`.
    let classID: Int64
    let object: Int64
    /// A column's number, 0 for the object itself.
    let column: Int64
    let text: String
  }

  var comments: [Comment] {
    var found = SystemTitles.types.map { Comment(classID: 1247, object: $0.key, column: 0, text: $0.value) }
    found.append(
      Comment(classID: 2615, object: SystemObject.pgCatalog, column: 0, text: "system catalog schema"))
    found.append(Comment(classID: 2615, object: SystemObject.publicSchema, column: 0, text: "standard public schema"))
    found.append(Comment(classID: 2601, object: 2, column: 0, text: "heap table access method"))
    found.append(Comment(classID: 2601, object: 403, column: 0, text: "b-tree index access method"))
    for object in objects where object.isOurs {
      found.append(Comment(classID: 1259, object: object.oid, column: 0, text: object.title))
      for (index, column) in object.columns.enumerated() {
        guard let comment = column.comment else { continue }
        found.append(Comment(classID: 1259, object: object.oid, column: Int64(index + 1), text: comment))
      }
    }
    return found
  }
}
