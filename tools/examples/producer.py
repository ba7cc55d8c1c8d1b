#!/usr/bin/python3
"""Sends events to coopd: JSON lines {"type", "key", "effective_date", "data"} on stdin. Prints one status a line.

    producer.py /var/lib/coopd/krabi payroll < events.jsonl

What is not answered is sent again under the same key and in the same order: nothing is lost, nothing is done twice."""
import itertools, json, sys
import coop  # installed with coopd; in the tree it is tools/python/coop.py

bad = False
with coop.open(sys.argv[1], sys.argv[2]) as coopd:
    while lines := list(itertools.islice(sys.stdin, 64)):
        events = [json.loads(line) for line in lines if line.strip()]
        for event, answer in zip(events, coopd.publish(events)):
            print(event["key"], json.dumps(answer, ensure_ascii=False), flush=True)
            bad = bad or answer["status"] in ("refused", "conflict")
sys.exit(bad)
