#!/usr/bin/python3
"""Sends events to coopd: JSON lines {"type", "key", "effective_date", "data"} on stdin. Prints one status a line.

    producer.py ipc:///var/lib/coopd/coopd.sock payroll < events.jsonl

What is not answered is sent again under the same key and in the same order: nothing is lost, nothing is done twice."""
import json, sys, time
import msgpack, zmq

WINDOW, PATIENCE_MS = 1000, 5000
endpoint, producer = sys.argv[1:3]
unanswered, sent, more, socket, bad = {}, 0, True, None, False  # unanswered: number -> event, in the order sent

def send(number):
    socket.send(msgpack.packb({"id": number, "op": "submit", "producer": producer, "events": [unanswered[number]]}))

while more or unanswered:
    if socket is None:  # a new connection: what an old one still holds must not overtake
        socket = zmq.Context.instance().socket(zmq.DEALER)
        socket.linger = 0
        socket.connect(endpoint)
        for number in unanswered:
            send(number)
    while more and len(unanswered) < WINDOW:
        line = sys.stdin.readline()
        more = line != ""
        if line.strip():
            sent += 1
            unanswered[sent] = json.loads(line)
            send(sent)
    answer = msgpack.unpackb(socket.recv()) if unanswered and socket.poll(PATIENCE_MS) else {}
    result = {"status": "refused", **answer["refused"]} if "refused" in answer else answer.get("answers", [{}])[0]
    if result.get("status", "busy") == "busy":  # no room, or no answer
        time.sleep(result.get("retry_ms", 0) / 1000)
        socket = socket.close()
    else:
        print(unanswered.pop(answer["id"])["key"], json.dumps(result, ensure_ascii=False), flush=True)
        bad = bad or result["status"] in ("refused", "conflict")
sys.exit(bad)
