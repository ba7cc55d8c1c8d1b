#!/usr/bin/python3
"""Every step may be the last: the n-th change of a file goes wrong, for n = 1, 2, 3 ... until a run gets through. Behind each
run a clean start takes everything again and must come to what the model says. Exercises daemon/journal.c, daemon/store.c
and daemon/engine.c with tests/crash/shim.c, which says what can go wrong: kill, torn, cut, mixed, eio, full. `twice` is a
second fault, a `mixed`, while or soon after the daemon recovers from a first one.

    70-steps.py BUILD [quick|all] [HOW [STEP]]

The run is small but goes once through everything: it takes a month's events, makes checkpoints, and its journal goes on
into a next segment. `# HOW at step N (CALL FILE)` above a failure is what to ask for again.
"""
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../integration"))
from coopd import EXIT_CONFIG, EXIT_IO, EXIT_SOFTWARE, PATIENCE, Daemon, event, expect, run  # noqa: E402
from cooperative import Cooperative  # noqa: E402
import msgpack  # noqa: E402
import zmq  # noqa: E402

HOWS = ("kill", "torn", "cut", "mixed", "eio", "full", "twice")
SEEDS = {"quick": 2, "all": 8}  # of mixed, where files are synced and named
FIRST_OF_TWO = ("torn", "mixed", "cut", "kill")
TAKEN = ("applied", "parked", "repeated")
BUSY_ENOUGH = 100  # answers `busy` in a row, after which a full disk is believed
PAGE = 4096


class Ended(Exception):
    """The daemon has ended before it answered."""


def journal_bytes(daemon):
    """Where the records of the newest segment end, roughly: the last byte that is not zero."""
    folder = os.path.join(daemon.data, "journal")
    newest = sorted(name for name in os.listdir(folder) if name.endswith(".seg"))[-1]
    with open(os.path.join(folder, newest), "rb") as f:
        return len(f.read().rstrip(b"\0")), newest


