#!/usr/bin/env python3
"""The sample cooperative of `make run`: 500 members in 12 units, four months of payroll. Every run makes the same.

  cooperative.py setup                      events, as JSON lines for `coopctl send`: policy, units, members, loans
  cooperative.py cycle 2024-01              the event that opens a month
  cooperative.py files 2024-01 DIR < bills  one result file a unit, in CP874 with Buddhist dates, from the bill lines
                                            (`coopctl tail --type payroll.bill_line_issued -o json`)
  cooperative.py money 2024-01 < bills      what the units pay
  cooperative.py days 2024-01-02 2024-02-05 the end of each day, first and last included
"""
import csv
import datetime
import json
import os
import random
import sys

UNITS = ["%04d" % (401 + i) for i in range(12)]
MEMBERS = 500
NEVER_PAYS = "000007"  # insufficient pay, every month: on the way to mediation
TITLES = ["นาย", "นาง", "นางสาว"]
FIRST = ["สมชาย", "สมหญิง", "วิชัย", "มาลี", "ประเสริฐ", "สุดา", "อนันต์", "พรทิพย์", "กิตติ", "น้ำฝน"]
LAST = ["ใจดี", "ศรีสุข", "ทองแท้", "บุญมา", "แก้วใส", "พรหมดี", "วงศ์ไทย", "รักเรียน"]


def event(type_, key, on, **data):
    print(json.dumps({"type": type_, "key": key, "effective_date": on, "data": data}, ensure_ascii=False))


def unit_of(n):
    return UNITS[n % len(UNITS)]


