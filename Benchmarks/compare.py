"""Runs the shapes of scripts/bench against both servers in turn and prints a table with ratios."""
import argparse
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

NOTICE = "SELECT COUNT(*) FROM YPML WHERE TO_CHAR(BGSJ,'YYYYMMDD')='20210301'"
FULL = "SELECT * FROM ypml"
COLUMNS12 = (
    "SELECT yplsh,ypbm,tym,tymzjm,spm,ylfydj,ylbzdj,ylzfbl,jx,ycmc,bgsj,bz FROM ypml WHERE ylfydj IN ('1','2')"
)
# sql-and-wire.md, Speed.
FIRST_ROW_MS = 10
USER = PASSWORD = "his_interface"
DATABASE = "bench"
options = None


def drain(port, sql, connections=1, encoding="UTF8"):
    """Seconds, first row in ms, rows, bytes; None when the server refuses."""
    command = [options.drain, "127.0.0.1", str(port), USER, DATABASE, PASSWORD, str(connections), encoding, sql]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        print("  ", done.stderr.strip(), file=sys.stderr)
        return None
    return [float(word) for word in done.stdout.split()]


def pgbench(port, script, *arguments, settings=""):
    """Transactions a second and mean latency in ms."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        command = ["pgbench", "-n", "-p", str(port), "-f", file.name, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PGOPTIONS": settings})
    if done.returncode:
        print("  ", done.stderr.strip()[-300:], file=sys.stderr)
        return None
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    if not found:
        print("  ", done.stdout.strip()[-300:], done.stderr.strip()[-300:], file=sys.stderr)
        return None
    tps = float(found.group(1))
    return tps, float(re.search(r"latency average = ([0-9.]+)", done.stdout).group(1))


def psql(sql):
    subprocess.run(["psql", "-qX", "-p", str(options.postgres), "-c", sql], check=True)


def alternate(measure):
    """Medians of both servers' runs, in turn; None when one refuses."""
    ours, theirs = [], []
    for _ in range(options.runs):
        for port, results in ((options.ours, ours), (options.postgres, theirs)):
            value = measure(port)
            if value is None:
                return None
            results.append(value)
    return statistics.median(ours), statistics.median(theirs)


def row(name, ours, theirs, ratio, unit, target):
    shown = "" if target is None else f"≥ {target:g}"
    verdict = "" if target is None else ("达到" if ratio >= target else "未达到")
    print(f"{name:<34} {ours:>12.2f} {theirs:>12.2f} {unit:<6} {ratio:>9.2f}  {shown:<7} {verdict}", flush=True)


def timed(name, measure, unit, target):
    """Less is better."""
    result = alternate(measure)
    if result is None:
        print(f"{name:<34} 服务器不支持", flush=True)
        return
    row(name, *result, result[1] / result[0] if result[0] else float("inf"), unit, target)


def fetch(name, sql, target, connections=1, encoding="UTF8"):
    firsts = {options.ours: [], options.postgres: []}
    counts = set()

    def measure(port):
        result = drain(port, sql, connections, encoding)
        if result is None:
            return None
        firsts[port].append(result[1])
        counts.add(result[2])
        return result[0]

    drain(options.ours, sql), drain(options.postgres, sql)
    timed(name, measure, "s", target)
    if len(counts) > 1:
        sys.exit(f"行数不一致：{counts}")
    ours, theirs = (firsts[port] for port in (options.ours, options.postgres))
    if ours and theirs:
        ours, theirs = statistics.median(ours), statistics.median(theirs)
        row(f"  首行", ours, theirs, theirs / ours, "ms", None)
        if sql == FULL and connections == 1:
            print(f"  首行的目标：10 ms 以内，{'达到' if ours <= FIRST_ROW_MS else '未达到'}", flush=True)


