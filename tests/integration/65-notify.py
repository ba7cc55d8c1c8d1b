#!/usr/bin/python3
"""The notice sender against a real SMTP server and a real HTTP server that are slow, fail, cut and duplicate, killed at
random: every notice arrives at least once, none is lost, a duplicate has the same id; hours, limits and withdrawals hold.

    65-notify.py BUILD [KILLS [SEED]]
"""
import datetime
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import time

from coopd import (PATIENCE, TOP, Daemon, close, cycle, die_with_parent, event, expect, line, member, policy, run,
                   unit)
from notice_servers import Mailbox, Web, server_context

SECRET, TOKEN = "webhook-secret", "line-token"
LINE_ID = "U4af4980629%022d"
BANGKOK = datetime.timezone(datetime.timedelta(hours=7))


def notice_id(coop, position):
    """The same as the sink's, made here once more: a UUID of version 8."""
    raw = bytearray(hashlib.blake2b(f"coopd notice\n{coop}\n{position}".encode(), digest_size=16).digest())
    raw[6], raw[8] = raw[6] & 0x0F | 0x80, raw[8] & 0x3F | 0x80
    text = raw.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


class Sink:
    """The settings of a sink in the directory of a daemon, and at times its process."""

    def __init__(self, daemon, mail=None, web=None, tries=60, first="10ms", longest="40ms", more="", email="", timeout="60s"):
        self.daemon, self.process, self.said = daemon, None, os.path.join(daemon.dir, "sink.log")
        self.config, self.store = os.path.join(daemon.dir, "notify.ini"), os.path.join(daemon.dir, "sink")
        for name, text in (("secret", SECRET), ("token", TOKEN)):
            with open(os.open(os.path.join(daemon.dir, name), os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="utf-8") as f:
                f.write(text + "\n")
        with open(os.path.join(TOP, "tools/webhooks/line.ini"), encoding="utf-8") as f:
            profile = f.read().replace("https://api.line.me/v2/bot/message/push", f"http://127.0.0.1:{web.port if web else 1}/line")
        with open(os.path.join(daemon.dir, "line.ini"), "w", encoding="utf-8") as f:
            f.write(profile)
        text = f"[sink]\nstore = sink\ntemplates = {TOP}/tools/templates\nname_en = Krabi Teachers\nlanguage = en\n"
        if mail:
            text += (f"[email]\nserver = smtp://127.0.0.1:{mail.port}\nfrom = สหกรณ์ <notices@coop.example>\ntimeout = {timeout}\n"
                     + (email or "tls = none\n"))
        if web:
            text += (f"[webhook]\nprofile = {TOP}/tools/webhooks/signed.ini\nsecret_file = secret\ntimeout = {timeout}\n"
                     f"[line]\nprofile = line.ini\nsecret_file = token\ntimeout = {timeout}\n")
        text += f"[retry]\ntries = {tries}\nfirst = {first}\nlongest = {longest}\n{more}"
        with open(self.config, "w", encoding="utf-8") as f:
            f.write(text)

    def control(self, *arguments, check=True):
        return self.daemon.control(*arguments, "--config", self.config, check=check)

    def start(self, *more):
        with open(self.said, "ab") as log:
            self.process = subprocess.Popen([os.path.join(self.daemon.build, "coopctl"), "sink", "notify", "--config", self.config,
                                             "--socket", self.daemon.endpoint, *more], stdout=log, stderr=log,
                                            preexec_fn=die_with_parent)
        return self

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        return self.process.wait(PATIENCE)

    def once(self):
        """Everything that can be done now. Returns the exit status."""
        return self.start("--once").process.wait(PATIENCE)

    def log(self):
        with open(self.said, encoding="utf-8", errors="replace") as f:
            return f.read()

    def put(self, kind, ref, **how):
        self.control("directory", "put", kind, ref, *(part for name, value in how.items() for part in (f"--{name}", value)))

    def held(self):
        return [json.loads(text) for text in self.control("held", "ls", "-o", "json")[1].splitlines() if text.startswith("{")]


def wait_until(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain: {what()}")
        time.sleep(0.02)


def month(members, short=(), number=1):
    """A billed month in which some members pay less than billed: one notice each, and one to the unit."""
    period, last = f"2024-{number:02d}", {1: "2024-01-31", 2: "2024-02-29", 3: "2024-03-31"}[number]
    paid = {m: 50000 if m in short else 90000 for m in members}
    return [cycle(period, last, last[:8] + last[8:], "monthly"),
            *(line(n, m, paid[m], period) for n, m in enumerate(members, 1)),
            close(len(members), sum(paid.values()), period)]


def begun(daemon, members):
    client = daemon.start().client()
    client.applied("office", policy(), unit(), *(member(m) for m in members))
    return client


def notices(client):
    """{position: follow-up}"""
    return {f["position"]: f["data"] for f in client.followups(types="notification.requested")}


def progress(client):
    return {key["position"]: value for key, value in client.query("notice_progress")}


def cursor(client):
    return dict((key["consumer"], value) for key, value in client.query("cursor")).get("notify")


def test_nothing_is_lost_whatever_the_servers_do_and_however_often_it_is_killed(build, kills, seed):
    dice, members = random.Random(seed), [f"{n:06d}" for n in range(1, 41)]
    mail = Mailbox(seed, ["good"] * 6 + ["451", "451-data", "cut", "cut-data", "slow"])
    web = Web(seed, ["good"] * 6 + ["503", "429", "cut", "cut-kept", "100-kept", "500-kept", "slow"], SECRET, TOKEN)
    with Daemon(build) as daemon, begun(daemon, members) as client:
        sink = Sink(daemon, mail, web, tries=100, timeout="250ms")
        rows = ["kind,ref,email,webhook,line,language,channel", "unit,0417,unit@example.org,,,th,", "officer,finance,f@example.org,,,,"]
        for n, m in enumerate(members):
            how = n % 3
            rows.append(f"member,{m},{f'm{m}@example.org' if how == 0 else ''},"
                        f"{f'http://127.0.0.1:{web.port}/in/{m}' if how == 1 else ''},{LINE_ID % n if how == 2 else ''},"
                        f"{'th' if n % 2 else 'en'},")
        with open(os.path.join(daemon.dir, "people.csv"), "w", encoding="utf-8") as f:
            f.write("\n".join(rows) + "\n")
        expect(sink.control("directory", "import", os.path.join(daemon.dir, "people.csv"))[1], "42 records\n", "import")
        waves = [month(members, members, n) for n in (1, 2, 3)]
        for k in range(kills):
            sink.start()
            if k % max(1, kills // 3) == 0 and waves:
                client.applied("office", *waves.pop(0))
                client.settled()
            time.sleep(dice.uniform(0, 0.15))
            if k == kills // 2:  # the daemon too, while the sink works
                daemon.kill()
                daemon.start()
            sink.kill()
        for wave in waves:
            client.applied("office", *wave)
        client.settled()
        asked = notices(client)
        coop = client.status()["coop"]
        ids = {notice_id(coop, position): position for position in asked}
        sink.start()

        def arrived():
            states = progress(client)
            return all(states.get(p, {}).get("state") in ("sent", "delivered") for p in asked)

        wait_until(arrived, lambda: {p: progress(client).get(p) for p in asked if progress(client).get(p, {}).get("state")
                                     not in ("sent", "delivered")})
        expect(sink.stop(), 0, "orderly stop")
        expect(len(asked) > 100, True, f"{len(asked)} notices")
        expect(mail.ids() | web.ids(), set(ids), "what came is what was asked for, by its ids")
        came = sum(len(v) for v in list(mail.came.values()) + list(web.came.values()))
        print(f"# {len(asked)} notices, {came} arrivals, {mail.calls + web.calls} attempts, {kills} kills")
        expect(web.wrong, [], "signatures and tokens")
        for identity, arrivals in list(mail.came.items()) + list(web.came.items()):
            expect(len(set(arrivals)), 1, "duplicates are equal")
            notice = asked[ids[identity]]
            if notice["audience"] == "member":
                number = notice["recipient_ref"]
                expect(arrivals[0][0] in (f"m{number}@example.org", f"/in/{number}", LINE_ID % members.index(number)), True,
                       f"{arrivals[0][0]} is {number}")
        texts = [a[0][2] for a in list(mail.came.values()) + list(web.came.values())]
        expect(any("มกราคม 2567" in t for t in texts) and any("400.00 baht" in t for t in texts), True, "both languages")
        expect(cursor(client)["position"] >= max(asked), True, "acknowledged")
        expect(cursor(client)["count"], len(asked), "and counted")
        expect(list(client.followups(types="consumer.diverged")), [], "the count is the daemon's")
        expect("example.org" in sink.log() or "127.0.0.1:" in sink.log() or "U4af" in sink.log(), False, "addresses in the log")
        daemon.stop()
        expect(subprocess.run(["grep", "-rqaE", "example\\.org|U4af4980629", daemon.data, sink.store], check=False).returncode, 1,
               "addresses on the disk")
        daemon.verify()
    mail.close()
    web.close()


def test_what_cannot_be_sent_is_held_and_decided_about(build, *_):
    members = ["000001", "000002", "000003", "000004"]
    mail = Mailbox(refuse=["nobody@example.org"])
    with Daemon(build) as daemon, begun(daemon, members) as client:
        sink = Sink(daemon, mail, tries=3)
        sink.put("member", "000001", email="a@example.org")
        sink.put("member", "000002", email="nobody@example.org")
        sink.put("member", "000003", webhook="http://127.0.0.1:1/")
        sink.put("unit", "0417", email="u@example.org")
        client.applied("office", *month(members, members))
        client.settled()
        expect(sink.once(), 0, "until the end")
        why = {h["recipient_ref"]: (h["trouble"], h["reply"]) for h in sink.held()}
        expect(why, {"000002": ("rejected", 550), "000003": ("no_channel", 0), "000004": ("no_recipient", 0)}, "held, and why")
        expect(len(mail.ids()), 2, "the others came")
        place = {h["recipient_ref"]: h["position"] for h in sink.held()}
        expect(client.query("notice_progress").__next__() is not None, True, "told to the daemon")
        told = progress(client)
        expect(told[place["000002"]], {**told[place["000002"]], "state": "held", "channel": "email", "trouble": "rejected"}, "held")
        expect(len(list(client.followups(types="alert.raised"))), 3, "an alert each")
        text = sink.control("held")[1]
        expect("the server refused it for good (550)" in text and "not in the directory" in text, True, text)
        sink.put("member", "000004", email="d@example.org")
        sink.put("member", "000003", email="c@example.org")
        sink.control("held", "drop", str(place["000002"]))
        expect(sink.control("held", "kick", "99999", check=False)[0], 1, "none to kick")
        sink.control("held", "kick", "all")
        expect(sink.once(), 0, "again")
        expect(sink.held(), [], "none is held")
        expect(len(mail.ids()), 4, "they came")
        told = progress(client)
        expect([told[place[m]]["state"] for m in ("000002", "000003", "000004")], ["failed", "sent", "sent"], "as the daemon knows")
        expect("sent" in daemon.control("show", "notice", str(place["000003"]), "--dir", daemon.data)[1], True, "show notice")
    mail.close()


def test_an_answer_that_only_began_is_none(build, *_):
    web = Web(0, ["100-kept"], SECRET, TOKEN)
    with Daemon(build) as daemon, begun(daemon, ["000001"]) as client:
        sink = Sink(daemon, web=web, tries=2)
        sink.put("unit", "0417", webhook=f"http://127.0.0.1:{web.port}/in/0417")
        client.applied("office", *month(["000001"], []))
        client.settled()
        sink.start()
        wait_until(lambda: sink.held(), sink.log)
        sink.stop()
        expect([(h["trouble"], h["attempts"]) for h in sink.held()], [("cut_off", 2)], "tried again, then held")
    web.close()


def test_people_are_imported_from_a_whole_file_or_not_at_all(build, *_):
    with Daemon(build) as daemon:
        sink, people_csv = Sink(daemon), os.path.join(daemon.dir, "people.csv")
        for text, sentence in (("kind,ref,Email\nmember,000001,a@example.org\n", "Email"),
                               ("kind,ref,email,email\nmember,000001,a@example.org,b@example.org\n", "twice")):
            with open(people_csv, "w", encoding="utf-8") as f:
                f.write(text)
            status, said = sink.control("directory", "import", people_csv, check=False)
            expect(status == 65 and sentence in said and "nothing was imported" in said, True, said)
        pipe = subprocess.run([os.path.join(build, "coopctl"), "directory", "import", "/dev/stdin", "--config", sink.config],
                              input="kind,ref,email\nmember,000001,a@example.org\n", text=True, capture_output=True, check=False)
        expect(pipe.returncode == 65 and "write the rows into a file" in pipe.stderr, True, pipe.stdout + pipe.stderr)


def test_who_is_erased_as_a_member_may_be_there_as_a_guarantor(build, *_):
    with Daemon(build) as daemon:
        sink = Sink(daemon)
        sink.put("member", "000001", email="a@example.org")
        sink.put("guarantor", "000001", email="b@example.org")
        said = sink.control("directory", "erase", "member", "000001")[1]
        expect("guarantor 000001 is still there" in said, True, said)
        said = sink.control("directory", "erase", "guarantor", "000001")[1]
        expect("is still there" in said, False, said)


def test_a_server_that_is_not_there_is_tried_a_few_times(build, *_):
    mail = Mailbox()
    mail.close()
    with Daemon(build) as daemon, begun(daemon, ["000001"]) as client:
        sink = Sink(daemon, mail, tries=3)
        sink.put("member", "000001", email="a@example.org")
        sink.put("unit", "0417", email="u@example.org")
        client.applied("office", *month(["000001"], ["000001"]))
        client.settled()
        sink.start()
        wait_until(lambda: len(sink.held()) == 2, sink.log)
        sink.stop()
        expect({(h["trouble"], h["attempts"]) for h in sink.held()}, {("unreachable", 3)}, "held behind three")
        sink.control("held", "kick", "all")
        expect(sink.held(), [], "kicked")


def in_arrears(daemon, **terms):
    """A borrower who missed a month: he and the officer have letters about it."""
    client = daemon.start().client()
    script = os.path.join(TOP, "tests/integration/warrant_events.py")
    made = [json.loads(text) for text in subprocess.check_output([sys.executable, script, "30000000"], text=True).splitlines()]
    made = [e for e in made if e["type"] not in ("employer.meeting_held", "mediation.evidence_filed", "legal.case_filed")]
    made[0]["data"].update(terms)
    client.applied("clerk", *made)
    client.settled()
    return client


def people(sink):
    for kind, ref in (("member", "000001"), ("member", "000002"), ("unit", "0417"), ("unit", "0518"), ("officer", "collection"),
                      ("officer", "finance"), ("officer", "loans")):
        sink.put(kind, ref, email=f"{kind}{ref}@example.org")


def correct(client):
    paid = event("loan.payment_received", "pay/1", "2024-05-06", contract_no="S-000001", amount_satang=700000, channel="bank",
                 document_no="R-1")
    seq = client.applied("clerk", {**paid, "actor": "officer-07"})[0]["seq"]
    wrong = event("correction.requested", "fix/1", "2024-05-06", target_seq=seq, paid_on="2024-02-15", reason="wrong_date",
                  approved_by="manager-01")
    client.applied("clerk", {**wrong, "actor": "officer-07"})
    return {f["position"]: f["data"] for f in client.followups(types="notification.withdrawn")}


def test_what_is_withdrawn_before_it_is_sent_is_never_sent(build, *_):
    mail = Mailbox()
    with Daemon(build) as daemon, in_arrears(daemon) as client:
        sink = Sink(daemon, mail)
        people(sink)
        withdrawn = correct(client)
        expect(len(withdrawn) > 0, True, "something is withdrawn")
        expect(sink.once(), 0, "until the end")
        gone = {w["notice_position"] for w in withdrawn.values()}
        coop, asked = client.status()["coop"], notices(client)
        expect(mail.ids(), {notice_id(coop, p) for p in asked if p not in gone}, "all but the withdrawn ones")
        expect({progress(client)[p]["state"] for p in gone}, {"withdrawn"}, "their state")
    mail.close()


def test_whoever_got_what_is_withdrawn_is_told(build, *_):
    mail = Mailbox()
    with Daemon(build) as daemon, in_arrears(daemon) as client:
        sink = Sink(daemon, mail)
        people(sink)
        expect(sink.once(), 0, "all are sent")
        before = mail.ids()
        withdrawn = correct(client)
        expect(sink.once(), 0, "and withdrawn")
        coop = client.status()["coop"]
        told = {notice_id(coop, p) for p in withdrawn}
        expect(told <= mail.ids() and not told & before, True, "each withdrawal is told under its own id")
        expect(all("does not hold" in mail.came[i][0][1] for i in told), True, "in its words")
        expect({progress(client)[w["notice_position"]]["state"] for w in withdrawn.values()}, {"withdrawn_late"}, "their state")
    mail.close()


def test_a_daemon_of_an_older_backup_that_went_another_way_is_found_out(build, *_):
    members = ["000001", "000002"]
    mail = Mailbox()
    with Daemon(build) as daemon, begun(daemon, members) as client:
        sink = Sink(daemon, mail)
        for m in members:
            sink.put("member", m, email=f"m{m}@example.org")
        sink.put("unit", "0417", email="u@example.org")
        daemon.stop()
        backup = daemon.data + ".backup"
        shutil.copytree(daemon.data, backup, ignore=shutil.ignore_patterns("*.sock"))
        client = daemon.start().client()
        client.applied("office", *month(members, members[:1]))
        client.settled()
        expect(sink.once(), 0, "until the end")
        before, count = mail.ids(), len(notices(client))
        daemon.stop()
        shutil.rmtree(daemon.data)
        os.rename(backup, daemon.data)
        client = daemon.start().client()
        client.applied("office", *month(members, members[1:]))
        client.settled()
        expect(len(notices(client)), count, "as many, but others")
        expect(sink.once(), 78, "it does not go on")
        expect("put the right store back" in sink.log(), True, sink.log())
        expect(mail.ids(), before, "nothing goes under an id that another notice had")
    mail.close()


def test_hours_hold(build, *_):
    hour = datetime.datetime.now(BANGKOK).hour
    first = hour + 2 if hour < 21 else 1  # hours that are not now, nor will be before this ends
    mail = Mailbox()
    with Daemon(build) as daemon, in_arrears(daemon, contact_from_hour=first, contact_until_hour=first + 1) as client:
        sink = Sink(daemon, mail)
        people(sink)
        expect(sink.once(), 0, "until the end")
        coop, asked = client.status()["coop"], notices(client)
        later = {p for p, n in asked.items() if n.get("until_hour")}
        expect(len(later) > 0, True, "letters about debts")
        expect(mail.ids(), {notice_id(coop, p) for p in asked if p not in later}, "only what has no hours was sent")
        expect(sink.held(), [], "the others wait")
    mail.close()


def test_on_another_day_than_meant_the_hours_of_a_holiday_hold(build, *_):
    hour = datetime.datetime.now(BANGKOK).hour
    if not 1 <= hour < 23:
        print("# too near midnight to tell")
        return
    mail = Mailbox()
    with Daemon(build) as daemon, in_arrears(daemon, contact_until_hour=24, contact_holiday_until_hour=1) as client:
        sink = Sink(daemon, mail)
        people(sink)
        expect(sink.once(), 0, "until the end")
        coop, asked = client.status()["coop"], notices(client)
        later = {p for p, n in asked.items() if n.get("until_hour")}
        expect(24 in {asked[p]["until_hour"] for p in later}, True, "letters with the hours of a working day that is over")
        expect(mail.ids(), {notice_id(coop, p) for p in asked if p not in later}, "only what has no hours was sent")
    mail.close()


def test_nobody_gets_more_on_a_day_than_the_limit(build, *_):
    members = ["000001", "000002"]
    mail = Mailbox()
    with Daemon(build) as daemon, begun(daemon, members) as client:
        sink = Sink(daemon, mail, more="[limits]\nper_recipient_a_day = 2\n")
        sink.put("member", "000001", email="a@example.org")
        sink.put("member", "000002", email="b@example.org")
        sink.put("unit", "0417", email="u@example.org")
        for n in (1, 2, 3):
            client.applied("office", *month(members, members, n))
            client.settled()
        expect(sink.once(), 0, "until the end")
        expect(sink.once(), 0, "and again")
        to = [arrivals[0][0] for arrivals in mail.came.values()]
        expect({a: to.count(a) for a in set(to)}, {"a@example.org": 2, "b@example.org": 2, "u@example.org": 2}, "two each")
    mail.close()


def test_mail_goes_by_tls_to_a_server_that_is_known(build, *_):
    if not shutil.which("openssl"):
        print("# there is no openssl to make a certificate with")
        return
    with Daemon(build) as daemon, begun(daemon, ["000001"]) as client:
        certificate, key = os.path.join(daemon.dir, "cert.pem"), os.path.join(daemon.dir, "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", "-addext",
                        "subjectAltName=IP:127.0.0.1", "-days", "2", "-keyout", key, "-out", certificate], check=True, capture_output=True)
        mail = Mailbox(context=server_context(certificate, key))
        client.applied("office", *month(["000001"], []))
        client.settled()
        sink = Sink(daemon, mail, tries=1, email="tls = starttls\n")
        sink.put("unit", "0417", email="u@example.org")
        expect(sink.once(), 0, "a stranger")
        expect([h["trouble"] for h in sink.held()], ["unreachable"], "nothing is said to a server that is not known")
        sink = Sink(daemon, mail, tries=1, email="tls = starttls\nca_file = cert.pem\n")
        sink.control("held", "kick", "all")
        expect(sink.once(), 0, "a known one")
        expect(len(mail.ids()), 1, "it came")
        mail.close()


def test_settings_and_stores_that_are_not_right_are_refused(build, *_):
    mail = Mailbox()
    with Daemon(build) as daemon, begun(daemon, ["000001"]) as client:
        sink = Sink(daemon, mail)
        client.applied("office", *month(["000001"], ["000001"]))
        client.settled()
        sink.start()
        wait_until(lambda: len(sink.held()) == 2, sink.log)
        said = daemon.control("sink", "notify", "--config", sink.config, "--socket", daemon.endpoint, check=False)
        expect(said[0] == 78 and "another notice sender" in said[1], True, said[1])
        sink.stop()
        shutil.rmtree(sink.store)
        expect(sink.once(), 78, "a store that was lost")
        expect("write `begin = " in sink.log(), True, sink.log())
        for wrong, sentence in (("[retry]\ntrys = 3\n", "trys is no setting of [retry]; there are: tries, first, longest"),
                                ("[limits]\nper_recipient_a_day = many\n", "per_recipient_a_day is no number"),
                                ("[email]\nserver = smtp://mail.example.org\ntls = none\nfrom = x@y.z\n", "without tls"),
                                ("[retry]\nfirst = 3\n", "write it like 500ms, 30s, 5m or 6h")):
            with open(sink.config, "w", encoding="utf-8") as f:
                f.write(f"[sink]\nstore = other\ntemplates = {TOP}/tools/templates\n{wrong}")
            status, text = sink.control("held", check=False)
            expect(status == 78 and sentence in text, True, text)
    mail.close()


if __name__ == "__main__":
    sys.exit(run(dict(globals()), sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 30, int(sys.argv[3]) if len(sys.argv) > 3 else 7))
