"""What happens in a month of the year of its own accord: who is in trouble, leaves, moves, applies, comes to a clinic; and which
unit's file turns out wrong. By dice alone; the daemon is not asked."""
from office import after, last_day, next_month
from people import OFFICER
from units import UnitFile, send_lines

TERMS = {  # of the year's policies, beside those that the generator gives; what no document names is the year's own
    "approval_days": 30, "guarantor_notice_days": 30, "retirement_age": 60, "readmission_payments": 3, "clinic_case_days": 60,
    "watch_payments": 3, "provision_monthly": True, "payout_weekday": 5,
    "class_triggers": [{"rule": "sued", "class": "doubtful"}, {"rule": "sued_elsewhere", "class": "doubtful"},
                       {"rule": "died", "class": "doubtful_of_loss"}, {"rule": "bankrupt", "class": "doubtful_of_loss"},
                       {"rule": "relapse", "class": "doubtful"}],
    "relief_tiers": [{"paid_months": 1, "multiple": 3, "debt_max_bp": 2500, "max_satang": 5000000}],
}
WHY_NOTHING = ("insufficient_pay", "on_leave_no_pay", "court_attachment", "student_loan_priority", "consent_withdrawn",
               "unit_error", "unknown")
ITEMS_OF_LOANS = ("ordinary", "special")


