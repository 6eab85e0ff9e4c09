"""Feeding, measured beside `sqlite3 .import` and PostgreSQL's COPY of the same rows in the same run.

  Benchmarks/feed/compare.py --bin .build/release [--rows N] [--delta N] [--runs N] [--no-postgres] [--folder DIR]

Needs release builds of qianzhi and centre-simulator, the sqlite3 shell, and Debian's postgresql-15. The agent takes 药品目录
(55 fields) from the simulator over HTTP until it is published, synced, journalled and logged; the two others read a file
into a table with the same two indexes. Nothing here is run in CI.
"""
import argparse
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.parse
import urllib.request

parser = argparse.ArgumentParser()
parser.add_argument("--bin", required=True)
parser.add_argument("--rows", type=int, default=250_000)
parser.add_argument("--delta", type=int, default=5_000)
parser.add_argument("--runs", type=int, default=3)
parser.add_argument("--no-postgres", action="store_true")
parser.add_argument("--folder")
options = parser.parse_args()
binaries = pathlib.Path(options.bin).resolve()
folder = pathlib.Path(tempfile.mkdtemp(prefix="qianzhi-feed-bench-", dir=options.folder))
folder.chmod(0o755)
processes = []
width = 55


def row(number, date, ratio):
    """About 250 bytes, as real rows have."""
    fields = [""] * width
    fields[0] = f"1{number + 1:09d}"
    fields[1] = f"测准字H{number + 1:08d}"
    fields[2] = f"示例药品缓释胶囊（第{number + 1}号）"
    fields[3] = f"SLYP{number + 1:07d}"
    fields[7] = f"X{number % 100:02d}"
    for place in (8, 9, 10, 11, 26, 30, 33):
        fields[place] = "1"
    fields[12] = f"{number % 9000 / 100 + 0.5:.2f}"
    for place in (16, 17, 18, 31, 34):
        fields[place] = ratio
    fields[19], fields[20], fields[21], fields[22], fields[23] = "胶囊", "24", "盒", "250", "mg"
    fields[27] = f"示例第{number % 211 + 1}制药有限公司"
    fields[29] = date
    fields[51] = "250mg×24/盒"
    return "|".join(fields)


