#!/usr/bin/python3
"""Policies as files: every mistake is named by its line in both languages; the three that are shipped load, are published and
then no different; a change is named; what a policy says holds to the satang.

    47-policy.py BUILD          ONLY=word runs the tests whose name contains the word
"""
import json
import os
import re
import subprocess
import sys
import tempfile

from coopd import PATIENCE, TOP, Daemon, cycle, expect, member, run, unit

sys.path.insert(0, os.path.join(TOP, "tests/corpus"))
import policy_cases  # noqa: the path comes first

BUILD = os.path.abspath(sys.argv[1])
SHIPPED = {"amnat-charoen-2567": "2023-12-01", "local-government-2566": "2024-01-01", "community-development-2561": "2018-06-01"}
ACTOR = ("--actor", "officer-07")


def shipped(name):
    return os.path.join(TOP, "tools/policies", name + ".ini")


def coopctl(*arguments, lang="C.UTF-8", cwd=None):
    p = subprocess.run([os.path.join(BUILD, "coopctl"), *arguments], capture_output=True, text=True, timeout=PATIENCE, cwd=cwd,
                       stdin=subprocess.DEVNULL, env={**os.environ, "LC_ALL": lang}, check=False)
    return p.returncode, p.stdout, p.stderr


def mistakes(path, lang):
    """Exit status, and line and sentence of each mistake."""
    status, _, said = coopctl("policy", "check", os.path.basename(path), lang=lang, cwd=os.path.dirname(path))
    found = []
    for line in said.splitlines():
        m = re.match(r"p\.ini(?::(\d+))?: (?!warning|คำเตือน)(.*)", line)
        if m:
            found.append((int(m[1] or 0), m[2]))
    return status, found, said


def test_every_mistake_is_named_by_its_line():
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "p.ini")
        for name, text, wrong in policy_cases.cases():
            with open(path, "wb") as f:
                f.write(text if isinstance(text, bytes) else text.encode())
            for language, lang in ((1, "C.UTF-8"), (2, "th_TH.UTF-8")):
                status, found, said = mistakes(path, lang)
                expect(status, 65, f"{name}: {said}")
                for case in wrong:
                    if not any(line == case[0] and case[language] in sentence for line, sentence in found):
                        raise AssertionError(f"{name}: {case} is not in {said}")
                if name != "empty" and not name.startswith("era"):
                    expect(len(found), len(wrong), f"{name}: {said}")


def test_a_good_file_is_good_also_with_other_ends_of_line():
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "p.ini")
        for text in (policy_cases.GOOD, "\ufeff" + policy_cases.GOOD, policy_cases.GOOD.replace("\n", "\r\n"), policy_cases.GOOD.rstrip()):
            with open(path, "wb") as f:
                f.write(text.encode())
            expect(mistakes(path, "C.UTF-8"), (0, [], ""))


def test_the_wrong_era_is_told_once():
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "p.ini")
        with open(path, "w", encoding="utf-8") as f:
            f.write(policy_cases.GOOD.replace("calendar = be\n", ""))
        _, _, said = mistakes(path, "C.UTF-8")
        expect(said.count("has a year of the Buddhist era; write calendar = be in [policy] above the first date"), 1, said)
        expect(re.search(r"p\.ini: \d+ more dates are of that era", said) is not None, True, said)
        with open(path, "w", encoding="utf-8") as f:
            f.write(policy_cases.GOOD.replace("2567-12-10", "2567-12-32"))
        _, _, said = mistakes(path, "C.UTF-8")
        expect("p.ini: 1 mistake; nothing was done" in said, True, said)


def test_what_cannot_be_done_is_said():
    good = shipped("amnat-charoen-2567")
    for arguments, status, english, thai in (
            (("check", "/nowhere/p.ini"), 74, "cannot be read", "ไม่ได้"),
            (("check", "/"), 74, "cannot be read", "ไม่ได้"),
            (("chek", good), 64, "did you mean check?", "หมายถึง check"),
            (("check",), 64, "say check FILE", "check แฟ้ม"),
            (("check", good, good), 64, "say check FILE", "check แฟ้ม"),
            (("check", good, "--date", "2567-02-30"), 64, '--date "2567-02-30" is a day that does not exist', "ไม่มีวันที่นี้"),
            (("publish", good), 64, "--actor is required", "--actor"),
            (("diff", good, "--socket", "ipc:///nowhere/s"), 69, "", "")):
        for lang, sentence in (("C.UTF-8", english), ("th_TH.UTF-8", thai)):
            got, _, said = coopctl("policy", *arguments, lang=lang)
            expect((got, sentence in said), (status, True), said)


def test_holidays_that_are_forgotten_are_a_warning():
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "p.ini")
        for old, new, warning in (("2567-12-10 = วันรัฐธรรมนูญ\n", "", "2024-12-10 is a public holiday every year"),
                                  ("calendar_until = 2567-12-31\n", "", "state calendar_until"),
                                  ("effective = 2567-01-01", "effective = 2567-02-01", "less than a year")):
            with open(path, "w", encoding="utf-8") as f:
                f.write(policy_cases.GOOD.replace(old, new))
            status, found, said = mistakes(path, "C.UTF-8")
            expect((status, found, warning in said), (0, [], True), said)


def published(daemon, path, *more):
    status, out, said = coopctl("policy", "publish", path, *ACTOR, *more, "--dir", daemon.data)
    expect(status, 0, out + said)
    return out + said


def has_version(said, wanted):
    expect(wanted in said, True, said)


def differences(*arguments):
    status, out, said = coopctl("policy", "diff", *arguments)
    expect(status, 0, said)
    return out.splitlines()