class Life:
    def __init__(self, office, people, setup, edition):
        self.office, self.people, self.edition = office, people, edition
        data = {}
        for e in setup:
            data.setdefault(e["type"], []).append(e["data"])
        self.members = [m["member_no"] for m in data["member.registered"]]
        self.unit_of = {m["member_no"]: m["unit_code"] for m in data["member.registered"]}
        self.group_of = {u["unit_code"]: u["unit_group"] for u in data["unit.registered"]}
        of_application = {a["application_no"]: a for a in data["loan.application_filed"]}
        self.contracts = {}  # member -> his
        for d in data["loan.disbursed"]:
            self.contracts.setdefault(of_application[d["application_no"]]["member_no"], []).append(d["contract_no"])
        self.borrowers = sorted(self.contracts)
        self.left, self.clinics = set(), [f"CL-{n:02}" for n in range(1, edition["clinics"] + 1)]
        self.trouble = {m: t for m in self.borrowers if (t := self.trouble_of(m))}

    def dice(self, *what):
        return self.office.dice(*what)

    # ---- trouble

    def trouble_of(self, member):
        """(first month, last month, why): of some borrowers nothing is deducted from the one to the other."""
        roll = self.dice("trouble", member)
        if roll.random() >= self.edition["in_trouble"]:
            return None
        first = roll.randint(0, max(0, self.edition["months"] - 4))
        return first, first + roll.choices((0, 1, 3, 5, 99), (15, 20, 15, 20, 30))[0], roll.choices(
            WHY_NOTHING, (60, 8, 8, 8, 6, 5, 5))[0]

    def reason_of(self, month):
        def reason(member):
            first, last, why = self.trouble.get(member, (99, -1, None))
            return why if first <= month <= last else None
        return reason

    # ---- the year's beginning

    def begin(self):
        """Clinics, from the first of the month."""
        for code in self.clinics:
            self.office.submit("office", [
                self.office.event("clinic.set_up", OFFICER, clinic_code=code),
                self.office.event("clinic.staffed", OFFICER, clinic_code=code, persons=[
                    {"person": f"head-{code}", "role": "head"}, {"person": f"staff-{code}", "role": "staff"}])])

    def month(self, month, period):
        self.apply(period)
        self.leave(month, period)
        self.move(period)
        self.come_to_clinics(period)
        self.change(month, period)

    def some(self, among, share, *what):
        """So many of them, at least one."""
        return self.dice(*what).sample(among, max(1, round(len(among) * share)))

    def staying(self, among):
        return [m for m in among if m not in self.left]

    def any_day(self, period, *what):
        return f"{period}-{self.dice('day', period, *what).randint(7, 27):02}"

    def apply(self, period):
        for n, member in enumerate(self.some(self.staying(self.members), 0.004, "apply", period), 1):
            roll, number = self.dice("application", period, member), f"N-{period}-{n}"
            answer = roll.sample([m for m in self.staying(self.members) if m != member], roll.choice((1, 2, 2)))
            self.people.guarantors["S" + number] = list(answer)
            self.office.on_day(self.any_day(period, member), lambda number=number, member=member, answer=answer, roll=roll:
                               self.office.event("loan.application_filed", application_no=number, member_no=member,
                                                 product="ordinary", amount_satang=roll.randint(50, 300) * 100000,
                                                 instalments=roll.choice((24, 48, 60)), method="equal_total", purpose=3,
                                                 guarantors=[{"kind": "member", "ref": a} for a in answer]))

    def leave(self, month, period):
        """Debtors die, are expelled or go bankrupt; others resign. Some were in trouble already."""
        debtors = self.some(self.staying(self.borrowers), 0.0012, "debtors", period)
        free = self.some(self.staying([m for m in self.members if m not in self.contracts]), 0.002, "resign", period)
        troubled = [m for m in self.staying(self.trouble) if self.trouble[m][0] < month]
        some = [(m, self.dice("why", m).choice(("expelled", "died", "expelled", "bankrupt"))) for m in debtors]
        some += [(m, "resigned") for m in free]
        if month >= 2 and troubled:
            some.append((self.dice("troubled", period).choice(troubled), "died" if month % 2 else "bankrupt"))
        for member, cause in some:
            if member not in self.left:
                self.left.add(member)
                self.office.on_day(self.any_day(period, member, "leaves"), lambda member=member, cause=cause: self.office.event(
                    "member.left", OFFICER, member_no=member, cause=cause))

    def move(self, period):
        for member in self.some(self.staying(self.members), 0.001, "move", period):
            group = self.group_of[self.unit_of[member]]
            to = self.dice("to", period, member).choice([u for u in self.group_of if self.group_of[u] == group])
            self.office.on_day(self.any_day(period, member, "moves"), lambda member=member, to=to: self.transfer(member, to))

    def transfer(self, member, to):
        now = self.office.row("member", member_no=member)["unit_code"]
        if now != to and member not in self.left:
            return self.office.event("member.unit_transferred", OFFICER, member_no=member, from_unit=now, to_unit=to)

    def come_to_clinics(self, period):
        for code in self.clinics:
            for n in range(self.dice("sessions", code, period).choice((1, 2, 2, 3))):
                self.office.on_day(f"{period}-{8 + 7 * n:02}", lambda code=code: self.office.event(
                    "clinic.session_held", OFFICER, clinic_code=code, channel="walk_in"))
            for n, member in enumerate(self.some(self.staying(self.borrowers), self.edition["to_clinic"], "clinic", code, period), 1):
                self.office.on_day(self.any_day(period, member, "clinic"), lambda code=code, n=n, member=member, period=period:
                                   self.open_clinic_case(code, f"CC-{period}-{code}-{n}", member))

    def open_clinic_case(self, code, number, member):
        roll = self.dice("clinic case", number)
        severity = roll.choices((None, "complicated", "critical"), (5, 3, 2))[0]
        if severity is None:
            self.people.resolve(number, roll)
        about = roll.choice(self.contracts[member]) if roll.random() < 0.6 else None
        return self.office.event("clinic.case_opened", OFFICER, case_no=number, clinic_code=code, member_no=member, severity=severity,
                                 kind=roll.choice(("advice", "debt_multi", "debt_income", "sued")), channel="walk_in", contract_no=about)

    def change(self, month, period):
        """Pay slips, shares, a pause now and then, and once a year the rates."""
        def at(member, name, **data):
            self.office.on_day(self.any_day(period, member, name), lambda: member not in self.left and self.office.event(
                name, OFFICER, member_no=member, **data))
        for member in self.some(self.staying(self.members), 0.002, "income", period):
            at(member, "member.income_reported", income_satang=self.dice("raise", member).randint(200, 400) * 10000)
        for member in self.some(self.staying(self.members), 0.002, "shares", period):
            at(member, "share.purchased", amount_satang=100000, channel="counter", document_no=f"SH-{period}-{member}")
        if month == self.edition["months"] // 2:
            self.office.on_day(f"{period}-15", lambda: self.office.event("loan.rate_changed", OFFICER, product="ordinary", rate_bp=590))
        member = self.some(self.staying(self.borrowers), 0, "pause", period)[0]
        first = next_month(period)
        self.office.on_day(self.any_day(period, member, "pause"), lambda: self.pause(member, first))

    def pause(self, member, first):
        loan = self.office.row("loan", contract_no=self.contracts[member][0])
        if loan["state"] == "active":
            return self.office.event("loan.pause_granted", OFFICER, contract_no=self.contracts[member][0], from_period=first,
                                     until_period=next_month(first), kind="interest_only", resolution_no=f"P-{first}")

    # ---- files that were wrong

    def revoke(self, files, month):
        """A unit's file of the month was wrong: it is taken back after the cut-off, and comes anew some days later, with one
        line less."""
        whole = [f for f in files if f["expect"] == "taken" and "late/" not in f["path"] and f["unit"] not in
                 {g["unit"] for g in files if g["expect"] != "taken"}]
        f = self.dice("revoke", month).choice(whole)
        at = after(last_day(month), 8)
        self.office.on_day(at, lambda: self.office.event("payroll.result_file_revoked", "finance-2", period=month, unit_code=f["unit"],
                                                         reason="own_error"))
        lines = UnitFile(f["path"]).lines()
        lines[0] = (lines[0][0], 0, "unit_error")
        self.office.on_day(after(at, 4), lambda: send_lines(self.office, month, f["unit"], "anew", lines))

    def correct(self, files, month):
        """A line said that all was deducted, and nothing was."""
        f = self.dice("correct", month).choice([f for f in files if f["expect"] == "taken"])
        lines = UnitFile(f["path"]).lines()
        n = self.dice("line", month).randrange(len(lines))
        self.office.on_day(after(last_day(month), 10), lambda: self.office.event(
            "payroll.result_line_corrected", "finance-2", period=month, unit_code=f["unit"], line_no=n + 1, member_no=lines[n][0],
            collected_satang=0, reason="unit_error"))
