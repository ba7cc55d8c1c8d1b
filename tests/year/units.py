"""What the units of a year send: the files and money that `coopctl generate` makes up, and beside its own misfortunes those of
the borrowers whom the year picks out, from whom nothing is deducted for some months."""
import csv
import io
import json
import os

from coopd import expect
from office import clamped, last_day

DIGITS = {0x0E50 + n: str(n) for n in range(10)}


def satang_of(cell):
    return int(cell.translate(DIGITS).replace(",", "").replace(".", ""))


def baht_of(satang):
    return f"{satang // 100:,}.{satang % 100:02}"


def lines_of(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


class UnitFile:
    """A file of a unit, whose rows may be made to say that nothing was deducted."""

    def __init__(self, path):
        self.path = path
        with open(path, encoding="cp874", newline="") as f:
            self.text = f.read()
        self.rows = list(csv.reader(io.StringIO(self.text)))

    def take_out(self, reason_of):
        """reason_of(member) -> why nothing is deducted from him, or None. Returns how much less it is, by member."""
        less = {}
        if any(ord(c) in DIGITS for c in self.text):
            return less  # its digits are those of another case
        for row in self.rows[1:-1]:
            reason = reason_of(row[1])
            if reason and satang_of(row[4]) > 0:
                less[row[1]] = satang_of(row[4])
                row[4], row[5] = "0.00", reason
        if less:
            self.rows[-1][4] = baht_of(satang_of(self.rows[-1][4]) - sum(less.values()))
            self.write()
        return less

    def write(self):
        with open(self.path, "w", encoding="cp874", newline="") as f:
            writer = csv.writer(f, lineterminator="\n")
            writer.writerows(self.rows)

    def lines(self):
        """(member, satang, reason) of each row."""
        return [(row[1], satang_of(row[4]), row[5]) for row in self.rows[1:-1]]


class Month:
    """A month of the units, as files, money and events in order of their days."""

    def __init__(self, folder, period, reason_of):
        self.folder, self.period, self.less, self.files = folder, period, {}, []
        with open(os.path.join(folder, "files.tsv"), encoding="utf-8") as f:
            for line in f:
                self.take_file(line.rstrip("\n").split("\t"), reason_of)
        self.remittances = [e for e in map(self.lessened, lines_of(f"{folder}/remittances.jsonl")) if e]
        self.late = [e for e in map(self.lessened, lines_of(f"{folder}/late.jsonl")) if e]
        self.events, self.held, self.refused = (lines_of(f"{folder}/{name}.jsonl") for name in ("events", "held", "refused"))

    def take_file(self, columns, reason_of):
        name, unit, part, calendar, arrives, expected, _ = columns
        f = {"path": os.path.join(self.folder, name), "unit": unit, "part": part, "calendar": calendar, "arrives": arrives,
             "expect": expected}
        less = UnitFile(f["path"]).take_out(reason_of)
        if expected == "taken":
            self.less[unit] = (sum(less.values()), less)
        self.files.append(f)

    def lessened(self, event):
        """The unit does not send what it did not deduct, nor tell later that it had."""
        data = event["data"]
        left, members = self.less.get(data.get("unit_code"), (0, {}))
        if event["type"] == "payroll.result_line_corrected" and data["member_no"] in members:
            return None
        if event["type"] != "payroll.remittance_received" or left == 0:
            return event
        taken = min(left, data["amount_satang"])
        self.less[data["unit_code"]] = (left - taken, members)
        return {**event, "data": {**data, "amount_satang": data["amount_satang"] - taken}} if taken < data["amount_satang"] else None

    def plan(self, office):
        """Each on its day: what comes in a file after the file, and all of it no earlier than tomorrow."""
        for event in self.events + self.remittances + self.late + self.held:
            office.on_day(event["effective_date"], event, "bank" if "remittance" in event["type"] else "office")
        for f in self.files:
            office.on_day(f["arrives"], lambda f=f: self.bring(office, f))
        office.on_day(last_day(self.period), lambda: self.refuse(office))

    def refuse(self, office):
        expect({a["status"] for a in office.client.all("office", self.refused)}, {"refused"}, "what must be refused")

    def bring(self, office, f):
        if f["part"] != "-":
            self.bring_part(office, f)
            return
        status, said = office.daemon.control("import", f["path"], "--unit", f["unit"], "--period", self.period, "--encoding",
                                             "cp874", "--calendar", f["calendar"], "--socket", office.daemon.endpoint, check=False)
        if status not in {"taken": (0, 1), "refused": (65,), "repeated": (0,), "differs": (0, 1)}[f["expect"]]:
            raise AssertionError(f"{f} ended with {status}: {said}")
        office.settled()

    def bring_part(self, office, f):
        """A further file, line by line."""
        send_lines(office, self.period, f["unit"], f["part"], UnitFile(f["path"]).lines())


def send_lines(office, period, unit, part, lines):
    who, end = {"period": period, "unit_code": unit, "file_ref": part}, clamped(last_day(period), office.today)
    events = [{"type": "payroll.deduction_result", "key": f"{period}/{unit}/{part}/{n}", "effective_date": end,
               "data": {**who, "line_no": n, "member_no": member, "collected_satang": satang,
                        **({"reason": reason} if reason else {})}} for n, (member, satang, reason) in enumerate(lines, 1)]
    events.append({"type": "payroll.result_file_closed", "key": f"{period}/{unit}/{part}/close", "effective_date": end,
                   "data": {**who, "line_count": len(lines), "total_satang": sum(line[1] for line in lines)}})
    office.submit("coopctl", events)
    office.settled()
