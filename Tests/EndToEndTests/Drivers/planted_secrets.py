"""Looks for the planted cards, identity numbers, names and keys in everything below the given files and folders.

  planted_secrets.py PATH…

Prints a line for each value found, and how many files were read; exits with 1 when one was found. Files are read as
bytes, in UTF-8, GB18030 and both orders of UTF-16, and the entries of zip files (xlsx) like files. What has to hold
them is left out: the centre's folder, configuration and private keys, and the money journal, which must be readable by
its owner only; so are catalogues (*.sqlite), which nobody prints. Private keys that lie there are looked for like
planted values.
"""
import os
import sys
import zipfile

VALUES_FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "planted.txt")
ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
JOURNAL_MAGIC = b"QZSWIPE\n"
KEPT_FOLDERS = {"centre"}
KEPT_FILES = {"centre.log", "qianzhi.toml", "cards.toml", "drill-persons.toml"}
PRIVATE_KEY = b"PRIVATE KEY-----"


def planted():
    with open(VALUES_FILE, encoding="utf-8") as file:
        lines = [line.strip() for line in file]
    return [line for line in lines if line and not line.startswith("#")]


def files(paths):
    for path in paths:
        if not os.path.isdir(path):
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = [name for name in folders if name not in KEPT_FOLDERS]
            for name in names:
                whole = os.path.join(folder, name)
                if name not in KEPT_FILES and ".sqlite" not in name and os.path.isfile(whole) and not os.path.islink(whole):
                    yield whole


def parts(path, content):
    yield path, content
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(path) as archive:
            for entry in archive.namelist():
                yield f"{path}!{entry}", archive.read(entry)


def main():
    paths = []
    problems = []
    values = planted()
    for path in files(sys.argv[1:]):
        with open(path, "rb") as file:
            head = file.read(1 << 16)
        if head.startswith(JOURNAL_MAGIC):
            if os.stat(path).st_mode & 0o077:
                problems.append(f"{path}: the money journal is open to others")
        elif PRIVATE_KEY in head:
            values += [line for line in head.decode("ascii").splitlines() if len(line) >= 20 and "-" not in line]
        else:
            paths.append(path)
    needles = {(value, value.encode(encoding)) for value in values for encoding in ENCODINGS}
    for path in paths:
        with open(path, "rb") as file:
            content = file.read()
        for name, text in parts(path, content):
            problems += [f"{name}: {value}" for value, needle in needles if needle in text]
    for problem in sorted(set(problems)):
        print(problem)
    print(f"{len(paths)} files read, {len(values)} values")
    sys.exit(1 if problems else 0)


main()
