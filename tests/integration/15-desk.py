#!/usr/bin/python3
"""The officers' commands of coopctl around result files, suspense and bills, against a real daemon: files, revoke, correct,
suspense, export. What a preview says is what is then done; what was taken back is as if it had never been.

    15-desk.py BUILD          ONLY=word runs the tests whose name contains the word
"""
import csv
import json
import os
import pty
import random
import re
import subprocess
import sys
import zipfile

from coopd import PATIENCE, Daemon, close, cycle, day, event, expect, line, member, policy, remittance, run, unit

THAI = "th_TH.UTF-8"
ITEMS = ("share", "emergency", "ordinary", "special", "deposit", "welfare")
ACTOR = ("--actor", "officer-07")
TYPO = ("--reason", "typing_error", *ACTOR)


class Desk(Daemon):
    """A daemon, and coopctl beside it."""

    def ctl(self, *arguments, lang="C.UTF-8", status=0):
        """What it printed and what it said; fails unless it ends with this status."""
        p = subprocess.run([os.path.join(self.build, "coopctl"), *arguments, "--dir", self.data], capture_output=True,
                           text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL, cwd=self.dir,
                           env={**os.environ, "LC_ALL": lang}, check=False)
        expect(p.returncode, status, f"coopctl {' '.join(arguments)}: {p.stdout}{p.stderr}")
        self.said = p.stderr
        return p.stdout

    def asked(self, answer, *arguments, lang="C.UTF-8"):
        """With a terminal to answer at: exit status and what was printed."""
        ours, theirs = pty.openpty()
        p = subprocess.Popen([os.path.join(self.build, "coopctl"), *arguments, "--dir", self.data], stdin=theirs,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                             env={**os.environ, "LC_ALL": lang})
        os.write(ours, answer.encode() + b"\n")
        out, self.said = p.communicate(timeout=PATIENCE)
        os.close(ours)
        os.close(theirs)
        return p.returncode, out

    def json(self, *arguments, **more):
        return [json.loads(text) for text in self.ctl(*arguments, "-o", "json", **more).splitlines()]

    def says(self, text):
        expect(text in self.said, True, f"{text!r} in {self.said!r}")


def loan(number, contract, kind="ordinary", amount=1200000, instalments=12):
    return (event("loan.application_filed", f"a/{contract}", "2024-01-04", application_no=f"A-{contract}",
                  member_no=number, product=kind, amount_satang=amount, instalments=instalments,
                  method="equal_principal", purpose=1),
            event("loan.committee_decided", f"d/{contract}", "2024-01-05", application_no=f"A-{contract}",
                  decision="approved", resolution_no="1/2567"),
            event("loan.disbursed", f"p/{contract}", "2024-01-10", contract_no=contract,
                  application_no=f"A-{contract}", paid_satang=amount, approval_ref=f"V-{contract}"))


def standing(number, item, amount=30000):
    return event("payroll.standing_order_set", f"so/{number}/{item}", "2024-01-05", member_no=number, item=item,
                 amount_satang=amount, from_period="2024-01")


def terms():
    items = [dict(item=item, priority=n) for n, item in enumerate(ITEMS, 1)]
    return policy(items=items + [dict(item="refund", priority=9, credit=True)])


def part(number, member_no, collected, file_ref="2", **more):
    return {**line(number, member_no, collected, file_ref=file_ref, **more), "key": f"part/{file_ref}/{number}"}


def base():
    members = [member(f"{n:06}", share=50000 + n) for n in range(1, 9)]
    return (terms(), unit(), unit("0418"), unit("0419"), *members, member("A-77", "0419", share=20000),
            *loan("000001", "S-1"), *loan("000001", "S-3"), *loan("000002", "S-2", instalments=24),
            *loan("000003", "E-1", "emergency", instalments=1), standing("000005", "welfare"))


def bills(client, period="2024-01", unit_code="0417"):
    rows = client.query("bill", {"period": period, "unit_code": unit_code})
    return {key["member_no"]: value["billed_satang"] for key, value in rows}