def test_each_shipped_policy_is_published_and_then_no_different():
    for name, effective in SHIPPED.items():
        with Daemon(BUILD) as daemon:
            daemon.start()
            where = ("--dir", daemon.data)
            expect(mistakes_of(name), (0, 0), name)
            published(daemon, shipped(name), "--dry-run")
            with daemon.client() as client:
                expect(list(client.query("policy")), [], "after a dry run")
            expect(len(differences(shipped(name), *where)) > 20, True, "all is new")
            published(daemon, shipped(name))
            expect(differences(shipped(name), *where), [], name)
            with daemon.client() as client:
                expect([row["from"] for _, row in client.query("policy")], [effective], name)
            daemon.stop()
            daemon.verify()


def mistakes_of(name):
    status, out, _ = coopctl("policy", "check", shipped(name), "-o", "json")
    return status, json.loads(out)["warnings"]


def test_a_second_version_names_what_it_changes():
    with Daemon(BUILD) as daemon, tempfile.TemporaryDirectory() as directory:
        daemon.start()
        first, second = shipped("local-government-2566"), os.path.join(directory, "second.ini")
        where = ("--dir", daemon.data)
        has_version(published(daemon, first), "This was done:\n  version 1 of the policy, in force from 2024-01-01\n")
        with open(first, encoding="utf-8") as f:
            text = f.read()
        changes = (("dividend_min = 6.00 %", "dividend_min = 5.50 %"), ("500,000.01-1,000,000.00: 2", "500,000.01-1,000,000.00: 3"),
                   ("reborrow_min = 12", "reborrow_min = 6"), ("2567-12-31 = วันสิ้นปี\n", ""), ("due_day = 27", "due_day = 26"),
                   ("max_amount = 2,000,000.00\n", ""), ("\nretirement_age = 60\n", "\n"))
        for old, new in changes:
            expect(text.count(old), 1, old)
            text = text.replace(old, new)
        with open(second, "w", encoding="utf-8") as f:
            f.write(text)
        expected = ["[year_end] dividend_min: 6.00 % -> 5.50 %", "products ordinary reborrow_min: 12 -> 6",
                    "guarantor_bands ordinary 500,000.01 guarantors: 2 -> 3", "removed holidays 2024-12-31",
                    "cycles pension due_day: 27 -> 26", "products ordinary max_amount: 2,000,000.00 -> no limit",
                    "[members] retirement_age: 60 -> not set"]
        expect(sorted(differences(second, *where)), sorted(expected))
        expect(sorted(differences(first, second)), sorted(expected), "between two files")
        expect(differences(second, first, "-o", "json")[:2],
               ['{"setting":"[members] retirement_age","old":"not set","new":"60"}', '{"setting":"[year_end] dividend_min","old":"5.50 %","new":"6.00 %"}'])
        has_version(published(daemon, second, "--date", "2024-02-01", "--dry-run"),
                    "This would be done, with effect on 2024-02-01:\n  version 2 of the policy, in force from 2024-02-01\n")
        published(daemon, second, "--date", "2024-02-01")
        expect(differences(second, *where), [])
        with daemon.client() as client:
            expect([(row["version"], row["from"]) for _, row in client.query("policy")], [(1, "2024-01-01"), (2, "2024-02-01")])
        status, _, said = coopctl("policy", "publish", second, *ACTOR, "--date", "2024-02-01", *where)
        expect((status, "policy_backdated" in said), (1, True), said)


def test_what_a_policy_says_holds_to_the_satang():
    with Daemon(BUILD) as daemon:
        daemon.start()
        published(daemon, shipped("amnat-charoen-2567"))
        with daemon.client() as client:
            (_, terms), = client.query("policy_terms")
            for name, value in (("take_home_min_bp", 3000), ("take_home_min_satang", 100000), ("committee_weekday", 4),
                                ("payout_weekday", 5), ("return_monday", 5), ("return_tuesday", 1), ("return_friday", 4),
                                ("calendar_until", "2024-12-31"), ("instalment_step_satang", 10000)):
                expect(terms[name], value, name)
            (_, relief), = client.query("policy_programme")
            for name, value in (("starts_on", "2023-12-01"), ("ends_on", "2024-03-29"), ("budget_satang", 20000000000),
                                ("take_home_min_bp", 3000), ("take_home_min_satang", 100000), ("emergency_instalments", 12),
                                ("ordinary_instalments", 150), ("special_instalments", 360), ("age_waived", True)):
                expect(relief[name], value, name)
            expect({key["product"]: (row["max_instalments"], row["rate_bp"]) for key, row in client.query("policy_product")},
                   {"emergency": (12, 600), "ordinary": (150, 600), "special": (360, 600)})
            expect([(key["from_satang"], row["guarantors"]) for key, row in client.query("policy_guarantor_band")],
                   [(0, 1), (50000001, 2), (100000001, 3)])


def test_a_cycle_takes_its_dates_from_the_published_calendar():
    with Daemon(BUILD) as daemon:
        daemon.start()
        published(daemon, shipped("local-government-2566"))
        with daemon.client() as client:
            bare = cycle(group="pension")
            for name in ("interest_to_date", "remit_due_date", "cut_off_date"):
                del bare["data"][name]
            client.applied("test", unit(group="pension"), member(share=210000), bare)
            client.settled()
            (_, row), = client.query("cycle")
            expect((row["interest_to_date"], row["remit_due_date"], row["cut_off_date"]), ("2024-01-31", "2024-01-27", "2024-02-05"))


sys.exit(run(globals()))
