"""The other catalogue functions a driver offers; a program that asks must get an answer and can go on."""

import sys

sys.dont_write_bytecode = True
from driver_case import Case

case = Case()
connection = case.connect()
cursor = connection.cursor()
for view in ("ypml", "zlxm", "bzml"):
    case.equal(f"{view}: SQLPrimaryKeys", cursor.primaryKeys(table=view).fetchall(), [])
    case.equal(f"{view}: SQLForeignKeys", cursor.foreignKeys(table=view).fetchall(), [])
    # A row of type 0 tells the table's size; there is no index.
    case.equal(f"{view}: SQLStatistics", [row for row in cursor.statistics(view).fetchall() if row.type != 0], [])
    cursor.rowIdColumns(view).fetchall()
    cursor.rowVerColumns(view).fetchall()
cursor.procedures(schema="his_interface").fetchall()
types = {row.type_name for row in cursor.getTypeInfo().fetchall()}
case.true("SQLGetTypeInfo", {"varchar", "timestamptz"} <= types)
case.true("SQLGetInfo: name of the server", connection.getinfo(17))  # SQL_DBMS_NAME
case.equal("afterwards a statement", cursor.execute("SELECT COUNT(*) FROM ypml").fetchval(), case.expected["rows"]["ypml"])
connection.close()
case.finish()
