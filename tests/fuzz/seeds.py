#!/usr/bin/python3
"""Makes the corpora of the fuzz targets, most from the golden vectors: run it when events were added.

    tests/fuzz/seeds.py BUILD           files that it does not make (found-*: by a fuzzer) are kept
"""
import datetime
import glob
import io
import json
import os
import struct
import subprocess
import sys
import zipfile

import msgpack

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(TOP, "tests/corpus"))
import xlsx_cases  # noqa: E402


def golden():
    """name: bytes of each vector."""
    for path in sorted(glob.glob(os.path.join(TOP, "tests/golden/*.txt"))):
        with open(path, encoding="utf-8") as f:
            yield os.path.basename(path)[:-len(".txt")], bytes.fromhex(f.read().split("wire")[1].split("json")[0])


def keep(target, name, data):
    folder = os.path.join(HERE, "corpus", target)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as f:
        f.write(data)


def varint(n):
    out = b""
    while n >= 0x80:
        out += bytes([n & 0x7F | 0x80])
        n >>= 7
    return out + bytes([n])


def number(schema, field, value):
    """A scalar as the daemon counts it."""
    if field["kind"] == "day":
        return datetime.date.fromisoformat(value).toordinal() + 305
    if field["kind"] == "period":
        return int(value[:4]) * 12 + int(value[5:]) - 1
    if field["kind"] == "choice":
        words = next(e["values"] for e in schema["enums"] if e["name"] == field["choice"])
        return [w["word"] for w in words].index(value) + 1
    return int(value)


def packed(schema, fields, body):
    """The packed form (proto/codec.h) of a map with all its fields."""
    out = varint(len(fields))
    for field in fields:
        value = body.get(field["name"])
        if field["kind"] == "list":
            inner = next(r["fields"] for r in schema["records"] if r["name"] == field["record"])
            out += varint(len(value or ())) + b"".join(packed(schema, inner, one) for one in value or ())
        elif field["kind"] in ("code", "sentence"):
            out += varint(len(value or "")) + (value or "").encode()
        else:
            n = number(schema, field, value) if value is not None else 0
            out += varint(2 * n if n >= 0 else -2 * n - 1)
    return out


def requests(vectors):
    events = [msgpack.unpackb(v) for _, v in vectors if b"effective_date" in v[:90]]
    for e in events[::4]:
        yield f"submit-{e['type']}", {"op": "submit", "id": 1, "producer": "payroll", "events": [e]}
    yield "submit-many", {"op": "submit", "producer": "p", "events": events[:3], "envelope": {"count": 1, "sum_satang": 5},
                          "dry_run": True}
    yield "fetch", {"op": "fetch", "id": 2, "after": 1032, "limit": 100, "types": "journal.", "wait_ms": 10000}
    yield "fetch-cursor", {"op": "fetch", "consumer": "ledger", "subject": "004411"}
    yield "query", {"op": "query", "table": "bill_line", "key": {"period": "2024-01"}, "behind": {"period": "2024-01"}}
    yield "event", {"op": "event", "seq": 2 ** 63 - 1}
    yield "status", {"op": "status"}
    yield "thai", {"op": "status", "ชื่อ" * 10: 1}


def damages():
    """Lists of changes for the journal target: what, value, length, place."""
    change = struct.Struct("<BBHI")
    yield "none", b""
    for what, name in enumerate(("flip", "fill", "copy", "move", "zero", "cut")):
        for place in (0, 8, 12, 40, 60, 4096, 4100, 4104, 4200, 9000, 30000, 1 << 31 | 500000):
            if name in ("flip", "cut") or place in (4096, 9000, 30000):
                yield f"{name}-{place & 0x7FFFFFFF}", change.pack(what, 1, 40, place)
    yield "two", change.pack(0, 255, 0, 9000) + change.pack(4, 0, 0, 20000)


def workbooks():
    """For the xlsx target: a few whole files, and the parts of others, divided by NULs."""
    whole = ("ordinary", "streamed", "zip64", "stored", "password")
    loose = ("rich-text", "rich-inline", "gaps", "no-references", "numbers", "booleans-and-errors", "formulas", "escapes", "date-formats",
             "formats-that-are-no-dates", "built-in-redefined", "serial-numbers", "since-1904", "iso-dates", "merged", "merged-overlap", "foreign-elements",
             "doctype", "laughs", "rows-back", "cells-twice", "two-values")
    for name, data, _ in xlsx_cases.cases():
        if name in whole:
            yield name, data
        elif name in loose:
            with zipfile.ZipFile(io.BytesIO(data)) as z:
                parts = ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml")
                known = z.namelist()
                rest = (z.read(p) if p in known else [xlsx_cases.sst(), xlsx_cases.styles()][i].encode() for i, p in enumerate(parts[2:]))
                yield name, b"\0".join([z.read(parts[0]).replace(b'r:id="r1"', b'r:id="a"'), z.read(parts[1]), *rest])


def main():
    schema = json.loads(subprocess.check_output([os.path.join(sys.argv[1], "coopctl"), "schema", "--json"]))
    order = [e["type"] for e in schema["events"]]
    vectors = list(golden())
    for name, wire in vectors:
        if b"effective_date" in wire[:90]:
            keep("event", name, wire)
        body = msgpack.unpackb(wire)
        event = order.index(name.rsplit(".", 1)[0])
        keep("packed", name, bytes([event]) + packed(schema, schema["events"][event]["fields"], body.get("data", body)))
    for name, request in requests(vectors):
        keep("request", name, msgpack.packb(request))
    for name, changes in damages():
        keep("journal", name, changes)
    for name, data in workbooks():
        keep("xlsx", name, data)
    keep("config", "comments", b"# coopd\n; also\n\nclose_days = daily   \n")
    keep("config", "section", b"[coopd]\ndir = /x\n")
    keep("config", "all", b"dir = /var/lib/coopd\nlisten = ipc:///run/coopd.sock\ndoorbell =\nmap_size = 64G\nsegment_size = 64M\n"
         b"disk_reserve = 512M\nmax_request = 1M\ncheckpoint_events = 65536\nclose_days = manual\n")
    keep("config", "wrong", b"map_size = 1K\nmap_size = 99999999999G\nmapsize = 1\n  indented\n" + b"x" * 300)


if __name__ == "__main__":
    main()
