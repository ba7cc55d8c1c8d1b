#!/usr/bin/python3
"""How the daemon starts, stops, pauses and refuses to start. Exercises daemon/main.c, loop.c, notify.c, datadir.c, and the
checks with which journal and store are opened.

    50-signals.py BUILD
"""
import os
import shutil
import signal
import socket
import sys
import time

from coopd import (EXIT_CONFIG, EXIT_SOFTWARE, Daemon, close, cycle, expect, line, member, policy, remittance, run, unit)

BASE = (policy(), unit(), member(), cycle(), line(1), close(1, 90000), remittance(90000))


def filled(build):
    """A daemon that was stopped in order, with something in its store."""
    daemon = Daemon(build).start()
    with daemon.client() as client:
        client.applied("base", *BASE)
        client.settled()
    expect(daemon.stop(), 0)
    return daemon


def test_sigterm_takes_what_has_arrived_answers_and_checkpoints(build):
    for number in (signal.SIGTERM, signal.SIGINT):
        with Daemon(build).start() as daemon, daemon.client() as client:
            client.applied("base", *BASE)
            daemon.signal(signal.SIGSTOP)
            sent = [client.send({"op": "submit", "producer": "p", "events": [unit(f"u{n}")]}) for n in range(200)]
            daemon.signal(number)
            daemon.signal(signal.SIGCONT)
            expect(daemon.process.wait(60), 0, "exit status")
            answered = []
            while len(answered) < len(sent):
                answer = client.receive(1)  # only a patience: what was not answered is looked for in the journal below
                if answer is None:
                    break
                expect(answer["answers"][0]["status"], "applied")
                answered.append(answer["id"])
            expect(answered, sent[:len(answered)], "answers, in order")
            daemon.start()
            expect(daemon.folded(), 0, "events folded by the restart")
            with daemon.client() as again:
                taken = len(list(again.query("unit"))) - 1
                expect(taken >= len(answered), True, "everything answered is there")
                expect(taken == len(answered), True, f"{taken} taken, {len(answered)} of them answered")


def test_a_pause_changes_nothing(build):
    with Daemon(build).start() as daemon, daemon.client() as client:
        client.applied("base", *BASE)
        for n in range(20):
            daemon.signal(signal.SIGSTOP)
            number = client.send({"op": "submit", "producer": "p", "events": [unit(f"u{n}")]})
            expect(client.receive(0), None, "no answer while it is stopped")
            daemon.signal(signal.SIGCONT)
            expect(client.answer(number)["answers"][0]["status"], "applied")
        expect(daemon.stop(), 0)


def test_an_idle_daemon_uses_no_processor(build):
    with Daemon(build).start() as daemon, daemon.client() as client, daemon.client() as waiting:
        client.applied("base", *BASE)
        client.settled()
        waiting.send({"op": "fetch", "after": client.status()["last"], "wait_ms": 60000})
        client.status()
        # Of several spells the idlest counts: the machine may be busy with other things.
        shares = []
        for _ in range(3):
            used, begin = daemon.cpu_seconds(), time.monotonic()
            time.sleep(2)
            shares.append((daemon.cpu_seconds() - used) / (time.monotonic() - begin))
        expect(min(shares) < (0.05 if "asan" in build else 0.01), True, f"share of a processor: {shares}")


def test_a_second_daemon_is_refused(build):
    with Daemon(build).start() as daemon, daemon.client() as client:
        client.applied("base", *BASE)
        first = daemon.process
        status, said = daemon.refuses_to_start()
        daemon.process = first
        expect((status, "in use by another coopd" in said), (EXIT_CONFIG, True), said)
        expect(client.one("base", BASE[0])["status"], "repeated", "the first goes on")


def test_bad_settings_are_named(build):
    with Daemon(build) as daemon:
        for name, value, word in (
                ("dri", "/tmp", "--dri"), ("map_size", "1K", "map_size"), ("segment_size", "x", "segment_size"),
                ("listen", "tcp://*:5555", "listen"), ("close_days", "weekly", "close_days"),
                ("listen", "ipc:///" + "x" * 120, "socket")):
            status, said = daemon.refuses_to_start(**{name: value})
            expect((status, word in said), (EXIT_CONFIG, True), said)


# ---- stores that must not be served

def cut(path, size):
    with open(path, "r+b") as f:
        f.truncate(size)


def poke(path, at, data):
    with open(path, "r+b") as f:
        f.seek(at)
        f.write(data)


def segment(daemon):
    folder = os.path.join(daemon.data, "journal")
    return os.path.join(folder, sorted(name for name in os.listdir(folder) if name.endswith(".seg"))[-1])


def store(daemon):
    return os.path.join(daemon.data, "state", "data.mdb")


def identity(daemon):
    return os.path.join(daemon.data, "coopd.store")


def replace_text(path, old, new):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    expect(old in text, True, text)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text.replace(old, new))


def from_another(build, path_of):
    """The same file of another cooperative's store."""
    def damage(daemon):
        with filled(build) as other:
            shutil.copy(path_of(other), path_of(daemon))
    return damage


