#!/usr/bin/python3
"""What answers mean, through the public socket: the six statuses, envelopes, dry runs, fetches, cursors, the doorbell.
Exercises daemon/desk.c, daemon/answer.c and daemon/engine.c in the real daemon.

    20-statuses.py BUILD          ONLY=word runs the tests whose name contains the word
"""
import os
import sys
from datetime import datetime, timedelta, timezone

import msgpack
import zmq
from coopd import Daemon, close, cycle, day, event, expect, line, member, policy, remittance, run, unit

BASE = (policy(), unit(), member())


def served(build, *events, **settings):
    """A daemon that has taken these events, and has done the work that they made."""
    daemon = Daemon(build, **settings).start()
    with daemon.client() as client:
        if events:
            client.applied("base", *events)
        client.settled()
    return daemon


def refused(answer, code, field=None):
    expect((answer["status"], answer["code"]), ("refused", code), str(answer))
    expect(bool(answer["text"]), True, "a sentence")
    if field:
        expect(answer["field"], field, str(answer))


def whole_refused(answer, code, field=None):
    expect("refused" in answer, True, str(answer))
    refused({"status": "refused", **answer["refused"]}, code, field)


class Unchanged:
    """Everything that can be asked for is the same behind the block as before it."""

    def __init__(self, client):
        self.client = client

    def look(self):
        status = self.client.status()
        return [status[name] for name in ("seq", "last", "day_closed", "work_waits")], self.client.state()

    def __enter__(self):
        self.before = self.look()

    def __exit__(self, kind, *_):
        if kind is None:
            expect(self.look(), self.before, "the state")


# ---- statuses

def test_applied_tells_seq_and_followups(build):
    with served(build, *BASE, cycle()) as daemon, daemon.client() as client:
        before = client.status()
        first = client.one("payroll", remittance(500))
        expect((first["status"], first["seq"], first["first"], first["count"]),
               ("applied", before["seq"] + 1, before["last"] + 1, 1))
        record = client.event(first["seq"])
        expect((record["producer"], record["status"], record["first"], record["count"], record["event"]),
               ("payroll", "applied", first["first"], 1, remittance(500)))
        followup = client.fetch(after=before["last"])["followups"][0]
        expect((followup["position"], followup["seq"], followup["ordinal"], followup["type"]),
               (first["first"], first["seq"], 0, "journal.posting_requested"))


def test_repeated_gives_the_first_answer(build):
    with served(build, *BASE, cycle()) as daemon, daemon.client() as client:
        first = client.one("payroll", remittance(500))
        with Unchanged(client):
            again = client.one("payroll", {**remittance(500), "actor": "somebody", "source_ref": "a:1"})
        expect(again, {**first, "status": "repeated", "first_status": "applied"})
        daemon.kill()
        daemon.start()
        expect(client.one("payroll", remittance(500)), again, "after a restart")


def test_a_key_belongs_to_its_producer(build):
    with served(build, *BASE, cycle()) as daemon, daemon.client() as client:
        expect(client.one("payroll", remittance(500))["status"], "applied")
        other = remittance(700)
        refused(client.one("bank", other), "document_exists", "data.bank_ref")  # the same money under another name
        other["data"]["bank_ref"] = "KTB-other"
        expect(client.one("bank", other)["status"], "applied")
        expect(client.one("bank", remittance(500))["status"], "conflict")


def test_conflict_names_the_fields(build):
    with served(build, *BASE, cycle()) as daemon, daemon.client() as client:
        first = client.one("payroll", line(1, collected=100, reason="unknown"))
        for other, fields in (
                (line(1, collected=101, reason="unknown"), "collected_satang"),
                (line(1, member_no="999", collected=101), "member_no, collected_satang, reason"),
                ({**line(1, collected=100, reason="unknown"), "effective_date": "2024-01-29"}, "effective_date"),
                ({**remittance(100), "key": line(1)["key"]}, "type")):
            with Unchanged(client):
                answer = client.one("payroll", other)
            expect(answer, {"status": "conflict", "seq": first["seq"], "fields": fields})


