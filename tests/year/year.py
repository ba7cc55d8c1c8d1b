#!/usr/bin/python3
"""A simulated year of a cooperative, through the real daemon: twelve months of bills, files and money of its units, every day
closed, and an office that reads what follows and acts on it, by dice of a seed. At its end every follow-up of collection comes out
of the journal again, and so do others, drawn; the invariants hold over the store; the state is the fold of the journal; and the books
of a ledger sink that was killed all the while are, for hledger, what the daemon's trial balance says.

    year.py BUILD [S|M] [--seed N]        S: 200 members, some months; ends with `N passed, N failed`
"""
import collections
import json
import os
import re
import subprocess
import sys
import time

sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "integration")]

import meeting  # noqa: E402: found by the line above
from coopd import Daemon, expect  # noqa: E402
from downstream import Sink, books_agree  # noqa: E402
from kinds import KINDS, names_of  # noqa: E402
from life import ITEMS_OF_LOANS, Life, TERMS  # noqa: E402
from office import Office, after, last_day, next_month  # noqa: E402
from people import OFFICER, People  # noqa: E402
from units import Month  # noqa: E402

FROM = "2024-01"
EDITIONS = {
    "S": {"months": 7, "in_trouble": 0.3, "to_clinic": 0.01, "clinics": 1, "sample": 2000, "kills": ("2024-03-20",)},
    "M": {"months": 12, "in_trouble": 0.04, "to_clinic": 0.001, "clinics": 3, "sample": 20000, "kills": ("2024-04-18", "2024-09-25")},
}


class Year:
    def __init__(self, build, profile, seed, daemon):
        self.build, self.profile, self.seed, self.daemon = build, profile, seed, daemon
        self.edition, self.told = EDITIONS[profile], collections.Counter()
        self.office = Office(daemon, seed, FROM + "-01")
        self.without_warrant, self.owed = [], {}

    def generated(self, *what):
        made = subprocess.run([os.path.join(self.build, "coopctl"), "generate", *what, "--profile", self.profile, "--seed",
                               str(self.seed)], check=True, stdout=subprocess.PIPE).stdout
        return [json.loads(line) for line in made.splitlines()]

    def setup(self):
        """As generated, with the year's own policy, and somebody who answers for the larger loans."""
        events = sorted(self.generated("setup"), key=lambda e: e["type"].startswith(("loan.", "payroll.")))
        members = [e["data"]["member_no"] for e in events if e["type"] == "member.registered"]
        guarantors = {}
        for e in events:
            data = e["data"]
            if e["type"] == "policy.published":
                data.update(TERMS)
            if e["type"] == "loan.application_filed" and data["product"].startswith(ITEMS_OF_LOANS):
                roll = self.office.dice("guarantors", data["application_no"])
                answer = roll.sample([m for m in members if m != data["member_no"]], roll.choice((1, 1, 2, 3)))
                guarantors["S" + data["application_no"][1:]] = answer
                data["guarantors"] = [{"kind": "member", "ref": a} for a in answer]
        self.office.submit("office", events)
        expect(self.office.unexpected[:2], [], "the setup")
        self.office.settled()
        self.people = People(self.office, members, guarantors)
        self.life = Life(self.office, self.people, events, self.edition)

    def play(self):
        self.setup()
        self.life.begin()
        period = FROM
        for month in range(self.edition["months"]):
            self.close_until(period + "-05")
            self.month(month, period)
            period = next_month(period)
        self.close_until(period + "-05")
        self.office.submit("office", [self.office.event("clinic.evaluated", OFFICER, from_period=FROM, to_period=after(period + "-01", -1)[:7])])
        self.office.settled()
        if self.edition["months"] == 12:
            self.owed = meeting.hold(self.office, int(FROM[:4]))
        self.read_news()

    def month(self, month, period):
        office, folder = self.office, os.path.join(self.daemon.dir, period)
        office.submit("office", self.generated("cycle", period))
        office.settled()
        self.daemon.control("generate", "month", period, folder, "--profile", self.profile, "--seed", str(self.seed), "--socket",
                            self.daemon.endpoint)
        sent = Month(folder, period, self.life.reason_of(month))
        sent.plan(office)
        self.life.month(month, period)
        if month % 3 == 1:
            self.life.revoke(sent.files, period)
        if month % 2 == 1:
            self.life.correct(sent.files, period)

    def close_until(self, date):
        office = self.office
        while office.today <= date:
            if office.today in self.edition["kills"]:
                office.killed_meanwhile("office", [office.event("member.income_reported", OFFICER, member_no=m, income_satang=2500000)
                                                   for m in self.life.staying(self.life.members)[:50]])
            office.do_today()
            office.settled()
            office.submit("office", [{"type": "clock.day_closed", "key": f"day/{office.today}", "effective_date": office.today,
                                      "data": {"date": office.today}}])
            office.settled()
            self.read_news()
            office.today = after(office.today, 1)

    def read_news(self):
        for followup in self.office.news():
            self.told.update(names_of(followup))
            if not followup["cause"].get("rule") or not followup.get("seq"):
                self.without_warrant.append(followup)
            self.people.react(followup)


