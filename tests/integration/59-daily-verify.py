#!/usr/bin/python3
"""The daemon has its journal folded anew by itself: what that finds is an event, and status shows it with its age.

    59-daily-verify.py BUILD
"""
import json
import os
import signal
import sys
import time

from coopd import PATIENCE, Daemon, close, cycle, expect, line, member, policy, remittance, run, unit

BASE = (policy(), unit(), member(), cycle(), line(1), close(1, 90000), remittance(90000))


def shown(daemon):
    return json.loads(daemon.control("status", f"--socket={daemon.endpoint}", "-o", "json")[1])["verified"]


def shown_when(daemon, test):
    until = time.monotonic() + PATIENCE
    while not test(shown(daemon)):
        if time.monotonic() > until:
            raise AssertionError(f"still {shown(daemon)}: {daemon.log()}")
        time.sleep(0.1)
    return shown(daemon)


def leftovers(daemon):
    return [name for name in os.listdir(daemon.dir) if name.startswith("coopctl-fold")]


def spawn(daemon, **settings):
    return daemon.start(environment={"TMPDIR": daemon.dir}, **settings)


def test_it_comes_by_itself_and_again(build):
    with Daemon(build) as daemon:
        with spawn(daemon, verify_every=1).client() as client:
            expect(shown(daemon), None, "before the first")
            client.applied("base", *BASE)
            client.settled()
            first = shown_when(daemon, lambda v: v and v["seq"] >= len(BASE))
            expect(first["verify"], "equal")
            again = shown_when(daemon, lambda v: v["ended_ms"] > first["ended_ms"])
            expect(again["verify"], "equal")
            expect(0 <= again["age_s"] < PATIENCE, True, f"age of {again}")
            text = daemon.control("status", f"--socket={daemon.endpoint}")[1]
            expect("equal seq" in text and "0 min ago" in text, True, text)
        expect(daemon.stop(), 0)
        daemon.verify()


def test_zero_means_never_and_the_first_hour_is_quiet(build):
    for every in (0, 86400):
        with Daemon(build) as daemon:
            spawn(daemon, verify_every=every)
            time.sleep(2.5)  # two ticks of its clock; a slow machine only makes this test weaker
            expect(shown(daemon), None)


def test_a_state_that_differs_is_told_and_raises_an_alert(build):
    """Nobody can edit LMDB in passing, so a wrong result is told as verify would tell it."""
    with Daemon(build) as daemon, spawn(daemon, verify_every=0).client() as client:
        client.applied("base", *BASE)
        wrong = {"type": "state.verified", "key": "v/1", "effective_date": "2024-02-01",
                 "data": {"seq": 3, "ended_ms": 1706720400000, "differences": 2, "where": "loan"}}
        client.applied("verify", wrong)
        expect(shown(daemon)["where"], "loan")
        alert = [f for f in client.followups() if f["type"] == "alert.raised"][-1]
        expect((alert["data"]["alert"], alert["data"]["subject_ref"]), ("state_differs", "loan"))
        expect("DIFFERS in loan" in daemon.control("status", f"--socket={daemon.endpoint}")[1], True)
        for data, code in (({"seq": 900, "ended_ms": 1}, "record_unknown"),
                           ({"seq": 3, "ended_ms": 1, "differences": 1}, "difference_unnamed")):
            answer = client.one("verify", {**wrong, "key": f"v/{code}", "data": {"differences": 0, **data}})
            expect(answer["code"], code)


def test_a_journal_that_was_edited_is_told_while_the_daemon_runs(build):
    with Daemon(build) as daemon, spawn(daemon, verify_every=1).client() as client:
        client.applied("base", *BASE)
        shown_when(daemon, lambda v: v and v["seq"] >= len(BASE))
        folder = os.path.join(daemon.data, "journal")
        path = os.path.join(folder, sorted(os.listdir(folder))[0])
        with open(path, "r+b") as f:
            whole = f.read()
            at = whole.index(b"004411")
            f.seek(at)
            f.write(b"004412")
            f.flush()
            told = shown_when(daemon, lambda v: v["verify"] == "differs")
            f.seek(at)
            f.write(b"004411")
        expect(told["where"], "journal")
        expect("verify=failed" in daemon.log(), True, daemon.log())
        expect(client.status()["counters"]["verify_failed"] > 0, True)
        shown_when(daemon, lambda v: v["verify"] == "equal")


def test_nothing_is_left_when_either_is_killed(build):
    with Daemon(build) as daemon:
        with spawn(daemon, verify_every=1).client() as client:
            client.applied("base", *BASE)
            shown_when(daemon, lambda v: v)
        os.mkdir(os.path.join(daemon.dir, "coopctl-fold-999999999-abcdef"))
        daemon.kill()
        with spawn(daemon, verify_every=1).client() as client:
            before = shown(daemon)
            shown_when(daemon, lambda v: v["ended_ms"] > before["ended_ms"])
        daemon.signal(signal.SIGTERM)
        expect(daemon.process.wait(PATIENCE), 0)
        until = time.monotonic() + PATIENCE
        while leftovers(daemon) and time.monotonic() < until:
            time.sleep(0.1)  # the one that was asked to end takes its directory away
        expect(leftovers(daemon), [])


if __name__ == "__main__":
    sys.exit(run(globals(), *sys.argv[1:]))
