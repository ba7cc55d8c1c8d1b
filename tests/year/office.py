"""The office of a year: a calendar of what is to be done, dice that depend on nothing but the seed and what they are thrown for,
and the one connection over which everything is sent."""
import collections
import datetime
import random

TAKEN = ("applied", "repeated", "parked")
# What may be refused in a year, for what people plan meets what others did meanwhile. Everything else is a fault.
EXPECTED_REFUSALS = {
    "loan_closed",  # paid off, or replaced, before the payment came
    "loan_not_open",
    "case_stage",  # the case moved on the same day
    "dates_out_of_order",
    "document_exists",  # a receipt number twice: the generator's own case
    "member_left",
    "guarantor_unknown",
    "relief_early",  # a guarantor asks before he has paid for long enough,
    "guarantor_not_paying",  # or at all
    "notice_received",  # it had arrived before
    "not_a_member",  # the new guarantor has left
}


def day(text):
    return datetime.date.fromisoformat(text)


def after(date, days):
    return str(day(date) + datetime.timedelta(days))


def next_month(period):
    year, month = map(int, period.split("-"))
    return f"{year + month // 12}-{month % 12 + 1:02}"


def last_day(period):
    return after(next_month(period) + "-01", -1)


def clamped(date, latest):
    return min(date, latest)


class Office:
    def __init__(self, daemon, seed, today):
        self.daemon, self.seed, self.today, self.client = daemon, seed, today, daemon.client()
        self.calendar = collections.defaultdict(list)
        self.refused, self.unexpected, self.position, self.numbers = collections.Counter(), [], 0, 0

    def dice(self, *what):
        return random.Random("/".join(map(str, (self.seed, *what))))

    # ---- the calendar

    def on_day(self, date, what, producer="office"):
        """An event, or what makes one or none when its day comes. What comes too late is done tomorrow."""
        self.calendar[max(date, after(self.today, 1))].append((producer, what))

    def later(self, days, what):
        self.on_day(after(self.today, days), what)

    def event(self, name, /, actor=None, **data):
        """Of today. Keys are numbered, so that none comes twice."""
        self.numbers += 1
        return {"type": name, "key": f"{name}/{self.today}/{self.numbers}", "effective_date": self.today,
                **({"actor": actor} if actor else {}), "data": {n: x for n, x in data.items() if x is not None}}

    def do_today(self):
        """All of today in order; events that stand together are sent together."""
        batch, of = [], None
        for producer, what in self.calendar.pop(self.today, []):
            event = what() if callable(what) else what
            for one in event if isinstance(event, list) else [event] if event else []:
                if producer != of and batch:
                    self.submit(of, batch)
                    batch = []
                of = producer
                batch.append(one)
                if callable(what):  # made from what is known now, so the next one must know of it
                    self.submit(of, batch)
                    batch = []
        if batch:
            self.submit(of, batch)

    # ---- the daemon

    def submit(self, producer, events):
        answers = self.client.all(producer, events)
        for event, answer in zip(events, answers):
            if answer["status"] in TAKEN:
                continue
            self.refused[f"{event['type']} {answer.get('code')}"] += 1
            if answer.get("code") not in EXPECTED_REFUSALS:
                self.unexpected.append((event, answer))
        return answers

    def killed_meanwhile(self, producer, events):
        """The daemon dies with these on their way; they are sent again, under the same keys."""
        self.client.send({"op": "submit", "producer": producer, "events": events})
        self.daemon.kill()
        self.client.socket.close()
        self.daemon.start()
        self.client = self.daemon.client()
        self.submit(producer, events)

    def settled(self):
        return self.client.settled()

    def row(self, table, **key):
        return next((value for _, value in self.client.query(table, key)), None)

    def news(self):
        """What follows from all that was sent since it was last asked for."""
        for followup in self.client.followups(after=self.position):
            self.position = followup["position"]
            yield followup
