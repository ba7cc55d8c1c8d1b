#!/usr/bin/python3
"""Does with coop.py what it is told, as drive.c does with libcoop; see there. Knows coop.py and nothing else of the tree."""
import json
import sys

import coop
import msgpack


def answer(a):
    refused = a["status"] == "refused"
    return {"status": a["status"], "seq": a.get("seq", 0), "first": a.get("first", 0), "count": a.get("count", 0),
            "code": a.get("code", ""), "field": a.get("fields" if a["status"] == "conflict" else "field", ""),
            "refused": "refused " + (a["field"] + ": " if a.get("field") else "") + a["text"] if refused else ""}


def publish(client, form, *events):
    return [answer(a) for a in client.publish([json.loads(e) if form == "json" else bytes.fromhex(e) for e in events])]


def follow(client, after, types, count):
    position, found = int(after), []
    for page in client.pages(after=position, types=types or ""):
        left = int(count) - len(found)
        found += page["followups"][:left]
        position = page["next"] if left >= len(page["followups"]) else found[-1]["position"]
        if len(found) == int(count):
            break
    return {"followups": found, "position": position}


def rows(client, table, key=None):
    return {"rows": [list(row) for row in client.rows(table, json.loads(key) if key else None)], "result": 0}


def acknowledge(client, cursor, types, position, count, debit, credit):
    told = client.acknowledge(cursor, int(position), int(count), int(debit), int(credit), types or "")
    return {**answer(told), "diverged": [[d["figure"], d["expected"], d["given"], d.get("agreed_position", 0), d["position"]]
                                         for d in told["diverged"]]}


def drive():
    with coop.open(sys.argv[1], sys.argv[2]) as client:
        for line in sys.stdin:
            verb, *words = [None if word == "-" else word for word in line.rstrip("\n").split("\t")]
            try:
                if verb == "json":
                    told = msgpack.unpackb(bytes.fromhex(words[0]))
                elif verb == "msgpack":
                    told = msgpack.packb(json.loads(words[0])).hex()
                else:
                    told = globals()[verb](client, *words)
            except coop.Declined:
                told = {"result": "declined"}
            print(json.dumps(told, ensure_ascii=False, separators=(",", ":")), flush=True)


drive()
