"""Reads a data directory as a crash or a clean stop left it, without the program's own code, and says what is wrong.

usage: feed_state.py DATA_DIRECTORY DESCRIPTION crashed|settled

DESCRIPTION is JSON: "logs" (folder), "catalogue" (folder with releases), "releases" (in the order published) and
"kinds": per catalogue "title", "columns" (of the record), "isDate", "key", "change" and "name" (positions). With
"national" a code has one row, and a release is told by its rows' names: the platform's dates are not those of 24.
The answer is JSON: "problems", "release", "counts", "states" (how many of the releases each catalogue holds),
"digest" (of all rows and of all log lines), "staged".
"""
import hashlib
import json
import os
import re
import shutil
import sqlite3
import sys
import tempfile

data, description, moment = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3]
kinds = description["kinds"]
problems = []


def history():
    """The database with its journal, copied, so that looking at it heals nothing."""
    folder = tempfile.mkdtemp(prefix="qz-feed-state-")
    for end in ("", "-wal"):
        if os.path.exists(f"{data}/agent.sqlite{end}"):
            shutil.copy(f"{data}/agent.sqlite{end}", f"{folder}/agent.sqlite{end}")
    database = sqlite3.connect(f"{folder}/agent.sqlite")
    return database, folder


def split(text):
    """Fields of a key or an image; a backslash stands before a bar or a backslash of a field."""
    if "\\" not in text:
        return text.split("|")
    fields, escaped = [""], False
    for letter in text:
        if escaped or letter not in "\\|":
            fields[-1] += letter
            escaped = False
        elif letter == "|":
            fields.append("")
        else:
            escaped = True
    return fields


def record(kind, row):
    """A row's record as canonical fields."""
    dates = kinds[kind]["isDate"]
    return tuple(
        "" if value is None else value[:10] if dates[i] and value.endswith(" 00:00:00") else value
        for i, value in enumerate(row))


def key_of(kind, fields):
    return tuple(fields[i] for i in kinds[kind]["key"])


def mark_of(kind, fields):
    """A row's key, and by what a release is told."""
    if description.get("national"):
        return fields[kinds[kind]["key"][0]], fields[kinds[kind]["name"]]
    return key_of(kind, fields), fields[kinds[kind]["change"]][:10]


def key_alone(kind, key):
    """The fields of a row that is gone."""
    fields = [""] * len(kinds[kind]["columns"])
    for place, part in zip(kinds[kind]["key"], key):
        fields[place] = part
    return tuple(fields)


def path_of(kind, release):
    return f"{data}/releases/{kind}/{release:06d}.sqlite"


def read_file(kind, release):
    """{key: (row number, record)}, in the order of row numbers."""
    columns = ", ".join(kinds[kind]["columns"])
    database = sqlite3.connect(f"file:{path_of(kind, release)}?immutable=1", uri=True)
    rows = {}
    for row in database.execute(f"SELECT row, {columns} FROM {kind} ORDER BY row"):
        fields = record(kind, row[1:])
        rows[key_of(kind, fields)] = (row[0], fields)
    database.close()
    return rows


def whole_states(kind):
    """What the catalogue holds after each release: {key: change date}, nationally {code: name}."""
    states, rows = [{}], {}
    for release in description["releases"]:
        path = f"{description['catalogue']}/{release}/{kind}.txt"
        if os.path.exists(path):
            with open(path, encoding="utf-8", newline="\n") as file:
                for line in file:
                    fields = [part.strip(" \t\r\n") for part in line.rstrip("\r\n").split("|")]
                    key, mark = mark_of(kind, fields)
                    rows[key] = mark
        states.append(dict(rows))
    return states


def line(verb, kind, fields):
    more = [fields[kinds[kind]["change"]]] if kind == "bzml" and len(fields) == 8 else []
    clean = [re.sub("[\r\n\t]", " ", field.replace("|", "｜")) for field in list(fields) + more]
    return "|".join([verb, kinds[kind]["title"]] + clean)


database, folder = history()
tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
if "release" not in tables:
    nothing = {kind: 0 for kind in kinds}
    print(json.dumps(
        {"problems": [], "release": 0, "counts": nothing, "states": nothing, "digest": "", "staged": {}}))
    shutil.rmtree(folder)
    sys.exit()
if database.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
    problems.append("agent.sqlite is damaged")

newest = database.execute("SELECT coalesce(max(number), 0) FROM release").fetchone()[0]
files, gone = {}, set()
counts, states = {}, {}
digest = hashlib.sha256()
for kind, release, size, sha256, rows, removed in database.execute(
    "SELECT kind, release, bytes, sha256, row_count, removed FROM release_file"
).fetchall():
    path = path_of(kind, release)
    if removed:
        gone.add((kind, release))
        continue
    if not os.path.exists(path):
        problems.append(f"{path} is named and missing")
        continue
    content = open(path, "rb").read()
    if len(content) != size or hashlib.sha256(content).hexdigest() != sha256:
        problems.append(f"{path} is not what was committed")
    files[kind, release] = read_file(kind, release)
    if len(files[kind, release]) != rows:
        problems.append(f"{path} has {len(files[kind, release])} rows, committed were {rows}")

