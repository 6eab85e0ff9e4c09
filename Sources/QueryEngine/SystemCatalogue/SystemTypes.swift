/// Every type a column of ours or of the system catalogue has, and the few others that drivers look up by name, as
/// PostgreSQL 15 has them. The array types follow from `array`.
///
/// Fields: oid, name, length, by value, type, category, preferred, element, array, beginning of the input and output
/// functions' names (`!`: text form only), of the modifier functions' (`-` none), subscript handler, alignment, storage, collation.
enum SystemTypes {
  static let text = """
    16 bool 1 t b B t 0 1000 bool - - c p 0
    17 bytea -1 f b U f 0 1001 bytea - - i x 0
    18 char 1 t b Z f 0 1002 char - - c p 0
    19 name 64 f b S f 18 1003 name - raw_array_subscript_handler c p 950
    20 int8 8 t b N f 0 1016 int8 - - d p 0
    21 int2 2 t b N f 0 1005 int2 - - s p 0
    22 int2vector -1 f b A f 21 1006 int2vector - array_subscript_handler i p 0
    23 int4 4 t b N f 0 1007 int4 - - i p 0
    24 regproc 4 t b N f 0 1008 regproc - - i p 0
    25 text -1 f b S t 0 1009 text - - i x 100
    26 oid 4 t b N t 0 1028 oid - - i p 0
    27 tid 6 f b U f 0 1010 tid - - s p 0
    28 xid 4 t b U f 0 1011 xid - - i p 0
    29 cid 4 t b U f 0 1012 cid - - i p 0
    30 oidvector -1 f b A f 26 1013 oidvector - array_subscript_handler i p 0
    114 json -1 f b U f 0 199 json_ - - i x 0
    142 xml -1 f b U f 0 143 xml_ - - i x 0
    194 pg_node_tree -1 f b Z f 0 0 pg_node_tree_ - - i x 100
    700 float4 4 t b N f 0 1021 float4 - - i p 0
    701 float8 8 t b N t 0 1022 float8 - - d p 0
    705 unknown -2 f p X f 0 0 unknown - - c p 0
    1033 aclitem 12 f b U f 0 1034 aclitem! - - i p 0
    1042 bpchar -1 f b S f 0 1014 bpchar bpchartypmod - i x 100
    1043 varchar -1 f b S f 0 1015 varchar varchartypmod - i x 100
    1082 date 4 t b D f 0 1182 date_ - - i p 0
    1083 time 8 t b D f 0 1183 time_ timetypmod - d p 0
    1114 timestamp 8 t b D f 0 1115 timestamp_ timestamptypmod - d p 0
    1184 timestamptz 8 t b D t 0 1185 timestamptz_ timestamptztypmod - d p 0
    1186 interval 16 f b T t 0 1187 interval_ intervaltypmod - d p 0
    1266 timetz 12 f b D f 0 1270 timetz_ timetztypmod - d p 0
    1560 bit -1 f b V f 0 1561 bit_ bittypmod - i x 0
    1562 varbit -1 f b V t 0 1563 varbit_ varbittypmod - i x 0
    1700 numeric -1 f b N f 0 1231 numeric_ numerictypmod - i m 0
    2205 regclass 4 t b N f 0 2210 regclass - - i p 0
    2206 regtype 4 t b N f 0 2211 regtype - - i p 0
    2249 record -1 f p P f 0 2287 record_ - - d x 0
    2277 anyarray -1 f p P f 0 0 anyarray_ - - d x 0
    2278 void 4 t p P f 0 0 void_ - - i p 0
    2950 uuid 16 f b U f 0 2951 uuid_ - - c p 0
    3220 pg_lsn 8 t b U f 0 3221 pg_lsn_ - - d p 0
    3802 jsonb -1 f b U f 0 3807 jsonb_ - jsonb_subscript_handler i x 0
    """
}
