"""SELECT * FROM each view to the end: every row, every value."""

import sys

sys.dont_write_bytecode = True
import time
from driver_case import Case, row_checksum

case = Case()
connection = case.connect()


def fetched(cursor, size):
    while rows := cursor.fetchmany(size):
        yield from rows


for view, columns in case.expected["columns"].items():
    cursor = connection.cursor()
    started = time.monotonic()
    cursor.execute(f"SELECT * FROM {view}")
    case.equal(f"{view}: names", [column[0] for column in cursor.description], [column[0] for column in columns])
    count, checksum = row_checksum(fetched(cursor, 500))
    print(f"{view}: {count} rows, {count / (time.monotonic() - started):.0f} rows/s", file=sys.stderr)
    case.equal(f"{view}: rows", count, case.expected["rows"][view])
    case.equal(f"{view}: checksum", checksum, case.expected["checksums"][view])
    cursor.close()

# A program that pauses while it reads, and does something else meanwhile.
slow = connection.cursor().execute("SELECT yplsh FROM ypml")
first = slow.fetchmany(3)
time.sleep(0.2)
case.equal("another statement meanwhile", connection.cursor().execute("SELECT COUNT(*) FROM ypml").fetchval(),
           case.expected["rows"]["ypml"])
case.equal("the rest", len(first) + len(slow.fetchall()), case.expected["rows"]["ypml"])

# A program that stops reading half-way and closes.
left = connection.cursor().execute("SELECT * FROM ypml")
left.fetchone()
left.close()
case.equal("after leaving half-way", connection.cursor().execute("SELECT COUNT(*) FROM ypml").fetchval(),
           case.expected["rows"]["ypml"])
connection.close()
case.finish()