def test_parked_money_waits_in_suspense(build):
    with served(build, *BASE, cycle()) as daemon, daemon.client() as client:
        before = client.status()["last"]
        answer = client.one("payroll", line(1, member_no="999999", collected=50000))
        expect((answer["status"], answer["code"], answer["first"]), ("parked", "unknown_member", before + 1))
        kinds = [f["type"] for f in client.followups(before)]
        expect(kinds, ["payroll.suspense_created", "notification.requested", "journal.posting_requested"])
        expect(answer["count"], len(kinds), "count")
        rows = list(client.query("suspense"))
        expect([(v["amount_satang"], v["member_no"], v["seq"]) for _, v in rows], [(50000, "999999", answer["seq"])])
        again = client.one("payroll", line(1, member_no="999999", collected=50000))
        expect(again, {**{k: v for k, v in answer.items() if k != "code"}, "status": "repeated", "first_status": "parked"})
        expect(client.event(answer["seq"])["status"], "parked")


def test_refused_leaves_no_trace_and_the_key_stays_free(build):
    def without(e, field):
        return {**e, "data": {k: v for k, v in e["data"].items() if k != field}}

    cases = (
        (line(9, unit_code="9999"), "unit_unknown", "data.unit_code"),
        (line(9, period="2024-02"), "cycle_unknown", "data.period"),
        (line(9, collected=-1), "out_of_range", "data.collected_satang"),
        (line(9, collected=10 ** 17), "out_of_range", "data.collected_satang"),
        (line(9, collected="1"), "wrong_type", "data.collected_satang"),
        (line(9, member_no=4411), "wrong_type", "data.member_no"),
        (line(9, member_no="0044110044110044"), "too_long", "data.member_no"),
        (line(9, member_no="00 411"), "bad_code", "data.member_no"),
        (line(9, member_no=""), "empty_field", "data.member_no"),
        (line(9, reason="because"), "bad_choice", "data.reason"),
        (line(9, colected_satang=5), "unknown_field", "data.colected_satang"),
        ({**line(9, period="2567-01"), "effective_date": "2024-01-28"}, "bad_period", "data.period"),
        (without(line(9), "collected_satang"), "missing_field", "data.collected_satang"),
        ({**line(9), "effective_date": "2567-01-31"}, "bad_date", "effective_date"),
        ({**line(9), "effective_date": "2024-02-30"}, "bad_date", "effective_date"),
        ({**line(9), "type": "payroll.deduction_results"}, "unknown_type", "type"),
        ({**line(9), "type": "payroll.line_settled"}, "unknown_type", "type"),
        ({**line(9), "key": "x" * 65}, "too_long", "key"),
        (event("clock.work_continued", line(9)["key"], "2024-01-31", slice=1), "internal_only", "type"),
        (line(1), "line_exists", "data.line_no"),
        (close(1, 90001), "sum_mismatch", "data.total_satang"),
        (close(2, 90000), "count_mismatch", "data.line_count"),
        ("line 9", "wrong_type", None),
    )
    with served(build, *BASE, cycle(), line(1)) as daemon, daemon.client() as client:
        with Unchanged(client):
            for wrong, code, field in cases:
                refused(client.one("payroll", wrong), code, field)
                refused(client.one("payroll", wrong), code, field)
        right = client.one("payroll", line(9, "999999"))
        expect(right["status"], "parked", "the mended event under the same key")
        daemon.kill()
        daemon.start()
        expect(client.one("payroll", line(9, "999999"))["status"], "repeated", "after the journal was folded")


def test_a_mistyped_year_is_refused_before_the_first_day_is_closed(build):
    today = (datetime.now(timezone.utc) + timedelta(hours=7)).date()
    with served(build) as daemon, daemon.client() as client:
        with Unchanged(client):
            for late in ({**policy(), "effective_date": "2114-03-01"}, {**policy(), "effective_date": str(today + timedelta(368))},
                         {**unit(), "effective_date": "2042-01-05"}, day("2042-01-05"), day(str(today + timedelta(2)))):
                refused(client.one("office", late), "date_beyond_today", "effective_date")
        client.applied("office", *BASE, day(str(today)))
        client.settled()
        client.applied("office", day(str(today + timedelta(1))))  # from now on no clock is looked at


def test_busy_when_the_disk_is_nearly_full(build):
    with served(build, *BASE) as daemon:
        daemon.stop()
        free = os.statvfs(daemon.data)
        daemon.start(disk_reserve=min(1 << 40, free.f_blocks * free.f_frsize * 2))
        with daemon.client() as client:
            with Unchanged(client):
                for answer in client.submit("payroll", cycle(), line(1), "what is this"):
                    expect(answer["status"], "busy")
                    expect(answer["retry_ms"] > 0 and "disk_reserve" in answer["text"], True, str(answer))
                envelope = client.submit("payroll", cycle(), envelope={"count": 0, "sum_satang": 0})
                expect([a["status"] for a in envelope], ["busy"])
            expect("disk_reserve" in client.status()["busy"], True, "status says why")
            expect(client.one("base", BASE[0])["status"], "busy", "not even looked at")
        daemon.stop()
        daemon.start()
        with daemon.client() as client:
            expect(client.status()["busy"], "")
            expect(client.one("payroll", cycle())["status"], "applied")


