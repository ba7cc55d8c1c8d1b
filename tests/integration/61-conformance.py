#!/usr/bin/python3
"""One suite for both libraries: libcoop, compiled outside the tree against what `make install` installs, and coop.py. The
drivers of tests/conformance/ do with each of them what is told here, and must say the same.

    61-conformance.py BUILD
"""
import glob
import json
import os
import shlex
import shutil
import subprocess
import sys
import time

from coopd import PATIENCE, TOP, Daemon, die_with_parent, event, expect, member, new_directory, policy, run, unit, wait_until


class Installed:
    """What stands in a directory of its own after `make install`, and the C programs compiled with it."""
    root = None

    @classmethod
    def get(cls, build):
        if cls.root:
            return cls
        cls.root = new_directory()
        subprocess.run(["make", "-C", TOP, "-s", f"B={build}", f"DESTDIR={cls.root}", "install"], check=True,
                       stdout=subprocess.DEVNULL)
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "libcoop"], check=True, stdout=subprocess.PIPE, text=True,
                               env={**os.environ, "PKG_CONFIG_PATH": cls.root + "/usr/local/lib/pkgconfig",
                                    "PKG_CONFIG_SYSROOT_DIR": cls.root}).stdout
        sanitize = ["-fsanitize=address,undefined"] if "asan" in build else []
        for source in ("tests/conformance/drive.c", "tools/examples/consumer.c"):
            shutil.copy(os.path.join(TOP, source), cls.root)
            name = os.path.join(cls.root, os.path.basename(source))
            subprocess.run(["cc", "-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror", name, *shlex.split(flags), *sanitize, "-o",
                            name[:-2]], check=True, cwd=cls.root)
        cls.modules = glob.glob(cls.root + "/usr/local/lib/python3*/dist-packages")[0]
        return cls


class Driver:
    """A process that speaks with the daemon by one of the two libraries."""

    def __init__(self, build, kind, daemon, name="office"):
        installed = Installed.get(build)
        program = [os.path.join(installed.root, "drive")] if kind == "C" else [
            sys.executable, os.path.join(TOP, "tests/conformance/drive.py")]
        self.process = subprocess.Popen([*program, daemon.data, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, "PYTHONPATH": installed.modules, "LANG": "C.UTF-8"},
                                        preexec_fn=die_with_parent)

    def tell(self, *words):
        self.process.stdin.write("\t".join("-" if w is None else str(w) for w in words) + "\n")
        self.process.stdin.flush()

    def hear(self):
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(f"the driver ended with {self.process.wait(PATIENCE)}")
        return json.loads(line)

    def do(self, *words):
        self.tell(*words)
        return self.hear()

    def publish(self, *events):
        return self.do("publish", "json", *(json.dumps(e) for e in events))

    def end(self):
        self.process.communicate(timeout=PATIENCE)
        return self.process.returncode


def both(build, what):
    """The same cases by each library, each with a daemon of its own: what they tell must be the same."""
    told = {}
    for kind in ("C", "Python"):
        with Daemon(build).start() as daemon:
            driver = Driver(build, kind, daemon)
            told[kind] = what(daemon, driver)
            expect(driver.end(), 0, kind)
    for c, python in zip(told["C"], told["Python"]) if isinstance(told["C"], (list, tuple)) else ():
        expect(c, python, "what both libraries tell")
    expect(told["C"], told["Python"], "what both libraries tell")
    return told["C"]


def vectors():
    """(name, bytes in hex, JSON) of each event of the golden vectors, also of earlier versions."""
    for path in sorted(glob.glob(os.path.join(TOP, "tests/golden/*.txt"))):
        with open(path, encoding="utf-8") as f:
            wire, rest = f.read().removeprefix("wire\n").split("json\n")
        yield os.path.basename(path), "".join(wire.split()), rest.splitlines()[0].strip()


def test_both_give_each_golden_vector_the_same_bytes_and_the_same_text(build):
    known = list(vectors())
    expect(len(known) > 100, True)

    def convert(_, driver):
        for name, wire, text in known:
            expect(driver.do("json", wire), json.loads(text), name)
            expect(driver.do("msgpack", text), wire, name)

    both(build, convert)


def test_each_golden_event_is_answered_the_same_as_text_and_as_bytes(build):
    consumed = [(name, wire, text) for name, wire, text in vectors() if '"effective_date"' in text and '"key"' in text]

    def publish(_, driver):
        texts = [driver.do("publish", "json", text)[0] for _, _, text in consumed]
        packed = [driver.do("publish", "msgpack", wire)[0] for _, wire, _ in consumed]
        return texts, packed

    statuses = {a["status"] for answers in both(build, publish) for a in answers}
    expect(statuses >= {"applied", "repeated", "conflict", "refused"}, True, f"{statuses}")


def test_statuses(build):
    def statuses(_, driver):
        first = driver.publish(policy(), unit(), member())
        again = driver.publish(policy(), {**unit(), "data": {**unit()["data"], "unit_group": "officers"}},
                               member("000002", "9999"), member("000003", income=1.5), unit("0518"))
        several = driver.publish(*(unit(f"{n:04}") for n in range(1000, 1069)))
        return first, again, several, driver.do("rows", "unit", '{"unit_code":"0518"}')

    first, again, several, rows = both(build, statuses)
    expect([a["status"] for a in first], ["applied"] * 3)
    expect([a["status"] for a in again], ["repeated", "conflict", "refused", "refused", "applied"])
    expect((again[0]["seq"], again[1]["seq"], again[1]["field"]), (1, 2, "unit_group"))
    expect((again[3]["code"], again[3]["field"]), ("float_refused", "data.income_satang"))
    expect((again[2]["code"], again[2]["refused"].startswith("refused data.unit_code: unit 9999 is not")), ("unit_unknown", True),
           again[2]["refused"])
    expect(len(rows["rows"]), 1)
    expect({a["status"] for a in several}, {"applied"})


