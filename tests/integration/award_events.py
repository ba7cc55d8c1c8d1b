"""Events of a cooperative that is measured for the award at the end of 2023, as JSON lines: shares of AT-08, members in
business in the proportions of AT-06, meetings of AT-10. What is behind the close of the year has the part `after`."""
import json, sys


def event(name, key, on, **data):
    print(json.dumps({"type": name, "key": key, "effective_date": on, "actor": "officer-07", "data": data}))


SHARES = [1500000, 900000, 700000, 650000, 600000, 500000, 450000, 400000, 350000, 300000, 250000, 200000, 150000, 100000,
          50000, 40000, 30000, 20000, 10000, 5000]
PRESENT = [14, 13, 12, 10, 9, 15, 8, 11, 14, 15, 13, 15]
MEMBERS = [f"{n:06d}" for n in range(1, 21)]


def before():
    event("policy.published", "policy/1", "2023-01-01", version=1, take_home_min_bp=3000, take_home_min_satang=100000,
          rounding="half_up", months_method="due_dates", employer_contact_days=14, mediation_days=30, mediation_venue="office",
          no_show_limit=2, committee_weekday=4,
          products=[{"product": "emergency", "kind": "emergency", "max_instalments": 12, "rate_bp": 600},
                    {"product": "ordinary", "kind": "ordinary", "max_instalments": 150, "rate_bp": 600}],
          classes=[{"class": "substandard", "over_months": 3, "provision_bp": 2000, "npl": True},
                   {"class": "doubtful", "over_months": 6, "provision_bp": 5000, "npl": True},
                   {"class": "doubtful_of_loss", "over_months": 12, "provision_bp": 10000, "npl": True}],
          items=[{"item": "share", "priority": 1}, {"item": "emergency", "priority": 2}, {"item": "ordinary", "priority": 3},
                 {"item": "special", "priority": 4}])
    event("unit.registered", "unit/1", "2023-01-01", unit_code="0417", unit_group="monthly")
    for member in MEMBERS + ["000021"]:
        event("member.registered", f"m/{member}", "2023-01-02", member_no=member, unit_code="0417", income_satang=6000000,
              kind="associate" if member == "000021" else "ordinary", share_monthly_satang=50000)
    for member, baht in zip(MEMBERS, SHARES):
        event("share.purchased", f"s/{member}", "2023-01-05", member_no=member, amount_satang=baht * 100, channel="bank",
              document_no="SH-1")
    for i, member in enumerate(MEMBERS[:8]):
        event("deposit.made", f"d/{member}", "2023-02-01", member_no=member, kind=["savings", "special", "fixed"][i % 3],
              amount_satang=100000 * (i + 1), channel="counter", document_no="DP-1")
    event("deposit.made", "d/2", "2023-02-01", member_no="000001", account_no="FX-1", kind="fixed", amount_satang=100000,
          channel="bank", document_no="DP-2")
    for i, member in enumerate(MEMBERS[5:12]):
        product = "emergency" if i % 2 else "ordinary"
        event("loan.application_filed", f"a/{member}", "2023-03-01", application_no=f"A-{member}", member_no=member,
              product=product, amount_satang=100000 * (i + 1), instalments=12, method="equal_principal", purpose=1 + i % 3)
        event("loan.committee_decided", f"c/{member}", "2023-03-02", application_no=f"A-{member}", decision="approved",
              amount_satang=100000 * (i + 1), instalments=12, resolution_no="1/2566")
        event("loan.disbursed", f"p/{member}", "2023-03-03", contract_no=f"L-{member}", application_no=f"A-{member}",
              paid_satang=100000 * (i + 1), approval_ref=f"V-{member}")
    for month, present in enumerate(PRESENT, 1):
        event("meeting.held", f"b/{month}", f"2023-{month:02d}-20", body="board", required=15, present=present)
    event("clock.day_closed", "day/1", "2023-12-31", date="2023-12-31")


def after():
    event("fiscal_year.measured", "year/2023", "2024-01-01", year=2023)
    event("fiscal_year.statements_presented", "agm/2023", "2024-05-29", year=2023)


def figure(year, name, **value):
    told = "/".join(map(str, value.values()))
    event("figure.year_reported", f"{year}/{name}/{told}", "2024-01-02", year=year, figure=name, **value)


def figures():
    figure(2023, "years_in_operation", number=30)
    figure(2023, "statements_on_file", number=30)
    figure(2023, "full_time_staff", number=4)
    figure(2023, "net_profit", amount_satang=100000000)
    figure(2022, "net_profit", amount_satang=-1)
    figure(2022, "loss_excused", number=1)
    for year in 2021, 2022, 2023:
        figure(year, "fraud", number=0)
        figure(year, "breach", number=0)
        figure(year, "welfare_allocated", amount_satang=500000)
        figure(year, "welfare_spent", amount_satang=400000)
    for year in 2021, 2022:
        figure(year, "ordinary_members", number=1000)
        figure(year, "associate_members", number=10)
        figure(year, "members_in_business", number=600)
    figure(2023, "liabilities", amount_satang=90000000000)
    figure(2023, "member_deposits", amount_satang=50000000000)
    figure(2023, "own_capital", amount_satang=40000000000)
    figure(2023, "external_borrowings", amount_satang=1000000000)
    figure(2023, "national_share_capital", amount_satang=31321973410)
    event("income.year_reported", "income/2023", "2024-01-02", year=2023, net_profit_satang=18000000000,
          lines=[{"kind": kind, "amount_satang": millions * 100000000} for kind, millions in
                 (("member_loans", 90), ("coop_loans", 80), ("investments", 180), ("other", 10))])


def mended():
    figure(2023, "own_capital", amount_satang=40000000001)
    figure(2023, "national_share_capital", amount_satang=720500000)
    event("profit.allocation_approved", "allocation/2023", "2024-01-03", year=2023, net_profit_satang=100000000,
          document_no="AGM-1/2567", lines=[{"item": "reserve", "amount_satang": 97000000},
                                           {"item": "league_fee", "amount_satang": 1000000},
                                           {"item": "public_benefit", "amount_satang": 2000000}])
    figure(2023, "league_fee_paid", amount_satang=400000)


{"before": before, "after": after, "figures": figures, "mended": mended}[sys.argv[1]]()
