#!/usr/bin/python3
"""kill -9 at random moments under load, restart, resend of everything unanswered: nothing answered is lost, nothing is done
twice, the books are those of the model. Exercises the whole daemon: journal, checkpoint, fold, keys, follow-ups.

    30-kill9.py BUILD [KILLS [EVENTS]] [--seed N]        a small cooperative over half a year, killed every so often
    30-kill9.py BUILD --members 100000 --kills 1         one month of many members, killed in the middle of the result lines

A failed run prints its seed; moments differ from run to run, the events do not.
"""
import argparse
import hashlib
import random
import sys
import time

import msgpack
from coopd import Daemon, expect, run
from cooperative import Cooperative

WINDOW = 1024
TAKEN = ("applied", "parked")


class Campaign:
    """The producer's memory, and what was seen before each crash."""

    def __init__(self, daemon, cooperative, seed):
        self.daemon, self.cooperative, self.random = daemon, cooperative, random.Random(seed)
        self.events = [event for event, _ in cooperative.events]
        self.right = {}
        for event, right in cooperative.events:
            self.right.setdefault(event["key"], right)
        self.answered = [False] * len(self.events)
        self.first_unanswered = 0
        self.sent = set()    # keys that were sent at least once
        self.taken = {}      # key: seq, first, count
        self.seen = {}       # position: digest of the follow-up
        self.cursor = 0

    def take(self, i, answer):
        """Notes an answer. False: it does not count, the event must be sent again."""
        key, status = self.events[i]["key"], answer["status"]
        if status == "busy":
            return False
        if status not in self.right[key] and status != "repeated":
            raise AssertionError(f"{self.events[i]} was {answer}, right were {self.right[key]}")
        told = (answer["seq"], answer.get("first", 0), answer.get("count", 0))
        if status == "repeated" and answer["first_status"] not in self.right[key]:
            raise AssertionError(f"{key}: {answer}, right were {self.right[key]}")
        expect(told, self.taken.setdefault(key, told), f"the second answer to {key}")
        self.answered[i] = True
        return True

    def feed(self, client, stop_after, sizes, linger=None):
        """Sends what is unanswered, in order, with a window; returns after so many answers, or when nothing is left.
        With `linger` it returns with a full window unanswered, after so many seconds."""
        at, in_flight, answers, again = self.first_unanswered, [], 0, False
        while True:
            waiting = sum(len(batch) for _, batch in in_flight)
            while waiting < WINDOW and at < len(self.events) and not again:
                batch = []
                for _ in range(self.random.randint(1, sizes)):
                    while at < len(self.events) and self.answered[at]:
                        at += 1
                    if at < len(self.events):
                        batch.append(at)
                        at += 1
                if batch:
                    self.sent.update(self.events[i]["key"] for i in batch)
                    request = {"op": "submit", "producer": "payroll", "events": [self.events[i] for i in batch]}
                    in_flight.append((client.send(request), batch))
                    waiting += len(batch)
            if linger is not None and answers >= stop_after:
                time.sleep(linger)
                return
            if answers >= stop_after or not in_flight:
                if not in_flight and again:
                    at, again = self.first_unanswered, False  # busy: once more, from the first that was not taken
                    continue
                return
            number, batch = in_flight.pop(0)
            for i, answer in zip(batch, client.answer(number)["answers"]):
                # What was sent behind an event that found no room may have been refused for want of it.
                again = again or answer["status"] == "busy"
                if not (again and answer["status"] == "refused"):
                    self.take(i, answer)
                answers += 1
            while self.first_unanswered < len(self.events) and self.answered[self.first_unanswered]:
                self.first_unanswered += 1

    def look(self, client, pages=1):
        """Reads on in the stream and remembers it."""
        for _ in range(pages):
            page = client.fetch(after=self.cursor, limit=1000)
            for followup in page["followups"]:
                self.cursor += 1
                expect(followup["position"], self.cursor, "position")
                self.seen[self.cursor] = digest(followup)

    def life(self, budget):
        """One start, some work, one kill -9."""
        checkpoint = self.random.choice((64, 64, 500, 65536))
        plan = self.random.choice(("starting", "answered", "answered", "burst", "burst", "reading"))
        if plan == "starting":
            self.daemon.spawn(checkpoint_events=checkpoint)
            time.sleep(self.random.random() * 0.06)
            self.daemon.kill()
            return plan
        self.daemon.start(checkpoint_events=checkpoint)
        with self.daemon.client() as client:
            sizes = self.random.choice((1, 8, 64, 300))
            if plan == "reading":
                self.feed(client, self.random.randrange(budget + 1), sizes)
                self.look(client, 2)
                client.send({"op": "fetch", "after": self.cursor, "wait_ms": 1000})
            else:
                self.look(client)
                burst = self.random.random() * 0.01 if plan == "burst" else None
                self.feed(client, self.random.randrange(2 * budget + 1), sizes, burst)
            self.daemon.kill()
        return plan


def digest(value):
    return hashlib.blake2b(msgpack.packb(value), digest_size=16).digest()


def check_resend(campaign, client):
    """All events once more: each is repeated, with its first answer."""
    campaign.answered = [False] * len(campaign.events)
    campaign.first_unanswered = 0
    before = client.status()
    campaign.feed(client, len(campaign.events) + 1, 300)
    expect(all(campaign.answered), True, "every event is answered again")
    after = client.status()
    expect((after["seq"], after["last"]), (before["seq"], before["last"]), "seq and last after the resend")


