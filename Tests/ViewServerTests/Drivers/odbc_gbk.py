"""psqlODBC's ANSI driver in a session in GBK, bytes as a program on a Chinese Windows has them.
  python odbc_gbk.py PORT OPTIONS settings|locale
By `settings` the DSN asks for GBK; by `locale` nothing does but LC_ALL, which the driver reads.

The ANSI entry points are called through ctypes, so that no Unicode conversion comes between."""

import ctypes
import sys

odbc = ctypes.CDLL("libodbc.so.2")
HANDLE = ctypes.c_void_p
failures = []


def equal(what, actual, expected):
    if actual != expected:
        failures.append(f"{what}: {actual!r}, expected {expected!r}")


def allocate(kind, parent):
    handle = HANDLE()
    assert odbc.SQLAllocHandle(kind, parent, ctypes.byref(handle)) in (0, 1)
    return handle


def diagnostic(kind, handle):
    state, message = ctypes.create_string_buffer(6), ctypes.create_string_buffer(2000)
    odbc.SQLGetDiagRec(kind, handle, 1, state, None, message, 2000, None)
    return state.value.decode(), message.value


environment = allocate(1, None)
odbc.SQLSetEnvAttr(environment, 200, ctypes.c_void_p(3), 0)
connection = allocate(2, environment)
text = (f"Driver={{PostgreSQL ANSI}};Server=127.0.0.1;Port={sys.argv[1]};Database=qianzhi;UID=his_interface;"
        f"PWD=his_interface;MaxVarcharSize=4000;UpdatableCursors=0;{sys.argv[2]}"
        + ("ConnSettings=set client_encoding to 'GBK'" if sys.argv[3] == "settings" else "")).encode()
status = odbc.SQLDriverConnect(connection, None, text, len(text), None, 0, None, 0)
if status not in (0, 1):
    sys.exit(f"connect: {diagnostic(2, connection)}")


def query(sql):
    statement = allocate(3, connection)
    data = sql.encode("gbk")
    status = odbc.SQLExecDirect(statement, data, len(data))
    if status not in (0, 1):
        answer = diagnostic(3, statement)
        odbc.SQLFreeHandle(3, statement)
        return answer
    count = ctypes.c_short()
    odbc.SQLNumResultCols(statement, ctypes.byref(count))
    names, rows = [], []
    for column in range(1, count.value + 1):
        name = ctypes.create_string_buffer(200)
        odbc.SQLDescribeCol(statement, column, name, 200, None, None, None, None, None)
        names.append(name.value.decode("gbk"))
    while odbc.SQLFetch(statement) in (0, 1):
        row = []
        for column in range(1, count.value + 1):
            value, length = ctypes.create_string_buffer(4000), ctypes.c_long()
            odbc.SQLGetData(statement, column, 1, value, 4000, ctypes.byref(length))
            row.append(None if length.value == -1 else value.value)
        rows.append(tuple(row))
    odbc.SQLFreeHandle(3, statement)
    return names, rows


equal("encoding", query("SHOW client_encoding"), (["client_encoding"], [(b"GBK",)]))
name = "药品7".encode("gbk")
equal("row", query("SELECT tym 药名, yplsh \"昞\" FROM ypml WHERE tym = '药品7'"), (["药名", "昞"], [(name, b"7")]))
equal("like", query("SELECT COUNT(*) FROM ypml WHERE tym LIKE '%品2%'"), (["count"], [(b"11",)]))
equal("backslash bytes", query("SELECT '昞誠|羭' t FROM dual"), (["t"], [("昞誠|羭".encode("gbk"),)]))
equal("rare", query("SELECT xmmc FROM zlxm"), (["xmmc"], [("维生素B2μ·?".encode("gbk"),)]))
state, message = query("SELECT 没有的列 FROM ypml")
equal("state", state, "42703")
equal("message", "标识符无效: 没有的列" in message.decode("gbk"), True)
print("\n".join(failures) or "ok")
sys.exit(1 if failures else 0)
