"""SELECT with parameters: text, number, date, timestamp, NULL; prepared once, executed often."""

import sys

sys.dont_write_bytecode = True
import datetime
from driver_case import Case

case = Case()
drug = case.expected["drug"]
day = datetime.datetime.strptime(case.expected["date"], "%Y%m%d")
count = case.expected["notice"]["ypml"]
connection = case.connect()
cursor = connection.cursor()


def value(statement, *parameters):
    return cursor.execute(statement, *parameters).fetchval()


case.equal("text", value("SELECT tym FROM ypml WHERE yplsh = ?", drug["yplsh"]), drug["tym"])
case.equal("text in Chinese", value("SELECT COUNT(*) FROM ypml WHERE yplsh = ? AND tym = ?", drug["yplsh"], drug["tym"]), 1)
case.equal("timestamp", value("SELECT COUNT(*) FROM ypml WHERE bgsj >= ? AND bgsj < ?",
                              day, day + datetime.timedelta(days=1)), count)
case.equal("date", value("SELECT COUNT(*) FROM ypml WHERE bgsj >= ? AND bgsj < ?",
                         day.date(), day.date() + datetime.timedelta(days=1)), count)
case.equal("formatted date", value("SELECT COUNT(*) FROM ypml WHERE TO_CHAR(bgsj, 'YYYYMMDD') = ?",
                                   case.expected["date"]), count)
case.equal("number", value("SELECT COUNT(*) FROM (SELECT LENGTH(yplsh) AS n FROM ypml) t WHERE t.n = ?",
                           len(drug["yplsh"])) > 0, True)
case.equal("NULL meets nothing", value("SELECT COUNT(*) FROM ypml WHERE yplsh = ?", None), 0)
case.equal("text and date together", value("SELECT COUNT(*) FROM ypml WHERE yplsh = ? AND bgsj = ?", drug["yplsh"],
                                           datetime.datetime.strptime(drug["bgsj"], "%Y-%m-%d %H:%M:%S")), 1)
case.equal("LIKE", value("SELECT COUNT(*) FROM ypml WHERE yplsh LIKE ?", drug["yplsh"][:-1] + "%") > 0, True)
case.equal("quote, percent, backslash, bar", value("SELECT COUNT(*) FROM ypml WHERE tym = ?", "a'b%c\\d|e;--"), 0)

# The same text again and again: the driver keeps its prepared statement.
for key in (drug["yplsh"], "no such key", drug["yplsh"]):
    rows = cursor.execute("SELECT yplsh, tym, bgsj FROM ypml WHERE yplsh = ?", key).fetchall()
    expected = [] if key == "no such key" else [
        (drug["yplsh"], drug["tym"], datetime.datetime.strptime(drug["bgsj"], "%Y-%m-%d %H:%M:%S"))]
    case.equal(f"prepared, {key}", [tuple(row) for row in rows], expected)

# Two prepared statements side by side.
other = connection.cursor()
cursor.execute("SELECT yplsh FROM ypml WHERE bgsj >= ?", day)
case.equal("second statement", other.execute("SELECT tym FROM ypml WHERE yplsh = ?", drug["yplsh"]).fetchval(), drug["tym"])
case.true("first goes on", len(cursor.fetchall()) >= count)
connection.close()
case.finish()
