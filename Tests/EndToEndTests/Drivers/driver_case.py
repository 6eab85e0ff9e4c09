"""What every driver test needs: its arguments, its connection, its verdict.

    python SCRIPT "<connection string>" on|off EXPECTED.json

`on` and `off` are autocommit. A script compares what pyodbc returns with EXPECTED.json and prints one JSON line:
{"script": …, "ok": true, "checks": 12} or {"script": …, "ok": false, "failures": ["…"]}; its exit code is 0 or 1.
An exception that a script does not expect ends it with a traceback and exit code 1.

EXPECTED.json, every member used by the scripts named after it:

    columns     {"ypml": [["yplsh", "varchar", 30], …, ["bgsj", "timestamp", null], …], …}   catalogue_functions, full_fetch
    date        "20210301"                                                                  notice_statements, parameters
    notice      {"ypml": 1603, "zlxm": 37, "bzml": 64}: rows with that date                 notice_statements, parameters
    rows        {"ypml": 17997, …}: all rows of a view                                      full_fetch, null_values, transactions
    checksums   {"ypml": 123, …}: see row_checksum                                          full_fetch
    drug        {"yplsh": …, "tym": …, "bgsj": "2021-03-01 00:00:00"}: one row of ypml,
                tym in Chinese                                                              parameters, chinese_text
    null        {"column": "spm", "rows": 12000, "yplsh": …}: how many rows of ypml have no
                such value, and the key of one of them                                      null_values
"""

import datetime
import json
import sys
import zlib

import pyodbc

# The driver manager's pool would hand a closed connection, with its state, to the next one.
pyodbc.pooling = False


class Case:
    def __init__(self):
        if len(sys.argv) != 4 or sys.argv[2] not in ("on", "off"):
            sys.exit(f'usage: {sys.argv[0]} "<connection string>" on|off EXPECTED.json')
        self.connection_string = sys.argv[1]
        self.autocommit = sys.argv[2] == "on"
        with open(sys.argv[3], encoding="utf-8") as file:
            self.expected = json.load(file)
        self.checks = 0
        self.failures = []

    def connect(self, extra=""):
        return pyodbc.connect(self.connection_string + extra, autocommit=self.autocommit, timeout=20)

    def equal(self, what, actual, expected):
        self.checks += 1
        if actual != expected:
            self.failures.append(f"{what}: {actual!r:.600}, expected {expected!r:.600}")

    def true(self, what, condition):
        self.equal(what, bool(condition), True)

    def raises(self, what, action, states):
        """`action` fails with one of these SQLSTATEs."""
        self.checks += 1
        try:
            result = action()
        except pyodbc.Error as error:
            if error.args[0] not in states:
                self.failures.append(f"{what}: state {error.args[0]}, expected {states}: {error.args[1]}")
            return
        self.failures.append(f"{what}: no error but {result!r:.200}")

    def finish(self):
        name = sys.argv[0].rsplit("/", 1)[-1]
        if self.failures:
            print(json.dumps({"script": name, "ok": False, "failures": self.failures}, ensure_ascii=False))
            sys.exit(1)
        print(json.dumps({"script": name, "ok": True, "checks": self.checks}, ensure_ascii=False))


def row_bytes(row):
    """Values joined by U+001F: NULL as \\N, timestamps as yyyy-MM-dd HH:mm:ss, text as it is; UTF-8."""
    texts = []
    for value in row:
        if value is None:
            texts.append("\\N")
        elif isinstance(value, datetime.datetime):
            texts.append(value.strftime("%Y-%m-%d %H:%M:%S"))
        else:
            texts.append(str(value))
    return "\x1f".join(texts).encode("utf-8")


def row_checksum(rows):
    """Number of rows, and the sum of the rows' CRC-32, which does not depend on their order."""
    count = 0
    total = 0
    for row in rows:
        count += 1
        total += zlib.crc32(row_bytes(row))
    return count, total
