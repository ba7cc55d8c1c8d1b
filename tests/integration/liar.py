"""Stands between coopctl and a daemon and changes one figure of what is asked for: liar.py SOCKET DAEMON TABLE KEY FIELD SATANG.

Rows of TABLE whose key has the value KEY have SATANG more in FIELD."""
import sys

import msgpack
import zmq

front_name, back_name, table, key, field, satang = sys.argv[1:]
context = zmq.Context()
front = context.socket(zmq.ROUTER)
front.bind(front_name)
print("ready", flush=True)
while True:
    who, *rest = front.recv_multipart()
    with context.socket(zmq.DEALER) as back:
        back.linger = 0
        back.connect(back_name)
        back.send_multipart(rest)
        answer = back.recv_multipart()
    if msgpack.unpackb(rest[-1]).get("table") == table:
        body = msgpack.unpackb(answer[-1])
        for row in body["rows"]:
            if key in row["key"].values():
                row["value"][field] = row["value"].get(field, 0) + int(satang)
        answer[-1] = msgpack.packb(body)
    front.send_multipart([who, *answer])
