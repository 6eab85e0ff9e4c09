"""Makes a data directory as an older version of this program left it, from the SQL text of its files.

usage: old_directory.py SOURCE TARGET [FORMAT clean|crashed|begun]

SOURCE has agent.sql, releases/CATALOGUE-RELEASE.sql (of a first load the whole file, of a later release what was changed
in a copy of the one before) and logs/. With FORMAT agent.sqlite is of that format instead, as a newer program left it:
stopped; killed, with its last commit in the write-ahead log; killed as it had just begun, with the format there, too.
"""
import glob
import hashlib
import os
import re
import shutil
import sqlite3
import sys

source, target = sys.argv[1:3]
os.umask(0o077)
os.mkdir(target)
files = {}
names = [re.fullmatch(r".*/(\w+)-(\d+)\.sql", path) for path in glob.glob(f"{source}/releases/*.sql")]
for kind, release, script in sorted((name[1], int(name[2]), name[0]) for name in names):
    folder = f"{target}/releases/{kind}"
    os.makedirs(folder, exist_ok=True)
    path = f"{folder}/{release:06d}.sqlite"
    if release > 1:
        shutil.copyfile(f"{folder}/{release - 1:06d}.sqlite", path)
    database = sqlite3.connect(path, isolation_level=None)
    with open(script, encoding="utf-8") as text:
        database.executescript(text.read())
    database.close()
    with open(path, "rb") as file:
        content = file.read()
    files[kind, release] = (len(content), hashlib.sha256(content).hexdigest())

shutil.copytree(f"{source}/logs", f"{target}/目录下载日志")
database = sqlite3.connect(f"{target}/agent.sqlite", isolation_level=None)
with open(f"{source}/agent.sql", encoding="utf-8") as text:
    database.executescript(text.read())
for (kind, release), (size, digest) in files.items():
    database.execute(
        "UPDATE release_file SET bytes = ?, sha256 = ? WHERE kind = ? AND release = ?", (size, digest, kind, release))
if len(sys.argv) > 3:
    form, ending = sys.argv[3:5]
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.execute(f"PRAGMA user_version = {int(form)}")
    if ending == "crashed":
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("CREATE TABLE of_the_future(a)")
    if ending != "clean":
        for end in ("", "-wal"):
            shutil.copyfile(f"{target}/agent.sqlite{end}", f"{target}/kept{end}")
database.close()
for path in glob.glob(f"{target}/kept*"):
    os.rename(path, f"{target}/agent.sqlite{path.removeprefix(f'{target}/kept')}")