def test_busy_when_the_map_is_full_and_nothing_answered_is_lost(build):
    with served(build, *BASE, cycle(), map_size="64M", checkpoint_events=1000) as daemon:
        taken = n = 0
        with daemon.client() as client:
            while True:
                answers = client.submit("payroll", *[line(n + i, "999999", n + i) for i in range(1, 1001)])
                states = [a["status"] for a in answers]
                if "busy" in states:
                    expect(set(states), {"busy"}, "one request, one answer")
                    expect("map_size" in answers[0]["text"], True, str(answers[0]))
                    break
                expect(set(states), {"parked"})
                taken, n = taken + 1000, n + 1000
                expect(n < 1000000, True, "the map fills")
            with Unchanged(client):
                expect(client.one("payroll", unit("0500"))["status"], "busy")
            status = client.status()
            expect("map_size" in status["busy"], True, "status says why")
        expect(daemon.stop(), 0, "a full map does not hinder the checkpoint")
        daemon.start(map_size="256M")
        with daemon.client() as client:
            expect(client.status()["seq"], status["seq"])
            expect(client.one("payroll", line(n + 1, "999999", 1))["status"], "parked", "with a larger map")
            months = list(client.query("result_file"))
            expect(months[0][1]["lines"], taken + 1, "result lines")
        expect(daemon.stop(), 0)


# ---- order, envelopes, dry runs

def test_what_one_connection_sends_is_taken_in_its_order(build):
    chain = [*BASE, cycle(), *[line(n, collected=n) for n in range(1, 400)], close(399, 399 * 200), remittance(399 * 200),
             day("2024-01-31"), day("2024-02-01")]
    with served(build) as daemon, daemon.client() as one, daemon.client() as two:
        numbers, others = [], []
        for n, e in enumerate(chain):
            numbers.append(one.send({"op": "submit", "producer": "one", "events": [e]}))
            others.append(two.send({"op": "submit", "producer": "two", "events": [unit(f"u{n}", f"g{n}")]}))
        for client, sent in ((one, numbers), (two, others)):
            order, seqs = [], []
            for _ in sent:
                answer = client.receive()
                order.append(answer["id"])
                expect(answer["answers"][0]["status"], "applied")
                seqs.append(answer["answers"][0]["seq"])
            expect(order, sent, "order of the answers")
            expect(seqs, sorted(seqs), "order in the journal")


def test_an_envelope_is_taken_whole_or_not_at_all(build):
    lines = [line(n, collected=1000 + n) for n in range(1, 6)] + [line(6, "999999", 77)]
    total = sum(e["data"]["collected_satang"] for e in lines)
    with served(build, *BASE, cycle()) as daemon, daemon.client() as client:
        def send(events, count, satang):
            answer = client.ask({"op": "submit", "producer": "payroll", "events": events,
                                 "envelope": {"count": count, "sum_satang": satang}})
            expect({a["status"] for a in answer["answers"]}, {"refused"}, str(answer))
            expect(len(answer["answers"]), len(events), "one answer for each")
            return answer

        with Unchanged(client):
            for satang in (total - 1, total + 1):
                answer = send(lines, 6, satang)
                whole_refused(answer, "sum_mismatch", "envelope.sum_satang")
                expect((answer["refused"]["value"], answer["refused"]["limit"]), (total, satang))
                expect("0.01" in answer["refused"]["text"], True, answer["refused"]["text"])
            for count in (5, 7):
                answer = send(lines, count, total)
                whole_refused(answer, "count_mismatch", "envelope.count")
                expect((answer["refused"]["value"], answer["refused"]["limit"]), (6, count))
            answer = send(lines[:3] + [line(4, collected=-1)] + lines[4:], 6, total)
            whole_refused(answer, "envelope_refused", "events")
            expect(answer["refused"]["value"], 4, "which one")
            refused(answer["answers"][3], "out_of_range", "data.collected_satang")
            answer = send(lines + [remittance(5, unit_code="0999")], 6, total)
            whole_refused(answer, "envelope_refused", "events")
            refused(answer["answers"][6], "unit_unknown", "data.unit_code")
        extra = [*lines, remittance(total), close(6, total)]
        first = client.submit("payroll", *extra, envelope={"count": 6, "sum_satang": total})
        expect([a["status"] for a in first], ["applied"] * 5 + ["parked", "applied", "applied"])
        daemon.kill()
        daemon.start()
        again = client.submit("payroll", *extra, envelope={"count": 6, "sum_satang": total})
        expect([(a["status"], a["seq"]) for a in again], [("repeated", a["seq"]) for a in first], "after a restart")
        with Unchanged(client):
            changed = [line(7, collected=1), *extra[:2], line(3, collected=5)]
            answer = send(changed, 4, 1 + 1001 + 1002 + 5)
            whole_refused(answer, "envelope_refused", "events")


