"""A made-up cooperative: the events of some months, and a naive model of what they must come to.

The model is a second opinion. It shares no code with the daemon, keeps everything in dictionaries, knows no journal and no
slices of work, and rounds with Python's whole numbers. It covers the payroll cycle: shares, loans of two kinds with both
instalment methods, bills, short and missing and doubled and unknown deductions, refunds, suspense, remittances before and
after the detail, and the ledger. Not: payments at the counter, classes, collection, costs.
"""
import calendar
import datetime
import random

from coopd import close, cycle, day, event, line, member, policy, remittance, unit

RATES = {"emergency": 575, "ordinary": 600}
ACCOUNTS = {"emergency": "loan_emergency", "ordinary": "loan_ordinary"}
ORDER = ("share", "emergency", "ordinary")


def interest(principal, rate_bp, days):
    """A year of 365 days, half a satang goes up."""
    return (2 * principal * rate_bp * days + 3650000) // 7300000


def instalment(method, principal, number, rate_bp):
    """The fixed part: of the principal, or the least total that repays it in equal payments."""
    if method == "equal_principal":
        return -(-principal // number)
    grown, unit_ = (120000 + rate_bp) ** number, 120000 ** number
    return -(-(principal * rate_bp * grown) // (120000 * (grown - unit_)))


class Loan:
    def __init__(self, contract, kind, method, principal, number, opened):
        self.contract, self.kind, self.method, self.number, self.rate = contract, kind, method, number, RATES[kind]
        self.principal, self.opened, self.counted_to = principal, opened, opened
        self.fixed = instalment(method, principal, number, self.rate)
        self.billed_interest = self.billed_principal = self.billed = 0

    def bill(self, to):
        """(arrears, what is asked for this month)"""
        arrears = self.billed_interest + self.billed_principal
        charged = interest(self.principal, self.rate, (to - self.counted_to).days)
        left, principal = self.principal - self.billed_principal, 0
        if left > 0 and self.billed < self.number:
            self.billed += 1
            principal = self.fixed if self.method == "equal_principal" else max(0, self.fixed - charged)
            principal = left if self.billed == self.number else min(principal, left)
        self.billed_interest += charged
        self.billed_principal += principal
        self.counted_to = to
        return arrears, charged + principal

    def pay(self, amount):
        """Interest first. Returns the part that was interest."""
        paid = min(amount, self.billed_interest)
        self.billed_interest -= paid
        self.billed_principal -= amount - paid
        self.principal -= amount - paid
        return paid


class Member:
    def __init__(self, number, unit_code, share_monthly):
        self.number, self.unit, self.share_monthly = number, unit_code, share_monthly
        self.share = self.refund = 0
        self.loans = []

    def bill(self, to):
        """[item or loan, arrears, current] in the order of deduction."""
        lines = [["share", 0, self.share_monthly]] if self.share_monthly else []
        for kind in ORDER[1:]:
            lines += [[loan, *loan.bill(to)] for loan in self.loans if loan.kind == kind and loan.opened <= to]
        return [asked for asked in lines if asked[1] + asked[2] > 0]


class Unit:
    def __init__(self, code):
        self.code = code
        self.members = []
        self.deducted = self.received = self.suspense = 0


class Cooperative:
    """`events` are (event, statuses that are right for it), in the order in which they are sent."""

    def __init__(self, seed, members, months, units=8, borrowers=1.0):
        self.random, self.borrowers = random.Random(seed), borrowers
        self.events, self.members, self.received = [], {}, {}
        self.units = {f"{n:04}": Unit(f"{n:04}") for n in range(1, units + 1)}
        self.paid_out = dict.fromkeys(ACCOUNTS, 0)
        self.income = 0
        self.closed_until = None
        self.add(policy())
        for code in self.units:
            self.add(unit(code))
        for n in range(1, members + 1):
            self.register(n)
        for m in list(self.members.values()):
            self.lend(m)
        self.first_line = len(self.events)
        for n in range(months):
            self.month(2024 + n // 12, n % 12 + 1)

    def add(self, *events, right=("applied",)):
        for one in events:
            self.events.append((one, right))

    # ---- who is there

    def register(self, n):
        m = Member(f"{n:06}", self.random.choice(list(self.units)), self.random.randrange(0, 300) * 1000)
        self.members[m.number] = m
        self.units[m.unit].members.append(m)
        self.add(member(m.number, m.unit, m.share_monthly, income=20000000))

    def lend(self, m):
        for kind, share, most in (("ordinary", 0.4, 150), ("emergency", 0.2, 12)):
            if self.random.random() >= share * self.borrowers:
                continue
            number, method = self.random.randint(2, most), self.random.choice(("equal_principal", "equal_total"))
            amount = self.random.randint(10000, min(number * 20000, 3000000)) * 10
            date = datetime.date(2024, 1, self.random.randint(8, 18))
            reference, contract = f"A-{m.number}-{kind[0]}", f"S-{m.number}-{kind[0]}"
            self.add(
                event("loan.application_filed", f"file/{reference}", "2024-01-04", application_no=reference,
                      member_no=m.number, product=kind, amount_satang=amount, instalments=number, method=method, purpose=1),
                event("loan.committee_decided", f"decide/{reference}", "2024-01-05", application_no=reference,
                      decision="approved", resolution_no="1/2567"),
                event("loan.disbursed", f"pay/{contract}", str(date), contract_no=contract, application_no=reference,
                      paid_satang=amount, approval_ref=f"V-{m.number}-{kind[0]}"))
            m.loans.append(Loan(contract, kind, method, amount, number, date))
            self.paid_out[kind] += amount

    # ---- a month

    def month(self, year, month):
        period = f"{year}-{month:02}"
        last = datetime.date(year, month, calendar.monthrange(year, month)[1])
        self.add(cycle(period, str(last), str(last + datetime.timedelta(5))))
        for u in self.units.values():
            before = self.random.random() < 0.3
            asked = [(m, m.bill(last)) for m in u.members]
            billed = sum(a + c for _, lines in asked for _, a, c in lines)
            if before and billed:
                self.remit(u, period, 1, self.random.randint(1, billed))
            count, total = self.file(u, period, [(m, lines) for m, lines in asked if lines])
            self.add(close(count, total, period, u.code))
            if total:
                self.remit(u, period, 2, total if not before else self.random.randint(1, total))
        self.close_days(last + datetime.timedelta(15))

    def remit(self, u, period, number, amount):
        self.add(remittance(amount, number, period, u.code))
        u.received += amount

    def deducted_from(self, billed):
        """What the unit took, and why less."""
        dice = self.random.random()
        if dice < 0.03:
            return self.random.randrange(billed), {"reason": "insufficient_pay"}
        if dice < 0.035:
            return 0, {"reason": "on_leave_no_pay"}
        return billed + (self.random.randint(1, 100000) if dice < 0.045 else 0), {}

    def file(self, u, period, asked):
        """The unit's lines in any order; settles them in the model. Returns how many, and their sum."""
        lines, after, strangers = [], [], [m for m in self.members.values() if m.unit != u.code]
        self.random.shuffle(asked)
        for m, bill in asked:
            collected, reason = self.deducted_from(sum(a + c for _, a, c in bill))
            if self.random.random() < 0.004:
                continue  # no line at all
            first = self.random.randrange(collected + 1) if self.random.random() < 0.01 else collected
            lines.append((m.number, first, reason, ("applied",)))
            if first != collected:
                lines.append((m.number, collected - first, reason, ("applied",)))
            self.settle(m, bill, collected)
        for _ in range(len(asked) // 200 + 1):
            lines.append((f"9{self.random.randrange(100000):05}", self.random.randint(1, 90000), {}, ("parked",)))
            u.suspense += lines[-1][1]
        if strangers and self.random.random() < 0.5:
            lines.append((self.random.choice(strangers).number, self.random.randint(1, 90000), {}, ("applied", "parked")))
            u.suspense += lines[-1][1]
        self.random.shuffle(lines)
        for n, (number, collected, reason, right) in enumerate(lines, 1):
            after.append((line(n, number, collected, period, u.code, **reason), right))
            if self.random.random() < 0.005:
                after.append((self.random.choice(after)[0], ("repeated",)))
        self.events += after
        total = sum(collected for _, collected, _, _ in lines)
        u.deducted += total
        return len(lines), total

    def settle(self, m, bill, collected):
        billed = sum(a + c for _, a, c in bill)
        arrears_left = current_left = collected
        if collected < billed:
            arrears_left = min(collected, sum(a for _, a, _ in bill))
            current_left = collected - arrears_left
        for what, arrears, current in bill:
            got_arrears, got_current = min(arrears_left, arrears), min(current_left, current)
            arrears_left -= got_arrears
            current_left -= got_current
            if what == "share":
                m.share += got_arrears + got_current
            else:
                self.income += what.pay(got_arrears + got_current)
        m.refund += max(0, collected - billed)

    def close_days(self, until):
        date = self.closed_until + datetime.timedelta(1) if self.closed_until else until
        while date <= until:
            self.add(day(str(date)))
            date += datetime.timedelta(1)
        self.closed_until = until

    # ---- what must come of it

    def ledger(self):
        """Balances, debit positive; accounts that are even are left out."""
        loans = [loan for m in self.members.values() for loan in m.loans]
        balances = {
            "bank": sum(u.received for u in self.units.values()) - sum(self.paid_out.values()),
            "unit_receivable": sum(max(0, u.deducted - u.received) for u in self.units.values()),
            "suspense": -sum(u.suspense + max(0, u.received - u.deducted) for u in self.units.values()),
            "share_capital": -sum(m.share for m in self.members.values()),
            "interest_income": -self.income,
            "refund_payable": -sum(m.refund for m in self.members.values()),
            **{ACCOUNTS[kind]: sum(loan.principal for loan in loans if loan.kind == kind) for kind in ACCOUNTS},
        }
        return {account: balance for account, balance in balances.items() if balance}

    def differences(self, client):
        """Sentences about everything in which the daemon and the model disagree. All events must have been taken."""
        found = []

        def compare(what, actual, expected):
            differ = [key for key in {**expected, **actual} if actual.get(key) != expected.get(key)]
            found.extend(f"{what} {key}: the daemon has {actual.get(key)}, the model {expected.get(key)}"
                         for key in differ[:3])
            if len(differ) > 3:
                found.append(f"{len(differ) - 3} more {what}")

        compare("members", {k["member_no"]: (v["share_balance_satang"], v["refund_payable_satang"])
                            for k, v in client.query("member")}, {m.number: (m.share, m.refund) for m in self.members.values()})
        compare("loans", {k["contract_no"]: (v["principal_satang"], v["billed_interest_satang"], v["billed_principal_satang"],
                                             v["state"]) for k, v in client.query("loan")},
                {loan.contract: (loan.principal, loan.billed_interest, loan.billed_principal,
                                 "active" if loan.principal + loan.billed_interest else "closed")
                 for m in self.members.values() for loan in m.loans})
        compare("units", {k["unit_code"]: v["receivable_satang"] - v["advance_satang"] for k, v in client.query("unit")},
                {u.code: u.deducted - u.received for u in self.units.values()})
        waiting = dict.fromkeys(self.units, 0)
        for _, v in client.query("suspense"):
            waiting[v["unit_code"]] += v["amount_satang"]
        compare("suspense items", waiting, {u.code: u.suspense for u in self.units.values()})
        sums = {k["account"]: v["debit_satang"] - v["credit_satang"] for k, v in client.query("ledger")}
        compare("ledger", {account: balance for account, balance in sums.items() if balance}, self.ledger())
        compare("ledger", {"sum": sum(sums.values())}, {"sum": 0})
        return found