def result_file(client):
    """One short, one missing, one over, one unknown to us: its number has two digits the wrong way round."""
    lines = []
    for n, (number, billed) in enumerate(bills(client).items(), 1):
        got = {2: billed // 2, 4: 0, 6: billed + 12345}.get(n, billed)
        lines.append(line(n, number, got, **({"reason": "insufficient_pay"} if got < billed else {})))
    lines.append(line(len(lines) + 1, "000080", 50000))
    return lines, sum(one["data"]["collected_satang"] for one in lines)


def served(build, file=True):
    desk = Desk(build).start()
    with desk.client() as client:
        client.applied("base", *base(), cycle())
        client.settled()
        if file:
            lines, total = result_file(client)
            client.all("unit", lines)
            client.applied("unit", close(len(lines), total))
            client.settled()
    return desk


def blocks(out):
    """What would be done, and what was done."""
    would, _, done = re.sub(r"^(line|file|แฟ้ม|แถว) .*\n", "", out).partition("applied seq")
    return would.splitlines()[1:], done.splitlines()[2:]


def balances(client):
    return {key["account"]: v.get("debit_satang", 0) - v.get("credit_satang", 0) for key, v in client.query("ledger")}


# ---- files

def test_files_lists_a_unit_or_all(build):
    with served(build) as desk:
        rows = [text.split("\t") for text in desk.ctl("files", "all", "2567-01").splitlines()]
        expect(rows[0][:6], ["period", "unit", "part", "state", "lines", "total"])
        expect(rows[1][:5], ["2024-01", "0417", "main", "closed", "9"])
        expect(desk.ctl("files", "0417"), desk.ctl("files", "all"))
        expect(desk.ctl("files", "0417", "2024-01"), desk.ctl("files", "all"))
        thai = desk.ctl("files", "0417", "2024-01", lang=THAI)
        expect(("2567-01" in thai, "ปิดแล้ว" in thai, "28/01/2567" in thai), (True, True, True), thai)
        (row,) = desk.json("files", "0417", "2567-01")
        expect((row["key"]["unit_code"], row["value"]["lines"], row["value"]["state"]), ("0417", 9, "closed"))
        expect(desk.ctl("files", "0418"), "")
        desk.says("There is no result file.")
        desk.ctl("files", "0499", status=1)
        desk.says("no unit 0499")
        desk.ctl("files", status=64)
        desk.ctl("files", "0417", "2567", status=64)
        desk.says('"2567"')


def test_files_lists_a_file_that_is_open(build):
    with served(build) as desk:
        with desk.client() as client:
            expect(client.one("payroll", part(1, "000001", 100))["status"], "applied")
        for lang in ("C.UTF-8", THAI):
            expect("0417" in desk.ctl("files", "all", lang=lang), True)
        expect([row["value"]["state"] if "value" in row else row["state"] for row in desk.json("files", "0417")][-1], "open")


def test_files_decides_about_a_held_file(build):
    for word, state in (("count", "closed"), ("discard", "discarded")):
        with served(build) as desk, desk.client() as client:
            lines, _ = result_file(client)
            again = [part(n, one["data"]["member_no"], one["data"]["collected_satang"])
                     for n, one in enumerate(lines[:8], 1)]
            client.all("unit", again)
            total = sum(one["data"]["collected_satang"] for one in again)
            held = client.one("unit", {**close(8, total), "key": "close/2", "data": {**close(8, total)["data"], "file_ref": "2"}})
            expect((held["status"], held["code"]), ("parked", "look_alike"))
            expect("held" in desk.ctl("files", "all"), True)
            desk.says("files count|discard")
            desk.ctl("files", word, "0417", "2567-01", "2", status=64)
            desk.says("--actor")
            command = ("files", word, "0417", "2567-01", "2", *ACTOR)
            preview = desk.json(*command, "--dry-run")[0]["preview"]
            answer, done = desk.json(*command)
            expect(done["done"], preview)
            expect(answer["key"], f"decide/2024-01/0417/2/{held['seq']}")
            expect(client.event(answer["answer"]["seq"])["event"]["actor"], "officer-07")
            client.applied("clock", day("2024-01-31"))  # tomorrow the same command is still the same
            expect(desk.ctl(*command).startswith("repeated"), True)
            desk.says("was done before")
            states = {k.get("file_ref", ""): v["state"] for k, v in client.query("result_file")}
            expect(states, {"": "closed", "2": state})
            other = "discard" if word == "count" else "count"
            desk.ctl("files", other, "0417", "2567-01", "2", *ACTOR, status=1)
            desk.says("decided before in another way")
            desk.ctl("files", word, "0417", "2567-01", "main", *ACTOR, status=1)
            desk.says("(file_not_held)")


# ---- revoke

REVOKE = ("revoke", "0417", "2567-01", "--reason", "unit_error", *ACTOR)


def test_revoke_needs_its_words(build):
    with served(build) as desk, desk.client() as client:
        before = client.status()
        for arguments, said in (
                (("revoke", "0417"), "name the unit and the month"),
                (("revoke", "0417", "2567-01", *ACTOR), "--reason is required: one of unit_error, own_error, duplicate"),
                (("revoke", "0417", "2567-01", "--reason", "oops", *ACTOR), "one of unit_error, own_error, duplicate"),
                (("revoke", "0417", "2567-01", "--reason", "duplicate"), "--actor is required"),
                (("revoke", "0417", "2567-01", "--reason", "duplicate", "--actor", "สมชาย"), '--actor "สมชาย": at most 23 letters, digits and ._-/:@#+'),
                ((*REVOKE, "--date", "31/2/2567"), "--date"),
                ((*REVOKE, "--producer", "a b"), "--producer"),
                (("revoke", "04 17", *REVOKE[2:], "--yes"), "the unit"),
                (REVOKE, "add --yes")):
            desk.ctl(*arguments, status=64)
            desk.says(said)
        desk.ctl("revoke", "0417", "2567-02", *REVOKE[3:], "--yes", status=1)
        desk.says("refused (file_unknown)")
        desk.ctl("revoke", "0417", "2567-02", *REVOKE[3:], "--yes", lang=THAI, status=1)
        desk.says("ไม่รับ (file_unknown)")
        expect(client.status()["seq"], before["seq"], "nothing was sent")


def test_revoke_does_what_it_said(build):
    with served(build) as desk, desk.client() as client:
        expect("file main of unit 0417 for 2024-01: closed, 9 lines" in desk.ctl(*REVOKE, "--dry-run"), True)
        desk.says("nothing was kept")
        would, done = blocks(desk.ctl(*REVOKE, "--yes"))
        expect(done, would)
        rows = dict(text.strip().split("\t", 1) for text in done)
        expect((rows["members"], rows["loans open again"], rows["out of suspense"]), ("8", "1", "1\t500.00"), str(rows))
        expect(rows["no longer owed back to members"], "1\t123.45")
        desk.says("coopctl import FILE --unit 0417 --period 2024-01 --part 2")
        expect(balances(client)["unit_receivable"], 0)
        client.applied("clock", day("2024-01-31"))
        expect(desk.ctl(*REVOKE, "--yes").startswith("repeated"), True)
        desk.ctl("revoke", "0417", "2567-01", "--reason", "own_error", *ACTOR, "--yes", status=1)
        desk.says("reason would be different")


def test_revoke_asks_at_a_terminal(build):
    with served(build) as desk, desk.client() as client:
        before = client.status()["seq"]
        status, out = desk.asked("n", *REVOKE)
        expect((status, client.status()["seq"], "This would be done" in out), (1, before, True), out)
        desk.says("Take this file back? [y/N] Nothing was sent.")
        status, out = desk.asked("", *REVOKE, lang=THAI)
        expect((status, client.status()["seq"]), (1, before), out)
        desk.says("ยกเลิกแฟ้มนี้หรือไม่ [y/N]")
        status, out = desk.asked("ใช่", *REVOKE, lang=THAI)
        would, done = blocks(out)
        expect((status, done), (0, would), desk.said)
        expect("  สมาชิก\t8\t" in done, True, str(done))


def test_revoke_in_json(build):
    with served(build) as desk:
        preview, answer, done = desk.json(*REVOKE, "--yes")
        expect(done["done"], preview["preview"])
        expect((answer["key"], answer["answer"]["status"]), ("revoke/2024-01/0417/", "applied"))
        money = done["done"]["accounts"]
        expect(sum(a["debit_satang"] for a in money), sum(a["credit_satang"] for a in money))
        (again,) = desk.json(*REVOKE, "--yes")
        expect(again["answer"]["status"], "repeated")


def test_revoke_tells_when_there_is_more(build):
    """A preview holds the first thousand follow-ups."""
    with Desk(build).start() as desk, desk.client() as client:
        client.applied("base", terms(), unit(), *(member(f"{n:06}", share=50000) for n in range(1, 601)), cycle())
        client.settled()
        client.all("unit", [line(n, f"{n:06}", 50000) for n in range(1, 601)])
        client.applied("unit", close(600, 600 * 50000))
        client.settled()
        preview, _, done = desk.json(*REVOKE, "--yes")
        expect((preview["preview"]["more"], preview["preview"]["followups"]), (True, 1000))
        expect((done["done"]["more"], done["done"]["members"]["count"]), (False, 600))


# ---- as if it had never been

FORGOTTEN = re.compile(r"position$|^facts$|^seq$|receipt_no$|^cancelled$|^files$|^lines_sum$|^rated")
HISTORY = {"counter", "loan_fact", "result_file", "result_line", "result_row", "result_item", "cancelled_receipt", "ledger", "ledger_day", "book_month", "document"}


def remembered(client):
    """Everything but histories, positions in the stream, and receipts, whose numbers are never used again."""
    state = client.state()
    kept = {table: [(key, {name: v for name, v in value.items() if not FORGOTTEN.search(name)}) for key, value in rows]
            for table, rows in state.items() if table not in HISTORY}
    kept["ledger"] = {account: satang for account, satang in balances(client).items() if satang}
    return kept


def random_file(dice, client):
    lines = []
    for number, billed in bills(client).items():
        roll = dice.random()
        if roll < 0.1:
            continue
        got = dice.choice((0, billed // 3, billed, billed, billed, billed + dice.randrange(1, 99999)))
        first = dice.randrange(got + 1) if roll < 0.3 else got
        lines += [(number, got)] if first == got else [(number, first), (number, got - first)]
    lines += [("999999", dice.randrange(1, 99999)), ("A-77", dice.randrange(1, 99999))]
    dice.shuffle(lines)
    return [line(n, number, got) for n, (number, got) in enumerate(lines, 1)]


def test_a_file_taken_back_is_as_if_it_had_never_been(build):
    for seed in range(6):
        dice, states = random.Random(seed), []
        paid = dice.randrange(1, 3000000) if seed % 2 else 0
        for with_file in (False, True):
            with served(build, file=False) as desk, desk.client() as client:
                if paid:
                    client.applied("bank", remittance(paid))
                if with_file:
                    lines = random_file(random.Random(seed), client)
                    client.all("unit", lines)
                    client.applied("unit", close(len(lines), sum(one["data"]["collected_satang"] for one in lines)))
                    client.settled()
                    preview, _, done = desk.json(*REVOKE, "--yes", "--date", "2024-01-28")
                    expect(done["done"], preview["preview"], f"seed {seed}")
                client.settled()
                states.append(remembered(client))
                desk.kill()
                desk.verify()
        for table in states[0]:
            expect(states[1][table], states[0][table], f"seed {seed}, {table}")


# ---- correct

def test_correct_a_line(build):
    with served(build) as desk, desk.client() as client:
        command = ("correct", "0417", "2567-01", "4", "000004", "500.04", *ACTOR)
        for arguments, said in (
                (command[:4], "say correct UNIT"),
                (("correct", "0417", "2567-01", "x", *command[4:]), '"x" is no line'),
                (("correct", "0417", "2567-01", "4", "000004", "5OO", *ACTOR), '"5OO"'),
                ((*command, "--reason", "lazy"), "one of insufficient_pay"),
                (command[:6], "--actor"),
                (command, "add --yes")):
            desk.ctl(*arguments, status=64)
            desk.says(said)
        status, out = desk.asked("y", *command)
        would, done = blocks(out)
        expect((status, done), (0, would), desk.said)
        expect("line 4 of file main of unit 0417 for 2024-01, member 000004: 0.00 baht becomes 500.04" in out, True, out)
        expect("  receipts issued\t1\t500.04" in done, True, str(done))
        client.applied("clock", day("2024-01-31"))
        expect(desk.ctl(*command, "--yes").startswith("repeated"), True)
        back = desk.ctl("correct", "0417", "2567-01", "4", "000004", "0", "--reason", "insufficient_pay", *ACTOR, "--yes")
        expect("receipts cancelled" in back, True, back)
        expect("applied" in desk.ctl(*command, "--yes"), True, "the same amount again, after another one, is a new fact")
        desk.ctl("correct", "0417", "2567-01", "5", "000004", "1", *ACTOR, "--yes", status=1)
        desk.says("has no line 5 of member 000004")
        desk.says("his line is 4")
        desk.ctl("correct", "0417", "2567-01", "5", "000099", "1", *ACTOR, "--yes", status=1)
        desk.says("refused (line_unknown)")
        desk.ctl(*command, "--part", "9", "--yes", status=1)
        desk.says("refused (file_unknown)")
        expect("จาก 500.04 บาท เป็น 1.00" in desk.ctl(*command[:5], "1", *ACTOR, "--dry-run", lang=THAI), True)


# ---- suspense

def test_suspense_list(build):
    with served(build) as desk, desk.client() as client:
        _, total = result_file(client)
        client.applied("bank", remittance(total + 300000))
        client.applied("clock", day("2024-01-31"))
        client.settled()
        out = desk.ctl("suspense")
        expect(out.splitlines()[:2], ["no\tamount\tdays\tsince\tunit\tperiod\tnamed\treason",
                                      "1\t500.00\t3\t2024-01-28\t0417\t2024-01\t000080\tunknown_member"])
        expect("0417\t3,000.00" in out, True, out)
        desk.says("total 3,500.00 baht; the ledger's suspense account says 3,500.00")
        expect(desk.ctl("suspense", "list"), out)
        expect("2567-01\t000080" in desk.ctl("suspense", "list", lang=THAI), True)
        item, advance, both = desk.json("suspense")
        expect((item["key"], item["days"]), ({"suspense_no": 1}, 3))
        expect((advance["unit_code"], advance["advance_satang"], advance["days"]), ("0417", 300000, 3))
        expect(both, {"total_satang": 350000, "ledger_satang": 350000})


def test_suspense_match(build):
    with served(build) as desk, desk.client() as client:
        for arguments, said in (
                (("suspense", "macth", "1", "000008"), "did you mean match?"),
                (("suspense", "match", "1", *TYPO), "say list, match NO MEMBER"),
                (("suspense", "match", "1", "000008", *ACTOR), "one of typing_error, member_found"),
                (("suspense", "match", "1", "000008", "--reason", "fun", *ACTOR), "one of typing_error, member_found"),
                (("suspense", "match", "1", "000008", "--reason", "typing_error"), "--actor"),
                (("suspense", "match", "one", "000008", *TYPO), '"one" is no item')):
            desk.ctl(*arguments, status=64)
            desk.says(said)
        desk.ctl("suspense", "match", "1", "000080", *TYPO, status=1)
        desk.says("refused (bill_unknown)")
        desk.says("The unit named 000080; unit 0417 has a member with nearly that number: 000008. Is he meant?")
        desk.ctl("suspense", "match", "1", "999999", *TYPO, lang=THAI, status=1)
        desk.says("มีสมาชิกเลขใกล้เคียง: 000008")
        command = ("suspense", "match", "1", "000004", *TYPO)
        preview = desk.json(*command, "--dry-run")[0]["preview"]
        answer, done = desk.json(*command)
        expect((answer["key"], done["done"]), ("match/1", preview))
        expect(list(client.query("suspense")), [])
        client.applied("clock", day("2024-01-31"))
        expect(desk.ctl(*command).startswith("repeated"), True)
        desk.ctl("suspense", "match", "1", "000003", *TYPO, status=1)
        desk.says("decided before in another way")
        desk.ctl("suspense", "match", "7", "000003", *TYPO, status=1)
        desk.says("refused (suspense_unknown)")


def test_suspense_guesses_numbers_without_their_zeros(build):
    with served(build, file=False) as desk, desk.client() as client:
        client.one("unit", line(1, "8", 700))
        desk.ctl("suspense", "match", "1", "8", *TYPO, status=1)
        desk.says("The unit named 8; unit 0417 has a member with nearly that number: 000008.")


def test_suspense_match_to_another_month_or_unit(build):
    with served(build, file=False) as desk, desk.client() as client:
        client.one("unit", line(1, "999999", 20000))
        _, done = desk.json("suspense", "match", "1", "A-77", "--unit", "0419", "--period", "2567-01", *TYPO)
        expect((done["done"]["members"]["count"], done["done"]["lines_settled"]["sum_satang"]), (1, 20000), str(done))


def test_suspense_split_and_refund(build):
    with served(build) as desk, desk.client() as client:
        split = ("suspense", "split", "1", "200", *TYPO)
        expect("  into suspense\t1\t200.00" in desk.ctl(*split), True)
        expect(desk.ctl(*split).startswith("repeated"), True)
        desk.says("coopctl suspense split 1 200 2")
        expect(desk.ctl("suspense", "split", "1", "200", "2", *TYPO).startswith("applied"), True)
        desk.ctl("suspense", "split", "1", "200", "0", *TYPO, status=64)
        desk.ctl("suspense", "split", "1", "100", *TYPO, status=1)
        desk.says("refused (split_too_large)")
        expect([(k["suspense_no"], v["amount_satang"]) for k, v in client.query("suspense")],
               [(1, 10000), (2, 20000), (3, 20000)])
        for arguments in (("2",), ("2", "--to", "member"), ("2", "000004", "--to", "unit"), ("2", "--to", "unit"),
                          ("2", "000004", "--to", "bank")):
            desk.ctl("suspense", "refund", *arguments, *TYPO, status=64)
            desk.says("say refund NO MEMBER --to member")
        out = desk.ctl("suspense", "refund", "2", "000004", "--to", "member", *TYPO)
        expect("  owed back to members\t1\t200.00" in out, True, out)
        out = desk.ctl("suspense", "refund", "3", "--to", "unit", "--document", "V-1", *TYPO)
        expect("  bank\t\t200.00" in out, True, out)
        expect(desk.ctl("suspense", "refund", "3", "--to", "unit", "--document", "V-1", *TYPO).startswith("repeated"), True)
        desk.ctl("suspense", "refund", "1", "--to", "unit", "--document", "V-1", *TYPO, status=1)
        desk.says("refused (document_exists)")


def test_suspense_return(build):
    with served(build) as desk, desk.client() as client:
        _, total = result_file(client)
        client.applied("bank", remittance(total + 300000))
        command = ("suspense", "return", "0417", "1,000.00", "--document", "V-9", *TYPO)
        desk.ctl(*command[:4], *TYPO, status=64)
        desk.says("return needs --document")
        expect("  bank\t\t1,000.00" in desk.ctl(*command), True)
        client.applied("clock", day("2024-01-31"))
        expect(desk.ctl(*command).startswith("repeated"), True)
        desk.ctl("suspense", "return", "0417", "5,000.00", "--document", "V-10", *TYPO, status=1)
        desk.says("refused (advance_too_large)")
        desk.ctl("suspense", "return", "0499", "1", "--document", "V-11", "--date", "2024-02-01", *TYPO, status=1)
        desk.says("refused (unit_unknown)")
        expect(next(v["advance_satang"] for k, v in client.query("unit") if k["unit_code"] == "0417"), 200000)


# ---- export

PROFILES = {"csv": "csv", "xlsx": "xlsx", "fixed-cp874": "txt", "monthly-31": "csv", "monthly-27": "csv"}


def second_month(build, *events):
    """A month with arrears, a credit and several contracts of one kind."""
    desk = Desk(build).start()
    with desk.client() as client:
        client.applied("base", *base(), *events, cycle())
        client.settled()
        lines, total = result_file(client)
        client.all("unit", lines)
        client.applied("unit", close(len(lines), total))
        client.settled()
        client.applied("base", cycle("2024-02", "2024-02-29", "2024-03-05"))
        client.settled()
    return desk


def without_welfare(client):
    client.applied("base", {**standing("000005", "welfare", 0), "key": "so/end", "data": {
        "member_no": "000005", "item": "welfare", "from_period": "2024-03"}})
    client.applied("base", cycle("2024-03", "2024-03-31", "2024-04-05"))
    client.settled()


def test_export_comes_back_whole(build):
    for profile, extension in PROFILES.items():
        with second_month(build) as desk, desk.client() as client:
            period, short = "2024-02", "2567-02"
            if profile == "monthly-27":
                desk.ctl("export", "0417", short, "--profile", profile, status=1)
                desk.says("300.00 are for items that this layout has no column for")
                without_welfare(client)
                period, short = "2024-03", "2567-03"
            out = desk.ctl("export", "0417", short, "--profile", profile)
            expect(f"unit 0417, {period}: 8 members" in out, True, out)
            name = f"0417-{short}.{extension}"
            desk.says(f"{name} is written")
            desk.says("summed under the number of the first") if profile.startswith("monthly") else None
            expect(os.listdir(desk.dir).count(name + ".part"), 0)
            desk.ctl("export", "0417", short, "--profile", profile, status=74)
            desk.says("there already")
            billed = bills(client, period)
            arguments = ("import", name, "--profile", profile, "--unit", "0417", "--period", short)
            expect("8 rows" in desk.ctl(*arguments, "--dry-run") + desk.said, True, profile)
            desk.says("agrees")
            desk.ctl(*arguments)
            client.settled()
            rows = [v for k, v in client.query("result_line", {"period": period, "unit_code": "0417"})]
            expect(sorted(v.get("collected_satang", 0) for v in rows), sorted(billed.values()), profile)
            results = {v.get("result") for k, v in client.query("bill_line", {"period": period, "unit_code": "0417"})}
            expect(results, {"full"}, profile)


def test_export_as_csv(build):
    with second_month(build) as desk, desk.client() as client:
        desk.ctl("export", "0417", "2567-02", "--profile", "csv", "--file", "a.csv")
        with open(os.path.join(desk.dir, "a.csv"), encoding="utf-8-sig", newline="") as f:
            heading, *rows, total = list(csv.reader(f))
        at = {text: n for n, text in enumerate(heading)}
        first, sixth = rows[0], rows[5]
        expect((len(rows), first[at["เลขทะเบียนสมาชิก"]], first[at["สัญญาที่เรียกเก็บ"]], first[at["ชื่อ-สกุล"]]),
               (8, "000001", "S-1 S-3", ""))
        expect(sixth[at["เงินรอจ่ายคืน"]], "-123.45")
        for row in rows:
            expect(row[at["ยอดหัก"]], row[at["ยอดเรียกเก็บ"]])
        billed = sum(bills(client, "2024-02").values())
        expect((total[0], total[at["ยอดหัก"]]), ("รวม 8 ราย", f"{billed // 100}.{billed % 100:02}"))


def test_export_as_a_workbook(build):
    with second_month(build) as desk:
        desk.ctl("export", "0417", "2567-02", "--profile", "xlsx", "--file", "a.xlsx")
        with zipfile.ZipFile(os.path.join(desk.dir, "a.xlsx")) as book:
            names, sheet = book.read("xl/workbook.xml").decode(), book.read("xl/worksheets/sheet1.xml").decode()
        expect(('name="งบหน้า"' in names, "ySplit=\"1\"" in sheet), (True, True))
        expect(re.findall(r'<c r="C2"[^>]* t="inlineStr"><is><t>([^<]*)', sheet), ["000001"])
        expect(re.findall(r'<c r="Q6"[^>]*><v>([^<]*)', sheet)[0].startswith("800.05"), True)


def test_export_of_all_units(build):
    with second_month(build) as desk:
        out = desk.ctl("export", "2567-02", "--all-units", "bills", "--profile", "fixed-cp874")
        expect(sorted(os.listdir(os.path.join(desk.dir, "bills"))), ["0417-2567-02.txt", "0419-2567-02.txt"])
        expect("share\t9\t" in out, True, out)
        desk.says("2 of 2 units with a bill for 2024-02, 9 members")
        with open(os.path.join(desk.dir, "bills", "0419-2567-02.txt"), encoding="cp874") as f:
            header, one, trailer = f.read().splitlines()
        expect((header, one[7:15], trailer), ("H2567020419  ", "A-77    ", "T000001000000000020000"))
        rows = desk.json("export", "2567-02", "--all-units", "json", "--profile", "csv")
        expect([row["unit_code"] for row in rows], ["0417", "0419"])
        desk.ctl("export", "2567-02", "--all-units", "bills", "--profile", "fixed-cp874", lang=THAI, status=74)
        desk.says("มีแฟ้ม bills/0417-2567-02.txt อยู่แล้ว")
        desk.ctl("export", "2567-02", "--all-units", "short", "--profile", "monthly-27", status=1)
        expect(os.listdir(os.path.join(desk.dir, "short")), ["0419-2567-02.csv"])


def test_export_needs_its_words(build):
    with second_month(build) as desk:
        with open(os.path.join(desk.dir, "odd.ini"), "w", encoding="utf-8") as f:
            f.write("format = csv\nencoding = cp874\ntotal_line = รวม | ∑\n[headings]\nเลขที่ ✓ = member_no\n")
        with open(os.path.join(desk.dir, "narrow.ini"), "w", encoding="utf-8") as f:
            f.write("format = fixed\nencoding = cp874\nline_record = D\n[bytes]\nmember_no = 2-4\ncollected = 5-20\n")
        for arguments, status, said in (
                (("0417",), 64, "say export UNIT PERIOD"),
                (("0417", "2567-02"), 64, "--profile is required"),
                (("0417", "2567-13", "--profile", "csv"), 64, '"2567-13"'),
                (("04 17", "2567-02", "--profile", "csv"), 64, "no unit's code"),
                (("2567-02", "--all-units", "d", "--file", "f", "--profile", "csv"), 64, "--file names one file"),
                (("0417", "2567-02", "--profile", "none"), 78, "none"),
                (("0417", "2567-05", "--profile", "csv"), 1, "unit 0417 has no bill for 2024-05"),
                (("2567-05", "--all-units", "d", "--profile", "csv"), 1, "no unit has a bill for 2024-05"),
                (("0417", "2567-02", "--profile", "csv", "--file", "no/where.csv"), 74, "cannot be written"),
                (("0417", "2567-02", "--profile", "./odd.ini"), 65, "does not have"),
                (("0417", "2567-02", "--profile", "./narrow.ini"), 65, '"000001" has 6 bytes, more than the 3')):
            desk.ctl("export", *arguments, status=status)
            desk.says(said)
        expect([name for name in os.listdir(desk.dir) if ".part" in name or "0417" in name], [])


if __name__ == "__main__":
    sys.exit(run(dict(globals()), os.path.abspath(sys.argv[1])))
