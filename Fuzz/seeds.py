"""Writes the first inputs of a fuzz target.   python3 seeds.py sql|functions|wire FOLDER

Statements that drivers were recorded with, the functions' documented kinds of arguments, one message of every type."""
import hashlib
import json
import pathlib
import struct
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
STATEMENTS = [
    "select decode(ylfydj,1,'甲',2,'乙','自费') 等级, nvl(pfj, 0) from ypml where rownum < 5 and tym like '%a\\_%' escape '\\'",
    "select count(1)from YPML t left join bzml b on t.yplsh = b.bzbm where to_char(t.bgsj, 'YYYYMMDD') = '20210301'",
    "select tym, sum(pfj) from ypml group by tym having count(*) > 1 order by 2 desc nulls last, 1 fetch first 3 rows only",
    "select (select max(tym) from ypml), case pfj when 1 then 'x' else trim(both ' ' from tym) end from dual",
    "select * from (select yplsh from ypml union all select bzbm from bzml) where exists (select 1 from dual)",
    "select q'[x'y]', N'x', date '2021-03-01' + 1, cast(pfj as number(10,2)) /* hint */ from ypml -- end",
]


def message(kind, body):
    return kind + struct.pack(">I", len(body) + 4) + body


def sql():
    with open(ROOT / "Tests/ViewServerTests/Drivers/driver-statements.jsonl", encoding="utf-8") as lines:
        recorded = [json.loads(line)["sql"] for line in lines]
    for text in STATEMENTS + recorded:
        yield b"\0" + text.encode("utf-8")
        yield b"\1" + text.encode("gb18030")


def functions():
    words = ["2021-03-01 10:20:30", "12.5", "-3", "YYYY-MM-DD", "9990.00", "药品abc", "%", "0", "yyyymmdd", "2"]
    for index in range(96):
        for count in (1, 2, 3):
            for start in range(len(words)):
                picked = [words[(start + step) % len(words)] for step in range(count)]
                yield bytes([index]) + "\0".join(picked).encode("utf-8")


def wire():
    startup = struct.pack(">I", 196608) + b"user\0his_interface\0database\0qianzhi\0\0"
    yield b"\0" + struct.pack(">I", len(startup) + 4) + startup
    yield b"\0" + struct.pack(">II", 8, 80877103)
    yield b"\0" + struct.pack(">IIII", 16, 80877102, 1, 2)
    yield b"\1" + message(b"p", b"SCRAM-SHA-256\0" + struct.pack(">I", 3) + b"n,,")
    values = [b"\0\0\0\1", b"\0" * 8, b"\x80" + b"\0" * 7, b"\1", struct.pack(">hhhhhh", 2, 1, 0, 2, 12, 3400), b"abc"]
    bind = b"p\0s\0" + struct.pack(">hh", 1, 1) + struct.pack(">h", len(values) + 1)
    bind += b"".join(struct.pack(">i", len(value)) + value for value in values) + struct.pack(">ihh", -1, 1, 0)
    parts = [
        message(b"Q", b"select 1\0"), message(b"P", b"s\0select $1\0" + struct.pack(">hI", 1, 23)), message(b"B", bind),
        message(b"D", b"Ss\0"), message(b"E", b"p\0" + struct.pack(">I", 5)), message(b"C", b"Pp\0"), message(b"H", b""),
        message(b"S", b""), message(b"X", b""), message(b"d", b"x"), message(b"F", b"x"),
    ]
    for part in parts + [b"".join(parts)]:
        for first in (b"\2", b"\6", b"\xfe"):
            yield first + part


folder = pathlib.Path(sys.argv[2])
for seed in {"sql": sql, "functions": functions, "wire": wire}[sys.argv[1]]():
    (folder / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
