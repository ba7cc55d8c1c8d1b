#!/usr/bin/python3
"""Adds up, by account, what coopd asks to be booked. The sums stand in FILE together with the position reached.

    consumer.py /var/lib/coopd/krabi FILE [CURSOR]

Whenever it is stopped, it goes on where FILE ends. With CURSOR it acknowledges, giving its totals to be compared."""
import json, os, sys
import coop  # installed with coopd; in the tree it is tools/python/coop.py

place, path, cursor = (sys.argv[1:] + [""])[:3]
state = json.load(open(path)) if os.path.exists(path) else {"position": 0, "count": 0, "debit": {}, "credit": {}}

with coop.open(place, cursor or "consumer", patience=None) as coopd:
    for page in coopd.pages(after=state["position"], types="journal.", wait=None):
        for followup in page["followups"]:
            state["count"] += 1
            for line in followup["data"]["lines"]:
                for side in "debit", "credit":
                    state[side][line["account"]] = state[side].get(line["account"], 0) + line[side + "_satang"]
        state["position"] = page["next"]
        with open(path + ".new", "w") as new:
            print(json.dumps(state), file=new, flush=True)
            os.fsync(new.fileno())
        os.rename(path + ".new", path)  # sums and position together, or neither
        if cursor:
            debit, credit = (sum(state[side].values()) for side in ("debit", "credit"))
            told = coopd.acknowledge(cursor, page["next"], state["count"], debit, credit, types="journal.")
            for d in told["diverged"]:
                print(d["figure"], "is", d["given"], "and should be", d["expected"], file=sys.stderr)