def test_a_store_that_is_not_whole_is_not_served(build):
    """Each stops the start with one clear sentence; put right, the store serves again."""
    damages = (
        ("no directory", lambda d: shutil.rmtree(d.data), EXIT_CONFIG, "coopctl init"),
        ("no identity", lambda d: os.unlink(identity(d)), EXIT_CONFIG, "coopctl init"),
        ("empty identity", lambda d: cut(identity(d), 0), EXIT_CONFIG, "damaged"),
        ("damaged identity", lambda d: poke(identity(d), 0, b"x"), EXIT_CONFIG, "damaged"),
        ("newer identity", lambda d: replace_text(identity(d), "format 1", "format 2"), EXIT_CONFIG, "format 2"),
        ("no state", lambda d: os.unlink(store(d)), EXIT_SOFTWARE, "missing or empty"),
        ("empty state", lambda d: cut(store(d), 0), EXIT_SOFTWARE, "missing or empty"),
        ("truncated state", lambda d: cut(store(d), os.path.getsize(store(d)) - 4096), EXIT_SOFTWARE, "cut off"),
        ("zeroed state", lambda d: poke(store(d), 0, bytes(8192)), EXIT_SOFTWARE, "coopctl rebuild"),
        ("text as state", lambda d: poke(store(d), 0, b"not a store " * 1000), EXIT_SOFTWARE, "coopctl rebuild"),
        ("foreign state", from_another(build, store), EXIT_SOFTWARE, "another cooperative"),
        ("no journal", lambda d: os.unlink(segment(d)), EXIT_SOFTWARE, "no segment"),
        ("empty segment", lambda d: cut(segment(d), 0), EXIT_SOFTWARE, "ends within its header"),
        ("truncated segment", lambda d: cut(segment(d), os.path.getsize(segment(d)) - 1), EXIT_SOFTWARE, "ends here instead"),
        ("foreign segment", from_another(build, segment), EXIT_SOFTWARE, "another store"),
        ("no journal segment", lambda d: poke(segment(d), 0, b"x"), EXIT_SOFTWARE, "no journal segment"),
        ("newer segment", lambda d: poke(segment(d), 8, b"\x02"), EXIT_SOFTWARE, "format 2"),
        ("damaged header", lambda d: poke(segment(d), 100, b"x"), EXIT_SOFTWARE, "header is damaged"),
        ("damaged record", lambda d: poke(segment(d), 4096 + 100, b"\xff"), EXIT_SOFTWARE, "damaged"),
        ("records gone", lambda d: poke(segment(d), 4096, bytes(1 << 20)), EXIT_SOFTWARE, "restore"),
    )
    with filled(build) as daemon:
        kept = os.path.join(daemon.dir, "kept")
        shutil.copytree(daemon.data, kept, ignore=shutil.ignore_patterns("*.sock"))
        for what, damage, right_status, word in damages:
            damage(daemon)
            status, said = daemon.refuses_to_start()
            expect((status, word in said), (right_status, True), f"{what}: {said}")
            expect("coopd: " in said[:10] and len(said) < 500, True, f"{what}: one sentence: {said}")
            shutil.rmtree(daemon.data, ignore_errors=True)
            shutil.copytree(kept, daemon.data)
        daemon.start()
        with daemon.client() as client:
            expect(client.one("base", BASE[0])["status"], "repeated")
        expect(daemon.stop(), 0)


def test_the_state_may_be_older_than_the_journal_but_not_newer(build):
    with filled(build) as daemon:
        old = os.path.join(daemon.dir, "old")
        shutil.copytree(daemon.data, old, ignore=shutil.ignore_patterns("*.sock"))
        with daemon.start().client() as client:
            client.applied("p", *[unit(f"u{n}") for n in range(50)])
            state = client.state()
        daemon.stop()
        newer = os.path.join(daemon.dir, "newer")
        shutil.copytree(daemon.data, newer, ignore=shutil.ignore_patterns("*.sock"))
        shutil.copy(os.path.join(old, "state/data.mdb"), store(daemon))
        with daemon.start().client() as client:
            expect(daemon.folded(), 50, "events folded")
            expect(client.state(), state, "the state")
        daemon.stop()
        shutil.rmtree(daemon.data)
        shutil.copytree(newer, daemon.data)
        shutil.copy(segment_of(old), segment(daemon))
        status, said = daemon.refuses_to_start()
        expect((status, "restore the journal" in said), (EXIT_SOFTWARE, True), said)


def segment_of(folder):
    return os.path.join(folder, "journal", sorted(os.listdir(os.path.join(folder, "journal")))[0])


# ---- systemd

def test_systemd_is_told_ready_and_alive_and_stopping(build):
    with Daemon(build) as daemon:
        daemon.spawn()
        expect(daemon.wait_notify("READY=1"), True)
        expect(daemon.wait_notify("WATCHDOG=1"), True)
        expect(daemon.wait_notify("WATCHDOG=1"), True)
        daemon.process.terminate()
        expect(daemon.wait_notify("STOPPING=1"), True)
        expect(daemon.process.wait(60), 0)


def test_a_systemd_that_does_not_listen_holds_up_nothing(build):
    with Daemon(build).start() as daemon, daemon.client() as client:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as filler:
            filler.setblocking(False)
            try:
                while True:
                    filler.sendto(b"X=1", os.path.join(daemon.dir, "notify"))
            except BlockingIOError:
                pass
        begin, asked = time.monotonic(), 0
        while time.monotonic() - begin < 2.5:  # over at least one tick of the daemon
            client.status()
            asked += 1
        expect(asked > 0, True)
        expect(daemon.stop(), 0)


if __name__ == "__main__":
    sys.exit(run(globals(), sys.argv[1]))
