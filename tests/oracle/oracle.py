#!/usr/bin/python3
"""Computes what loans must be billed and what payments must do, independently of coopd's arithmetic, and compares.

    oracle.py BUILD [--loans N] [--seed S] [--case K] [--plant K]

Written from the documents alone, with exact fractions and the calendar of the standard library:
- interest by the day on outstanding principal, (from, to]: day d at the rate and the year length of d, exact over the
  whole interval and rounded once, to the satang, then up to the step;
- equal principal: fixed principal and the interest; equal total: fixed total by the annuity formula, interest first, the
  rest principal; the last instalment takes what is left;
- a payment: interest before principal, oldest first; what is due before what is billed in advance; interest billed in
  advance on principal that is repaid is taken out of what is unpaid, the rest is returned; never more than was charged.

It makes up loans by a seed, plays them on the real handlers (play.c), one line for one line, and prints a case that
differs whole. --case plays and prints one case; --plant K lets play bill a satang too much in case K."""
import argparse
import calendar
import datetime
import fcntl
import multiprocessing
import os
import random
import subprocess
import sys
from fractions import Fraction

ONE_DAY = datetime.timedelta(days=1)
PIPE_BYTES = 1 << 20
POLICY = (" months_method=due_dates employer_contact_days=14 mediation_days=30 mediation_venue=office no_show_limit=2 "
          "committee_weekday=4 classes[0].class=substandard classes[0].over_months=3 classes[0].provision_bp=2000 "
          "classes[0].npl=true classes[1].class=doubtful classes[1].over_months=6 classes[1].provision_bp=5000 "
          "classes[1].npl=true classes[2].class=doubtful_of_loss classes[2].over_months=12 "
          "classes[2].provision_bp=10000 classes[2].npl=true items[0].item=share items[0].priority=1 "
          "items[1].item=emergency items[1].priority=2 items[2].item=ordinary items[2].priority=3 "
          "items[3].item=special items[3].priority=4")
SHOWN = 5  # cases that differ


# ---- rules

def rounded(amount, mode):
    """To the satang: half_up or truncate."""
    return int(amount + Fraction(1, 2)) if mode == "half_up" else int(amount)


