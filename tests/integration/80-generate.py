#!/usr/bin/python3
"""The cooperative that `coopctl generate` makes up: the same arguments give the same bytes; its shares are those it is told to
have; the daemon takes all of its setup; four months of it are played through files, and every case that it lists occurs; the
books are in order at the end, and the same when the lines come in another order.

    80-generate.py BUILD [PROFILE]
"""
import csv
import datetime
import io
import json
import os
import random
import statistics
import subprocess
import sys

import msgpack
from coopd import Daemon, expect, run

FROM = "2024-01"
MONTHS = ["2024-01", "2024-02", "2024-03", "2024-04"]
TAKEN = ("applied", "repeated", "parked")


def day(text):
    return datetime.date.fromisoformat(text)


def next_month(period):
    year, month = map(int, period.split("-"))
    return f"{year + month // 12}-{month % 12 + 1:02}"


def last_day(period):
    return day(next_month(period) + "-01") - datetime.timedelta(1)


def generate(build, *arguments, profile="S"):
    return subprocess.run([os.path.join(build, "coopctl"), "generate", *arguments, "--profile", profile], check=True,
                          stdout=subprocess.PIPE).stdout


def events_of(build, *arguments, profile="S"):
    return [json.loads(line) for line in generate(build, *arguments, profile=profile).splitlines()]