def setup():
    dice = random.Random(2567)
    event("policy.published", "policy/1", "2024-01-01", version=1,
          take_home_min_bp=3000, take_home_min_satang=100000, year_divisor=365, rounding="half_up",
          instalment_step_satang=10000, months_method="due_dates", employer_contact_days=14, mediation_days=30,
          mediation_venue="office", no_show_limit=2, breach_grace_days=7, committee_weekday=4,
          products=[{"product": p, "kind": p, "max_instalments": n, "rate_bp": r}
                    for p, n, r in (("emergency", 12, 600), ("ordinary", 150, 600), ("special", 360, 575))],
          classes=[{"class": "substandard", "over_months": 3, "provision_bp": 2000, "npl": True},
                   {"class": "doubtful", "over_months": 6, "provision_bp": 5000, "npl": True},
                   {"class": "doubtful_of_loss", "over_months": 12, "provision_bp": 10000, "npl": True}],
          items=[{"item": i, "priority": n + 1} for n, i in enumerate(("share", "emergency", "ordinary", "special"))])
    for u in UNITS:
        event("unit.registered", "unit/" + u, "2024-01-01", unit_code=u, unit_group="monthly")
    for n in range(1, MEMBERS + 1):
        no, income = "%06d" % n, dice.randrange(18000, 60000, 500) * 100
        event("member.registered", "member/" + no, "2024-01-01", member_no=no, kind="ordinary", unit_code=unit_of(n),
              birth_date="%d-%02d-15" % (dice.randrange(1965, 2000), dice.randrange(1, 13)),
              income_satang=income, other_deductions_satang=dice.randrange(0, 3000, 100) * 100,
              share_monthly_satang=50000 + 20000 * (income // 500000))
        if n % 20 < 11:
            loan(no, n, income, dice)


def loan(no, n, income, dice):
    product = "emergency" if n % 5 == 0 else "ordinary"
    amount = dice.randrange(5000, 20000, 1000) * 100 if product == "emergency" else dice.randrange(6, 12) * income
    instalments = 12 if product == "emergency" else dice.choice((60, 84, 120))
    key = "2567-%04d" % n
    event("loan.application_filed", "application/" + key, "2024-01-03", application_no="A-" + key, member_no=no,
          product=product, amount_satang=amount, instalments=instalments,
          method="equal_principal" if n % 5 < 2 else "equal_total", purpose=1 + n % 6)
    event("loan.committee_decided", "decision/" + key, "2024-01-04", application_no="A-" + key, decision="approved",
          resolution_no="1/2567", override_body="board", override_no="2/2567")
    event("loan.disbursed", "payout/" + key, "2024-01-05", contract_no="S-" + key, application_no="A-" + key,
          paid_satang=amount, approval_ref="V-" + key)


def month_end(period):
    year, month = map(int, period.split("-"))
    return datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)


def cycle(period):
    end = month_end(period)
    event("payroll.cycle_opened", "cycle/" + period, period + "-08", period=period, unit_group="monthly",
          interest_to_date=str(end), remit_due_date=str(end), cut_off_date=str(end + datetime.timedelta(days=5)))


def bills(period):
    """Unit -> member -> what is billed."""
    units = {}
    for line in sys.stdin:
        data = json.loads(line)["data"]
        if data["period"] == period:
            members = units.setdefault(data["unit_code"], {})
            members[data["member_no"]] = members.get(data["member_no"], 0) + data["amount_satang"]
    return units


def collected(period, unit, members):
    """What the unit really deducted: nearly everything of nearly everybody."""
    dice = random.Random(period + unit)
    for no in sorted(members):
        billed, roll = members[no], dice.random()
        if no == NEVER_PAYS:
            yield no, billed, 0, "insufficient_pay"
        elif roll < 0.015:
            yield no, billed, billed // 2, "insufficient_pay"
        elif roll < 0.02:
            yield no, billed, 0, "on_leave_no_pay"
        else:
            yield no, billed, billed, ""


def baht(satang):
    return "{:,}.{:02}".format(satang // 100, satang % 100)


def write_file(path, period, rows, total):
    end = month_end(period)
    date = "%02d/%02d/%d" % (end.day, end.month, end.year + 543)
    with open(path, "w", encoding="cp874", newline="") as f:
        out = csv.writer(f)
        out.writerow(["ลำดับ", "เลขทะเบียนสมาชิก", "ชื่อ-สกุล", "ยอดเรียกเก็บ", "ยอดหัก", "เหตุผล", "วันที่หัก"])
        for i, (no, billed, got, reason) in enumerate(rows):
            n = int(no)
            name = TITLES[n % 3] + FIRST[n % 10] + " " + LAST[n % 8]
            out.writerow([i + 1, no, name, baht(billed), baht(got), reason, date])
        out.writerow(["รวม", "", "", "", baht(total), "", ""])


def files(period, directory):
    os.makedirs(directory, exist_ok=True)
    for unit, members in sorted(bills(period).items()):
        rows = list(collected(period, unit, members))
        total = sum(got for _, _, got, _ in rows)
        path = os.path.join(directory, "unit-%s.csv" % unit)
        if period == "2024-02" and unit == UNITS[3]:  # wrong 1: a total that does not agree; mended in the second file
            write_file(os.path.join(directory, "unit-%s-wrong-total.csv" % unit), period, rows, total + 10000)
        if period == "2024-02" and unit == UNITS[5]:  # wrong 2: somebody who is not a member
            rows.append(("999999", 0, 50000, ""))
            total += 50000
        write_file(path, period, rows, total)


def money(period):
    for unit, members in sorted(bills(period).items()):
        total = sum(got for _, _, got, _ in collected(period, unit, members))
        if period == "2024-02" and unit == UNITS[5]:
            total += 50000
        event("payroll.remittance_received", "money/%s/%s" % (period, unit), str(month_end(period)), period=period,
              unit_code=unit, amount_satang=total, bank_ref="KTB-%s-%s" % (period, unit))


def days(first, last):
    day, last = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    while day <= last:
        event("clock.day_closed", "day/%s" % day, str(day), date=str(day))
        day += datetime.timedelta(days=1)


if __name__ == "__main__":
    {"setup": setup, "cycle": cycle, "files": files, "money": money, "days": days}[sys.argv[1]](*sys.argv[2:])
