#!/usr/bin/python3
"""coopctl sink ledger: the sample cooperative's postings as hledger, beancount and CSV, as those programs read them; killed,
cut off and out of room at every step it takes on the disk, and at random moments while the postings come; files that somebody
else changed; figures that part from the daemon's.

    62-sink-ledger.py BUILD [KILLS]      more than 100 kills: also at every single step
"""
import csv
import fcntl
import glob
import os
import random
import re
import signal
import subprocess
import sys
import time

from coopd import PATIENCE, TOP, Daemon, die_with_parent, event, expect, policy, run, unit, wait_until

sys.path.insert(0, os.path.join(TOP, "tools/python"))
import coop  # noqa: as it is installed

if os.access("/dev/shm", os.W_OK):  # thousands of syncs, whose disk is that of tests/crash/shim.c
    os.environ["TMPDIR"] = "/dev/shm"
MONTHS = ("2024-01", "2024-02")
SEED = int(os.environ.get("SEED", "7"))


def generate(build, daemon, *arguments, producer="office"):
    events = subprocess.run([os.path.join(build, "coopctl"), "generate", *arguments], check=True, stdout=subprocess.PIPE).stdout
    subprocess.run([os.path.join(build, "coopctl"), "send", "--socket", daemon.endpoint, "--producer", producer], input=events,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def play_month(build, daemon, month):
    generate(build, daemon, "cycle", month)
    with daemon.client() as client:
        client.settled()
    directory = os.path.join(daemon.dir, month)
    daemon.control("generate", "month", month, directory, "--msgpack", "--socket", daemon.endpoint)
    with open(os.path.join(directory, "events.msgpack"), "rb") as events:
        subprocess.run([os.path.join(build, "coopctl"), "send", "--msgpack", "--socket", daemon.endpoint, "--producer", "office"],
                       stdin=events, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    with daemon.client() as client:
        client.settled()


class Sample:
    """One cooperative for all tests that only read it, and the ledger that a sink made of it undisturbed."""
    daemon = out = None

    @classmethod
    def get(cls, build):
        if cls.daemon is None:
            cls.daemon = Daemon(build).start()
            generate(build, cls.daemon, "setup")
            for month in MONTHS:
                play_month(build, cls.daemon, month)
            cls.out = os.path.join(cls.daemon.dir, "undisturbed")
            expect(Sink(cls.daemon, cls.out).once()[0], 0)
        return cls.daemon

    @classmethod
    def drop(cls):
        if cls.daemon:
            cls.daemon.__exit__()


class Sink:
    def __init__(self, daemon, out, form="hledger", cursor="ledger"):
        self.daemon, self.out, self.form, self.cursor = daemon, out, form, cursor

    def command(self, *more):
        return [os.path.join(self.daemon.build, "coopctl"), "sink", "ledger", "--socket", self.daemon.endpoint, "--out", self.out,
                "--format", self.form, "--cursor", self.cursor, *more]

    def start(self, *more, environment=None):
        return subprocess.Popen(self.command(*more), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                env={**os.environ, "LANG": "C.UTF-8", **(environment or {})}, preexec_fn=die_with_parent)

    def once(self, *more, environment=None):
        process = self.start(*(more or ("--once",)), environment=environment)
        said = process.communicate(timeout=PATIENCE)[0]
        return process.returncode, said

    def file(self, name):
        return os.path.join(self.out, name)

    def content(self):
        """Every file but the record, whose main line tells also what was before."""
        found = {}
        for path in glob.glob(os.path.join(self.out, "*")):
            with open(path, encoding="utf-8") as f:
                text = f.read()
            found[os.path.basename(path)] = re.sub(r"(?m)^(main|cursor) .*\n", "", text) if path.endswith("position") else text
        return found


def satang(text):
    return int(text.replace(".", ""))


def ledger_balances(daemon):
    with daemon.client() as client:
        rows = {k["account"]: v["debit_satang"] - v["credit_satang"] for k, v in client.query("ledger")}
    return {account: balance for account, balance in rows.items() if balance}


def hledger(path, *arguments):
    return subprocess.run(["hledger", "-f", path, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


# ---- what it writes

def test_hledger_reads_it_strictly_and_has_the_balances_of_the_daemon(build):
    daemon = Sample.get(build)
    main = os.path.join(Sample.out, "main.journal")
    hledger(main, "check", "--strict")
    rows = csv.DictReader(hledger(main, "balance", "--flat", "-O", "csv", "--no-total").splitlines())
    balances = {row["account"].split(":")[1]: satang(row["balance"].removesuffix(" THB")) for row in rows}
    expect(balances, ledger_balances(daemon))


def test_beancount_reads_it_and_so_does_anything_that_reads_csv(build):
    daemon = Sample.get(build)
    sink = Sink(daemon, os.path.join(daemon.dir, "bean"), "beancount", "bean")
    expect(sink.once()[0], 0)
    checked = subprocess.run(["bean-check", sink.file("main.beancount")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             text=True, check=False)
    expect((checked.returncode, checked.stdout), (0, ""), "bean-check")
    sink = Sink(daemon, os.path.join(daemon.dir, "csv"), "csv", "csv")
    expect(sink.once()[0], 0)
    balances = {}
    for path in glob.glob(sink.file("20*.csv")):
        with open(path, encoding="utf-8") as f:
            for row in csv.DictReader(f):
                change = satang(row["debit"]) - satang(row["credit"])
                balances[row["account"]] = balances.get(row["account"], 0) + change
    expect({a: b for a, b in balances.items() if b}, ledger_balances(daemon))


def test_accounts_are_called_as_the_chart_calls_them(build):
    chart = [{"account": "bank", "code": "1.101/01", "title": "เงินฝากธนาคาร : \"กรุงไทย\""},
             {"account": "suspense", "code": "1-101-01"}]
    with Daemon(build).start() as daemon, daemon.client() as client:
        client.applied("office", policy(chart=chart), unit())
        client.one("office", remittance(1, 51))
        for form, name in (("hledger", "main.journal"), ("beancount", "main.beancount")):
            sink = Sink(daemon, os.path.join(daemon.dir, form), form, form)
            expect(sink.once()[0], 0)
            program = ["hledger", "check", "--strict", "-f"] if form == "hledger" else ["bean-check"]
            checked = subprocess.run([*program, sink.file(name)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                     check=False)
            expect((checked.returncode, checked.stdout), (0, ""), form)
        with open(os.path.join(daemon.dir, "hledger", "2024-01.journal"), encoding="utf-8") as f:
            expect("    assets:1.101/01 เงินฝากธนาคาร - -กรุงไทย  0.51 THB\n" in f.read(), True, "its name")


# ---- crashes

def trial(sink, how, at, seed=0):
    shim = os.path.join(sink.daemon.build, "tests/crash/shim.so")
    log = os.path.join(sink.daemon.dir, "steps")
    if os.path.exists(log):
        os.unlink(log)
    status, said = sink.once(environment={"LD_PRELOAD": shim, "CRASH_DIR": sink.daemon.dir + "/", "CRASH_HOW": how,
                                          "CRASH_AT": str(at), "CRASH_SEED": str(100 * at + seed), "CRASH_LOG": log,
                                          "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0"})
    with open(log, encoding="utf-8") as f:
        return status, said, f.read().splitlines()


def test_whatever_step_on_the_disk_is_the_last_the_next_run_makes_the_same_files(build, kills):
    daemon = Sample.get(build)
    right = Sink(daemon, Sample.out).content()
    steps = len(trial(Sink(daemon, os.path.join(daemon.dir, "count"), cursor="count"), "kill", 0)[2])
    expect(steps > 20, True, f"{steps} steps")
    stride = 1 if kills > 100 else 6  # in the quick run every sixth, of each way another
    for n, how in enumerate(("kill", "torn", "cut", "mixed", "eio", "full")):
        for at in range(1 + n % stride, steps + 1, stride):
            out = os.path.join(daemon.dir, f"{how}-{at}")
            os.mkdir(out)
            sink = Sink(daemon, out, cursor="crash")
            status, said, _ = trial(sink, how, at)
            ends = {"eio": (74,), "full": (0, 74), "torn": (0, -signal.SIGKILL)}.get(how, (-signal.SIGKILL,))
            expect(status in ends, True, f"{how} at step {at}: {status}, {said}")
            if status == 74:
                expect("mend this, then start again" in said, True, said)
            status, said = sink.once()
            expect((status, sink.content()), (0, right), f"{how} at step {at}: {said}")


def test_killed_at_random_moments_while_postings_come_it_loses_and_doubles_nothing(build, kills):
    chance = random.Random(SEED)
    with Daemon(build).start() as daemon:
        sink = Sink(daemon, os.path.join(daemon.dir, "live"), "hledger", "live")
        producer = subprocess.Popen([sys.executable, os.path.abspath(__file__), build, "produce", daemon.endpoint, daemon.data],
                                    preexec_fn=die_with_parent)
        killed = 0
        while producer.poll() is None or killed < kills:
            process = sink.start()
            time.sleep(chance.uniform(0.005, 0.12))  # any moment will do
            process.kill()
            process.communicate()
            killed += 1
        expect(producer.returncode, 0)
        expect(sink.once()[0], 0)
        undisturbed = Sink(daemon, os.path.join(daemon.dir, "once"), "hledger", "once")
        expect(undisturbed.once()[0], 0)
        expect(sink.content(), undisturbed.content(), f"after {killed} kills, seed {SEED}")
        hledger(sink.file("main.journal"), "check", "--strict")
        with daemon.client() as client:
            expect(list(client.followups(types="consumer.")), [], "every acknowledgement agreed")
            cursors = {k["consumer"]: v for k, v in client.query("cursor")}
            expect({k: cursors["live"][k] for k in ("position", "count", "debit_satang")},
                   {k: cursors["once"][k] for k in ("position", "count", "debit_satang")})


def produce(build, endpoint, data):
    daemon = type("There", (), {"endpoint": endpoint, "data": data, "dir": os.path.dirname(data), "build": build,
                                "control": Daemon.control, "client": Daemon.client})()
    generate(build, daemon, "setup")
    for month in MONTHS:
        play_month(build, daemon, month)


# ---- files that somebody else changed

def changed(build, name, change):
    """A ledger up to the first month, one file of it changed, and what a run then says; the file must stay as it is."""
    daemon = Sample.get(build)
    changed.number = getattr(changed, "number", 0) + 1
    sink = Sink(daemon, os.path.join(daemon.dir, f"edited-{changed.number}"), cursor="edited")
    expect(sink.once()[0], 0)
    with open(sink.file(name), encoding="utf-8") as f:
        text = change(f.read())
    with open(sink.file(name), "w", encoding="utf-8") as f:
        f.write(text)
    before = sink.content()
    status, said = sink.once()
    expect((status, name in said, sink.content() == before), (65, True, True), said)
    expect("somebody else has changed it" in said, True, said)
    return sink


def test_a_file_that_somebody_changed_is_named_and_never_touched(build):
    def swap(text):
        return text.replace("-4000.81 THB", "-4000.80 THB", 1)

    sink = changed(build, "2024-01.journal", swap)
    status, said = sink.once("--check")
    found = re.search(r"2024-01.journal:(\d+): posting (\d+) \(position (\d+)\)", said)
    expect((status, bool(found)), (1, True), said)
    expect("assets:loan_emergency  -4000.81 THB" in said and "assets:loan_emergency  -4000.80 THB" in said, True, said)
    with open(sink.file("2024-01.journal"), encoding="utf-8") as f:
        expect("-4000.80 THB" in f.read().splitlines()[int(found[1]) - 1], True, "the line")
    with sink.daemon.client() as client:
        posting = client.fetch(after=int(found[3]) - 1, limit=1)["followups"][0]
    expect(str(posting["data"]["posting_no"]), found[2], "the posting")
    changed(build, "2024-01.journal", lambda text: text[:-20])
    changed(build, "2024-02.journal", lambda text: text + "; checked, K.\n")
    changed(build, "main.journal", lambda text: text + "; mine\n")
    changed(build, "position", lambda text: text.replace("count ", "counts "))


def test_a_file_that_somebody_adds_to_meanwhile_is_not_written_on(build):
    with Daemon(build).start() as daemon, daemon.client() as client:
        client.applied("office", policy(), unit())
        client.one("office", remittance(1, 500))
        sink = Sink(daemon, os.path.join(daemon.dir, "out"))
        process = sink.start()
        wait_until(lambda: [v for _, v in client.query("cursor") if v["count"] == 1])
        process.terminate()
        said = process.communicate(timeout=PATIENCE)[0]
        expect((process.returncode, "1 postings taken" in said), (0, True), said)
        process = sink.start()
        client.one("office", remittance(3, 5))
        wait_until(lambda: [v for _, v in client.query("cursor") if v["count"] == 2])
        with open(sink.file("2024-01.journal"), "a", encoding="utf-8") as f:
            f.write("; a note\n")
        before = sink.content()
        client.one("office", remittance(2, 70))
        said = process.communicate(timeout=PATIENCE)[0]
        expect((process.returncode, sink.content() == before, "somebody else" in said), (65, True, True), said)


def test_two_do_not_write_into_one_directory_and_a_directory_has_one_format(build):
    daemon = Sample.get(build)
    sink = Sink(daemon, os.path.join(daemon.dir, "two"), cursor="two")
    expect(sink.once()[0], 0)
    directory = os.open(sink.out, os.O_RDONLY)
    fcntl.flock(directory, fcntl.LOCK_EX)
    expect(sink.once()[0], 75, "while another has it")
    expect(sink.once("--check")[0], 0, "looking is allowed")
    os.close(directory)
    sink.form = "beancount"
    expect(sink.once()[0], 64, "another format")


def remittance(number, amount):
    return event("payroll.remittance_received", f"r/{number}", "2024-01-28", period="2024-01", unit_code="0417",
                 amount_satang=amount, bank_ref=f"KTB-{number}")


# ---- figures that part

def wrong_consumer(daemon, name, spoil):
    """Acknowledges every posting; its books are spoilt at one of them. What the first disagreeing answer says."""
    count = debit = credit = 0
    with coop.open(daemon.data, name) as client:
        for number, posting in enumerate(client.follow(types="journal.")):
            lines = spoil(number, [dict(line) for line in posting["data"]["lines"]])
            count += bool(lines)
            debit += sum(line["debit_satang"] for line in lines)
            credit += sum(line["credit_satang"] for line in lines)
            answer = client.acknowledge(name, posting["position"], count, debit, credit, types="journal.")
            if answer["diverged"]:
                return posting, answer["diverged"]
    return None, []


def test_a_wrong_consumer_is_found_at_the_posting_where_it_parts(build):
    daemon = Sample.get(build)
    with daemon.client() as client:
        postings = list(client.followups(types="journal."))[:60]
    where = 40

    def drop(number, lines):
        return [] if number == where else lines

    def satang_more(number, lines):
        lines[0]["debit_satang"] += number == where
        return lines

    for name, spoil, figures in (("drops", drop, {"count", "debit_satang", "credit_satang"}),
                                 ("adds", satang_more, {"debit_satang"})):
        posting, diverged = wrong_consumer(daemon, name, spoil)
        expect(posting and posting["position"], postings[where]["position"], name)
        expect({d["figure"] for d in diverged}, figures)
        expect({(d["agreed_position"], d["position"]) for d in diverged},
               {(postings[where - 1]["position"], postings[where]["position"])}, "between which positions")


def test_a_ledger_that_parts_says_figures_and_the_first_posting_at_once(build):
    daemon = Sample.get(build)
    sink = Sink(daemon, os.path.join(daemon.dir, "parts"), cursor="parts")
    expect(sink.once()[0], 0)
    with open(sink.file("2024-01.journal"), encoding="utf-8") as f:
        text = f.read().replace("-4000.81 THB", "-4000.80 THB", 1)
    with open(sink.file("2024-01.journal"), "w", encoding="utf-8") as f:
        f.write(text)
    digest = 0xcbf29ce484222325
    for byte in text.encode():
        digest = (digest ^ byte) * 0x100000001b3 % 2**64
    with open(sink.file("position"), encoding="utf-8") as f:
        record = re.sub(r"(?m)^(file 2024-01 \d+) .*", rf"\1 {digest:016x}", f.read())
    credit = int(re.search(r"credit_satang (\d+)", record)[1])
    with open(sink.file("position"), "w", encoding="utf-8") as f:
        f.write(record.replace(f"credit_satang {credit}", f"credit_satang {credit - 1}"))
    status, said = sink.once()
    expect(status, 1, said)
    expect(f"credit_satang is {credit} with the daemon and {credit - 1} here" in said, True, said)
    expect(bool(re.search(r"2024-01.journal:\d+: posting \d+ \(position \d+\) is not there as the daemon has it", said)), True, said)


if __name__ == "__main__":
    if sys.argv[2:3] == ["produce"]:
        produce(sys.argv[1], *sys.argv[3:])
        sys.exit(0)
    number_of_kills = int(sys.argv[2]) if len(sys.argv) > 2 else 25
    tests = {name: (lambda build, test=test: test(build, number_of_kills)) if "next_run" in name or "random" in name else test
             for name, test in globals().items() if name.startswith("test_")}
    result = run(tests, sys.argv[1])
    Sample.drop()
    sys.exit(result)
