"""The general meeting behind a whole year: income by kind, the net profit allocated, dividend and patronage refund computed. What
all members are owed is compared with a model that knows only what was paid for shares on which day, and who paid what interest."""
import collections
import datetime
from fractions import Fraction

from people import OFFICER

DIVIDEND_BP, PATRONAGE_BP = 600, 1500


def half_up(exact):
    return int(exact + Fraction(1, 2))


def dividends(office, year):
    """By month: a payment counts from the month after it."""
    owed = collections.defaultdict(Fraction)
    for key, row in office.client.query("share_day"):
        day = datetime.date.fromisoformat(key["day"])
        months = 12 if day.year < year else 12 - day.month if day.year == year else 0
        owed[key["member_no"]] += Fraction(row["moved_satang"] * months * DIVIDEND_BP, 120000)
    return sum(half_up(exact) for exact in owed.values())


def patronage(office, year):
    """A share of the interest paid, but for who missed an instalment by his own cause."""
    defaulted = {key["member_no"] for key, _ in office.client.query("member_default") if key["year"] == year}
    return sum(half_up(Fraction(row["interest_paid_satang"] * PATRONAGE_BP, 10000)) for key, row in office.client.query("member_year")
               if key["year"] == year and key["member_no"] not in defaulted and row["interest_paid_satang"] > 0)


def hold(office, year):
    """Returns what the model says of the dividend and of the patronage refund."""
    expected = {"dividend": dividends(office, year), "patronage": patronage(office, year)}
    income = {key["account"]: row.get("credit_satang", 0) - row.get("debit_satang", 0) for key, row in office.client.query("ledger")}
    net = 2 * sum(expected.values())
    lines = [{"item": "reserve", "amount_satang": net // 5}, {"item": "dividend", "amount_satang": expected["dividend"] + 7, "rate_bp": DIVIDEND_BP},
             {"item": "patronage", "amount_satang": expected["patronage"] + 11, "rate_bp": PATRONAGE_BP}]
    lines.append({"item": "welfare", "amount_satang": net - sum(line["amount_satang"] for line in lines)})
    office.submit("office", [
        office.event("income.year_reported", OFFICER, year=year, net_profit_satang=net, lines=[
            {"kind": "member_loans", "amount_satang": income["interest_income"]}, {"kind": "other", "amount_satang": income.get("fee_income", 0)}]),
        office.event("profit.allocation_approved", OFFICER, year=year, net_profit_satang=net, document_no="AGM-1", lines=lines),
        office.event("dividend.approved", OFFICER, year=year, rate_bp=DIVIDEND_BP, document_no="AGM-1"),
        office.event("patronage.approved", OFFICER, year=year, rate_bp=PATRONAGE_BP, document_no="AGM-1")])
    office.settled()
    return expected
