"""SQLTables and SQLColumns: what a program's table and column lists show."""

import sys

sys.dont_write_bytecode = True
import pyodbc
from driver_case import Case

VIEWS = {"ypml", "zlxm", "bzml"}
TEXT = {pyodbc.SQL_VARCHAR, pyodbc.SQL_WVARCHAR, pyodbc.SQL_LONGVARCHAR, pyodbc.SQL_WLONGVARCHAR}

case = Case()
connection = case.connect()
cursor = connection.cursor()

names = [row.table_name for row in cursor.tables().fetchall()]
case.true("SQLTables without a filter lists the views", VIEWS <= set(names))
case.equal("each of them once", [names.count(view) for view in sorted(VIEWS)], [1, 1, 1])
case.true("as TABLE", VIEWS <= {row.table_name for row in cursor.tables(tableType="TABLE").fetchall()})
case.equal("one by name", [(row.table_schem, row.table_name, row.table_type)
                           for row in cursor.tables(table="ypml").fetchall()], [("his_interface", "ypml", "TABLE")])
case.equal("by pattern", {row.table_name for row in cursor.tables(table="%ml", schema="his_interface").fetchall()} & VIEWS,
           {"ypml", "bzml"})
case.equal("none by another name", cursor.tables(table="no_such_table").fetchall(), [])

for view, expected in case.expected["columns"].items():
    rows = cursor.columns(table=view).fetchall()
    case.equal(f"{view}: names in order", [row.column_name for row in rows], [column[0] for column in expected])
    case.equal(f"{view}: positions", [row.ordinal_position for row in rows], list(range(1, len(expected) + 1)))
    for row, (name, kind, size) in zip(rows, expected):
        if kind == "varchar":
            case.true(f"{view}.{name} is text, not {row.data_type}", row.data_type in TEXT)
            case.equal(f"{view}.{name}: characters", row.column_size, size)
        else:
            case.equal(f"{view}.{name}: type", row.data_type, pyodbc.SQL_TYPE_TIMESTAMP)
    case.true(f"{view}: columns may be NULL", all(row.nullable == pyodbc.SQL_NULLABLE for row in rows[1:]))
one = cursor.columns(table="ypml", column="bgsj").fetchall()
case.equal("one column", [(row.table_name, row.column_name) for row in one], [("ypml", "bgsj")])
case.equal("columns of nothing", cursor.columns(table="no_such_table").fetchall(), [])

# What a program does next with what it found.
for view, expected in case.expected["columns"].items():
    selected = ", ".join(f'"{column[0]}"' for column in expected)
    cursor.execute(f'SELECT {selected} FROM "{view}" WHERE 1 = 0')
    case.equal(f"{view}: names in a result", [column[0] for column in cursor.description],
               [column[0] for column in expected])
    case.equal(f"{view}: no rows", cursor.fetchall(), [])
connection.close()
case.finish()
