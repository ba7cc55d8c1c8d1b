#!/usr/bin/python3
"""Runs the two programs of tools/examples against a daemon, also through kill -9: what a stranger would try first.

    60-examples.py BUILD
"""
import json
import os
import re
import signal
import subprocess
import sys

from coopd import PATIENCE, TOP, Daemon, die_with_parent, expect, line, run, wait_until
from cooperative import Cooperative

EXAMPLES = os.path.join(TOP, "tools/examples")


def example(name, *arguments, **options):
    return subprocess.Popen([sys.executable, os.path.join(EXAMPLES, name), *arguments], text=True,
                            env={**os.environ, "PYTHONPATH": os.path.join(TOP, "tools/python")},
                            preexec_fn=die_with_parent, **options)


def produce(daemon, path, events):
    """Starts the producer on these events, as lines of JSON."""
    with open(path, "w", encoding="utf-8") as f:
        f.writelines(json.dumps(e) + "\n" for e in events)
    with open(path, encoding="utf-8") as given:
        return example("producer.py", daemon.endpoint, "payroll", stdin=given, stdout=subprocess.PIPE)


def statuses(output):
    """[(key, answer)] as printed."""
    return [(text.split(" ", 1)[0], json.loads(text.split(" ", 1)[1])) for text in output.splitlines()]


def read_sums(path):
    try:
        with open(path, encoding="utf-8") as f:
            return json.load(f)
    except FileNotFoundError:
        return {"position": 0}


def test_they_are_short_and_need_only_the_module(_):
    for name in ("producer.py", "consumer.py"):
        with open(os.path.join(EXAMPLES, name), encoding="utf-8") as f:
            text = f.read()
        expect(text.count("\n") < 40, True, f"{name} has {text.count(chr(10))} lines")
        modules = {m for found in re.findall(r"^import ([a-z, ]*[a-z])", text, re.MULTILINE) for m in found.split(", ")}
        expect(modules <= {"coop", "itertools", "json", "os", "sys"}, True, f"{name} needs {modules}")


def test_producer_and_consumer_through_kill_9(build):
    cooperative = Cooperative(7, 150, 2, units=3)
    events = [e for e, _ in cooperative.events]
    with Daemon(build, checkpoint_events=100).start() as daemon:
        sums = os.path.join(daemon.dir, "sums.json")
        consumer = example("consumer.py", daemon.endpoint, sums, "ledger")
        producer = produce(daemon, os.path.join(daemon.dir, "events"), events)
        printed = [producer.stdout.readline() for _ in range(300)]
        daemon.kill()
        daemon.start()
        consumer.send_signal(signal.SIGKILL)
        consumer.wait()
        consumer = example("consumer.py", daemon.endpoint, sums, "ledger")
        told = statuses("".join(printed) + producer.stdout.read())
        expect(producer.wait(PATIENCE), 0, "exit status of the producer")
        expect([key for key, _ in told], [e["key"] for e in events], "one status for each event, in order")
        expect({answer["status"] for _, answer in told} <= {"applied", "parked", "repeated"}, True)
        with daemon.client() as client:
            client.settled()
            expect("; ".join(cooperative.differences(client)), "", "the model")
            wait_until(lambda: any(v["position"] >= read_sums(sums)["position"] == client.status()["last"]
                                   for _, v in client.query("cursor")))
            state = read_sums(sums)
            ledger = {k["account"]: (v["debit_satang"], v["credit_satang"]) for k, v in client.query("ledger")}
            expect({a: (state["debit"][a], state["credit"][a]) for a in state["debit"]}, ledger, "the consumer's sums")
            expect(list(client.followups(types="consumer.")), [], "control figures agree")
        consumer.send_signal(signal.SIGKILL)
        consumer.wait()
        expect(daemon.stop(), 0)


def test_the_producer_says_what_is_refused(build):
    with Daemon(build).start() as daemon:
        wrong = [line(1), {**line(2), "data": {"colected_satang": 5}}, {**line(3), "data": {"line_no": 1.5}}, line(1)]
        producer = produce(daemon, os.path.join(daemon.dir, "events"), wrong)
        told = statuses(producer.communicate(timeout=PATIENCE)[0])
        expect([answer["code"] for _, answer in told], ["unit_unknown", "unknown_field", "float_refused", "unit_unknown"])
        expect(producer.returncode, 1, "exit status")


if __name__ == "__main__":
    sys.exit(run(globals(), sys.argv[1]))
