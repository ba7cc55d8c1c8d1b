#!/usr/bin/python3
"""Imports every file of tests/corpus, in English and in Thai: what is wrong must be said, with place and mend, and nothing of it may
reach the daemon; what is odd but right must arrive to the satang.

    45-bad-files.py BUILD
"""
import os
import subprocess
import sys

from coopd import PATIENCE, TOP, Daemon, brief, cycle, expect, member, policy, run, unit

sys.path.insert(0, os.path.join(TOP, "tests/corpus"))
import book_cases  # noqa: the path comes first
import text_cases  # noqa
import xlsx_cases  # noqa

MEMBERS = [f"00441{n}" for n in range(1, 8)] + ["00004411", "00004412"]


def broken_books():
    """What is no readable workbook: the reader's own corpus says what must be said of it."""
    for name, data, expected in xlsx_cases.cases():
        if isinstance(expected, str):
            yield f"broken-{name}.xlsx", data, text_cases.Refused((expected,), (), ("--profile", "xlsx"))


def all_cases():
    yield from text_cases.cases()
    yield from book_cases.cases()
    yield from broken_books()


def cooperative(build, units=()):
    """A daemon that has billed January."""
    daemon = Daemon(build, map_size="256M").start()
    with daemon.client() as client:
        codes = ["0417", "000417", *units]
        client.applied("test", policy(), *(unit(code) for code in codes), *(member(number) for number in MEMBERS), cycle())
        client.settled()
    return daemon


def imported(daemon, path, arguments, language):
    """Exit status and all that was said."""
    environment = {**os.environ, "LC_ALL": language + ".UTF-8", "COOPD_SOCKET": daemon.endpoint, "TMPDIR": daemon.dir}
    environment.pop("COOPD_PROFILES", None)
    done = subprocess.run([os.path.join(daemon.build, "coopctl"), "import", path, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env=environment, timeout=PATIENCE, check=False)
    return done.returncode, done.stdout.decode(errors="replace")


def write(daemon, name, data):
    path = os.path.join(daemon.dir, name)
    if data == "directory":
        os.mkdir(path)
    elif data != "missing":
        with open(path, "wb") as f:
            f.write(data)
    return path


def arguments_of(case, unit_code="0417"):
    named = ("--unit", unit_code, "--period", "2567-01") if case.unit else ()
    return (*named, *case.arguments)


def wrong_with(daemon, client, path, case):
    """What is not as it should be with a file that must be refused, or None."""
    languages = [("C", case.english), ("th_TH", case.thai)]
    if not case.thai:
        languages = languages[:1]
    elif "asan" in daemon.build:  # sanitizers are slow: one language each
        languages = [languages[len(path) % 2]]
    for language, wanted in languages:
        status, said = imported(daemon, path, arguments_of(case), language)
        if status != case.status:
            return f"status {status}, expected {case.status}: {brief(said)}"
        for text in wanted:
            if text not in said:
                return f"{text!r} is not said in {language}: {brief(said)}"
        if "Sanitizer" in said:
            return said
    if client.status()["seq"] != client.before:
        return "something of it reached the daemon"
    return None


def test_bad_files_are_refused_with_place_and_mend(build):
    cases = [c for c in all_cases() if isinstance(c[2], text_cases.Refused)]
    failures = []
    with cooperative(build) as daemon, daemon.client() as client:
        client.before, state = client.status()["seq"], client.state()
        for name, data, case in cases:
            wrong = wrong_with(daemon, client, write(daemon, name, data), case)
            if wrong:
                failures.append(f"{name}: {wrong}")
        expect(client.state(), state, "the state")
        daemon.verify()
    print(f"# {len(cases)} bad files")
    for text in failures:
        print("#", text.replace("\n", "\n#   "))
    expect(failures, [], "files")


def lines_of(client, unit_code):
    """What the daemon has: (member, satang) in the order of the file."""
    lines = [(key["line_no"], value.get("member_no", key.get("member_no")), value["collected_satang"] if "collected_satang" in value else 0)
             for key, value in client.query("result_line") if key["unit_code"] == unit_code]
    return [(number, satang) for _, number, satang in sorted(lines)]


def test_odd_files_are_read_to_the_satang(build):
    cases = [c for c in all_cases() if isinstance(c[2], text_cases.Taken) and c[2].unit]
    codes = [f"G{n}" for n in range(len(cases))]
    failures = []
    with cooperative(build, codes) as daemon, daemon.client() as client:
        for code, (name, data, case) in zip(codes, cases):
            status, said = imported(daemon, write(daemon, name, data), (*arguments_of(case, code), "--not-billed"), "C")
            got = lines_of(client, code)
            if status != 0 or got != case.lines:
                failures.append(f"{name}: status {status}, {got}, expected {case.lines}: {brief(said)}")
        client.settled()
        daemon.verify()
    for text in failures:
        print("#", text.replace("\n", "\n#   "))
    expect(failures, [], "files")


def test_odd_files_that_name_their_unit(build):
    failures = []
    for name, data, case in all_cases():
        if not isinstance(case, text_cases.Taken) or case.unit:
            continue
        with cooperative(build) as daemon, daemon.client() as client:
            status, said = imported(daemon, write(daemon, name, data), arguments_of(case), "th_TH")
            got = lines_of(client, "000417" if name.startswith("fixed") else "0417")
            if status != 0 or got != case.lines:
                failures.append(f"{name}: status {status}, {got}, expected {case.lines}: {brief(said)}")
    for text in failures:
        print("#", text.replace("\n", "\n#   "))
    expect(failures, [], "files")


if __name__ == "__main__":
    sys.exit(run(globals(), *sys.argv[1:]))