# ---- what is claimed of it

class Results:
    def __init__(self):
        self.passed = self.failed = 0

    def say(self, good, what, *why):
        for line in () if good else why:
            print("#", line)
        print("ok -" if good else "not ok -", what, flush=True)
        self.passed, self.failed = self.passed + bool(good), self.failed + (not good)


def kinds_told(r, year):
    small = year.profile == "S"
    for name, least in KINDS.items():
        if least[small]:
            r.say(year.told[name] >= least[small], f"{name}: {year.told[name]} (at least {least[small]})")


def year_end(r, year):
    for item, expected in year.owed.items():
        owed = (year.office.row(f"{item}_year", year=int(FROM[:4])) or {}).get("amount_satang")
        r.say(owed == expected, f"the {item} of all members is that of a model of its own: {expected} satang", f"it is {owed}")


def books(r, year):
    ledger = list(year.office.client.query("ledger"))
    r.say(sum(v.get("debit_satang", 0) - v.get("credit_satang", 0) for _, v in ledger) == 0, "the trial balance is zero")
    r.say(not year.without_warrant, "no follow-up without a warrant", *year.without_warrant[:3])
    r.say(not year.office.unexpected, "nothing was refused but what may be", *year.office.unexpected[:5])


def proofs(r, year):
    d = year.daemon
    status, said = d.control("verify", d.data, check=False)
    r.say(status == 0 and "equal" in said, "the state is the fold of the journal", *said.splitlines()[-5:])
    began = time.monotonic()
    status, said = d.control("why", "--prove", "--all-of", "collections", "--sample", str(year.edition["sample"]), "--seed",
                             str(year.seed), "--dir", d.data, check=False)
    lines = said.splitlines()
    r.say(status == 0 and re.fullmatch(r"\d+ passed, 0 failed", lines[-1]), "follow-ups come out of the journal again: " +
          "; ".join(lines[-2:]), *lines[:30])
    took, proved = time.monotonic() - began, int((re.findall(r"^(\d+) passed", lines[-1]) or [0])[0])
    print(f"# proved in {took:.1f} s, {took * 10000 / max(1, proved):.1f} s for 10,000")


def invariants(r, year):
    run = subprocess.run([os.path.join(year.build, "tests/year/invariants"), year.daemon.data], stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, text=True, check=False)
    for line in run.stdout.splitlines():
        print(line)
        r.passed, r.failed = r.passed + line.startswith("ok"), r.failed + line.startswith("not ok")
    if run.returncode not in (0, 1):
        r.say(False, f"the invariants ended with {run.returncode}", run.stdout[-500:])


def main(build, profile="S", *options):
    seed, r, began = int(options[options.index("--seed") + 1]) if "--seed" in options else 2567, Results(), time.monotonic()
    print(f"# {profile}, seed {seed}", flush=True)
    with Daemon(build, segment_size="64M", map_size="8G") as d:
        d.start()
        year = Year(build, profile, seed, d)
        sink = Sink(build, d, profile, seed)
        year.play()
        print(f"# played in {time.monotonic() - began:.1f} s: {year.office.client.status()['seq']} events, {year.office.position} follow-ups;",
              "refused:", dict(year.office.refused), flush=True)
        books(r, year)
        year_end(r, year)
        kinds_told(r, year)
        books_agree(r, year, sink)
        expect(d.stop(), 0, "the daemon's exit status")
        invariants(r, year)
        proofs(r, year)
    print(f"{r.passed} passed, {r.failed} failed")
    return 1 if r.failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
