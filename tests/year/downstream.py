"""What a year looks like downstream: a ledger sink that is killed at random moments while the year is played, and whose files
hledger then reads. They must say what the daemon's trial balance says, account by account, to the satang."""
import json
import os
import random
import signal
import subprocess
import threading
import time

KILLS = {"S": 40, "M": 200}


def satang(baht):
    """1,234.56 or -1234.56, exactly."""
    digits = baht.replace(",", "").removesuffix("THB").strip()
    whole, _, rest = digits.lstrip("-").partition(".")
    return (-1 if digits.startswith("-") else 1) * (int(whole or 0) * 100 + int((rest + "00")[:2]))


class Sink:
    """`coopctl sink ledger`, started again whenever it was killed, until it was killed so often."""

    def __init__(self, build, daemon, profile, seed):
        self.folder, self.kills, self.most = os.path.join(daemon.dir, "books"), 0, KILLS[profile]
        self.command = [os.path.join(build, "coopctl"), "sink", "ledger", "--socket", daemon.endpoint, "--format", "hledger", "--out",
                        self.folder]
        self.dice, self.errors = random.Random(f"{seed}/sink"), []
        self.thread = threading.Thread(target=self.live, daemon=True)
        self.thread.start()

    def start(self, *more):
        return subprocess.Popen(self.command + list(more), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def live(self):
        while self.kills < self.most:
            process = self.start()
            time.sleep(self.dice.uniform(0.02, 0.35))
            process.send_signal(signal.SIGKILL)
            said = process.communicate()[1]
            if process.returncode != -signal.SIGKILL:  # it ended by itself: it found something wrong, or lost the daemon
                self.errors.append(said.strip())
                time.sleep(0.2)
            else:
                self.kills += 1

    def finish(self):
        """The rest of the kills, then all that is left."""
        self.thread.join()
        process = self.start("--once")
        said = process.communicate()[1]
        return process.returncode, said.strip()


def hledger(folder, *arguments):
    main = os.path.join(folder, "main.journal")
    return subprocess.run(["hledger", "-f", main, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                          env={**os.environ, "LANG": "C.UTF-8"})


def balances(folder, *arguments):
    """{account code: satang} of hledger's flat balance."""
    said = hledger(folder, "balance", "--flat", "--no-total", "--empty", "-O", "json", *arguments).stdout
    rows, result = json.loads(said)[0], {}
    for name, _, _, amounts in rows:
        code = name.split(":")[-1].split("-")[0].split(" ")[0]
        result[code] = sum(round(a["aquantity"]["decimalMantissa"] * 10 ** (2 - a["aquantity"]["decimalPlaces"])) for a in amounts)
    return {code: amount for code, amount in result.items() if amount}


def trial_balance(daemon, *arguments):
    said = daemon.control("trial-balance", "--socket", daemon.endpoint, "-o", "json", *arguments)[1]
    rows = [json.loads(line) for line in said.splitlines()]
    return {r["code"]: r["debit_satang"] - r["credit_satang"] for r in rows
            if "code" in r and r["debit_satang"] != r["credit_satang"]}


def books_agree(r, year, sink):
    status, said = sink.finish()
    r.say(status == 0, f"the ledger sink took the whole year, killed {sink.kills} times", said, *sink.errors[-3:])
    strict = hledger(sink.folder, "check", "--strict")
    r.say(strict.returncode == 0, "hledger check --strict accepts its books", *strict.stdout.splitlines()[:10])
    theirs, ours = balances(sink.folder), trial_balance(year.daemon)
    r.say(ours and theirs == ours, f"hledger's balances are those of coopctl trial-balance: {len(ours)} accounts",
          f"only in one: {set(theirs.items()) ^ set(ours.items())}")
    sheet = hledger(sink.folder, "balancesheet", "-O", "csv")
    r.say(sheet.returncode == 0, "and so it draws a balance sheet", *sheet.stdout.splitlines()[:3])
    postings = [f for f in year.daemon.client().followups(types="journal.posting_requested")]
    entries = hledger(sink.folder, "print", "-O", "json").stdout
    codes = [int(t["tcode"]) for t in json.loads(entries)]
    r.say(sorted(codes) == list(range(1, len(postings) + 1)), f"every posting once: {len(codes)} of {len(postings)}")
