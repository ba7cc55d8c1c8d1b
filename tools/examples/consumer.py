#!/usr/bin/python3
"""Adds up, by account, what coopd asks to be booked. The sums stand in FILE together with the position reached.

    consumer.py ipc:///var/lib/coopd/coopd.sock FILE [CURSOR]

Whenever it is stopped, it goes on where FILE ends. With CURSOR it acknowledges, giving its totals to be compared."""
import json, os, sys
import msgpack, zmq

endpoint, path, cursor = (sys.argv[1:] + [""])[:3]
state = json.load(open(path)) if os.path.exists(path) else {"position": 0, "count": 0, "debit": {}, "credit": {}}

def ask(request):
    while True:  # asking again is harmless: a fetch changes nothing, an acknowledgement has its key
        with zmq.Context.instance().socket(zmq.DEALER) as socket:
            socket.linger = 0
            socket.connect(endpoint)
            socket.send(msgpack.packb(request))
            if socket.poll(15000):
                return msgpack.unpackb(socket.recv())

while True:
    page = ask({"op": "fetch", "after": state["position"], "types": "journal.", "limit": 500, "wait_ms": 10000})
    for followup in page["followups"]:
        state.update(count=state["count"] + 1, date=followup["effective_date"])
        for line in followup["data"]["lines"]:
            for side in "debit", "credit":
                state[side][line["account"]] = state[side].get(line["account"], 0) + line[side + "_satang"]
    if page["next"] > state["position"]:
        state["position"] = page["next"]
        with open(path + ".new", "w") as new:
            print(json.dumps(state), file=new, flush=True)
            os.fsync(new.fileno())
        os.rename(path + ".new", path)  # sums and position together, or neither
        if cursor and state["count"]:
            totals = {side + "_satang": sum(state[side].values()) for side in ("debit", "credit")}
            data = {"consumer": cursor, "position": page["next"], "types": "journal.", "count": state["count"], **totals}
            ask({"op": "submit", "producer": cursor, "events": [{"type": "consumer.acknowledged", "data": data,
                 "key": f"ack/{page['next']}", "effective_date": state["date"]}]})
