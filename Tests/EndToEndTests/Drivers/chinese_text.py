"""Chinese text there and back, also in column names, patterns and long values."""

import sys

sys.dont_write_bytecode = True
from driver_case import Case

case = Case()
drug = case.expected["drug"]
connection = case.connect()
cursor = connection.cursor()
for text in ("阿莫西林胶囊", "（全角）、—“”", "龘𠮷㐂", "₂ µ • Ⅱ ℃", "it's", "反斜杠\\|@", "　全角空格　", "药" * 1000):
    quoted = text.replace("'", "''")
    case.equal(f"literal {text[:10]}", cursor.execute(f"SELECT '{quoted}' AS t").fetchval(), text)
cursor.execute("SELECT tym AS 药名, yplsh AS \"流水号\" FROM ypml WHERE yplsh = '%s'" % drug["yplsh"])
case.equal("column names", [column[0] for column in cursor.description], ["药名", "流水号"])
case.equal("values", [tuple(row) for row in cursor.fetchall()], [(drug["tym"], drug["yplsh"])])
# A memo (LONGVARCHAR) has 8190 here; programs cannot sort by one and sometimes cut it.
cursor.execute("select decode(ylfydj, '1', '甲', '乙'), to_char(bgsj, 'yyyy'), tym || 'x', '' from ypml where rownum < 2")
case.equal("sizes of computed columns", [column[3] for column in cursor.description], [4000] * 4)
cursor.fetchall()
part = drug["tym"][1:3]
statement = f"SELECT COUNT(*) FROM ypml WHERE tym LIKE '%{part}%' AND yplsh = '{drug['yplsh']}'"
case.equal(statement, cursor.execute(statement).fetchval(), 1)
case.equal("LENGTH counts characters",
           cursor.execute("SELECT LENGTH(tym) FROM ypml WHERE yplsh = '%s'" % drug["yplsh"]).fetchval(), len(drug["tym"]))
commented = "SELECT COUNT(*) FROM ypml WHERE yplsh = '%s' -- 按流水号查" % drug["yplsh"]
case.equal("comment in Chinese", cursor.execute(commented + "\n").fetchval(), 1)
# With UseDeclareFetch=1 the driver writes its own `;fetch …` behind the text, which an open comment would swallow.
if "usedeclarefetch=1" not in case.connection_string.lower():
    case.equal("comment in Chinese at the end", cursor.execute(commented).fetchval(), 1)
    case.equal("and behind the semicolon", cursor.execute(commented.replace(" --", "; --")).fetchval(), 1)
connection.close()
case.finish()
