"""A wrong password and statements that write. ReadOnly=0 appended: the driver must not be the one that refuses."""

import sys

sys.dont_write_bytecode = True
import re
from driver_case import Case
import pyodbc

case = Case()
without_password = re.sub(r"(?i)(^|;)(PWD|Password)=[^;]*", "", case.connection_string)
for password in ("wrong", "", "口令"):
    case.raises(f"password {password!r}", lambda: pyodbc.connect(f"{without_password};PWD={password}", timeout=20),
                ["28P01", "28000", "08001", "HY000"])

writable = re.sub(r"(?i)(^|;)(ReadOnly)=[^;]*", "", case.connection_string) + ";ReadOnly=0"
connection = pyodbc.connect(writable, autocommit=case.autocommit, timeout=20)
cursor = connection.cursor()
total = cursor.execute("SELECT COUNT(*) FROM ypml").fetchval()
for statement in (
    "DELETE FROM ypml",
    "UPDATE ypml SET tym = 'x'",
    "INSERT INTO ypml (yplsh) VALUES ('x')",
    "DROP TABLE ypml",
    "CREATE TABLE his_interface.mine (a varchar(1))",
    "TRUNCATE TABLE ypml",
    "ALTER TABLE ypml ADD mine varchar(1)",
    "SELECT 1; DELETE FROM ypml",
):
    # 42501 no privilege, 25006 read-only, 42601 not in the grammar, 0A000 not supported
    case.raises(statement, lambda: [cursor.execute(statement), cursor.nextset()], ["42501", "25006", "42601", "0A000", "42000"])
    if not case.autocommit:
        connection.rollback()
    case.equal(f"after {statement}", cursor.execute("SELECT COUNT(*) FROM ypml").fetchval(), total)
connection.close()
case.finish()