def check_journal(campaign, client):
    """Every answered event stands in the journal exactly once; beside it only the daemon's own slices of work."""
    last, taken, own = client.status()["seq"], {}, 0
    originals = {event["key"]: event for event in reversed(campaign.events)}
    positions = 0
    for start in range(1, last + 1, 500):
        numbers = [client.send({"op": "event", "seq": seq}) for seq in range(start, min(start + 500, last + 1))]
        for seq, number in enumerate(numbers, start):
            record = client.answer(number)
            expect(record["seq"], seq, "seq")
            if record["count"]:
                expect(record["first"], positions + 1, f"first position of {seq}")
            positions += record["count"]
            if record["producer"] == "coopd":
                expect(record["event"]["type"], "clock.work_continued", "the daemon's own event")
                own += 1
                continue
            key = record["event"]["key"]
            expect(key in taken, False, f"{key} twice in the journal")
            expect(record["event"], originals[key], "the event in the journal")
            taken[key] = (seq, record["first"], record["count"])
    expect(taken, campaign.taken, "what the journal holds, and what was answered")
    expect(len(taken) + own, last, "number of records")
    expect(positions, client.status()["last"], "number of follow-ups")
    return taken


def check_followups(campaign, client, taken):
    """No gaps, each with the identity it had before the crash, and the postings are the ledger."""
    position, cause, ordinal, sums = 0, 0, 0, {}
    for followup in client.followups():
        position += 1
        expect(followup["position"], position, "position")
        ordinal = ordinal + 1 if followup["seq"] == cause else 0
        expect(followup["seq"] >= cause, True, "order of causes")
        cause = followup["seq"]
        expect(followup["ordinal"], ordinal, f"ordinal at {position}")
        if position in campaign.seen:
            expect(digest(followup), campaign.seen[position], f"follow-up {position}, seen before a crash")
        if followup["type"] == "journal.posting_requested":
            lines = followup["data"]["lines"]
            expect(sum(line["debit_satang"] - line["credit_satang"] for line in lines), 0, "a posting's balance")
            for line in lines:
                debit, credit = sums.get(line["account"], (0, 0))
                sums[line["account"]] = (debit + line["debit_satang"], credit + line["credit_satang"])
    expect(position, client.status()["last"], "number of follow-ups")
    expect(sums, {k["account"]: (v["debit_satang"], v["credit_satang"]) for k, v in client.query("ledger")}, "ledger")
    for key, (seq, first, count) in taken.items():
        expect(first > 0, count > 0, f"first and count of {key} (seq {seq})")


def finish(campaign):
    """The last life, without a kill, and everything that must be true in the end."""
    daemon = campaign.daemon
    with daemon.start().client() as client:
        campaign.feed(client, len(campaign.events) + 1, 300)
        expect(campaign.first_unanswered, len(campaign.events), "events answered")
        client.settled()
        check_resend(campaign, client)
        taken = check_journal(campaign, client)
        check_followups(campaign, client, taken)
        expect("; ".join(campaign.cooperative.differences(client)), "", "the model")
        told = client.status()
    expect(daemon.stop(), 0, "exit status")
    daemon.verify()
    with daemon.start().client() as client:
        expect(daemon.folded(), 0, "events folded after an orderly stop")
        status = client.status()
        expect((status["seq"], status["last"]), (told["seq"], told["last"]), "seq and last after a restart")


def test_kill_9_under_load_loses_nothing_and_does_nothing_twice(options):
    members = max(20, options.events // 9)
    cooperative = Cooperative(options.seed, members, 6)
    with Daemon(options.build) as daemon:
        campaign = Campaign(daemon, cooperative, options.seed)
        plans = [campaign.life(len(campaign.events) // max(1, options.kills)) for _ in range(options.kills)]
        finish(campaign)
        print(f"# {len(plans)} kills, {len(campaign.events)} events, {len(campaign.seen)} follow-ups seen before a kill, "
              f"seed {options.seed}")


def test_a_month_of_many_members_survives_a_kill_in_the_middle(options):
    cooperative = Cooperative(options.seed, options.members, 1, units=40, borrowers=0.2)
    lines = [i for i, (event, _) in enumerate(cooperative.events) if event["type"] == "payroll.deduction_result"]
    with Daemon(options.build) as daemon:
        campaign = Campaign(daemon, cooperative, options.seed)
        for kill in range(1, options.kills + 1):
            with daemon.start().client() as client:
                until = lines[0] + (lines[-1] - lines[0]) * kill // (options.kills + 1)
                campaign.feed(client, until - campaign.first_unanswered, 300, 0.002)
                campaign.look(client, 20)
                daemon.kill()
        finish(campaign)
        print(f"# {options.kills} kills, {len(lines)} result lines, {len(campaign.events)} events, seed {options.seed}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build")
    parser.add_argument("kills_", metavar="KILLS", nargs="?", type=int, default=200)
    parser.add_argument("events", metavar="EVENTS", nargs="?", type=int)
    parser.add_argument("--kills", type=int)
    parser.add_argument("--members", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.kills = options.kills_ if options.kills is None else options.kills
    options.events = options.events or max(20000, 60 * options.kills)
    few = test_kill_9_under_load_loses_nothing_and_does_nothing_twice
    many = test_a_month_of_many_members_survives_a_kill_in_the_middle
    return run({test.__name__: test for test in ([many] if options.members else [few])}, options)


if __name__ == "__main__":
    sys.exit(main())