def test_a_dry_run_has_no_effect_and_shows_what_would_come(build):
    lines = [line(1, collected=89999), line(2, "999999", 5)]
    events = [cycle(), *lines, close(2, 90004), remittance(90004)]
    with served(build, *BASE) as daemon, daemon.client() as client:
        with Unchanged(client):
            dry = client.ask({"op": "submit", "producer": "payroll", "events": events, "dry_run": True})
            in_envelope = client.ask({"op": "submit", "producer": "payroll", "events": events, "dry_run": True,
                                      "envelope": {"count": 2, "sum_satang": 90004}})
            wrong = client.ask({"op": "submit", "producer": "payroll", "events": events, "dry_run": True,
                                "envelope": {"count": 2, "sum_satang": 90005}})
            refused(client.submit("payroll", line(1), dry_run=True)[0], "cycle_unknown")
        whole_refused(wrong, "sum_mismatch")
        statuses = ["applied", "applied", "parked", "applied", "applied"]
        expect([a["status"] for a in dry["answers"]], statuses)
        expect([a["status"] for a in in_envelope["answers"]], statuses)
        expect(in_envelope["followups"], dry["followups"], "with and without an envelope")
        before = client.status()["last"]
        answers = client.submit("payroll", *events)
        expect(answers, dry["answers"], "the real run")
        client.settled()
        real = [(f["position"], f["type"], f["data"]) for f in client.followups(before)]
        expect([(f["position"], f["type"], f["data"]) for f in dry["followups"]], real, "what came of it")
        kinds = {kind for _, kind, _ in real}
        expect({"payroll.bill_issued", "payroll.unit_settled", "payroll.receipt_adjusted"} <= kinds, True, str(kinds))
        repeated = client.ask({"op": "submit", "producer": "payroll", "events": events, "dry_run": True})
        expect([a["status"] for a in repeated["answers"]], ["repeated"] * 5)
        expect(repeated["followups"], [])


# ---- spelling and framing

def wide(value):
    """The same value in the widest spelling that msgpack has, maps backwards."""
    if isinstance(value, bool):
        return msgpack.packb(value)
    if isinstance(value, int):
        return b"\xd3" + value.to_bytes(8, "big", signed=True)
    if isinstance(value, str):
        data = value.encode()
        return b"\xdb" + len(data).to_bytes(4, "big") + data
    if isinstance(value, dict):
        pairs = b"".join(wide(k) + wide(v) for k, v in reversed(list(value.items())))
        return b"\xdf" + len(value).to_bytes(4, "big") + pairs
    return b"\xdd" + len(value).to_bytes(4, "big") + b"".join(map(wide, value))


def test_any_spelling_of_the_same_is_the_same(build):
    with served(build) as daemon, daemon.client() as client:
        for e in (*BASE, cycle(), line(1, collected=70000, reason="unknown"), remittance(5)):
            request = {"op": "submit", "id": 7, "producer": "payroll", "events": [e]}
            client.socket.send(wide(request))
            first = client.receive()
            expect((first["id"], first["answers"][0]["status"]), (7, "applied"))
            expect(client.one("payroll", e)["status"], "repeated", str(e))
        zeros = member("000002", share=0, income=5)
        zeros["data"]["other_deductions_satang"] = 0
        expect(client.one("payroll", zeros)["status"], "applied")
        del zeros["data"]["other_deductions_satang"], zeros["data"]["share_monthly_satang"]
        expect(client.one("payroll", zeros)["status"], "repeated", "an OPTIONAL zero left out")


def test_a_req_socket_works_too(build):
    with served(build) as daemon, daemon.client(zmq.REQ) as client:
        for _ in range(3):
            expect(client.status()["seq"] >= 0, True)
        expect(client.one("t", unit())["status"], "applied")
        client.socket.send(b"\xc1")
        expect(client.receive()["refused"]["code"], "malformed")