def test_a_daemon_killed_in_the_middle_is_sent_the_same_again_and_does_it_once(build):
    def through_kills(daemon, driver):
        sent = 0
        expect({a["status"] for a in driver.publish(policy(), unit())}, {"applied"})
        for number in range(8):
            events = [member(f"{number:03}{n:03}") for n in range(50)]
            driver.tell("publish", "json", *(json.dumps(e) for e in events))
            time.sleep(0.004 * number)  # any moment will do
            daemon.kill()
            daemon.start()
            expect({a["status"] for a in driver.hear()} <= {"applied", "repeated"}, True)
            sent += len(events)
        with daemon.client() as client:
            return client.status()["seq"], len(list(client.query("member"))), sent

    expect(both(build, through_kills), (402, 400, 400))


def test_a_daemon_that_comes_later_is_waited_for(build):
    for kind in ("C", "Python"):
        with Daemon(build) as daemon:
            driver = Driver(build, kind, daemon)
            driver.tell("publish", "json", json.dumps(policy()))
            time.sleep(0.2)
            daemon.start()
            expect(driver.hear()[0]["status"], "applied", kind)
            driver.end()


def money(number, satang):
    return event("payroll.remittance_received", f"r/{number}", "2024-01-28", period="2024-01", unit_code="0417",
                 amount_satang=satang, bank_ref=f"KTB-{number}")


def test_a_stream_goes_on_where_it_was_left_and_figures_are_compared(build):
    def follow(daemon, driver):
        driver.publish(policy(), unit(), *(money(n, n) for n in range(1, 31)))
        position, taken = 0, []
        while True:
            daemon.kill()
            daemon.start()
            page = driver.do("follow", position, "journal.", 7)
            taken += page["followups"]
            position = page["position"]
            if not page["followups"]:
                break
        with daemon.client() as client:
            expect(taken, list(client.followups(types="journal.")), "no gap, no double")
        sums = sum(range(1, 31))
        third = taken[2]["position"]
        told = [driver.do("acknowledge", "ledger", "journal.", third, 3, 6, 6),
                driver.do("acknowledge", "ledger", "journal.", position, 29, sums, sums - 1),
                driver.do("acknowledge", "ledger", "journal.", position, 30, sums, sums),
                driver.do("acknowledge", "ledger", "journal.", third, 3, 6, 7),
                driver.do("acknowledge", "ledger", "journal.", position + 1000, 30, sums, sums)]
        return position, third, sums, told

    position, third, sums, told = both(build, follow)
    expect((told[0]["status"], told[0]["diverged"]), ("applied", []))
    expect((told[1]["status"], told[1]["diverged"]),
           ("applied", [["count", 30, 29, third, position], ["credit_satang", sums, sums - 1, third, position]]))
    expect((told[2]["status"], told[2]["diverged"]), ("applied", []), "mended figures of the same position")
    expect((told[3]["status"], told[3]["code"]), ("refused", "position_behind"))
    expect(told[4], {"result": "declined"}, "beyond the end")


def test_a_consumer_that_never_acknowledged_may_do_so_at_once(build):
    def far(daemon, driver):
        driver.publish(policy(), unit())
        for start in range(0, 10100, 60):
            driver.publish(*(money(n, 1) for n in range(start, min(start + 60, 10100))))
        with daemon.client() as client:
            last = client.status()["last"]
            count = sum(1 for _ in client.followups(types="journal."))
        return last > 20000, driver.do("acknowledge", "late", "journal.", last, count, count, count)

    is_far, told = both(build, far)
    expect((is_far, told["status"], told["diverged"]), (True, "applied", []))


def test_the_example_in_C_links_with_libcoop_alone_and_agrees(build):
    installed = Installed.get(build)
    with Daemon(build).start() as daemon, daemon.client() as client:
        client.submit("office", policy(), unit(), *(money(n, n) for n in range(1, 31)))
        sums = os.path.join(daemon.dir, "sums")
        for more in (money(40, 5), money(41, 6)):
            consumer = subprocess.Popen([os.path.join(installed.root, "consumer"), daemon.data, sums, "example"],
                                        preexec_fn=die_with_parent)
            client.submit("office", more)
            wait_until(lambda: [v["position"] for _, v in client.query("cursor")] == [client.status()["last"]])
            consumer.kill()
            consumer.wait()
        with open(sums, encoding="ascii") as f:
            position, count, debit, credit = map(int, f.read().split())
        ledger = [v for _, v in client.query("ledger")]
        expect((position, count), (client.status()["last"], 32))
        expect((debit, credit), (sum(v["debit_satang"] for v in ledger), sum(v["credit_satang"] for v in ledger)))
        expect(list(client.followups(types="consumer.")), [], "control figures agree")


if __name__ == "__main__":
    result = run(globals(), os.path.abspath(sys.argv[1]))
    if Installed.root:
        shutil.rmtree(Installed.root)
    sys.exit(result)
