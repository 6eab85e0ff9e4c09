"""NULL: absent values arrive as None, never as an empty text."""

import sys

sys.dont_write_bytecode = True
from driver_case import Case

case = Case()
null = case.expected["null"]
column = null["column"]
total = case.expected["rows"]["ypml"]
connection = case.connect()
cursor = connection.cursor()
row = cursor.execute(f"SELECT {column}, yplsh FROM ypml WHERE yplsh = ?", null["yplsh"]).fetchone()
case.equal("NULL in a row", tuple(row), (None, null["yplsh"]))
case.equal("IS NULL", cursor.execute(f"SELECT COUNT(*) FROM ypml WHERE {column} IS NULL").fetchval(), null["rows"])
case.equal("IS NOT NULL", cursor.execute(f"SELECT COUNT(*) FROM ypml WHERE {column} IS NOT NULL").fetchval(),
           total - null["rows"])
case.equal("COUNT(column)", cursor.execute(f"SELECT COUNT({column}) FROM ypml").fetchval(), total - null["rows"])
case.equal("= NULL meets nothing", cursor.execute(f"SELECT COUNT(*) FROM ypml WHERE {column} = NULL").fetchval(), 0)
case.equal("empty text never arrives",
           [value for (value,) in cursor.execute(f"SELECT {column} FROM ypml").fetchall() if value == ""], [])
case.equal("COALESCE", cursor.execute(f"SELECT COALESCE({column}, '无') FROM ypml WHERE yplsh = ?",
                                      null["yplsh"]).fetchval(), "无")
case.equal("NULL as a literal", tuple(cursor.execute("SELECT NULL, 'x'").fetchone()), (None, "x"))
case.equal("MAX over nothing", cursor.execute("SELECT MAX(yplsh) FROM ypml WHERE 1 = 0").fetchval(), None)
case.equal("NULL date", cursor.execute("SELECT MAX(bgsj) FROM ypml WHERE 1 = 0").fetchval(), None)
connection.close()
case.finish()