def notice():
    def ours(port):
        count = "2000" if port == options.ours else "5"
        return pgbench(port, NOTICE + ";\n", "-t", count)[1]

    timed("通知语句，PostgreSQL 原样", ours, "ms", 1000)
    psql("SET client_min_messages=warning; DROP SCHEMA IF EXISTS fast CASCADE; CREATE SCHEMA fast")
    psql(
        "CREATE FUNCTION fast.to_char(timestamp, text) RETURNS text LANGUAGE internal IMMUTABLE STRICT"
        " PARALLEL SAFE AS 'timestamp_to_char'"
    )
    psql("CREATE INDEX IF NOT EXISTS best ON ypml (fast.to_char(bgsj, 'YYYYMMDD'))")
    psql("ANALYZE ypml")
    path = "-c search_path=fast,pg_catalog,public"
    timed(
        "通知语句，PostgreSQL 最佳索引",
        lambda port: pgbench(port, NOTICE + ";\n", "-t", "2000", settings="" if port == options.ours else path)[1],
        "ms",
        1,
    )
    psql("SET client_min_messages=warning; DROP SCHEMA fast CASCADE")


def lookup():
    draw = f"\\set key random(100000001, {100000000 + options.rows})\n"
    columns = "ypbm,tym,spm,ylfydj,ylbzdj,bgsj"
    for mode, place in (("simple", "':key'"), ("prepared", ":key")):
        for clients in (1, 8, 64):
            script = f"{draw}SELECT {columns} FROM ypml WHERE yplsh = {place};\n"

            def measure(port):
                arguments = ("-M", mode, "-c", str(clients), "-T", str(options.seconds))
                result = pgbench(port, script, *arguments)
                return result and result[0]

            result = alternate(measure)
            if result is None:
                print(f"单行查询 {mode} {clients}：失败")
                continue
            row(f"单行查询 {mode}，{clients} 个客户端", *result, result[0] / result[1], "tps", None if clients == 1 else 1.5)
            floor = measure(options.floor)
            if floor is not None:
                print(f"  只回固定字节的服务器（floor.c）{floor:>16.2f} tps", flush=True)


def connect():
    def measure(port):
        result = pgbench(port, "SELECT 1;\n", "-C", "-t", "100")
        return result and 1000 / result[0]

    timed("连接、登录、一条语句", measure, "ms", None)


def anonymous(process):
    with open(f"/proc/{process}/status") as file:
        return next((int(line.split()[1]) for line in file if line.startswith("RssAnon")), 0)


def backends():
    found = subprocess.run(["pgrep", "-P", str(options.postmaster)], capture_output=True, text=True)
    return [options.postmaster, *map(int, found.stdout.split())]


def memory():
    """The largest sum of anonymous memory while 64 clients fetch everything."""

    def largest(port, processes):
        command = [options.drain, "127.0.0.1", str(port), USER, DATABASE, PASSWORD, "64", "UTF8", FULL]
        client = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        most, end = 0, time.monotonic() + 8
        while time.monotonic() < end and client.poll() is None:
            total = 0
            for process in processes():
                try:
                    total += anonymous(process)
                except FileNotFoundError:
                    continue
            most = max(most, total)
            time.sleep(0.1)
        client.kill()
        client.wait()
        return most / 1024

    ours = largest(options.ours, lambda: [options.process])
    theirs = largest(options.postgres, backends)
    row("匿名内存，64 个全表读取", ours, theirs, 64 / ours, "MB", 1)


def odbc():
    try:
        import pyodbc
    except ImportError:
        print("psqlODBC：没有 pyodbc（pip install pyodbc）")
        return

    def measure(port):
        connection = pyodbc.connect(
            "Driver={PostgreSQL Unicode};Server=127.0.0.1;"
            f"Port={port};Database={DATABASE};Uid={USER};Pwd={PASSWORD};UseDeclareFetch=1;Fetch=2000;MaxVarcharSize=4000"
        )
        began = time.monotonic()
        count = min(options.rows, 100_000)
        cursor = connection.cursor()
        cursor.execute(f"SELECT yplsh,ypbm,tym,spm,ylfydj,ylbzdj,bgsj FROM ypml WHERE yplsh <= '{100000000 + count}'")
        rows = cursor.fetchall()
        assert len(rows) == count, len(rows)
        connection.close()
        return time.monotonic() - began

    timed("psqlODBC 读取 10 万行 7 列", measure, "s", 1)


