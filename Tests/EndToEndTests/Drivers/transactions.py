"""Errors and what comes after them; commit, rollback, several cursors."""

import sys

sys.dont_write_bytecode = True
from driver_case import Case

case = Case()
total = case.expected["rows"]["ypml"]
connection = case.connect()
cursor = connection.cursor()


def works(what):
    case.equal(what, cursor.execute("SELECT COUNT(*) FROM ypml").fetchval(), total)


works("first")
for what, statement, states in (
    ("unknown column", "SELECT no_such_column FROM ypml", ["42703", "42S22"]),
    ("unknown table", "SELECT * FROM no_such_table", ["42P01", "42S02"]),
    ("not SQL", "SELEC 1", ["42601", "42000"]),
):
    case.raises(what, lambda: cursor.execute(statement), states)
    works(f"same cursor after: {what}")
    case.raises(f"{what}, prepared", lambda: cursor.execute(statement + " WHERE 'a' = ?", "x"), states)
    works(f"after: {what}, prepared")

# An error while another cursor is half-read. The driver may have read on or not; the connection must stay usable.
half = connection.cursor().execute("SELECT yplsh FROM ypml")
case.true("a row", half.fetchone())
case.raises("error beside an open cursor", lambda: cursor.execute("SELECT no_such_column FROM ypml"), ["42703", "42S22"])
half.close()
works("after an error beside an open cursor")

for _ in range(2):
    connection.commit()
    works("after commit")
    connection.rollback()
    works("after rollback")

# Error, rollback, work; error, commit, work.
for end in (connection.rollback, connection.commit):
    case.raises("error", lambda: cursor.execute("SELECT no_such_column FROM ypml"), ["42703", "42S22"])
    end()
    works(f"after an error and {end.__name__}")

# Autocommit switched in a living connection.
connection.rollback()
connection.autocommit = not case.autocommit
works("autocommit switched")
connection.rollback()
connection.autocommit = case.autocommit
works("and back")

# Several connections, each with its own state.
second = case.connect()
case.raises("error in the second", lambda: second.cursor().execute("SELECT no_such_column FROM ypml"), ["42703", "42S22"])
works("first beside it")
case.equal("second goes on", second.cursor().execute("SELECT COUNT(*) FROM ypml").fetchval(), total)
second.close()
connection.close()
case.finish()
