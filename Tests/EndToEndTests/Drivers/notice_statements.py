"""The notice's three statements, to the letter."""

import sys

sys.dont_write_bytecode = True
from driver_case import Case

case = Case()
date = case.expected["date"]
connection = case.connect()
cursor = connection.cursor()
for view, column in (("ypml", "bgsj"), ("zlxm", "bgsj"), ("bzml", "kssj")):
    statement = f"SELECT COUNT(*) FROM {view} WHERE TO_CHAR({column}, 'YYYYMMDD') = '{date}';"
    expected = case.expected["notice"][view]
    # Twice on one cursor, once on a fresh one, once as a program with another habit of case writes it.
    for _ in range(2):
        cursor.execute(statement)
        case.equal(statement, [tuple(row) for row in cursor.fetchall()], [(expected,)])
    case.equal("fresh cursor", connection.cursor().execute(statement).fetchval(), expected)
    other = f"select count(*) from {view.upper()} where to_char({column.upper()},'yyyymmdd')='{date}'"
    case.equal(other, cursor.execute(other).fetchval(), expected)
    case.equal("his_interface." + view, cursor.execute(
        f"SELECT COUNT(*) FROM his_interface.{view} WHERE TO_CHAR({column}, 'YYYYMMDD') = '{date}'").fetchval(), expected)
    empty = f"SELECT COUNT(*) FROM {view} WHERE TO_CHAR({column}, 'YYYYMMDD') = '19000101';"
    case.equal(empty, cursor.execute(empty).fetchval(), 0)
connection.close()
case.finish()