def write_catalogue():
    # One row in a hundred is in the window of the poll that brings the delta.
    dates = ["2019-07-01", "2020-01-01", "2020-06-30", "2020-11-15"]
    for release, numbers, ratio in (
        ("baseline", range(options.rows), "0.1"),
        ("delta", range(0, options.rows, max(1, options.rows // options.delta)), "0.2"),
    ):
        (folder / "catalogue" / release).mkdir(parents=True)
        with open(folder / "catalogue" / release / "ypml.txt", "w", encoding="utf-8") as file:
            for number in list(numbers)[: options.delta if release == "delta" else None]:
                date = "2021-03-01" if release == "delta" else "2021-01-20" if number % 100 == 50 else dates[number % 4]
                file.write(row(number, date, ratio) + "\n")
    return folder / "catalogue" / "baseline" / "ypml.txt"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start(arguments, ready, name):
    log = open(folder / f"{name}.log", "wb")
    process = subprocess.Popen(arguments, stdout=log, stderr=log)
    processes.append(process)
    for _ in range(6000):
        if ready in (folder / f"{name}.log").read_text(errors="replace"):
            return process
        if process.poll() is not None:
            break
        time.sleep(0.02)
    raise SystemExit((folder / f"{name}.log").read_text(errors="replace"))


def timed(arguments, **more):
    began = time.monotonic()
    result = subprocess.run(arguments, capture_output=True, text=True, **more)
    if result.returncode != 0:
        raise SystemExit(f"{arguments}: {result.stdout[-800:]}{result.stderr[-800:]}")
    return time.monotonic() - began


def processor_seconds(process):
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_mebibytes(process):
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024


class Reader(threading.Thread):
    """HIS meanwhile: one statement after the other over a connection of its own each, through psql."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.ask = ["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(port), "-U", "his_interface",
                    "-d", "qianzhi", "-c", "SELECT COUNT(*), MAX(yplsh) FROM ypml"]
        self.seconds, self.ended = [], threading.Event()

    def run(self):
        while not self.ended.is_set():
            self.seconds.append(timed(self.ask, env={**os.environ, "PGPASSWORD": "his_interface"}))

    @staticmethod
    def during(work, port):
        """What a piece of work returns, and how long the statements took meanwhile."""
        reader = Reader(port)
        reader.start()
        result = work()
        reader.ended.set()
        reader.join()
        return result, reader.seconds


def centre_answer(port, today):
    """How long the centre takes for the first page of the window that a poll asks for."""
    request = f"24|1|2021-02-22|{time.strftime('%Y-%m-%d', time.localtime(today + 90 * 86400))}|"
    body = b"Command=BUSINESS_HANDLE&CommandCont=" + urllib.parse.quote(request).encode()
    began = time.monotonic()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", body) as answer:
        answer.read()
    return time.monotonic() - began


def feed(number):
    """First load, delta, and unchanged polls on a fresh data directory."""
    home = folder / f"feed{number}"
    home.mkdir()
    port, views = free_port(), free_port()
    centre = start(
        [binaries / "centre-simulator", "--port", str(port), "--data", home / "centre", "--catalogue",
         folder / "catalogue", "--page-size", "5000"], "listening on", f"centre{number}")
    (home / "qianzhi.toml").write_text(
        f'data_directory = "data"\n[institution]\ncode = "H50010500001"\nname = "示例医院"\n[centre]\n'
        f'url = "http://127.0.0.1:{port}/"\n[feed]\nenabled = false\ndrop_folder = ""\n'
        f'[views]\nlisten = "127.0.0.1:{views}"\n', encoding="utf-8")
    agent = start([binaries / "qianzhi", "run", "--config", home / "qianzhi.toml"], "已就绪", f"agent{number}")
    sync = [binaries / "qianzhi", "sync", "--catalogue", "ypml", "--config", home / "qianzhi.toml"]
    before, own = processor_seconds(centre), processor_seconds(agent)
    first = timed(sync)
    centre_seconds = processor_seconds(centre) - before
    own_seconds = processor_seconds(agent) - own
    peak = peak_mebibytes(agent)
    timed(["curl", "-sfX", "POST", f"http://127.0.0.1:{port}/_admin/publish?release=delta"])
    # The first poll after the load compares counts: the delta moves rows into the window, so it is fetched.
    before = processor_seconds(centre)
    if options.no_postgres:
        delta, during, idle = timed(sync), [], []
    else:
        _, idle = Reader.during(lambda: time.sleep(2), views)
        delta, during = Reader.during(lambda: timed(sync), views)
    delta_centre = processor_seconds(centre) - before
    unchanged = [timed(sync) for _ in range(5)]
    answers = [centre_answer(port, time.time()) for _ in range(5)]
    command = [timed([binaries / "qianzhi", "release", "list", "--config", home / "qianzhi.toml"]) for _ in range(5)]
    published = subprocess.run(
        [binaries / "qianzhi", "release", "list", "--config", home / "qianzhi.toml"], capture_output=True, text=True)
    for process in (agent, centre):
        process.terminate()
        process.wait()
    shutil.rmtree(home)
    return {
        "first": first, "own": own_seconds, "answer": statistics.median(answers), "idle": idle, "during": during,
        "centre": centre_seconds, "peak": peak, "delta": delta,
        "delta centre": delta_centre, "unchanged": statistics.median(unchanged), "command": statistics.median(command),
        "releases": published.stdout.strip().splitlines(),
    }


def sqlite_import(source, number):
    path = folder / f"import{number}.sqlite"
    columns = ", ".join(f"c{i} TEXT" for i in range(width))
    script = (
        f"PRAGMA journal_mode=OFF;\nPRAGMA synchronous=OFF;\nCREATE TABLE ypml({columns});\n.mode ascii\n"
        f'.separator "|" "\\n"\n.import {source} ypml\n')
    indexes = "CREATE UNIQUE INDEX k ON ypml(c0);\nCREATE INDEX d ON ypml(c29);\n"
    plain = timed(["sqlite3", path], input=script)
    path.unlink()
    before = os.times()
    indexed = timed(["sqlite3", path], input=script + indexes)
    after = os.times()
    seconds = after.children_user + after.children_system - before.children_user - before.children_system
    began = time.monotonic()
    with open(path, "rb") as file:
        os.fsync(file.fileno())
    size = path.stat().st_size / 1e6
    path.unlink()
    return plain, indexed + time.monotonic() - began, seconds


def copy_and_sync(megabytes, number):
    """The floor of a delta: a file of the release's size, copied and made to last."""
    source, target = folder / f"floor{number}", folder / f"floor{number}.copy"
    with open(source, "wb") as file:
        for _ in range(megabytes):
            file.write(os.urandom(1 << 20))
        os.fsync(file.fileno())
    began = time.monotonic()
    with open(source, "rb") as one, open(target, "wb") as two:
        while os.copy_file_range(one.fileno(), two.fileno(), 1 << 30):
            pass
        os.fsync(two.fileno())
    seconds = time.monotonic() - began
    source.unlink()
    target.unlink()
    return seconds


def postgres(source):
    home, port = folder / "pg", free_port()
    tools = pathlib.Path("/usr/lib/postgresql/15/bin")
    root = os.geteuid() == 0
    who = ["runuser", "-u", "postgres", "--"] if root else []
    home.mkdir()
    if root:
        shutil.chown(home, "postgres")
    timed(who + [tools / "initdb", "-D", home, "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"])
    server = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} -c shared_buffers=256MB"
    timed(who + [tools / "pg_ctl", "-D", home, "-w", "-l", home / "log", "-o", server, "start"])
    ask = ["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(port), "-U", "bench", "-d", "postgres"]
    columns = ", ".join(f"c{i} text" for i in range(width))
    seconds = []
    try:
        for _ in range(options.runs):
            timed(ask + ["-c", "DROP TABLE IF EXISTS ypml"])
            seconds.append(timed(ask + [
                "-c", f"CREATE TABLE ypml({columns})", "-c", f"\\copy ypml from '{source}' (delimiter '|')",
                "-c", "CREATE UNIQUE INDEX k ON ypml(c0)", "-c", "CREATE INDEX d ON ypml(c29)"]))
    finally:
        timed(who + [tools / "pg_ctl", "-D", home, "-m", "fast", "-w", "stop"])
    return seconds


def spread(values):
    return f"{statistics.median(values):8.2f} s  ({min(values):.2f}–{max(values):.2f})"


try:
    source = write_catalogue()
    print(f"{options.rows} rows × {width} fields, {source.stat().st_size / 1e6:.0f} MB of text; median of {options.runs} runs")
    runs, imports, floors = [], [], []
    for number in range(options.runs):
        runs.append(feed(number))
        imports.append(sqlite_import(source, number))
        floors.append(copy_and_sync(options.rows * 410 >> 20, number))
    first = statistics.median(run["first"] for run in runs)
    print("qianzhi, first load to published   ", spread([run["first"] for run in runs]))
    print("  of it the simulator's processor  ", spread([run["centre"] for run in runs]))
    print("  of it the agent's processor      ", spread([run["own"] for run in runs]))
    print("  peak memory of the agent         ", f"{max(run['peak'] for run in runs):8.0f} MiB")
    print("sqlite3 .import, no index          ", spread([plain for plain, _, _ in imports]))
    print("sqlite3 .import, same indexes, sync", spread([indexed for _, indexed, _ in imports]))
    print("  of it its processor              ", spread([seconds for _, _, seconds in imports]))
    print("  qianzhi : sqlite3 with indexes   ", f"{first / statistics.median(i for _, i, _ in imports):8.1f}")
    if not options.no_postgres:
        copies = postgres(source)
        print("PostgreSQL COPY, same indexes      ", spread(copies))
        print("  qianzhi : PostgreSQL             ", f"{first / statistics.median(copies):8.1f}")
    print(f"delta of {options.delta} rows to published    ", spread([run["delta"] for run in runs]))
    print("  of it the simulator's processor  ", spread([run["delta centre"] for run in runs]))
    print("  copying and syncing such a file  ", spread(floors))
    for name, statements in (("idle", "idle"), ("during the delta", "during")):
        seconds = [second for run in runs for second in run[statements]]
        if seconds:
            print(f"a statement meanwhile, {name:16s}    {statistics.median(seconds):8.3f} s  (longest {max(seconds):.3f})")
    print("unchanged poll, as a command       ", spread([run["unchanged"] for run in runs]))
    print("  a command that asks nobody       ", spread([run["command"] for run in runs]))
    print("  the centre's answer, by itself   ", spread([run["answer"] for run in runs]))
    after = [run["unchanged"] - run["command"] - run["answer"] for run in runs]
    print("  after the centre's answer        ", spread(after))
    for line in runs[-1]["releases"]:
        print("  " + line)
finally:
    for process in processes:
        if process.poll() is None:
            process.terminate()
            process.wait()
    shutil.rmtree(folder, ignore_errors=True)
