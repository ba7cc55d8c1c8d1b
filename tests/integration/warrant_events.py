"""Events of a small cooperative up to mediation, as JSON lines: 000001 never pays, 000002 always does. An argument is the loan
of 000001 in satang."""
import calendar, datetime, json, sys

loan = int(sys.argv[1]) if len(sys.argv) > 1 else 30000000


def event(name, key, on, **data):
    print(json.dumps({"type": name, "key": key, "effective_date": str(on), "actor": "officer-07", "source_ref": "book-1:7", "data": data}))


first = datetime.date(2023, 12, 1)
event("policy.published", "policy/1", first, version=1, take_home_min_bp=3000, take_home_min_satang=100000, year_divisor=365,
      rounding="half_up", instalment_step_satang=1000, months_method="due_dates", employer_contact_days=14, mediation_days=30,
      mediation_venue="office", no_show_limit=2, breach_grace_days=7, committee_weekday=4, interest_income="accrued",
      products=[{"product": "ordinary", "kind": "ordinary", "max_instalments": 150, "rate_bp": 600}],
      classes=[{"class": "substandard", "over_months": 3, "provision_bp": 2000, "npl": True},
               {"class": "doubtful", "over_months": 6, "provision_bp": 5000, "npl": True},
               {"class": "doubtful_of_loss", "over_months": 12, "provision_bp": 10000, "npl": True}],
      items=[{"item": "share", "priority": 1}, {"item": "emergency", "priority": 2}, {"item": "ordinary", "priority": 3},
             {"item": "special", "priority": 4}])
for unit in "0417", "0518":
    event("unit.registered", f"unit/{unit}", first, unit_code=unit, unit_group="monthly")
for member in "000001", "000002", "000003":
    event("member.registered", f"m/{member}", first, member_no=member, kind="ordinary", unit_code="0417" if member < "000003" else "0518",
          birth_date="1980-05-14", income_satang=5000000, share_monthly_satang=50000)
for member, amount in ("000001", loan), ("000002", 6000000):
    event("loan.application_filed", f"a/{member}", "2024-01-04", application_no=f"A-{member}", member_no=member, product="ordinary",
          amount_satang=amount, instalments=60, method="equal_principal", purpose=3)
    event("loan.committee_decided", f"d/{member}", "2024-01-11", application_no=f"A-{member}", decision="approved", resolution_no="2/2567")
    event("loan.disbursed", f"p/{member}", "2024-01-12", contract_no=f"S-{member}", application_no=f"A-{member}", paid_satang=amount,
          approval_ref=f"V-{member}")
closed = datetime.date(2023, 12, 31)


def days_until(last):
    global closed
    while closed < last:
        closed += datetime.timedelta(1)
        event("clock.day_closed", f"day/{closed}", closed, date=str(closed))


event("clock.day_closed", f"day/{closed}", closed, date=str(closed))
for month in range(1, 5):
    end = datetime.date(2024, month, calendar.monthrange(2024, month)[1])
    period = f"2024-{month:02d}"
    days_until(end.replace(day=14))
    event("payroll.cycle_opened", f"c/{period}", end.replace(day=15), period=period, unit_group="monthly", interest_to_date=str(end),
          remit_due_date=str(end), cut_off_date=str(end + datetime.timedelta(5)))
    event("payroll.deduction_result", f"{period}/0417/1", end, period=period, unit_code="0417", line_no=1, member_no="000001",
          collected_satang=0, reason="insufficient_pay")
    event("payroll.deduction_result", f"{period}/0417/2", end, period=period, unit_code="0417", line_no=2, member_no="000002",
          collected_satang=200000)
    event("payroll.result_file_closed", f"close/{period}", end, period=period, unit_code="0417", line_count=2, total_satang=200000)
    event("payroll.remittance_received", f"r/{period}", end, period=period, unit_code="0417", amount_satang=200000, bank_ref=f"B-{month}")
days_until(datetime.date(2024, 5, 5))
event("employer.meeting_held", "meeting/1", "2024-05-10", case_id="C-000001-1", result="cannot_deduct", basis="section_42_1")
event("mediation.evidence_filed", "paper/1", "2024-05-10", case_id="C-000001-1", document_no="D-1", kind="statement", archive_ref="BOX-17/4")
event("legal.case_filed", "suit/1", "2024-05-11", case_id="C-000001-1", court_ref="AC-1/2567")