def test_the_id_comes_back_even_with_a_refusal(build):
    with served(build) as daemon, daemon.client() as client:
        whole_refused(client.ask({"op": "dance"}), "unknown_op", "op")
        whole_refused(client.ask({}), "missing_field", "op")
        whole_refused(client.ask({"op": "submit", "events": []}), "missing_field", "producer")
        whole_refused(client.ask({"op": "submit", "producer": "p"}), "missing_field", "events")
        whole_refused(client.ask({"op": "submit", "producer": "p", "events": {}}), "wrong_type", "events")
        whole_refused(client.ask({"op": "submit", "producer": "p", "events": [unit()] * 10001}), "too_many", "events")
        whole_refused(client.ask({"op": "submit", "producer": "p", "events": [], "envelope": {"count": 1}}),
                      "missing_field", "envelope.sum_satang")
        whole_refused(client.ask({"op": "status", "tabel": 1}), "unknown_field", "tabel")
        expect(client.ask({"op": "submit", "producer": "p", "events": []})["answers"], [])
        client.socket.send(msgpack.packb({"op": "status"}))
        expect("id" in client.receive(), False, "no id asked, none given")
        client.socket.send_multipart([msgpack.packb({"op": "status"}), b""])
        whole_refused(client.receive(), "malformed")


def test_nobody_can_send_in_the_name_of_the_daemon(build):
    with served(build, *BASE) as daemon, daemon.client() as client:
        with Unchanged(client):
            # The daemon's own keys are work/SEQ: one that is taken already would end it.
            answer = client.submit("coopd", *[event("unit.registered", f"work/{n}", "2024-01-02", unit_code=f"u{n}",
                                                    unit_group="g") for n in range(1, 20)])
            expect("refused" in answer or {a["status"] for a in answer} == {"refused"}, True, str(answer)[:200])
        client.applied("payroll", cycle())
        client.settled()


# ---- fetch, cursors, doorbell, looking

def test_fetch_by_type_prefix_and_subject(build):
    with served(build, *BASE, member("004412"), cycle(), line(1, collected=1), close(1, 1), remittance(1)) as daemon, \
            daemon.client() as client:
        everything = list(client.followups())
        expect([f["position"] for f in everything], list(range(1, len(everything) + 1)), "positions")
        for arguments, wanted in (
                ({"types": "journal."}, lambda f: f["type"].startswith("journal.")),
                ({"types": "payroll.bill_line_issued"}, lambda f: f["type"] == "payroll.bill_line_issued"),
                ({"types": "payroll.bill"}, lambda f: False),
                ({"subject": "004412"}, lambda f: "004412" in f["data"].values()),
                ({"subject": "0417", "types": "payroll."}, lambda f: f["type"].startswith("payroll.")
                 and f["data"].get("unit_code") == "0417")):
            right = [f for f in everything if wanted(f)]
            expect(list(client.followups(**arguments)), right, str(arguments))
            page = client.fetch(limit=1, **arguments)
            expect(page["followups"], right[:1], str(arguments))
            expect(page["last"], len(everything), "last")
        expect(client.fetch(after=3, limit=2)["next"], 5, "next")
        expect(client.fetch(after=len(everything)), {"id": client.fetch()["id"] - 1, "next": len(everything),
                                                     "last": len(everything), "followups": []})


def test_a_fetch_waits_for_news(build):
    with served(build, *BASE, cycle()) as daemon, daemon.client() as waiting, daemon.client() as other:
        last = waiting.status()["last"]
        number = waiting.send({"op": "fetch", "after": last, "wait_ms": 60000, "types": "journal."})
        other.applied("base", unit("0500"))
        expect(waiting.receive(0), None, "no news yet")
        status = waiting.status()
        expect(status["last"], last, "no follow-up yet, and the connection is not held up")
        other.applied("base", remittance(5))
        page = waiting.answer(number)
        expect([f["type"] for f in page["followups"]], ["journal.posting_requested"])
        page = waiting.fetch(after=page["next"], wait_ms=1)
        expect(page["followups"], [], "when the time is over")
        numbers = [waiting.send({"op": "fetch", "after": page["next"], "wait_ms": 60000}) for _ in range(400)]
        other.applied("base", remittance(6, 2))
        answers = [waiting.answer(n) for n in numbers]
        expect({len(a["followups"]) for a in answers} <= {0, 1}, True)
        expect(sum(len(a["followups"]) for a in answers) >= 256, True, "256 may wait, the others ask again")


