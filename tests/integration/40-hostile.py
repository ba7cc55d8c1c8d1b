#!/usr/bin/python3
"""Hostile frames: whatever arrives is refused with a code or closes its connection; nothing else happens. The daemon lives,
its memory stays flat, its state changes by what it says it took and by nothing else. Exercises proto/reader.c,
proto/codec.c, daemon/desk.c and daemon/door.c behind the real socket.

    40-hostile.py BUILD [COUNT [SEED]]        30,000 frames if not told otherwise

A failed run leaves the frames in question, one a line in hex, in the file that it names.
"""
import glob
import os
import random
import re
import socket
import sys
import tempfile

import msgpack
from coopd import PATIENCE, TOP, Daemon, close, cycle, day, event, expect, line, member, policy, remittance, run, unit

BATCH = 256
STATUSES = {"applied", "repeated", "conflict", "parked", "refused", "busy"}
MAX_REQUEST = 1 << 20


def refusal_codes():
    with open(os.path.join(TOP, "proto/schema/refusals.def"), encoding="utf-8") as f:
        return set(re.findall(r"^REFUSAL\((\w+)", f.read(), re.MULTILINE))


def golden_wires():
    """The bytes of the golden vectors."""
    for path in sorted(glob.glob(os.path.join(TOP, "tests/golden/*.txt"))):
        with open(path, encoding="utf-8") as f:
            yield bytes.fromhex(f.read().split("wire")[1].split("json")[0])


def pack(value):
    return msgpack.packb(value, unicode_errors="surrogateescape")


def text(data):
    """A msgpack string of any bytes."""
    return b"\xdb" + len(data).to_bytes(4, "big") + data


