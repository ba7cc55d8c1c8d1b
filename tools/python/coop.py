"""Speaking with coopd: publish events, take follow-ups from a position on, acknowledge them.

    with coop.open("/var/lib/coopd/krabi", "payroll") as coopd:
        answer, = coopd.publish([{"type": ..., "key": ..., "effective_date": ..., "data": {...}}])
        for followup in coopd.follow(after=position, types="journal."):
            ...

Needs python3-zmq and python3-msgpack. What publish() returns is known for certain: it sends the same event again under
the same key, through crashes and restarts of the daemon, until there is an answer or patience ends (Unreachable);
whoever then calls it again with the same event does nothing twice. An object belongs to one thread."""
import os
import time

import msgpack
import zmq

ANSWER_MS, PAGE, EVENTS_A_REQUEST, BYTES_A_REQUEST = 10000, 1000, 64, 128 * 1024


class Unreachable(Exception):
    """No answer within the patience: what was sent may have been taken; call again with the same."""


class Declined(Exception):
    """The daemon does not take such a request, and never will; .refused has code, field and text."""

    def __init__(self, refused):
        super().__init__(": ".join(filter(None, (refused.get("field"), refused["text"]))))
        self.refused = refused


def open(place, name, patience=60):
    """place: a data directory or ipc://PATH. name: who publishes; keys belong to it. patience: seconds, None for ever."""
    return Coop(place if place.startswith("ipc://") else "ipc://" + os.path.join(place, "coopd.sock"), name, patience)


class Coop:
    def __init__(self, endpoint, name, patience):
        self.endpoint, self.name, self.patience = endpoint, name, patience
        self._socket, self._id = None, 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self._socket:
            self._socket.close()
        self._socket = None

    # ---- publish

    def publish(self, events):
        """Publishes them in their order; one answer for each: a dict with status (applied, repeated, conflict, parked,
        refused), seq, and as the status has them first, count, code, field, fields, text."""
        events = list(events)
        packed = [e if isinstance(e, bytes) else msgpack.packb(e) for e in events]
        answers, heard, most = [], time.monotonic(), EVENTS_A_REQUEST
        while len(answers) < len(events):
            batch = _batch(packed[len(answers):len(answers) + most])
            answer = self._ask({"op": "submit", "producer": self.name}, batch)
            if "refused" in answer and not answer.get("answers"):  # as such: tried one by one, each has its own
                answers += [{"status": "refused", **answer["refused"]}] if len(batch) == 1 else []
                most = 1
                continue
            for one in answer["answers"]:
                if one["status"] == "busy":
                    if self.patience is not None and time.monotonic() > heard + self.patience:
                        raise Unreachable(one["text"])
                    time.sleep(one.get("retry_ms", 200) / 1000)
                    break
                answers.append(one)
                heard = time.monotonic()
        return answers

    # ---- subscribe

    def follow(self, after=0, types="", subject="", wait=0):
        """Follow-ups behind a position, as dicts; ends when none has come within `wait` seconds, None for never."""
        for page in self.pages(after, types, subject, wait):
            yield from page["followups"]

    def pages(self, after=0, types="", subject="", wait=0):
        """The same by pages: everything up to page["next"] is in it, or was not wanted. Keep that number together with
        your own result."""
        end = None if wait is None else time.monotonic() + wait
        while True:
            left = 20 if end is None else max(0, min(20, end - time.monotonic()))
            request = {"op": "fetch", "after": after, "limit": PAGE, "wait_ms": int(left * 1000)}
            page = self._look({**request, **({"types": types} if types else {}), **({"subject": subject} if subject else {})})
            if page["next"] > after:
                after = page["next"]
                yield page
            elif end is not None and time.monotonic() >= end:
                return

    # ---- acknowledge

    def acknowledge(self, consumer, position, count, debit_satang=0, credit_satang=0, types=""):
        """Everything up to position is kept. count and sums are the consumer's own since the beginning; returns the answer
        with "diverged": a list of dicts figure, expected, given, agreed_position, position of those that are not the
        daemon's. What is wrong lies behind agreed_position and not behind position."""
        there = self._look({"op": "fetch", "after": position - 1, "limit": 1})["followups"]
        if not there or there[0]["position"] != position:
            raise Declined({"code": "position_unknown", "text": f"there is no follow-up at position {position}"})
        data = {"consumer": consumer, "position": position, "types": types, "count": count, "debit_satang": debit_satang,
                "credit_satang": credit_satang, "compare_all": True}
        for n in range(100):  # figures that were mended are another acknowledgement of the same position
            event = {"type": "consumer.acknowledged", "key": f"ack/{consumer}/{position}" + (f"/{n}" if n else ""),
                     "effective_date": there[0]["effective_date"], "data": {k: v for k, v in data.items() if v}}
            answer = self.publish([event])[0]
            if answer["status"] != "conflict":
                break
        told, first = [], answer.get("first", 0)
        if first:
            told = self._look({"op": "fetch", "after": first - 1, "limit": answer["count"]})["followups"]
        return {**answer, "diverged": [f["data"] for f in told if f["type"] == "consumer.diverged"]}

    # ---- look

    def rows(self, table, key=None):
        """The rows of a table, in order, as pairs of dicts (key, value). key: the first fields of its key."""
        request = {"op": "query", "table": table, "limit": PAGE, **({"key": key} if key else {})}
        while True:
            page = self._look(request)
            for row in page["rows"]:
                yield row["key"], row["value"]
            if not page["more"]:
                return
            request["behind"] = page["rows"][-1]["key"]

    def _look(self, request):
        answer = self._ask(request)
        if "refused" in answer:
            raise Declined(answer["refused"])
        return answer

    # ---- one request, one answer

    def _ask(self, request, packed_events=None):
        """Again, on a new connection, until it is answered or patience ends."""
        self._id += 1
        request = {"op": request["op"], "id": self._id, **request}
        frame = msgpack.packb(request)
        if packed_events is not None:  # a map of one member more
            packer = msgpack.Packer()
            frame = (packer.pack_map_header(len(request) + 1) + frame[1:] + packer.pack("events") +
                     packer.pack_array_header(len(packed_events)) + b"".join(packed_events))
        end = None if self.patience is None else time.monotonic() + self.patience
        while True:
            if self._socket is None:  # a new one: what an old one still holds must not overtake
                self._socket = zmq.Context.instance().socket(zmq.DEALER)
                self._socket.linger = 0
                self._socket.connect(self.endpoint)
            self._socket.send(frame)
            answer = self._receive(end, request.get("wait_ms", 0))
            if answer is not None:
                return answer
            self.close()
            if end is not None and time.monotonic() >= end:
                raise Unreachable(f"no daemon answers at {self.endpoint}")

    def _receive(self, end, wait_ms):
        """The answer to the last request; None if it does not come."""
        until = time.monotonic() + (ANSWER_MS + wait_ms) / 1000
        if end is not None:
            until = min(until, end + wait_ms / 1000)
        while self._socket.poll(max(0, int((until - time.monotonic()) * 1000))):
            answer = msgpack.unpackb(self._socket.recv())
            if answer.get("id") == self._id:
                return answer
        return None


def _batch(packed):
    """As many as go well into one request, and one at least."""
    size, n = 0, 0
    while n < len(packed) and (n == 0 or size + len(packed[n]) <= BYTES_A_REQUEST):
        size += len(packed[n])
        n += 1
    return packed[:n]