def test_cursors_go_forward_and_control_figures_are_compared(build):
    def acknowledge(position, number, **figures):
        return event("consumer.acknowledged", f"ack/{number}", "2024-01-31", consumer="ledger", position=position, **figures)

    with served(build, *BASE, cycle(), remittance(500), remittance(70, 2)) as daemon, daemon.client() as client:
        last = client.status()["last"]
        postings = list(client.followups(types="journal."))
        expect(client.fetch(consumer="ledger", types="journal.")["followups"], postings, "a new cursor begins at the start")
        first = postings[0]["position"]
        answer = client.one("ledger", acknowledge(first, 1, types="journal.", count=1, debit_satang=500, credit_satang=500))
        expect((answer["status"], "count" in answer), ("applied", False), "figures agree, no follow-up")
        expect(client.fetch(consumer="ledger", types="journal.")["followups"], postings[1:], "behind the acknowledged")
        refused(client.one("ledger", acknowledge(first - 1, 2)), "position_behind", "data.position")
        refused(client.one("ledger", acknowledge(last + 1, 2)), "position_unknown", "data.position")
        refused(client.one("ledger", acknowledge(last, 2, types="loan.")), "types_fixed", "data.types")
        answer = client.one("ledger", acknowledge(last, 2, count=3, debit_satang=570, credit_satang=569))
        expect(answer["count"], 2, "two figures differ")
        told = [f["data"] for f in client.followups(last)]
        expect(told, [{"consumer": "ledger", "position": last, "figure": "count", "expected": 2, "given": 3,
                       "agreed_position": first},
                      {"consumer": "ledger", "position": last, "figure": "credit_satang", "expected": 570, "given": 569,
                       "agreed_position": first}])
        row = dict(consumer="ledger")
        expect(list(client.query("cursor")), [(row, {"position": last, "count": 2, "debit_satang": 570,
                                                     "credit_satang": 570, "types": "journal.",
                                                     "agreed_position": first})])
        daemon.kill()
        daemon.start()
        page = client.fetch(consumer="ledger", types="journal.")
        expect((page["followups"], page["next"]), ([], last + 2), "after a restart")


def test_the_doorbell_rings(build):
    with served(build, *BASE, cycle()) as daemon, daemon.client() as client:
        bell = zmq.Context.instance().socket(zmq.SUB)
        bell.linger = 0
        bell.subscribe(b"")
        monitor = bell.get_monitor_socket(zmq.EVENT_HANDSHAKE_SUCCEEDED)
        bell.connect(daemon.doorbell)
        monitor.recv_multipart()
        # A subscription travels behind the handshake; what is rung before it arrives is lost, as promised: so ring again.
        for n in range(1, 1000):
            client.applied("base", remittance(n, n))
            if bell.poll(10):
                break
        told = msgpack.unpackb(bell.recv())["last"]
        expect(0 < told <= client.status()["last"], True, "a position that can be fetched")
        bell.disable_monitor()
        bell.close()


def test_query_by_key_and_page(build):
    units = [unit(f"{n:04}", "a" if n % 2 else "b") for n in range(1, 251)]
    with served(build, *units) as daemon, daemon.client() as client:
        expect([k["unit_code"] for k, _ in client.query("unit")], [f"{n:04}" for n in range(1, 251)])
        expect([k["unit_code"] for k, _ in client.query("unit_in_group", {"unit_group": "a"})],
               [f"{n:04}" for n in range(1, 251, 2)])
        page = client.ask({"op": "query", "table": "unit", "limit": 10, "behind": {"unit_code": "0010"}})
        expect(([r["key"]["unit_code"] for r in page["rows"]], page["more"]), ([f"{n:04}" for n in range(11, 21)], True))
        page = client.ask({"op": "query", "table": "unit", "key": {"unit_code": "0250"}})
        expect((len(page["rows"]), page["more"]), (1, False))
        whole_refused(client.ask({"op": "query", "table": "units"}), "bad_choice", "table")
        whole_refused(client.ask({"op": "query", "table": "unit", "key": {"code": "1"}}), "unknown_field", "key.code")
        whole_refused(client.ask({"op": "query", "table": "unit_in_group", "key": {"unit_code": "0001"}}), "missing_field")
        whole_refused(client.ask({"op": "event", "seq": 0}), "seq_unknown", "seq")
        whole_refused(client.ask({"op": "event", "seq": client.status()["seq"] + 1}), "seq_unknown", "seq")


if __name__ == "__main__":
    sys.exit(run(globals(), sys.argv[1]))