def up_to(satang, step):
    return -(-satang // step) * step if step else satang


def leap_days_before(ordinal):
    """Days of leap years among all days before this one, from the first day of the calendar."""
    year = datetime.date.fromordinal(ordinal).year
    leap_years = (year - 1) // 4 - (year - 1) // 100 + (year - 1) // 400
    in_year = ordinal - datetime.date(year, 1, 1).toordinal() if calendar.isleap(year) else 0
    return leap_years * 366 + in_year


class Interest:
    """Of one loan: year basis, rounding, and the table of rates [(first day, basis points)], oldest first."""

    def __init__(self, policy, rates):
        self.policy, self.rates = policy, rates

    def exact(self, principal, after, to):
        total = Fraction(0)
        for i, (since, bp) in enumerate(self.rates):
            begin = after.toordinal() + 1
            end = to.toordinal()
            if i > 0:  # the first rate holds from ever on
                begin = max(begin, since.toordinal())
            if i + 1 < len(self.rates):
                end = min(end, self.rates[i + 1][0].toordinal() - 1)
            if begin > end:
                continue
            days = end - begin + 1
            leap = leap_days_before(end + 1) - leap_days_before(begin)
            divisor = self.policy["year_divisor"]
            years = Fraction(days, divisor) if divisor else Fraction(days - leap, 365) + Fraction(leap, 366)
            total += Fraction(principal * bp, 10000) * years
        return total

    def day_by_day(self, principal, after, to):
        """The same, said as the documents say it; slow."""
        total, day = Fraction(0), after
        while day < to:
            day += ONE_DAY
            bp = [b for i, (since, b) in enumerate(self.rates) if i == 0 or since <= day][-1]
            length = self.policy["year_divisor"] or (366 if calendar.isleap(day.year) else 365)
            total += Fraction(principal * bp, 10000 * length)
        return total

    def charge(self, principal, after, to):
        return up_to(rounded(self.exact(principal, after, to), self.policy["rounding"]), self.policy["step"])

    def give_back(self, repaid, on, to):
        return rounded(self.exact(repaid, on, to), self.policy["return_rounding"]) if on < to else 0


def fixed_part(method, principal, instalments, bp, step):
    """The least whole satang at or above the formula, up to the step."""
    monthly = Fraction(bp, 120000)
    if method == "equal_principal" or bp == 0:
        exact = Fraction(principal, instalments)
    else:
        growth = (1 + monthly) ** instalments
        exact = principal * monthly * growth / (growth - 1)
    return up_to(-(-exact.numerator // exact.denominator), step)


# ---- a loan's life

class Loan:
    def __init__(self, policy, method, amount, instalments, bp, opened):
        self.interest = Interest(policy, [(opened, bp)])
        self.method, self.instalments, self.opened = method, instalments, opened
        self.principal, self.counted_to, self.number = amount, opened, 0
        self.fixed = fixed_part(method, amount, instalments, bp, policy["instalment_step"])
        self.rows = {}  # due date: [interest, principal], unpaid
        self.loose = 0  # interest charged at a payment, in no instalment yet
        self.charged = 0  # all interest, less what went back
        self.closed, self.billed_until = False, ""

    def billed_interest(self):
        return self.loose + sum(i for i, _ in self.rows.values())

    def billed_principal(self):
        return sum(p for _, p in self.rows.values())

    def standing(self):
        return (f" | principal {self.principal} billed {self.billed_interest()} {self.billed_principal()} counted_to "
                f"{self.counted_to} no {self.number} fixed {self.fixed}{' closed' if self.closed else ''}")

    def count_to(self, day):
        if day <= self.counted_to:
            return 0
        interest = self.interest.charge(self.principal, self.counted_to, day)
        self.charged += interest
        self.counted_to = day
        return interest

    def bill(self, period, to, due):
        if self.closed or self.opened > to or self.billed_until >= period:
            return "nothing" + self.standing()
        self.billed_until = period
        arrears, since = self.billed_interest() + self.billed_principal(), self.counted_to
        interest = self.count_to(to)
        unbilled, number, principal = self.principal - self.billed_principal(), 0, 0
        if unbilled > 0 and self.number < self.instalments:
            number = self.number = self.number + 1
            part = self.fixed if self.method == "equal_principal" else max(0, self.fixed - interest)
            principal = unbilled if number == self.instalments else min(part, unbilled)
        if self.loose + interest + principal > 0:
            row = self.rows.setdefault(due, [0, 0])
            row[0] += self.loose + interest
            row[1] += principal
            self.loose = 0
        if not self.rows:
            return "nothing" + self.standing()
        return (f"bill {number} interest {interest} principal {principal} from {since} to {self.counted_to} "
                f"arrears {arrears}{self.standing()}")

    def take(self, interest, principal):
        """Takes what was paid off the instalments, oldest first, then off interest that is in none."""
        for due in sorted(self.rows):
            row = self.rows[due]
            i, p = min(interest, row[0]), min(principal, row[1])
            row[0] -= i
            row[1] -= p
            interest -= i
            principal -= p
        self.loose -= interest
        self.rows = {due: row for due, row in self.rows.items() if any(row)}

    def give_back(self, repaid, on, due):
        """Interest for days behind the payment: first out of what is unpaid of later bills; the rest is owed back."""
        back = min(self.interest.give_back(repaid, on, self.counted_to), self.charged)
        self.charged -= back
        cut = min(back, self.loose)
        self.loose -= cut
        back -= cut
        for later in sorted(d for d in self.rows if d > due):
            cut = min(back, self.rows[later][0])
            self.rows[later][0] -= cut
            back -= cut
        self.rows = {d: row for d, row in self.rows.items() if any(row)}
        return back

    def close_if_repaid(self):
        self.closed = self.principal == 0 and self.billed_interest() == 0

    def pay(self, date, amount):
        """At the counter: the member decides, and may repay more than is billed."""
        if self.closed:
            return f"applied excess {amount}{self.standing()}"
        self.loose += self.count_to(date)
        due_interest = self.loose + sum(i for d, (i, _) in self.rows.items() if d <= date)
        due_principal = sum(p for d, (_, p) in self.rows.items() if d <= date)
        left, interest, principal = amount, 0, 0
        for i, billed, p in ((due_interest, due_principal, due_principal), (None, None, None)):
            i = min(left, self.billed_interest() if i is None else i)
            left -= i
            billed = min(left, self.billed_principal() if billed is None else billed)
            p = min(left, self.principal if p is None else p)
            self.take(i, billed)
            self.principal -= p
            left -= p
            interest += i
            principal += p
        back = self.give_back(principal, date, date)
        said = "applied"
        if amount > left:
            said += (f" paid {interest} {principal} balance {self.principal} arrears "
                     f"{self.billed_interest() + self.billed_principal()}")
            self.close_if_repaid()
        said += f" excess {left}" if left else ""
        said += f" return {back}" if back else ""
        return said + self.standing()

    def settle(self, to, due, amount):
        """From the payroll: only what was billed up to that bill; its money counts from the end of the bill's interest."""
        if self.closed or amount == 0:
            return f"settled 0 0 excess {amount} return 0{self.standing()}"
        up = [row for d, row in self.rows.items() if d <= due]
        interest = min(amount, sum(i for i, _ in up))
        principal = min(amount - interest, sum(p for _, p in up))
        self.take(interest, principal)
        self.principal -= principal
        back = 0
        if interest + principal > 0:
            back = self.give_back(principal, to, due)
            self.close_if_repaid()
        return (f"settled {interest} {principal} excess {amount - interest - principal} return {back}"
                f"{self.standing()}")


# ---- made-up cases

def month_end(year, month):
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def opened_on(dice):
    year = dice.randint(2000, 2040)
    kind = dice.randrange(8)
    if kind == 0:
        return datetime.date(year, 12, 31)
    if kind == 1:
        return datetime.date(year, 1, 1)
    if kind == 2:
        return month_end(year, 2)
    if kind == 3:
        return month_end(year, dice.randint(1, 12))
    if kind == 4:
        return datetime.date(year, dice.randint(1, 12), 25)  # a bill date of some
    return datetime.date(year, 1, 1) + ONE_DAY * dice.randrange(365)


def some_amount(dice):
    if dice.randrange(3) == 0:
        return dice.choice((1, 2, 99, 100, 10**11, 30000000, 10**11 - 1, 12345678901))
    if dice.randrange(2) == 0:
        return 100000 * dice.randint(1, 50000)  # whole thousands
    return int(10 ** dice.uniform(0, 11))


class Case:
    """The lines of a case and what each must come to."""

    def __init__(self, seed, number):
        self.dice = random.Random(f"{seed}/{number}")
        self.lines, self.expected = [f"case {number}"], [f"case {number}"]
        dice = self.dice
        self.policy = {
            "year_divisor": dice.choice((365, 0)),
            "rounding": dice.choice(("half_up", "truncate")),
            "return_rounding": dice.choice(("half_up", "truncate")),
            "step": dice.choice((0, 5, 10, 25)),
            "instalment_step": dice.choice((0, 100, 1000, 10000)),
        }
        self.bp = dice.choice((0, 450, 575, 600, 625, 2000, dice.randint(0, 2000), dice.randint(0, 2000)))
        self.opened = opened_on(dice)
        self.papers = 0
        self.follows_table = self.dice.randrange(2) == 1
        self.rate_since = self.opened  # of the product's latest rate
        self.lend()
        self.changing_rate()
        self.months()
        self.lines.append("end")
        self.expected.append("end")

    def say(self, line, expected):
        self.lines.append(line)
        self.expected.append(expected)

    def lend(self):
        dice, p = self.dice, self.policy
        method = dice.choice(("equal_principal", "equal_total"))
        longest = dice.choice((3, 12, 12, 36, 150, 360))
        self.instalments = dice.randint(1, longest)
        amount = some_amount(dice)
        day, words = self.opened, ""
        if p["year_divisor"]:
            words += f" year_divisor={p['year_divisor']}"
        if p["step"]:
            words += f" rounding_step_satang={p['step']}"
        if p["instalment_step"]:
            words += f" instalment_step_satang={p['instalment_step']}"
        if p["return_rounding"] == "truncate":
            words += " return_rounding=truncate"
        self.say(f"{day - 60 * ONE_DAY} policy.published version=1 take_home_min_bp=0 take_home_min_satang=0 rounding={p['rounding']}"
                 f"{words} products[0].product=special products[0].kind=special products[0].max_instalments=360 "
                 f"products[0].rate_bp={self.bp}"
                 f"{' products[0].rate_kind=table' if self.follows_table else ''}{POLICY}", "applied")
        filed = day - 14 * ONE_DAY  # the committee meets once a week
        self.say(f"{filed} unit.registered unit_code=0417 unit_group=monthly", "applied")
        self.say(f"{filed} member.registered member_no=004411 kind=ordinary unit_code=0417 income_satang={10**13}",
                 "applied")
        self.say(f"{filed} loan.application_filed application_no=A-1 member_no=004411 product=special "
                 f"amount_satang={amount} instalments={self.instalments} method={method} purpose=3", "applied")
        self.say(f"{day} loan.committee_decided application_no=A-1 decision=approved resolution_no=1", "applied")
        self.loan = Loan(p, method, amount, self.instalments, self.bp, day)
        self.say(f"{day} loan.disbursed contract_no=S-1 application_no=A-1 paid_satang={amount} approval_ref=V-1",
                 "applied" + self.loan.standing())

    def changing_rate(self):
        """Interest over rates that change inside the interval, at its ends, on one day, and where years meet."""
        dice, after = self.dice, self.opened
        to = after + ONE_DAY * dice.choice((0, 1, 28, 31, dice.randrange(1000)))
        days = sorted(dice.choice((after, after + ONE_DAY, to, to + ONE_DAY, datetime.date(after.year + 1, 1, 1),
                                   after + ONE_DAY * dice.randrange((to - after).days + 2))) for _ in range(2))
        bps = [dice.choice((0, 600, dice.randint(0, 2000))) for _ in range(3)]
        interest = Interest(self.policy, list(zip([after, *days], bps)))
        principal = some_amount(dice)
        self.say(f"charge {principal} {after} {to} {bps[0]} {days[0]} {bps[1]} {days[1]} {bps[2]}",
                 f"charged {interest.charge(principal, after, to)} back {interest.give_back(principal, after, to)}")

    def pay(self, date, amount):
        self.papers += 1
        self.say(f"{date} loan.payment_received contract_no=S-1 amount_satang={amount} channel=counter "
                 f"document_no=R-{self.papers}", self.loan.pay(date, amount))

    def settle(self, to, due, date, amount):
        self.say(f"settle {to} {due} {date} {amount}", self.loan.settle(to, due, amount))

    def some_payment(self, dates):
        """A partial or full repayment on one of these days, also around what is exactly owed."""
        dice, loan = self.dice, self.loan
        date = max(self.opened, dice.choice(dates))
        owed = loan.principal + loan.billed_interest()
        owed += loan.interest.charge(loan.principal, loan.counted_to, date) if date > loan.counted_to else 0
        arrears = loan.billed_interest() + loan.billed_principal()
        amount = dice.choice((dice.randint(1, max(1, owed)), dice.randint(1, max(1, min(owed, 2 * loan.fixed))),
                              dice.randint(1, max(1, min(owed, 2 * loan.fixed))), arrears, arrears + 1, loan.principal,
                              owed - 1, owed, owed + dice.randint(0, 500)))
        self.pay(date, max(1, amount))

    def change_rate(self):
        """From the day behind the last one charged on, or later: at the bounds of a period, and inside."""
        dice = self.dice
        day = max(self.loan.counted_to, self.rate_since) + ONE_DAY * dice.choice((1, 1, 2, dice.randint(1, 70)))
        bp = dice.choice((0, 575, 600, dice.randint(0, 2000)))
        self.rate_since = day
        if self.follows_table:
            self.loan.interest.rates.append((day, bp))
        self.say(f"{day} loan.rate_changed product=special rate_bp={bp}", "applied" + self.loan.standing())

    def month(self, year, month, habit):
        dice = self.dice
        if dice.random() < habit["rate"]:
            self.change_rate()
        last = month_end(year, month)
        to = last if self.bill_day == 31 else datetime.date(year, month, min(self.bill_day, last.day))
        due = to + ONE_DAY * self.grace
        period = f"{year:04}-{month:02}"
        if dice.random() < habit["early"]:
            self.some_payment([to - ONE_DAY * dice.randint(0, 27)])
        self.say(f"bill {period} {to} {due}", self.loan.bill(period, to, due))
        if dice.random() < habit["counter"]:  # often back-dated: before the day up to which interest was billed
            self.some_payment([to, due, to - ONE_DAY * dice.randint(0, 27), due + ONE_DAY * dice.randint(1, 20)])
        asked = self.loan.billed_interest() + self.loan.billed_principal()
        pays = dice.random()
        if pays < habit["full"]:
            self.settle(to, due, to, asked)
        elif pays < habit["full"] + habit["part"]:
            self.settle(to, due, due, dice.randint(0, asked + 100))
        else:
            self.late.append((to, due))
        if self.late and dice.random() < habit["late"]:
            late_to, late_due = self.late.pop(0)
            self.settle(late_to, late_due, due, asked if dice.randrange(2) else dice.randint(0, asked))

    def months(self):
        dice = self.dice
        self.bill_day = dice.choice((31, 31, 31, 25, 30, 1))
        self.grace = dice.choice((0, 0, 0, 3, 5))
        self.late = []
        habit = dice.choice((
            {"early": 0, "counter": 0, "full": 1, "part": 0, "late": 0, "rate": 0},
            {"early": 0.05, "counter": 0.05, "full": 0.9, "part": 0.05, "late": 0.5, "rate": 0.1},
            {"early": 0.3, "counter": 0.3, "full": 0.5, "part": 0.2, "late": 0.3, "rate": 0.2},
        ))
        count = self.instalments + 2
        if count > 40 and dice.randrange(10) > 0:
            count = dice.randint(3, 40)
        year, month = self.opened.year, self.opened.month
        for _ in range(count):
            self.month(year, month, habit)
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
            if self.loan.closed and dice.randrange(3):
                break


def self_check(dice):
    """The two ways to count days agree."""
    day = datetime.date(1999, 12, 1) + ONE_DAY * dice.randrange(9000)
    rates = [(day, dice.randint(0, 2000)), (day + ONE_DAY * dice.randrange(200), dice.randint(0, 2000))]
    interest = Interest({"year_divisor": dice.choice((0, 365))}, rates)
    until = day + ONE_DAY * dice.randrange(800)
    principal = dice.randint(1, 10**11)
    return interest.exact(principal, day, until) == interest.day_by_day(principal, day, until)


# ---- comparing

def differs(case, answers):
    """Where the first difference is; None: nowhere."""
    for i, expected in enumerate(case.expected):
        if i >= len(answers) or answers[i] != expected:
            return i
    return None


def case_print(seed, number, case, answers, at):
    lines = [f"# case {number} of seed {seed} differs in line {at + 1}: oracle.py BUILD --seed {seed} --case {number}"]
    lines += [f"#   {line}" for line in case.lines[:at + 1]]
    lines += [f"#   expected  {case.expected[at]}", f"#   coopd     {answers[at] if at < len(answers) else '(nothing)'}"]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def answers_read(play):
    """The lines of one case."""
    lines = []
    for line in play.stdout:
        lines.append(line.rstrip("\n"))
        if lines[-1] == "end":
            break
    return lines


def compare(given):
    """Cases first, first + step ... below `last`; returns how many passed and failed."""
    build, seed, first, last, step, plant = given
    command = [os.path.join(build, "tests/oracle/play"), "--plant", str(plant)]
    passed, failed, waiting = 0, 0, None
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as play:
        for pipe in (play.stdin, play.stdout):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        for number in list(range(first, last, step)) + [None]:
            case = None if number is None else Case(seed, number)  # while the one before is being played
            if waiting:
                answers = answers_read(play)
                at = differs(waiting[1], answers)
                passed, failed = (passed + 1, failed) if at is None else (passed, failed + 1)
                if at is not None and failed <= SHOWN:
                    case_print(seed, waiting[0], waiting[1], answers, at)
                if not answers or answers[-1] != "end":
                    return passed, failed + 1
            if case:
                play.stdin.write("\n".join(case.lines) + "\n")
                play.stdin.flush()
            waiting = (number, case) if case else None
        play.stdin.close()
    return passed, failed


def main():
    parser = argparse.ArgumentParser(description="Compares coopd's loans with an independent computation.")
    parser.add_argument("build")
    parser.add_argument("--loans", type=int, default=100000)
    parser.add_argument("--seed", type=int, default=2567)
    parser.add_argument("--case", type=int)
    parser.add_argument("--plant", type=int, default=-1)
    o = parser.parse_args()
    if o.case is not None:
        case = Case(o.seed, o.case)
        for line, expected in zip(case.lines, case.expected):
            print(f"{line}\n    {expected}")
        passed, failed = compare((o.build, o.seed, o.case, o.case + 1, 1, o.plant))
    else:
        dice = random.Random(o.seed)
        if not all(self_check(dice) for _ in range(200)):
            sys.exit("oracle: the two ways to count days do not agree")
        cores = multiprocessing.cpu_count()
        with multiprocessing.Pool(cores) as pool:
            parts = pool.map(compare, [(o.build, o.seed, i + 1, o.loans + 1, cores, o.plant) for i in range(cores)])
        passed, failed = sum(p for p, _ in parts), sum(f for _, f in parts)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