def released():
    """Statements a second while a release of all rows is built, beside the seconds before, and the builder's share."""
    columns = "ypbm,tym,spm,ylfydj,ylbzdj,bgsj"
    draw = f"\\set key random(100000001, {100000000 + options.rows})\n"
    # A fetch small enough that its count in a second says something.
    part = f"\\set key random(100000001, {100000000 + options.rows - 5000})\n\\set last :key + 5000\n"
    scripts = [
        ("单行查询", "prepared", 8, f"{draw}SELECT {columns} FROM ypml WHERE yplsh = :key;\n"),
        ("单行查询", "prepared", 64, f"{draw}SELECT {columns} FROM ypml WHERE yplsh = :key;\n"),
        ("5000 行全列", "simple", 4, f"{part}SELECT * FROM ypml WHERE yplsh >= ':key' AND yplsh < ':last';\n"),
    ]
    cores = len(os.sched_getaffinity(0))
    for name, mode, clients, script in scripts:
        before, during, wall, share, slowest = read_while_publishing(script, mode, clients)
        left = (cores - share) / cores
        print(
            f"{name}，{clients} 个客户端：发布前 {before:.0f}/s，发布中 {during:.0f}/s（{during / before:.2f}），最慢一秒 {slowest:.0f}/s；"
            f"生成用时 {wall:.1f} s、占 {share:.2f} 个核，读取还剩 {left:.2f}",
            flush=True,
        )


def read_while_publishing(script, mode, clients):
    """Rates before and during a publication, its seconds, the cores it used, the slowest second of it."""
    publications = lambda: [line.split() for line in open(options.log) if line.startswith("publish")]
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        command = ["pgbench", "-n", "-p", str(options.ours), "-f", file.name, "-M", mode, "-c", str(clients)]
        command += ["-T", "600", "-P", "1", "--progress-timestamp"]
        reader = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        rates = []

        def collect():
            for line in reader.stderr:
                found = re.match(r"progress: ([0-9.]+) s, ([0-9.]+) tps", line)
                if found:
                    rates.append((float(found.group(1)), float(found.group(2))))

        collector = threading.Thread(target=collect)
        collector.start()
        # The first seconds are the logins.
        while len(rates) < options.seconds + 2 and reader.poll() is None:
            time.sleep(0.05)
        known, began = len(publications()), time.time()
        os.kill(options.process, signal.SIGUSR1)
        while len(publications()) == known and reader.poll() is None:
            time.sleep(0.05)
        ended = time.time()
        time.sleep(1.5)
        reader.terminate()
        reader.wait()
        collector.join()
    if len(publications()) == known or publications()[-1][0] != "published":
        sys.exit("发布失败")
    wall, processor = map(float, publications()[-1][1:])
    # A progress line tells of the second before it; the first second is the clients' start.
    calm = [rate for at, rate in rates if at <= began][1:]
    busy = [rate for at, rate in rates if began + 1 <= at <= ended]
    if not calm or not busy:
        sys.exit("发布太快或太慢，没有测到")
    return statistics.mean(calm), statistics.mean(busy), wall, processor / wall, min(busy)


SHAPES = {
    "notice": notice,
    "lookup": lookup,
    "full": lambda: fetch("全表全列", FULL, 2.5),
    "columns12": lambda: fetch("12 列带条件", COLUMNS12, 1.5),
    "gbk": lambda: fetch("全表全列，GBK", FULL, 1.5, encoding="GBK"),
    "four": lambda: fetch("四个全表同时", FULL, 2.5, connections=4),
    "connect": connect,
    "memory": memory,
    "odbc": odbc,
    "release": released,
}


def main():
    global options
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("rows", "runs", "seconds", "ours", "postgres", "process", "floor", "postmaster"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--drain", required=True)
    parser.add_argument("--log", required=True)
    parser.add_argument("shapes", nargs="*")
    options = parser.parse_args()
    print(f"{options.rows} 行，每项 {options.runs} 次交替，取中位数")
    print(f"{'':<34} {'前置':>10} {'PostgreSQL':>12} {'单位':<4} {'倍数':>7}  目标")
    for shape in options.shapes or SHAPES:
        SHAPES[shape]()


main()
