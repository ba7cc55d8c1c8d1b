#!/usr/bin/python3
"""Every file of tests/corpus/xlsx_cases.py gives exactly its rows or its sentence, in English and in Thai, and memory stays flat.

    tests/integration/70-xlsx.py BUILD
"""
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "corpus"))
import xlsx_cases  # noqa: E402

BUILD = sys.argv[1]
READER = os.path.join(BUILD, "tests/tools/xlsx_rows")
MEMORY_KIB = 150 << 10
failed = False


def report(name, wrong):
    global failed
    for line in wrong:
        print(f"# {line}"[:600])
    print(f"{'not ok' if wrong else 'ok'} - {name}")
    failed = failed or bool(wrong)


def read(arguments, lang="C.UTF-8"):
    """The lines of each file, the KiB that all of it took, the exit status."""
    p = subprocess.run([READER, *arguments], stdout=subprocess.PIPE, env=dict(os.environ, LC_ALL=lang))
    files, lines, kib = {}, None, 0
    for line in p.stdout.decode().split("\n")[:-1]:
        if line.startswith("memory "):
            kib = int(line.split()[1])
        elif line.startswith("file "):
            lines = files.setdefault(os.path.basename(line[5:]), [])
        else:
            lines.append(line)
    return files, kib, p.returncode


def cell_wrong(line, cell):
    kind, text = ("text", cell) if isinstance(cell, str) else cell
    text = re.sub(r"[\x00-\x1f\\]", lambda m: f"\\{ord(m[0]):02x}", text)
    return not (line.startswith("bad ") and text in line) if kind == "bad" else line != f"{kind} {text}"


def differences(lines, expected):
    if lines is None:
        return ["was not read"]
    if re.search(r"[\x00-\x1f\x7f-\x9f]", lines[-1]):
        return [f"a control character: {lines[-1]!r}"]
    if isinstance(expected, str):
        return [] if lines[-1].startswith("bad ") and expected in lines[-1] else [f"expected: {expected}", f"got: {lines[-1]}"]
    wanted = [w for line, cells in expected for w in [f"row {line}", *cells]]
    for i, (got, want) in enumerate(zip(lines, wanted)):
        plain_row = isinstance(want, str) and want.startswith("row ")
        if (got != want) if plain_row else cell_wrong(got, want):
            return [f"line {i}: expected {want!r}", f"got {got}"]
    if len(lines) != len(wanted) + 1 or lines[-1] != "done ":
        return [f"expected {len(wanted)} lines and done, got {len(lines)}: {lines[-1]}"]
    return []


def corpus(folder, cases, what):
    expected = {}
    for name, data, outcome in cases:
        assert name not in expected, name
        expected[name] = outcome
        with open(os.path.join(folder, name), "wb") as f:
            f.write(data)
    paths = [os.path.join(folder, name) for name in expected]
    files, kib, status = read(paths)
    for name, outcome in expected.items():
        report(f"{what}: {name}", differences(files.get(name), outcome))
    report(f"{what}: the reader ends well", [f"status {status}"] if status else [])
    if "asan" not in BUILD:
        report(f"{what}: memory stays flat", [f"{kib} KiB"] if kib > MEMORY_KIB else [])
    return paths, expected


def thai(paths, expected):
    files, _, _ = read(paths, "th_TH.UTF-8")
    wrong = [f"{name}: {line}" for name, lines in files.items() for line in lines if line.startswith("bad ") and not re.search("[ก-๙]", line)]
    report("every sentence has its Thai", wrong if len(files) == len(expected) else ["not all were read"])


def sheets(folder):
    p = xlsx_cases
    path = os.path.join(folder, "sheets")
    with open(path, "wb") as f:
        f.write(p.book(tabs='<sheet name="งวด 1" r:id="r1"/><sheet name="ซ่อน" state="hidden" r:id="r2"/><sheet name="c" r:id="r3"/><sheet name="c" r:id="r4"/>',
                       sheets={x: p.worksheet(p.row(1, p.inline("A1", x))) for x in "1234"}))
    for name, outcome in (("งวด 1", [(1, ["1"])]), ("ซ่อน", [(1, ["2"])]), ("c", 'two sheets named "c"'), ("งวด 2", 'no sheet "งวด 2"; it has "งวด 1", "c", "c"')):
        files, _, _ = read([f"--sheet={name}", path])
        report(f"sheet = {name}", differences(files.get("sheets"), outcome))


def unreadable(folder):
    os.mkfifo(os.path.join(folder, "fifo"))
    for name in ("missing", "fifo", "."):
        files, _, _ = read([os.path.join(folder, name)])
        lines = next(iter(files.values()))
        report(f"not a file: {name}", [] if lines[-1].startswith("unreadable ") and len(lines[-1]) > 15 else lines)


def long_sheet(folder):
    """100,000 rows, all in one process with little memory."""
    p, path = xlsx_cases, os.path.join(folder, "long")
    rows = "".join(f'<row r="{i}"><c r="A{i}"><v>{i}</v></c><c r="B{i}" t="s"><v>{i % 1000}</v></c><c r="C{i}"><f>A{i}*2</f><v>{i * 2}.25</v></c></row>' for i in range(1, 100001))
    with open(path, "wb") as f:
        f.write(p.book(rows, strings=p.sst(*(f"<t>สมาชิก {i}</t>" for i in range(1000)))))
    files, kib, _ = read([path])
    lines = files["long"]
    report("a long sheet", [] if len(lines) == 400001 and lines[-5:-1] == ["row 100000", "number 100000", "text สมาชิก 0", "number 200000.25"] else lines[-5:])
    if "asan" not in BUILD:
        report("a long sheet: memory stays flat", [f"{kib} KiB"] if kib > 32 << 10 else [])


def main():
    with tempfile.TemporaryDirectory() as folder:
        thai(*corpus(folder, xlsx_cases.cases(), "xlsx"))
    with tempfile.TemporaryDirectory() as folder:
        corpus(folder, xlsx_cases.limits(), "limits")
        sheets(folder)
        unreadable(folder)
        long_sheet(folder)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