# Published: each catalogue is the centre's after a whole number of releases.
for kind in sorted(kinds):
    found = database.execute("SELECT file_release FROM release_set WHERE number = ? AND kind = ?", (newest, kind)).fetchone()
    rows = files.get((kind, found[0]), {}) if found else {}
    counts[kind] = len(rows)
    held = dict(mark_of(kind, fields) for _, fields in rows.values())
    if len(held) != len(rows):
        problems.append(f"{kind} has {len(rows) - len(held)} rows beside their likes")
    matching = [i for i, state in enumerate(whole_states(kind)) if state == held]
    if matching:
        states[kind] = matching[-1]
    else:
        problems.append(f"{kind} holds {len(rows)} rows, which is no whole release")
    for _, (number, fields) in sorted(rows.items()):
        digest.update(repr((kind, number, fields)).encode())

# The change journal is the difference of the files, and the log is the change journal, each line in the file of its
# release's day. (A clock that was set back makes files whose order is not that of the releases.)
expected = []
days = dict(database.execute("SELECT number, day FROM release"))
sequences = [number for (number,) in database.execute("SELECT seq FROM change ORDER BY seq")]
if sequences != list(range(1, len(sequences) + 1)):
    problems.append("the change journal's numbers have gaps")
if database.execute("SELECT count(*) FROM change WHERE release NOT IN (SELECT number FROM release)").fetchone()[0]:
    problems.append("the change journal names a release that is none")
for number in range(1, newest + 1):
    for kind in ("ypml", "zlxm", "bzml"):
        before, after = (
            database.execute(
                "SELECT file_release FROM release_set WHERE number = ? AND kind = ?", (which, kind)).fetchone()
            for which in (number - 1, number))
        changes = database.execute(
            "SELECT verb, key, before, after FROM change WHERE release = ? AND kind = ? ORDER BY seq", (number, kind)
        ).fetchall()
        if before == after:
            if changes:
                problems.append(f"release {number} has changes of {kind} and the same file")
            continue
        goes_back = database.execute(
            "SELECT count(*) FROM rollback WHERE release = ? AND kind = ?", (number, kind)).fetchone()[0]
        old = files.get((kind, before[0]), {}) if before else {}
        new = files.get((kind, after[0]), {})
        difference = {}
        for key, (_, fields) in new.items():
            if key not in old:
                difference[key] = ("回退" if goes_back else "新增", None, fields)
            elif old[key][1] != fields:
                difference[key] = ("回退" if goes_back else "修改", old[key][1], fields)
        is_gone = bool(gone & {(kind, before[0] if before else 0), (kind, after[0])})
        for key in () if is_gone else old.keys() - new.keys():
            if goes_back:
                difference[key] = ("回退", old[key][1], key_alone(kind, key))
                continue
            problems.append(f"release {number} lost a row of {kind}")
        journal = {}
        width = len(kinds[kind]["columns"])
        for verb, key, image_before, image_after in changes:
            key = tuple(split(key))
            if key in journal:
                problems.append(f"release {number} has two changes of one row of {kind}")
            if image_after is not None:
                fields = tuple(split(image_after)[:width])
            else:
                fields = key_alone(kind, key) if goes_back else new.get(key, (0, ()))[1]
            was = tuple(split(image_before)[:width]) if image_before is not None else None
            journal[key] = (verb, was, fields)
            expected.append((days[number], line(verb, kind, fields)))
        # Of a file that was cleared away only its lines are known.
        if is_gone:
            continue
        if journal != difference:
            wrong = {k for k in journal.keys() | difference.keys() if journal.get(k) != difference.get(k)}
            problems.append(f"release {number}: the journal of {kind} differs from the files in {len(wrong)} rows")

expected = [text for _, text in sorted(expected, key=lambda entry: entry[0])]
text = ""
for (name,) in database.execute("SELECT name FROM log_file ORDER BY day, name"):
    path = f"{description['logs']}/{name}"
    text += open(path, encoding="utf-8", errors="surrogateescape", newline="").read() if os.path.exists(path) else ""
wanted = "".join(entry + "\r\n" for entry in expected)
if moment == "settled" and text != wanted:
    lines = text.split("\r\n")[:-1]
    missing = len(set(expected) - set(lines))
    problems.append(f"the log has {len(lines)} lines, {len(expected)} are due, {missing} of them missing")
# A line being written when the process died may lack its end; nothing else may be there.
if moment == "crashed" and not wanted.encode().startswith(text.encode(errors="surrogateescape")):
    problems.append("the log holds what no release wrote")
# Catalogues that a fault kept out of the first release come with the next, so that their lines come later.
digest.update("\r\n".join(sorted(text.split("\r\n"))).encode(errors="surrogateescape"))

named = {f"{kind}/{release:06d}.sqlite" for kind, release in files}
present = {f"{kind}/{name}" for kind in kinds for name in os.listdir(f"{data}/releases/{kind}")}
if moment == "settled" and present != named:
    problems.append(f"files that no release names: {sorted(present - named)}")
staged = dict(database.execute("SELECT kind, 1 FROM staging").fetchall())
known = {f"{kind}-{begun}.pages" for kind, begun in database.execute("SELECT kind, started_at FROM staging")}
if moment == "settled":
    for name in os.listdir(os.path.join(data, "staging")):
        if name not in known:
            problems.append(f"staging/{name} belongs to no download")
print(json.dumps({
    "problems": problems, "release": newest, "counts": counts, "states": states, "digest": digest.hexdigest(),
    "staged": staged}, ensure_ascii=False))
database.close()
shutil.rmtree(folder)