def lines_of(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


# ---- the same bytes, and the shares

def test_the_same_seed_gives_the_same_bytes(build, _):
    for what in (["setup"], ["setup", "--msgpack"], ["cycle", "2024-02"], ["cases"]):
        expect(generate(build, *what), generate(build, *what), what[0])
    assert generate(build, "setup") != generate(build, "setup", "--seed", "7"), "another seed, the same cooperative"
    packed = list(msgpack.Unpacker(io.BytesIO(generate(build, "setup", "--msgpack"))))
    expect(packed, events_of(build, "setup"), "msgpack and JSON")


def test_what_cannot_be_made_is_said(build, _):
    def said(*arguments):
        p = subprocess.run([os.path.join(build, "coopctl"), "generate", *arguments], stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, text=True, env={**os.environ, "LANG": "C.UTF-8"}, check=False)
        expect(p.stdout, "", "output")
        return p.returncode, p.stderr

    for arguments, words in ((["setups"], "setup, cycle PERIOD"), (["setup", "--profile", "XL"], "S, M or L"),
                             (["cycle", "2567-13"], 'the month "2567-13" is a month that does not exist'), (["cycle"], "name a month like 2024-01"), (["days", "2024-02-30", "2024-03-01"], "does not exist"), (["cycle", "2023-12"], "not before --from"),
                             (["days", "2024-01-01"], "two days"), (["setup", "--seed", "-1"], "a number")):
        status, text = said(*arguments)
        expect((status, words in text), (64, True), f"{arguments}: {text}")
    expect(events_of(build, "cycle", "2567-01"), events_of(build, "cycle", "2024-01"), "a month of either era")
    with Daemon(build) as d:
        d.start()
        status, text = said("month", FROM, os.path.join(d.dir, "m"), "--socket", d.endpoint)
        expect((status, "no bills of 2024-01" in text), (65, True), text)
        with d.client() as c:
            c.applied("office", *events_of(build, "setup"), *events_of(build, "cycle", FROM))
            c.settled()
        status, text = said("month", FROM, os.path.join(d.dir, "m"), "--seed", "7", "--socket", d.endpoint)
        expect((status, "not of this cooperative" in text), (65, True), text)


def near(what, actual, expected, tolerance):
    if abs(actual - expected) > tolerance:
        raise AssertionError(f"{what}: is {actual}, expected {expected} and at most {tolerance} more or less")


def test_a_setup_has_the_shares_that_it_should(build, _):
    kinds = {}
    for e in events_of(build, "setup", profile="M"):
        kinds.setdefault(e["type"], []).append(e)
    members = [e["data"] for e in kinds["member.registered"]]
    expect(len(members), 5000, "members")
    expect(len(kinds["unit.registered"]), 120, "units")
    near("loans", len(kinds["loan.disbursed"]), 4500, 90)
    sizes = {}
    for m in members:
        sizes[m["unit_code"]] = sizes.get(m["unit_code"], 0) + 1
    near("median unit", statistics.median(sizes.values()), 25, 3)
    assert max(sizes.values()) <= 600, sizes
    groups = {e["data"]["unit_code"]: e["data"]["unit_group"] for e in kinds["unit.registered"]}
    for group, share in (("pension", 0.15), ("civil", 0.35), ("local", 0.5)):
        near(group, sum(groups[m["unit_code"]] == group for m in members) / 5000, share, 0.03)
    incomes = [m["income_satang"] / 100 for m in members]
    near("median income", statistics.median(incomes), 24000, 2500)
    assert 9000 <= min(incomes) and max(incomes) <= 120000, (min(incomes), max(incomes))
    near("paying for shares", sum("share_monthly_satang" in m for m in members) / 5000, 0.95, 0.02)
    loans = [e["data"] for e in kinds["loan.application_filed"]]
    of_kind = {k: [x for x in loans if x["product"] in names] for k, names in {
        "emergency": ["emergency"], "ordinary": ["ordinary", "ordinary-2562", "development"],
        "special": ["special", "housing"]}.items()}
    for kind, share in (("emergency", 0.3), ("ordinary", 0.65), ("special", 0.05)):
        near(kind, len(of_kind[kind]) / len(loans), share, 0.03)
    amounts = {kind: sum(x["amount_satang"] for x in of_kind[kind]) for kind in of_kind}
    assert amounts["ordinary"] > 0.8 * sum(amounts.values()), amounts
    near("equal total", sum(x["method"] == "equal_total" for x in loans) / len(loans), 0.6, 0.03)
    borrowers = {}
    for x in loans:
        borrowers[x["member_no"]] = borrowers.get(x["member_no"], 0) + 1
    for count, share in ((1, 0.55), (2, 0.33), (3, 0.1), (4, 0.02)):
        near(f"borrowers with {count}", sum(n == count for n in borrowers.values()) / len(borrowers), share, 0.02)
    lines = len(loans) + sum("share_monthly_satang" in m for m in members) + len(kinds["payroll.standing_order_set"])
    near("bill lines", lines, 13000, 700)


def test_a_month_has_the_results_that_it_should(build, _):
    with Daemon(build, segment_size="64M") as d:
        d.start()
        with d.client() as c:
            c.applied("office", *events_of(build, "setup", profile="M"))
            c.applied("office", *events_of(build, "cycle", FROM, profile="M"))
            c.settled()
            for name in ("a", "b"):
                d.control("generate", "month", FROM, os.path.join(d.dir, name), "--profile", "M", "--socket", d.endpoint)
            billed = {k["member_no"]: v["billed_satang"] for k, v in c.query("bill", {"period": FROM})}
        for folder, _, names in os.walk(os.path.join(d.dir, "a")):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as a, open(path.replace("/a", "/b", 1), "rb") as b:
                    expect(a.read(), b.read(), f"{name}, made twice")
        got, reasons = {}, {}
        for f in files_of(os.path.join(d.dir, "a")):
            if f["expect"] == "taken":
                for no, satang, reason, _ in read_csv(os.path.join(d.dir, "a", f["file"])):
                    got[no] = satang
                    if satang == 0:
                        reasons[reason] = reasons.get(reason, 0) + 1
        told = [no for no in billed if no in got]
        share = {what: sum(which(got[no], billed[no]) for no in told) / len(told) for what, which in {
            "full": lambda g, b: g == b, "partial": lambda g, b: 0 < g < b, "none": lambda g, b: g == 0 < b,
            "over": lambda g, b: g > b}.items()}
        for what, expected, tolerance in (("full", 0.965, 0.01), ("partial", 0.015, 0.006), ("none", 0.017, 0.007),
                                          ("over", 0.002, 0.002)):
            near(what, share[what], expected, tolerance)
        assert max(reasons, key=reasons.get) == "insufficient_pay" and len(reasons) >= 4, reasons


# ---- a play

def files_of(folder):
    with open(os.path.join(folder, "files.tsv"), encoding="utf-8") as f:
        return [dict(zip(("file", "unit", "part", "calendar", "arrives", "expect", "case"), line.rstrip("\n").split("\t")))
                for line in f]


DIGITS = {0x0E50 + n: str(n) for n in range(10)}


def read_csv(path):
    """(member, satang, reason, date as written) of each row; the line of totals is left out."""
    with open(path, encoding="cp874", newline="") as f:
        for row in list(csv.reader(f))[1:-1]:
            row = [cell.translate(DIGITS) for cell in row]
            yield row[1], int(row[4].replace(",", "").replace(".", "")), row[5], row[6]


class Play:
    """A daemon, what was sent to it, what it answered, and what is there in the end."""

    def __init__(self, build, profile, d, by_files):
        self.build, self.profile, self.d, self.by_files = build, profile, d, by_files
        self.answers, self.files, self.money, self.folders = [], [], [], {}
        self.random = random.Random(7)

    def submit(self, producer, events):
        got = self.client.all(producer, events)
        self.answers += zip(events, got)
        return [a["status"] for a in got]

    def taken(self, producer, events):
        statuses = self.submit(producer, events)
        if any(s not in TAKEN for s in statuses):
            raise AssertionError([x for x in self.answers if x[1]["status"] not in TAKEN][:3])

    def months(self):
        with self.d.client() as self.client:
            setup = events_of(self.build, "setup", profile=self.profile)
            expect(set(self.submit("office", setup)), {"applied"}, "the setup")
            self.taken("office", events_of(self.build, "days", "2024-01-02", "2024-01-05"))
            for period in MONTHS:
                self.month(period)
            self.client.settled()
            self.tables = {t: list(self.client.query(t)) for t in (
                "member", "loan", "unit", "unit_bill", "bill", "bill_line", "suspense", "ledger", "policy", "result_file")}
            self.followups = list(self.client.followups())
        self.rows_of_unit = {}
        for k, v in self.tables["bill_line"]:
            self.rows_of_unit.setdefault((k["period"], k["unit_code"]), []).append(v)
        return self

    def month(self, period):
        folder = self.folders[period] = os.path.join(self.d.dir, period)
        self.taken("office", events_of(self.build, "cycle", period, profile=self.profile))
        self.client.settled()
        self.d.control("generate", "month", period, folder, "--profile", self.profile, "--socket", self.d.endpoint,
                       *([] if self.by_files else ["--msgpack"]))
        self.sent = (lambda name: lines_of(f"{folder}/{name}.jsonl")) if self.by_files else (
            lambda name: list(msgpack.Unpacker(open(f"{folder}/{name}.msgpack", "rb"))))
        self.taken("office", self.sent("events"))
        if self.by_files:
            self.refuse(lines_of(f"{folder}/refused.jsonl"))
            self.bring(period, late=False)
        else:
            self.results(self.sent("results"))
        money = self.sent("remittances")
        self.taken("bank", money if self.by_files else self.random.sample(money, len(money)))
        self.client.settled()
        self.taken("office", self.sent("held"))
        self.taken("office", events_of(self.build, "days", period + "-06", next_month(period) + "-05"))
        if self.by_files:
            self.bring(period, late=True)
            self.taken("office", self.sent("late"))
        else:
            late = self.sent("late")
            self.results([e for e in late if "result_file_closed" in e["type"] or "deduction_result" in e["type"]])
            self.taken("office", [e for e in late if "line_corrected" in e["type"] or "remittance" in e["type"]])
        self.money += [e["data"] | {"date": e["effective_date"]} for e in money + self.sent("late")
                       if e["type"] == "payroll.remittance_received"]
        self.client.settled()

    def results(self, events):
        """The lines of each main file in another order, some of them twice; a further part behind all main files."""
        parts = [e for e in events if "file_ref" in e["data"]]
        lines = [e for e in events if e not in parts and e["type"] == "payroll.deduction_result"]
        closed = [e for e in events if e not in parts and e["type"] == "payroll.result_file_closed"]
        self.random.shuffle(lines)
        self.taken("coopctl", lines + self.random.sample(lines, len(lines) // 20))
        self.taken("coopctl", self.random.sample(closed, len(closed)))
        self.client.settled()
        self.taken("coopctl", parts)

    def refuse(self, events):
        expect(set(self.submit("office", events)), {"refused"}, "what must be refused")

    # ---- files

    def bring(self, period, late):
        for f in files_of(self.folders[period]):
            if f["file"].startswith("late/") != late:
                continue
            if f["part"] != "-":
                f["said"] = self.bring_part(period, f)
            else:
                f["status"], f["said"] = self.d.control(
                    "import", os.path.join(self.folders[period], f["file"]), "--unit", f["unit"], "--period", period,
                    "--encoding", "cp874", "--calendar", f["calendar"], "--socket", self.d.endpoint, check=False)
                right = {"taken": (0, 1), "refused": (65,), "repeated": (0,), "differs": (1,)}[f["expect"]]
                if f["status"] not in right:
                    raise AssertionError(f"{f}: expected one of {right}")
            self.files.append(f | {"period": period})

    def bring_part(self, period, f):
        """A further file, line by line."""
        rows = list(read_csv(os.path.join(self.folders[period], f["file"])))
        who = {"period": period, "unit_code": f["unit"], "file_ref": f["part"]}
        self.taken("coopctl", [
            {"type": "payroll.deduction_result", "key": f"{period}/{f['unit']}/{f['part']}/{n}",
             "effective_date": str(last_day(period)),
             "data": {**who, "line_no": n, "member_no": no, "collected_satang": satang}}
            for n, (no, satang, _, _) in enumerate(rows, 1)])
        self.client.settled()
        statuses = self.submit("coopctl", [
            {"type": "payroll.result_file_closed", "key": f"{period}/{f['unit']}/{f['part']}/close",
             "effective_date": str(last_day(period)),
             "data": {**who, "line_count": len(rows), "total_satang": sum(r[1] for r in rows)}}])
        expect(statuses, ["parked"], "a file that looks like another")
        return self.answers[-1][1]["code"]

    # ---- looking

    def told(self, name, **data):
        return [f for f in self.followups if f["type"] == name and all(f["data"].get(k) == v for k, v in data.items())]

    def rows(self, table, **key):
        return [{**k, **v} for k, v in self.tables[table] if all({**k, **v}.get(n) == x for n, x in key.items())]


# ---- the cases: each is a claim about a play

def loan(p, c):
    return p.rows("loan", contract_no=c["contract"])[0]


def due(p, c):
    return day(p.told("payroll.bill_issued", period=c["period"], unit_code=c["unit"])[0]["data"]["remit_due_date"])


def cured(p, c):
    """The days from the beginning of the default to its end."""
    told = p.told("loan.delinquency_changed", contract_no=c["contract"])
    ended = [f for f in told if f["data"]["arrears_satang"] == 0]
    began = next(f["data"]["default_date"] for f in told if "default_date" in f["data"])
    return (day(ended[0]["effective_date"]) - day(began)).days


def of_unit(p, c, name="payroll.line_settled", **data):
    return p.told(name, unit_code=c["unit"], period=c["period"], **data)


def files(p, c, expected):
    return [f for f in p.files if (f["unit"], f["period"], f["expect"]) == (c["unit"], c["period"], expected)]


def transfers(p, c):
    return [m for m in p.money if (m["unit_code"], m["period"]) == (c["unit"], c["period"])]


def across_the_year(p, c):
    """One charge, by the real length of both years."""
    line = next(f["data"] for f in p.told("payroll.bill_line_issued", period="2024-01", item="ordinary")
                if f["data"]["calc_from"] < "2023-12-31")
    l = p.rows("loan", contract_no=line["contract_no"])[0]
    days = [(day("2023-12-31") - day(line["calc_from"])).days, (day(line["calc_to"]) - day("2023-12-31")).days]
    exact = l["disbursed_satang"] * l["rate_bp"] * (days[0] * 366 + days[1] * 365)
    return line["interest_satang"] == (2 * exact // (10000 * 365 * 366) + 1) // 2


def weekend(p, c):
    dues = {f["data"]["unit_code"]: day(f["data"]["remit_due_date"])
            for f in p.told("payroll.bill_issued", period=c["period"])}
    return any(dues[m["unit_code"]].weekday() >= 5 and day(m["date"]) > dues[m["unit_code"]] and day(m["date"]).weekday() < 5
               for m in p.money if m["period"] == c["period"])


def thai_digits(p, c):
    with open(os.path.join(p.folders[c["period"]], files(p, c, "taken")[0]["file"]), "rb") as f:
        return not any(48 <= b <= 57 for b in f.read())


def screened_at_the_limit(p, c):
    check = p.told("loan.application_screened", member_no=c["member"])[0]["data"]["checks"][0]
    return check["passed"] and check["actual"] == check["limit"] and not p.told("alert.raised", alert="limit_overridden",
                                                                                subject_ref="A" + c["contract"][1:])


def last_instalment(p, c):
    lines = [f["data"] for f in p.told("payroll.bill_line_issued", contract_no=c["contract"])]
    return [x["instalment_no"] for x in lines] == [1, 2] and lines[1]["principal_satang"] < lines[0]["principal_satang"] and \
        loan(p, c)["state"] == "closed"


CASES = {
    "never_pays": lambda p, c: loan(p, c).get("npl") and p.told("member.npl_flagged", member_no=c["member"]),
    "letter_number": lambda p, c: c["member"].startswith("0") and c["member"][-1] == "A" and
        p.told("payroll.line_settled", member_no=c["member"], result="full"),
    "two_of_a_kind": lambda p, c: len(p.told("payroll.bill_line_issued", member_no=c["member"], item="ordinary",
                                             period=FROM)) == 2,
    "guarantor_pays": lambda p, c: p.told("payroll.bill_line_issued", borrower_no=c["member"]) and
        not p.told("payroll.bill_line_issued", member_no=c["member"], item="ordinary"),
    "guarantor": lambda p, c: any("borrower_no" in f["data"] for f in
                                  p.told("payroll.line_settled", member_no=c["member"]) +
                                  p.told("payroll.bill_line_issued", member_no=c["member"])),
    "band_edge": lambda p, c: p.rows("member", member_no=c["member"])[0]["income_satang"] == 1500000,
    "exactly_30": screened_at_the_limit,
    "paid_out_on_bill_day": lambda p, c: p.told("payroll.bill_line_issued", contract_no=c["contract"], calc_from="2024-01-08",
                                                period=FROM),
    "last_instalment": last_instalment,
    "moved_unit": lambda p, c: p.rows("suspense", member_no=c["member"], reason="not_billed") and
        of_unit(p, c, member_no=c["member"], result="full"),
    "paid_off_on_bill_day": lambda p, c: p.told("loan.closed", contract_no=c["contract"])[0]["effective_date"] == "2024-02-08"
        and p.told("refund.payable_created", member_no=c["member"], refund_cause="interest_return"),
    "prepaid": lambda p, c: p.told("refund.payable_created", member_no=c["member"], refund_cause="interest_return"),
    "over_deducted": lambda p, c: of_unit(p, c, member_no=c["member"], result="over"),
    "receipt_twice": lambda p, c: any(a.get("code") == "document_exists" and e["data"]["contract_no"] == c["contract"]
                                      for e, a in p.answers),
    "cured_on_day_59": lambda p, c: cured(p, c) == 59,
    "cured_on_day_61": lambda p, c: cured(p, c) == 61,
    "resigned": lambda p, c: of_unit(p, c, member_no=c["member"], result="none", reason="resigned") and any(
        row[0] == c["member"] and row[3] == "29/02/2567"
        for f in files(p, c, "taken") for row in read_csv(os.path.join(p.folders[c["period"]], f["file"]))),
    "corrected_line": lambda p, c: any("before_satang" in f["data"] for f in of_unit(p, c, member_no=c["member"])),
    "split_remittance": lambda p, c: len(transfers(p, c)) == 3,
    "thai_digits": thai_digits,
    "missing_members": lambda p, c: of_unit(p, c, result="none", reason="missing_line"),
    "late_in_grace": lambda p, c: all(day(m["date"]) > due(p, c) for m in transfers(p, c)) and
        not of_unit(p, c, "payroll.unit_remittance_overdue"),
    "wrong_total": lambda p, c: "totals" in files(p, c, "refused")[0]["said"] and files(p, c, "taken"),
    "unknown_member": lambda p, c: p.rows("suspense", unit_code=c["unit"], reason="unknown_member"),
    "late_money": lambda p, c: of_unit(p, c, "payroll.unit_remittance_overdue"),
    "mismatch": lambda p, c: sum(m["amount_satang"] for m in transfers(p, c)) !=
        p.rows("unit_bill", unit_code=c["unit"], period=c["period"])[0]["deducted_satang"],
    "same_file_again": lambda p, c: "repeated" in files(p, c, "repeated")[0]["said"],
    "look_alike": lambda p, c: files(p, c, "held")[0]["said"] == "look_alike" and
        p.rows("result_file", unit_code=c["unit"], file_ref="2", state="discarded"),
    "resent_corrected": lambda p, c: "conflict" in files(p, c, "differs")[0]["said"] and
        any("before_satang" in f["data"] for f in of_unit(p, c)),
    "late_file": lambda p, c: of_unit(p, c, "payroll.unit_remittance_overdue") and
        p.rows("unit_bill", unit_code=c["unit"], period=c["period"])[0]["state"] == "settled",
    "never": lambda p, c: p.rows("unit_bill", unit_code=c["unit"], period=c["period"])[0]["state"] == "issued",
    "three_decimals": lambda p, c: "decimals" in files(p, c, "refused")[0]["said"],
    "wrong_era": lambda p, c: "Buddhist" in files(p, c, "refused")[0]["said"],
    "last_days_of_months": lambda p, c: {"2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"} <=
        {f["data"]["remit_due_date"] for f in p.told("payroll.bill_issued")},
    "due_on_a_weekend": weekend,
    "year_end": across_the_year,
    "new_policy": lambda p, c: len(p.tables["policy"]) == 2,
    "refund_credit": lambda p, c: p.told("payroll.bill_line_issued", item="refund", credit=True),
    "wrong_year": lambda p, c: any(a.get("code") == "bad_date" for _, a in p.answers),
}


def play(build, profile):
    """The one play that most tests look at."""
    if not play.made:
        play.daemon = Daemon(build, segment_size="64M").start()
        play.made = Play(build, profile, play.daemon, by_files=True).months()
    return play.made


play.made = None


def test_every_case_occurs(build, profile):
    p = play(build, profile)
    cases = [json.loads(line) for line in generate(build, "cases", "-o", "json", profile=profile).splitlines()]
    expect({c["case"] for c in cases} - CASES.keys(), set(), "cases that no test looks for")
    missing = []
    for c in cases:
        try:
            occurred = CASES[c["case"]](p, c)
        except (IndexError, KeyError, StopIteration) as e:
            occurred = None
            c["error"] = repr(e)
        if not occurred:
            missing.append(c)
    expect(missing, [], "cases that did not occur")
    if profile == "S":
        expect(CASES.keys() - {c["case"] for c in cases}, {"never"}, "cases that the smallest profile is too small for")


# ---- the books

def test_postings_balance_and_receipts_have_no_gaps(build, profile):
    p = play(build, profile)
    expect([f["position"] for f in p.followups], list(range(1, len(p.followups) + 1)), "positions")
    for f in p.told("journal.posting_requested"):
        lines = f["data"]["lines"]
        debit, credit = (sum(x.get(side, 0) for x in lines) for side in ("debit_satang", "credit_satang"))
        if debit != credit or debit == 0:
            raise AssertionError(f"does not balance: {f}")
    expect(sum(r["debit_satang"] - r["credit_satang"] for r in p.rows("ledger")), 0, "the trial balance")
    receipts = [f["data"]["receipt_no"] for f in p.followups
                if f["type"] in ("payroll.bill_line_issued", "payroll.receipt_issued") and not f["data"].get("credit")]
    expect(receipts, list(range(1, len(receipts) + 1)), "receipts in order of issue")


def test_what_was_billed_is_what_was_settled_and_what_is_short(build, profile):
    """Of every unit and month; and all that units deducted is settled, over or in suspense, and was sent or is owed."""
    p = play(build, profile)
    owed, sent = {}, {}
    for month in p.rows("unit_bill"):
        key = {"period": month["period"], "unit_code": month["unit_code"]}
        lines = p.rows_of_unit[(month["period"], month["unit_code"])]
        billed = sum(x["arrears_satang"] + x["interest_satang"] + x["principal_satang"] for x in lines if not x.get("credit"))
        collected = sum(x["collected_satang"] for x in lines if not x.get("credit"))
        credits = sum(x["collected_satang"] for x in lines if x.get("credit"))
        expect((month["asked_satang"], month["settled_satang"]), (billed, collected), f"billed and settled of {key}")
        if month["state"] == "settled":
            expect(month["deducted_satang"] + credits, collected + month["over_satang"] + month["suspense_satang"],
                   f"deducted of {key}")
        owed[month["unit_code"]] = owed.get(month["unit_code"], 0) + month["deducted_satang"]
        sent[month["unit_code"]] = sent.get(month["unit_code"], 0) + month["remitted_satang"]
    for u in p.rows("unit"):
        expect(u["receivable_satang"] - u["advance_satang"], owed[u["unit_code"]] - sent[u["unit_code"]], f"unit {u['unit_code']}")
        assert u["receivable_satang"] >= 0 and u["advance_satang"] >= 0, u


def test_loans_are_paid_down_and_interest_is_charged_once(build, profile):
    p = play(build, profile)
    principal, until = {}, {}
    for f in p.followups:
        data = f["data"]
        if f["type"] == "loan.instalment_posted":
            principal[data["contract_no"]] = principal.get(data["contract_no"], 0) + data["principal_satang"]
        elif f["type"] == "loan.instalment_reversed":
            principal[data["contract_no"]] -= data["principal_satang"]
        elif f["type"] == "payroll.bill_line_issued" and "calc_from" in data and data["calc_from"] < data["calc_to"]:
            if data["contract_no"] in until and until[data["contract_no"]] > data["calc_from"]:
                raise AssertionError(f"a day charged twice: {data}")
            until[data["contract_no"]] = data["calc_to"]
    for l in p.rows("loan"):
        left = l["disbursed_satang"] - principal.get(l["contract_no"], 0)
        if left != l["principal_satang"] or left < 0:
            raise AssertionError(f"{left} is left of {l}")


def plain(tables):
    """Without what depends on the order in which things came: positions and numbers of events."""
    return {name: [(k, {n: x for n, x in v.items() if not n.endswith("position") and n not in ("lines_sum", "receipt_no")})
                   for k, v in tables[name]] for name in ("member", "loan", "unit", "unit_bill", "bill", "bill_line", "ledger")}


def test_another_order_gives_the_same_books(build, profile):
    """The same months as events, every file's lines shuffled and some sent twice."""
    p = play(build, profile)
    with Daemon(build, segment_size="64M") as d:
        d.start()
        other = plain(Play(build, profile, d, by_files=False).months().tables)
    for name, rows in plain(p.tables).items():
        differ = [pair for pair in zip(rows, other[name]) if pair[0] != pair[1]]
        expect(len(rows), len(other[name]), name)
        expect(differ[:2], [], name)


if __name__ == "__main__":
    status = run({n: f for n, f in globals().items() if n.startswith("test_")}, sys.argv[1],
                 sys.argv[2] if len(sys.argv) > 2 else "S")
    if play.made:
        play.daemon.__exit__()
    sys.exit(status)