def pairs(*items):
    """A map of packed keys and values, in this order, however often."""
    return b"\xdf" + (len(items) // 2).to_bytes(4, "big") + b"".join(items)


class Frames:
    """Makes frames. wrong() are always refused; mutated() may happen to be right."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.events = [policy(), unit(), member(), cycle(), line(1), remittance(5), close(1, 90000), day("2024-01-31"),
                       event("loan.application_filed", "A-1", "2024-01-04", application_no="A-1", member_no="004411",
                             product="ordinary", amount_satang=1, instalments=1, method="equal_total", purpose=1),
                       event("consumer.acknowledged", "ack/1", "2024-01-31", consumer="c", position=1, types="journal.")]
        self.events += [msgpack.unpackb(wire) for wire in golden_wires() if b"effective_date" in wire[:80]]
        self.requests = [{"op": "submit", "id": 1, "producer": "p", "events": [e]} for e in self.events]
        self.requests += [
            {"op": "submit", "producer": "p", "events": self.events[:5], "envelope": {"count": 1, "sum_satang": 90000}},
            {"op": "submit", "producer": "p", "events": self.events[:5], "dry_run": True},
            {"op": "fetch", "id": 2, "after": 0, "limit": 3, "types": "journal.", "subject": "004411"},
            {"op": "fetch", "consumer": "ledger"}, {"op": "status"}, {"op": "event", "seq": 1},
            {"op": "query", "table": "loan", "key": {"contract_no": "S-1"}, "limit": 2},
            {"op": "query", "table": "bill_line", "behind": {"period": "2024-01", "unit_code": "0417", "member_no": "1"}}]
        self.packed = [pack(request) for request in self.requests]
        self.values = [None, True, False, 0, -1, 1.5, float("nan"), 1e300, 2 ** 31, 2 ** 63 - 1, 2 ** 63, 2 ** 64 - 1, -2 ** 63,
                       "", "x" * 13, "y" * 80, "z" * 70000, b"", b"bytes", [], {}, [[]], {"a": {}}, [None] * 40, {"": ""},
                       "\udcff", "a\udc80b", "ก" * 30, "a b", "a\0b", "2024-13-01", "2567-01-31", "submit", "work/1",
                       msgpack.ExtType(5, b"x"), {1: 2}, {"collected_satang": 1.0}, self.nested(20)]
        self.makers = [self.noise, self.truncated, self.huge, self.deep, self.repeated_field, self.bad_text, self.unknown,
                       self.float_in, self.long_text, self.trailing, self.wrong_top, self.frames]

    def nested(self, depth):
        value = "x"
        for _ in range(depth):
            value = [value] if self.random.random() < 0.5 else {"k": value}
        return value

    def wrong(self):
        return self.random.choice(self.makers)()

    # ---- always refused

    def noise(self):
        return [self.random.randbytes(self.random.choice((0, 1, 2, 5, 30, 200, 3000)))]

    def truncated(self):
        packed = self.random.choice(self.packed)
        return [packed[:self.random.randrange(len(packed))]]

    def huge(self):
        lead = self.random.choice((b"\xdf", b"\xdd", b"\xdb", b"\xc6"))
        lie = lead + self.random.choice((b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x00\xff\xff\xff")) + b"x" * 8
        return [self.random.choice((lie, pairs(pack("op"), lie), pairs(pack("op"), pack("status"), pack("key"), lie),
                                    pairs(pack("op"), pack("submit"), pack("producer"), pack("p"), pack("events"), lie)))]

    def deep(self):
        depth = self.random.choice((9, 33, 500, 100000))
        inside = self.random.choice((b"\x91", b"\x81\xa1k", b"\xdc\x00\x01")) * depth + b"\xc0"
        submit = pairs(pack("op"), pack("submit"), pack("producer"), pack("p"), pack("events"), b"\x91" + inside)
        query = pairs(pack("op"), pack("query"), pack("table"), pack("loan"), pack("key"), inside)
        return [self.random.choice((inside, submit, query))]

    def repeated_field(self):
        request = self.random.choice(self.requests)
        items = [piece for k, v in request.items() for piece in (pack(k), pack(v))]
        at = 2 * self.random.randrange(len(request))
        return [pairs(*items, items[at], items[at + 1])]

    def bad_text(self):
        bad = text(self.random.choice((b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe0\xb8", b"a\x80")))
        return [self.random.choice((pairs(pack("op"), bad), pairs(bad, pack("status")),
                                    pairs(pack("op"), pack("fetch"), pack("consumer"), bad),
                                    pairs(pack("op"), pack("query"), pack("table"), bad)))]

    def unknown(self):
        request = dict(self.random.choice(self.requests))
        name = self.random.choice(("opp", "Op", "events ", "", "ชื่อ" * self.random.randint(1, 40), "x" * 5000, "op\0"))
        return [pack({**request, name: 1} if self.random.random() < 0.5 else {name: 1, **request})]

    def float_in(self):
        request = self.random.choice(self.requests)
        field = self.random.choice(list(request))
        return [pack({**request, field: self.random.random()})]

    def long_text(self):
        field = self.random.choice(("op", "producer", "consumer", "types", "subject", "table"))
        return [pack({"op": "fetch", field: "a" * self.random.choice((41, 73, 500, 70000))})]

    def trailing(self):
        return [self.random.choice(self.packed) + self.random.choice((b"\xc0", b"\x80", self.random.choice(self.packed)))]

    def wrong_top(self):
        return [pack(self.random.choice([v for v in self.values if not isinstance(v, dict)]))]

    def frames(self):
        """Not exactly one frame; an empty one in front is a REQ peer's."""
        one = self.random.choice(self.packed)
        return self.random.choice(([one, one], [b"", one, b""], [b"", b"", one], [b"", b""], [b""], [one, b""], [one] * 20,
                                   [b""] * 50))

    # ---- anything may come of it

    def mutated(self):
        if self.random.random() < 0.5:
            return [self.changed_bytes(bytearray(self.random.choice(self.packed)))]
        request = self.random.choice(self.requests)
        return [pack(self.changed_value({**request, "events": [self.fresh(e) for e in request["events"]]}
                                        if "events" in request else request))]

    def fresh(self, e):
        """Under another key, so that it is not merely a repetition."""
        data = {**e["data"], "line_no": self.random.randrange(1, 1000000)} if "line_no" in e["data"] else e["data"]
        return {**e, "key": f"k/{self.random.randrange(1000000)}", "data": data}

    def changed_bytes(self, data):
        for _ in range(self.random.randint(1, 4)):
            at = self.random.randrange(len(data) + 1)
            choice = self.random.randrange(5)
            if choice == 0:
                data[at:at + 1] = self.random.randbytes(1)
            elif choice == 1:
                del data[at:at + self.random.randint(1, 8)]
            elif choice == 2:
                data[at:at] = self.random.randbytes(self.random.randint(1, 8))
            elif choice == 3:
                data[at:at] = data[self.random.randrange(len(data) + 1):][:self.random.randint(1, 30)]
            elif at < len(data):
                data[at] ^= 1 << self.random.randrange(8)
        return bytes(data)

    def changed_value(self, value):
        """The same with one thing somewhere in it replaced, taken out or added."""
        if isinstance(value, dict) and value and self.random.random() < 0.85:
            field = self.random.choice(list(value))
            copy = {k: v for k, v in value.items() if k != field}
            choice = self.random.random()
            if choice < 0.1:
                return copy
            if choice < 0.2:
                return {**copy, self.random.choice(["x", field + "s", "data", "id"]): value[field]}
            return {**copy, field: self.changed_value(value[field])}
        if isinstance(value, list) and value and self.random.random() < 0.85:
            at = self.random.randrange(len(value))
            return value[:at] + [self.changed_value(value[at])] * self.random.randint(0, 2) + value[at + 1:]
        return self.random.choice(self.values)


class Siege:
    """Sends frames and looks at every answer."""

    def __init__(self, daemon, client, codes):
        self.daemon, self.client, self.codes = daemon, client, codes
        self.accepted = 0

    def check_refused(self, refused):
        expect(refused["code"] in self.codes, True, f"code of {refused}")
        expect(bool(refused["text"]) and isinstance(refused.get("field", ""), str), True, f"text of {refused}")

    def check(self, answer, must_refuse):
        expect(isinstance(answer, dict), True, "an answer is a map")
        if "refused" in answer:
            self.check_refused(answer["refused"])
            return
        expect(must_refuse, False, f"not refused: {answer}")
        for one in answer.get("answers", ()):
            expect(one["status"] in STATUSES, True, str(one))
            if one["status"] == "refused":
                self.check_refused(one)
            if one["status"] in ("applied", "parked") and "followups" not in answer:
                self.accepted += 1

    def batch(self, frames, must_refuse):
        for frame in frames:
            self.client.socket.send_multipart(frame)
        try:
            for _ in frames:
                if not self.client.socket.poll(PATIENCE * 1000):
                    raise AssertionError(f"an answer is missing; the daemon is {self.daemon.process.poll()}")
                *delimiter, answer = self.client.socket.recv_multipart()
                expect(delimiter in ([], [b""]), True, "frames of the answer")
                self.check(msgpack.unpackb(answer, strict_map_key=False), must_refuse)
        except Exception as why:
            with tempfile.NamedTemporaryFile("w", prefix="hostile-", suffix=".hex", dir="/tmp", delete=False) as f:
                f.writelines(" ".join(part.hex() for part in frame) + "\n" for frame in frames)
            raise AssertionError(f"{why!r}; one of the frames in {f.name}") from why

    def go(self, make, count, must_refuse):
        """Returns by how much the memory grew behind the first tenth, in KiB."""
        warm = 0
        for start in range(0, count, BATCH):
            self.batch([make() for _ in range(min(BATCH, count - start))], must_refuse)
            if not warm and start >= count // 10:
                warm = self.daemon.memory_kib()
        return self.daemon.memory_kib() - warm


def asan(build):
    return {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=8"} if "asan" in build else {}


def check_memory(build, grown_kib):
    limit = 65536 if "asan" in build else 8192
    expect(grown_kib < limit, True, f"memory grew by {grown_kib} KiB")


def test_what_is_wrong_is_refused_and_changes_nothing(build, count, seed):
    frames = Frames(seed)
    with Daemon(build).start(asan(build)) as daemon, daemon.client() as client:
        client.applied("base", policy(), unit(), member(), cycle(), line(1))
        before = client.settled()
        state = client.state()
        siege = Siege(daemon, client, refusal_codes())
        grown = siege.go(frames.wrong, count, True)
        after = client.status()
        expect((after["seq"], after["last"]), (before["seq"], before["last"]), "seq and last")
        expect(client.state(), state, "the state")
        check_memory(build, grown)
        expect(daemon.stop(), 0, "exit status")
        print(f"# {count} frames, memory grew by {grown} KiB")


def test_what_is_nearly_right_counts_as_it_is_answered(build, count, seed):
    frames = Frames(seed + 1)
    with Daemon(build, checkpoint_events=500).start(asan(build)) as daemon, daemon.client() as client:
        client.applied("base", policy(), unit(), member(), cycle())
        before = client.settled()
        siege = Siege(daemon, client, refusal_codes())
        grown = siege.go(frames.mutated, count, False)
        status = client.settled()
        slices = status["counters"]["work_slices"] - before["counters"]["work_slices"]
        expect(status["seq"], before["seq"] + siege.accepted + slices, "seq, and what was answered")
        state = client.state()
        check_memory(build, grown)
        daemon.kill()
        daemon.verify()
        daemon.start()
        expect(client.state(), state, "the state after kill -9 and restart")
        expect(daemon.stop(), 0, "exit status")
        daemon.verify()
        print(f"# {count} frames, {siege.accepted} of them were taken, memory grew by {grown} KiB")


GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x00NULL" + bytes(16) + b"\x00" + bytes(31)
READY = b"\x04\x19\x05READY\x0bSocket-Type\x00\x00\x00\x06DEALER"


def is_closed(connection):
    """Reads to the end; false if no end comes."""
    connection.settimeout(PATIENCE)
    try:
        while connection.recv(65536):
            pass
    except ConnectionResetError:
        pass
    return True


def test_what_is_no_zeromq_or_too_large_closes_its_connection(build, _, seed):
    dice = random.Random(seed + 2)
    with Daemon(build).start(asan(build)) as daemon, daemon.client() as client:
        path = daemon.endpoint[len("ipc://"):]

        def connect(data, wait):
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.connect(path)
                try:
                    connection.sendall(data)
                except (BrokenPipeError, ConnectionResetError):
                    return
                expect(not wait or is_closed(connection), True, "closed")

        for _ in range(300):
            connect(dice.randbytes(dice.randrange(200)), False)
            connect((GREETING + READY)[:dice.randrange(90)], False)
            connect(GREETING + READY + dice.randbytes(dice.randrange(1, 300)), False)
        for length in (MAX_REQUEST + 1, 1 << 31, 1 << 40, (1 << 63) - 1, (1 << 64) - 1):
            connect(GREETING + READY + b"\x02" + length.to_bytes(8, "big") + b"x" * 70000, True)
        connect(b"\x80" * 64, True)
        client.socket.send(b"\x91" * MAX_REQUEST)
        expect(client.receive()["refused"]["code"] in ("wrong_type", "malformed"), True, "as large as allowed")
        big = daemon.client()
        big.socket.send(b"\x91" * (MAX_REQUEST + 1))
        big.socket.close()
        expect(client.status()["seq"], 0, "others are served")
        expect(daemon.stop(), 0)


def test_who_never_reads_hinders_nobody(build, _, __):
    with Daemon(build).start(asan(build)) as daemon, daemon.client() as client, daemon.client() as silent:
        silent.socket.rcvhwm = 1
        for n in range(20000):
            silent.send({"op": "status"} if n % 2 else {"op": "submit", "producer": "p", "events": ["?"]})
        for n in range(50):
            expect(client.one("p", unit(f"{n}"))["status"], "applied")
        expect(daemon.stop(), 0)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 30000
    SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    sys.exit(run(globals(), sys.argv[1], COUNT // 2, SEED))
