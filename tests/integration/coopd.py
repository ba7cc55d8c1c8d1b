"""Starts, stops and kills a real coopd in a private directory, and talks to it: what every test here is written with.

Nothing waits by sleeping: readiness comes as a datagram (sd_notify) or the process ends, answers come or the test fails
after PATIENCE seconds. Nothing is decided by how long something took.
"""
import ctypes
import itertools
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback

import msgpack
import zmq

PATIENCE = 120  # seconds after which an answer that did not come is a failure
TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EXIT_SOFTWARE, EXIT_IO, EXIT_CONFIG = 70, 74, 78


def new_directory():
    """Short, because the path of a socket may have 107 bytes."""
    base = os.environ.get("TMPDIR", "/tmp")
    return tempfile.mkdtemp(prefix="coopd-", dir=base if len(base) < 60 else "/tmp")


def die_with_parent():
    """No daemon outlives the test that started it, however the test ends."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


class Daemon:
    """One data directory and, at times, the process that serves it."""

    def __init__(self, build, init="16M", **settings):
        """init: size of the first segment of its journal, or None to make no store."""
        self.build, self.settings, self.process = build, {"segment_size": "16M", "disk_reserve": "0", **settings}, None
        self.dir = new_directory()
        self.data = os.path.join(self.dir, "d")
        self.endpoint, self.doorbell = f"ipc://{self.data}/coopd.sock", f"ipc://{self.data}/doorbell.sock"
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(os.path.join(self.dir, "notify"))
        self.log_path = os.path.join(self.dir, "log")
        if init:
            self.control("init", self.data, "--segment-size", init)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
        self.notify.close()
        shutil.rmtree(self.dir, ignore_errors=True)

    def control(self, *arguments, check=True):
        """Runs coopctl; returns its exit status and everything it said."""
        run = subprocess.run([os.path.join(self.build, "coopctl"), *arguments], stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True, timeout=PATIENCE * 5, check=False)
        if check and run.returncode != 0:
            raise AssertionError(f"coopctl {' '.join(arguments)} ended with {run.returncode}: {run.stdout}")
        return run.returncode, run.stdout

    def verify(self):
        """The state must be the fold of the journal."""
        self.control("verify", self.data)

    def spawn(self, environment=None, **settings):
        """Starts the process and does not wait for anything."""
        arguments = [f"--{name}={value}" for name, value in {"dir": self.data, **self.settings, **settings}.items()]
        everything = {**os.environ, "NOTIFY_SOCKET": os.path.join(self.dir, "notify"), **(environment or {})}
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen([os.path.join(self.build, "coopd"), *arguments], stdout=log, stderr=log,
                                            env=everything, preexec_fn=die_with_parent)
        return self

    def wait_notify(self, state):
        """Until the daemon says this to systemd; false if it ends before."""
        ended = os.pidfd_open(self.process.pid)
        try:
            while True:
                readable, _, _ = select.select([self.notify, ended], [], [], PATIENCE)
                if self.notify in readable:
                    if state in self.notify.recv(256).decode():
                        return True
                elif ended in readable:
                    return False
                else:
                    raise AssertionError(f"the daemon did not say {state}: {self.log()}")
        finally:
            os.close(ended)

    def start(self, environment=None, **settings):
        self.notify_clear()
        self.spawn(environment, **settings)
        if not self.wait_notify("READY=1"):
            raise AssertionError(f"the daemon ended with {self.process.wait()} instead of serving: {self.log()}")
        return self

    def notify_clear(self):
        while select.select([self.notify], [], [], 0)[0]:
            self.notify.recv(256)

    def refuses_to_start(self, **settings):
        """Starts it, expects that it ends by itself; returns exit status and the last line it said."""
        self.spawn(**settings)
        if self.wait_notify("READY=1"):
            raise AssertionError("the daemon serves although it must not")
        return self.process.wait(PATIENCE), (self.log().strip().splitlines() or [""])[-1]

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def stop(self):
        """Orderly; returns the exit status."""
        self.process.terminate()
        return self.process.wait(PATIENCE)

    def log(self):
        try:
            with open(self.log_path, encoding="utf-8", errors="replace") as f:
                return f.read()
        except FileNotFoundError:
            return ""

    def folded(self):
        """How many events the last start folded."""
        return int(re.findall(r"folded=(\d+)", self.log())[-1])

    def memory_kib(self, name="VmRSS"):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as f:
            return int(re.search(name + r":\s+(\d+)", f.read()).group(1))

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as f:
            fields = f.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def client(self, kind=zmq.DEALER):
        return Client(self.endpoint, kind)


class Client:
    """One connection. Leave `with` and it is closed without waiting for anything."""
    numbers = itertools.count(1)

    def __init__(self, endpoint, kind=zmq.DEALER):
        self.socket = zmq.Context.instance().socket(kind)
        self.socket.linger = 0
        self.socket.sndhwm = self.socket.rcvhwm = 0
        self.socket.connect(endpoint)
        self.early = {}  # answers that came before they were asked for

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, request):
        """id first, so that even a refused request is answered under it."""
        number = next(self.numbers)
        self.socket.send(msgpack.packb({"id": number, **request}))
        return number

    def receive(self, patience=PATIENCE):
        """The next answer, whosever it is; None if there is none."""
        if not self.socket.poll(int(patience * 1000)):
            return None
        return msgpack.unpackb(self.socket.recv())

    def answer(self, number):
        while number not in self.early:
            answer = self.receive()
            if answer is None:
                raise AssertionError("no answer")
            self.early[answer.get("id")] = answer
        return self.early.pop(number)

    def ask(self, request):
        return self.answer(self.send(request))

    def submit(self, producer, *events, **extra):
        """One answer for each event, or the refusal of the whole."""
        answer = self.ask({"op": "submit", "producer": producer, "events": list(events), **extra})
        return answer["answers"] if "answers" in answer else answer

    def one(self, producer, event):
        return self.submit(producer, event)[0]

    def all(self, producer, events, size=200):
        """All answers, in order: what finds the daemon busy is sent once more, and so is everything behind it."""
        answers = []
        while len(answers) < len(events):
            few = events[len(answers):len(answers) + size]
            answers += [answer for answer in self.submit(producer, *few) if answer["status"] != "busy"]
        return answers

    def applied(self, producer, *events):
        """Submits what must be accepted."""
        answers = self.all(producer, events)
        for event, answer in zip(events, answers):
            if answer["status"] not in ("applied", "repeated"):
                raise AssertionError(f"{event} was {answer}")
        return answers

    def fetch(self, **arguments):
        return self.ask({"op": "fetch", **arguments})

    def followups(self, after=0, **arguments):
        """All of them behind a position."""
        while True:
            page = self.fetch(after=after, limit=1000, **arguments)
            yield from page["followups"]
            if page["next"] >= page["last"]:
                return
            after = page["next"]

    def query(self, table, key=None):
        """All rows, as (key, value) pairs."""
        request = {"op": "query", "table": table, "limit": 1000, **({"key": key} if key else {})}
        while True:
            page = self.ask(request)
            if "refused" in page:
                raise AssertionError(page["refused"])
            for row in page["rows"]:
                yield row["key"], row["value"]
            if not page["more"]:
                return
            request["behind"] = page["rows"][-1]["key"]

    def status(self):
        return self.ask({"op": "status"})

    def event(self, seq):
        return self.ask({"op": "event", "seq": seq})

    def settled(self):
        """Waits until no work waits any more; each status is a turn, and each turn does a slice."""
        while True:
            status = self.status()
            if not status["work_waits"]:
                return status

    def state(self):
        """Everything that `query` shows: a change of anything shows here."""
        return {name: list(self.query(name)) for name in table_names()}


def table_names():
    with open(os.path.join(TOP, "handlers/state/records.def"), encoding="utf-8") as f:
        return re.findall(r"^TABLE\((\w+)", f.read(), re.MULTILINE)


def event(name, key, date, /, **data):
    return {"type": name, "key": key, "effective_date": date, "data": data}


def policy(**changes):
    terms = dict(
        version=1, take_home_min_bp=3000, take_home_min_satang=100000, year_divisor=365, rounding="half_up",
        months_method="due_dates", employer_contact_days=14, mediation_days=30, mediation_venue="office",
        no_show_limit=2, breach_grace_days=7, committee_weekday=4,
        products=[dict(product=p, kind=p, max_instalments=n, rate_bp=r)
                  for p, n, r in (("emergency", 12, 575), ("ordinary", 150, 600), ("special", 360, 550))],
        classes=[dict(zip(("class", "over_months", "provision_bp", "npl"), c)) for c in (
            ("substandard", 3, 2000, True), ("doubtful", 6, 5000, True), ("doubtful_of_loss", 12, 10000, True))],
        items=[dict(item=i, priority=n) for n, i in enumerate(("share", "emergency", "ordinary", "special"), 1)])
    return event("policy.published", "policy/1", "2024-01-01", **{**terms, **changes})


def unit(code="0417", group="monthly"):
    return event("unit.registered", f"unit/{code}", "2024-01-02", unit_code=code, unit_group=group)


def member(number="004411", unit_code="0417", share=90000, income=9000000):
    return event("member.registered", f"member/{number}", "2024-01-03", member_no=number, kind="ordinary",
                 unit_code=unit_code, income_satang=income, share_monthly_satang=share)


def cycle(period="2024-01", last_day="2024-01-31", cut_off="2024-02-05", group="monthly"):
    return event("payroll.cycle_opened", f"cycle/{period}/{group}", f"{period}-20", period=period, unit_group=group,
                 interest_to_date=last_day, remit_due_date=last_day, cut_off_date=cut_off)


def line(number, member_no="004411", collected=90000, period="2024-01", unit_code="0417", **more):
    return event("payroll.deduction_result", f"{period}/{unit_code}/{number}", f"{period}-28", period=period,
                 unit_code=unit_code, line_no=number, member_no=member_no, collected_satang=collected, **more)


def close(count, total, period="2024-01", unit_code="0417"):
    return event("payroll.result_file_closed", f"close/{period}/{unit_code}", f"{period}-28", period=period,
                 unit_code=unit_code, line_count=count, total_satang=total)


def remittance(amount, number=1, period="2024-01", unit_code="0417"):
    return event("payroll.remittance_received", f"remit/{period}/{unit_code}/{number}", f"{period}-28", period=period,
                 unit_code=unit_code, amount_satang=amount, bank_ref=f"KTB-{period}-{unit_code}-{number}")


def day(date):
    return event("clock.day_closed", f"day/{date}", date, date=date)


def run(tests, *arguments):
    """Runs functions test_*; each prints ok or not ok. The exit status of the program."""
    failed = 0
    chosen = os.environ.get("ONLY")
    for name, test in list(tests.items()):
        if not name.startswith("test_") or (chosen and chosen not in name):
            continue
        try:
            test(*arguments)
            print("ok -", name[5:].replace("_", " "), flush=True)
        except Exception:  # noqa: a test may fail in any way; the next one runs all the same
            failed += 1
            print("".join("# " + text + "\n" for text in traceback.format_exc().splitlines()), end="")
            print("not ok -", name[5:].replace("_", " "), flush=True)
    return 1 if failed else 0


def wait_until(condition):
    """Polls; fails when patience is over."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("waited in vain")
        time.sleep(0.01)


def brief(text):
    return text if len(text) < 1200 else text[:600] + " ... " + text[-500:]


def expect(actual, expected, what=""):
    if actual != expected:
        raise AssertionError(f"{brief(what)}: is {brief(repr(actual))}, expected {brief(repr(expected))}")


if __name__ == "__main__":
    sys.exit("a library; run the numbered files beside it")
