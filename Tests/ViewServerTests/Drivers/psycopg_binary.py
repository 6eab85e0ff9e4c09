"""psycopg 3: parameters and rows in binary format, server cursors that scroll, COPY.   python psycopg_binary.py PORT"""

import datetime
import decimal
import sys

import psycopg

failures = []


def equal(what, actual, expected):
    if actual != expected:
        failures.append(f"{what}: {actual!r}, expected {expected!r}")


day = datetime.datetime(2021, 3, 1)
with psycopg.connect(host="127.0.0.1", port=int(sys.argv[1]), user="his_interface", password="his_interface",
                     dbname="qianzhi") as connection:
    for binary in (False, True):
        cursor = connection.cursor(binary=binary)
        cursor.execute("select ypbm, tym, bgsj, spm from ypml where bgsj = %s and ypbm < %s order by ypbm", (day, "Y000007"))
        equal(f"rows {binary}", cursor.fetchall(), [("Y000003", "药品3", day, None), ("Y000006", "药品6", day, None)])
        cursor.execute("select %b::int4, %b::int8, %b::numeric, %b::bool, %b::timestamp, count(*) from ypml",
                       (-5, 1 << 40, decimal.Decimal("-12.50"), True, datetime.datetime(1999, 12, 31, 23, 59, 58)))
        equal(f"values {binary}", cursor.fetchone(),
              (-5, 1 << 40, decimal.Decimal("-12.5"), True, datetime.datetime(1999, 12, 31, 23, 59, 58), 30))
        for _ in range(8):  # prepared on the server after five
            cursor.execute("select tym from ypml where ypbm = %s", ("Y000030",))
            equal(f"prepared {binary}", cursor.fetchone(), ("药品30",))
        with connection.cursor(f"c{binary}", scrollable=True, binary=binary) as named:
            named.execute("select ypbm from ypml order by ypbm")
            equal("first", named.fetchmany(2), [("Y000001",), ("Y000002",)])
            named.scroll(-1)
            equal("after -1", named.fetchone(), ("Y000002",))
            named.scroll(28, mode="absolute")
            equal("after absolute", named.fetchall(), [("Y000029",), ("Y000030",)])
    connection.commit()
    with connection.cursor("held", withhold=True, scrollable=True) as held:
        held.execute("select ypbm from ypml order by ypbm")
        connection.commit()
        equal("held", held.fetchone(), ("Y000001",))
    with connection.cursor().copy("copy (select ypbm, spm from ypml where yplsh in ('1', '2') order by ypbm) to stdout") as copy:
        equal("copy", list(copy.rows()), [("Y000001", None), ("Y000002", None)])
    for kind in (psycopg.Cursor, psycopg.ClientCursor):  # lists as parameters, and written into the statement
        for condition, values, count in [
                ("yplsh <> all(%s)", ["1", "2", "3"], 27), ("yplsh <> all(%s)", [], 30), ("yplsh = any(%s)", [1, 2, 99], 2),
                ("to_number(yplsh) = any(%s)", [1, 2], 2), ("to_number(yplsh) > all(%s)", [28, 3], 2),
                ("bgsj = any(%s)", [day], 10), ("tym = any(%s)", ["药品1", 'a"b,{}'], 1)]:
            cursor = kind(connection)
            cursor.execute(f"select count(*) from ypml where {condition}", (values,))
            equal(f"{kind.__name__} {condition} {values}", cursor.fetchone(), (count,))
    with connection.pipeline():
        results = [connection.execute("select count(*) from ypml where yplsh <= %s", (str(n),)) for n in range(1, 4)]
    equal("pipeline", len([result.fetchone() for result in results]), 3)
print("\n".join(failures) or "ok")
sys.exit(1 if failures else 0)