class Trial:
    """A store that stands before the last month, and the events of that month."""

    def __init__(self, build):
        self.build, self.shim = build, os.path.abspath(os.path.join(build, "tests/crash/shim.so"))
        self.cooperative = Cooperative(5, 30, 54, units=2)
        events = [one for one, _ in self.cooperative.events]
        cycles = [i for i, one in enumerate(events) if one["type"] == "payroll.cycle_opened"]
        self.before, self.month = events[:cycles[-1]], events[cycles[-1]:]
        self.daemon = Daemon(build, init=None, checkpoint_events=64)
        self.template = os.path.join(self.daemon.dir, "template")
        self.log = os.path.join(self.daemon.dir, "steps")
        size = self.fill("16M")
        while True:  # a first segment that is full in the middle of the month; how many slices work takes may vary
            size = (size + 5 * PAGE) // PAGE * PAGE
            self.fill(f"{size // 1024}K")
            if journal_bytes(self.daemon)[1].startswith("00000000000000000001"):
                break
        shutil.copytree(self.daemon.data, self.template, ignore=shutil.ignore_patterns("*.sock", "next.tmp"))

    def fill(self, segment):
        """A new store with all events before the month; returns the length of its journal."""
        shutil.rmtree(self.daemon.data, ignore_errors=True)
        self.daemon.control("init", self.daemon.data, "--segment-size", segment)
        with self.daemon.start().client() as client:
            client.all("payroll", self.before)
            client.settled()
        expect(self.daemon.stop(), 0)
        return journal_bytes(self.daemon)[0]

    def reset(self):
        self.daemon.kill()
        shutil.rmtree(self.daemon.data, ignore_errors=True)
        shutil.copytree(self.template, self.daemon.data)
        for path in (self.log, self.daemon.log_path):
            if os.path.exists(path):
                os.unlink(path)

    def environment(self, how, at, seed=0):
        return {"LD_PRELOAD": self.shim, "CRASH_DIR": self.daemon.data + "/", "CRASH_HOW": how, "CRASH_AT": str(at),
                "CRASH_SEED": str(100 * at + seed), "CRASH_LOG": self.log,
                "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}

    def steps(self):
        """[(call, file)] of the last run."""
        if not os.path.exists(self.log):
            return []
        with open(self.log, encoding="utf-8") as f:
            return [(text.split()[1], text.split()[2]) for text in f]

    def ask(self, client, request):
        """Like client.ask, but sees when the daemon ends."""
        number = client.send(request)
        poller = zmq.Poller()
        ended = os.pidfd_open(self.daemon.process.pid)
        try:
            poller.register(client.socket, zmq.POLLIN)
            poller.register(ended, zmq.POLLIN)
            while True:
                ready = dict(poller.poll(PATIENCE * 1000))
                if client.socket in ready:
                    answer = msgpack.unpackb(client.socket.recv())
                    if answer["id"] == number:
                        return answer
                elif ended in ready:
                    raise Ended
                else:
                    raise AssertionError("neither an answer nor an end")
        finally:
            os.close(ended)

    def work(self, client, told, seen):
        """Sends the month, a few events at a time, and reads on behind each answer. told: key -> first answer."""
        at = busy = 0
        while at < len(self.month):
            few = self.month[at:at + 1 + at % 7]
            answers = self.ask(client, {"op": "submit", "producer": "payroll", "events": few})["answers"]
            answers = [answer for answer in answers if answer["status"] != "busy"]
            busy = 0 if answers else busy + 1
            if busy > BUSY_ENOUGH:
                return
            at += len(answers)
            for sent, answer in zip(few, answers):
                expect(answer["status"] in TAKEN, True, f"{sent}: {answer}")
                expect(numbers(answer), told.setdefault(sent["key"], numbers(answer)), f"the answer to {sent['key']}")
            page = self.ask(client, {"op": "fetch", "after": max(seen), "limit": 1000})
            seen.update((f["position"], f) for f in page["followups"])

    def life(self, how, at, told, seen, seed=0):
        """One run with a disk that fails, on the store as it is. Adds what was answered, key -> numbers, and what was
        seen, position -> follow-up. Returns the exit status."""
        if os.path.exists(self.log):
            os.unlink(self.log)
        self.daemon.notify_clear()
        self.daemon.spawn(self.environment(how, at, seed))
        try:
            if self.daemon.wait_notify("READY=1"):
                with self.daemon.client() as client:
                    if not seen:
                        seen[self.ask(client, {"op": "status"})["last"]] = None
                    self.work(client, told, seen)
                self.daemon.process.terminate()
        except Ended:
            pass
        ended = select.select([os.pidfd_open(self.daemon.process.pid)], [], [], PATIENCE)[0]
        expect(bool(ended), True, "the daemon ends")
        os.close(ended[0])
        return self.daemon.process.wait()

    def check(self, told, seen):
        """A clean start takes all that was not answered, remembers all that was, and agrees with the model."""
        daemon = self.daemon.start()
        with daemon.client() as client:
            for sent, answer in zip(self.month, client.all("payroll", self.month)):
                expect(answer["status"] in TAKEN, True, f"{sent}: {answer}")
                if sent["key"] in told:
                    expect(answer["status"], "repeated", f"{sent['key']}, which was answered")
                    expect(numbers(answer), told[sent["key"]], f"the answer to {sent['key']}")
            client.settled()
            for followup in client.followups(min(seen, default=0)):
                if seen.get(followup["position"]):
                    expect(followup, seen[followup["position"]], "a follow-up that was handed out")
            expect("; ".join(self.cooperative.differences(client)), "", "the model")
        expect(daemon.stop(), 0, "exit status of the clean run")
        daemon.verify()

    def one(self, how, at, seed=0):
        """True if the fault came."""
        told, seen = {}, {}
        first = FIRST_OF_TWO[at % len(FIRST_OF_TWO)] if how == "twice" else how
        self.reset()
        status = self.life(first, at, told, seen, seed)
        steps = self.steps()
        came = len(steps) >= at
        what = " ".join(steps[at - 1]) if came else "none"
        try:
            self.check_end(first, steps, at, status)
            if how == "twice":
                second = 1 + at * 7 % 40
                status = self.life("mixed", second, told, seen, seed)
                self.check_end("mixed", self.steps(), second, status)
            self.check(told, seen)
        except Exception:
            print(f"# {how} at step {at} ({what}), seed {seed}, {len(told)} answered\n# {self.daemon.log()[-600:]!r}")
            raise
        return came

    def check_end(self, how, steps, at, status):
        """A failed disk ends the daemon with a reason, or it goes on in order; otherwise it was killed."""
        came = len(steps) >= at and (how != "torn" or steps[at - 1][0] == "write")
        right = ((0, EXIT_SOFTWARE, EXIT_IO, EXIT_CONFIG) if how in ("eio", "full") else (-9,)) if came else (0,)
        expect(status in right, True, f"exit status {status}")
        last = (self.daemon.log().strip().splitlines() or [""])[-1]
        expect(status <= 0 or "coopd: " in last[:10], True, f"it says why: {last}")


def numbers(answer):
    return answer["seq"], answer.get("first", 0), answer.get("count", 0)


def chosen(steps, how, level):
    """All steps, or one of each kind: early, in the middle or late, by how it goes wrong. Torn is only what is written."""
    kinds = {}
    for n, (call, file) in enumerate(steps, 1):
        if how != "torn" or call == "write":
            kinds.setdefault((call, file), []).append(n)
    if level == "all":
        return sorted(n for numbers_ in kinds.values() for n in numbers_)
    late = HOWS.index(how) / (len(HOWS) - 1)
    return sorted({numbers_[round(late * (len(numbers_) - 1))] for numbers_ in kinds.values()})


def test_every_step_may_be_the_last(trial, options):
    told, seen = {}, {}
    trial.reset()
    status = trial.life("kill", 0, told, seen)
    expect((status, set(told)), (0, {one["key"] for one in trial.month}), "a run without a fault")
    steps = trial.steps()
    calls = {call for call, _ in steps}
    expect({"write", "fdatasync", "fsync", "rename", "create"} <= calls, True, f"steps {sorted(calls)}")
    trial.check(told, seen)
    if options["step"]:
        trial.one(options["hows"][0], options["step"])
        return
    runs = 0
    for how in options["hows"]:
        for at in chosen(steps, how, options["level"]):
            for seed in range(SEEDS[options["level"]] if how == "mixed" and steps[at - 1][0] != "write" else 1):
                trial.one(how, at, seed)
                runs += 1
        at = len(steps) + 1
        while options["level"] == "all" and trial.one(how, at):  # the number of turns may differ a little
            at += 1
    print(f"# {runs} runs, {len(steps)} steps in one")


def test_a_failed_sync_hands_out_nothing(trial, _):
    """Not even to a fetch that waits, when the daemon's second is up just as a turn fails."""
    trial.reset()
    trial.life("kill", 0, {}, {})
    first_sync = next(n for n, (call, file) in enumerate(trial.steps(), 1) if call == "fdatasync" and ".seg" in file)
    trial.reset()
    daemon = trial.daemon.start(trial.environment("stuck", first_sync))
    with daemon.client() as waiting, daemon.client() as client:
        waiting.send({"op": "fetch", "after": waiting.status()["last"], "wait_ms": 60000})
        waiting.status()
        first = client.send({"op": "submit", "producer": "payroll", "events": [
            event("member.income_reported", "quiet", trial.month[0]["effective_date"], member_no="000001", income_satang=1)]})
        while len(trial.steps()) < first_sync:
            pass  # until the disk hangs
        client.send({"op": "submit", "producer": "payroll", "events": trial.month})
        expect(client.answer(first)["answers"][0]["status"], "applied", "what was synced")
        expect(daemon.process.wait(PATIENCE), EXIT_IO, "exit status")
        expect((client.receive(0.2), waiting.receive(0.2)), (None, None), "answers to what was not")
    trial.check({}, {})


def test_a_store_is_born_whole_or_not_at_all(trial, options):
    """The same for coopctl init: what is left either serves, or is refused and said to be no store."""
    at, came = 0, True
    while came:
        at += 1 if options["level"] == "all" else 5
        for how in ("kill", "cut", "mixed", "eio", "full"):
            trial.reset()
            shutil.rmtree(trial.daemon.data)
            init = subprocess.run([os.path.join(trial.build, "coopctl"), "init", trial.daemon.data, "--segment-size", "1M"],
                                  env={**os.environ, **trial.environment(how, at)}, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, check=False)
            came = len(trial.steps()) >= at
            what = f"{how} at step {at} of init: {init.returncode} {init.stdout}"
            expect(init.returncode == 0, not came, what)
            trial.daemon.spawn()
            if trial.daemon.wait_notify("READY=1"):
                with trial.daemon.client() as client:
                    expect(client.one("p", trial.before[0])["status"], "applied", what)
                expect(trial.daemon.stop(), 0, what)
                trial.daemon.verify()
                continue
            expect(came, True, what)
            expect(trial.daemon.process.wait(PATIENCE), EXIT_CONFIG, what)
            expect(bool(re.search("holds no store|is damaged", trial.daemon.log())), True, what + trial.daemon.log())
    print(f"# {at} steps")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    build, level, how, step = (sys.argv[1:] + ["quick", "", "0"][len(sys.argv) - 2:])[:4]
    trial = Trial(build)
    with trial.daemon:
        return run(globals(), trial, {"level": level, "hows": [how] if how else HOWS, "step": int(step)})


if __name__ == "__main__":
    sys.exit(main())
