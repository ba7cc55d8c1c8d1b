"""What people do about what the daemon tells: each on_SUBJECT_VERB takes one follow-up, throws its dice, and writes what is done
into the calendar of the office. Nobody looks into the daemon for more than a clerk would look up."""
from office import after

OFFICER = "officer-07"
REASONS = ("limitation", "whereabouts_unknown", "assets_moved", "sued_by_others", "other")


class People:
    def __init__(self, office, members, guarantors):
        self.office, self.members = office, members
        self.guarantors = guarantors  # contract or application -> numbers
        self.awaited = set()  # cases whose session was held and whose outcome is still to come
        self.screened, self.turns = {}, -1

    def react(self, followup):
        handler = getattr(self, "on_" + followup["type"].replace(".", "_"), None)
        if handler:
            handler(followup["data"], followup)

    def dice(self, *what):
        return self.office.dice(*what)

    # ---- the ladder

    def case(self, case_id, *stages):
        """The case, if it still stands there."""
        row = self.office.row("collection_case", case_id=case_id)
        return row if row and row["stage"] in stages else None

    def on_collection_step_due(self, d, _):
        roll = self.dice("step", d["case_id"], d["no"])
        if d["rung"] == "employer":
            if roll.random() < 0.3:
                self.out_of_turn(d["case_id"], roll)
            elif roll.random() < 0.85:
                self.office.later(roll.randint(1, 12), lambda: self.meet(d["case_id"], roll))
        elif d["case_id"] not in self.awaited and roll.random() < 0.85:
            self.office.later(roll.randint(2, 25), lambda: self.mediate(d["case_id"], roll))

    def meet(self, case_id, roll):
        if self.case(case_id, "employer_contact"):
            return self.office.event("employer.meeting_held", OFFICER, case_id=case_id, basis="section_42_1",
                                     result=roll.choices(("cannot_deduct", "no_answer", "will_deduct"), (6, 2, 2))[0])

    def mediate(self, case_id, roll):
        if not self.case(case_id, "mediation"):
            return None
        came = roll.random() < 0.7
        if came:
            self.awaited.add(case_id)
            self.office.later(roll.randint(1, 6), lambda: self.conclude(case_id, roll))
        return self.office.event("mediation.session_held", OFFICER, case_id=case_id, debtor_attended=came,
                                 venue=roll.choice(("office", "local_centre")))

    def conclude(self, case_id, roll):
        """Agreed, as a rule: his arrears in some payments, which he makes all, or only the first of."""
        self.awaited.discard(case_id)
        case = self.case(case_id, "mediation")
        loan = case and self.office.row("loan", contract_no=case["contract_no"])
        owed = loan and loan.get("billed_principal_satang", 0) + loan.get("billed_interest_satang", 0)
        if not case or not owed:
            return None
        outcome = roll.choices(("agreed", "failed", "withdrawn"), (65, 25, 10))[0]
        if outcome != "agreed":
            return self.office.event("mediation.outcome_recorded", OFFICER, case_id=case_id, outcome=outcome)
        count = roll.randint(1, 3)
        schedule = [{"due_date": after(self.office.today, 20 + 30 * n), "amount_satang": max(1, owed // count)} for n in range(count)]
        for n in range(count if roll.random() < 0.5 else roll.randint(0, count - 1)):
            self.office.on_day(schedule[n]["due_date"], lambda n=n: self.pay(case["contract_no"], schedule[n]["amount_satang"]))
        return self.office.event("mediation.outcome_recorded", OFFICER, case_id=case_id, outcome=outcome,
                                 document_no=f"M-{case_id[2:]}-{self.office.today}", schedule=schedule)

    def on_collection_stage_changed(self, d, _):
        roll = self.dice("stage", d["case_id"], d["to_stage"], self.office.today)
        if d["to_stage"] == "legal_ready":
            what = roll.choices((self.sue, self.settle, self.renew, None), (55, 15, 20, 10))[0]
            if what:
                self.office.later(roll.randint(2, 20), lambda: what(d, roll))
        elif d["to_stage"] == "legal":
            what = roll.choices((self.settle, self.write_off, None), (35, 25, 40))[0]
            if what:
                self.office.later(roll.randint(20, 60), lambda: what(d, roll))

    def sue(self, d, roll):
        if self.case(d["case_id"], "legal_ready"):
            return self.office.event("legal.case_filed", OFFICER, case_id=d["case_id"], court_ref=f"AC-{roll.randint(1, 10 ** 6)}/2567")

    def settle(self, d, _roll):
        return self.pay(d["contract_no"], None, "court" if d["to_stage"] == "legal" else "bank")

    def renew(self, d, roll):
        """New terms in the place of a suit."""
        if self.case(d["case_id"], "legal_ready"):
            loan = self.office.row("loan", contract_no=d["contract_no"])
            return self.office.event("restructure.agreed", OFFICER, contract_no="R" + d["contract_no"][1:], product=loan["product"],
                                     instalments=roll.choice((48, 60, 72)), method="equal_total",
                                     arrears_interest=roll.choice(("carried", "waived")), resolution_no=f"R-{self.office.today}",
                                     contracts=[{"contract_no": d["contract_no"]}])

    def write_off(self, d, _roll):
        loan = self.office.row("loan", contract_no=d["contract_no"])
        if loan["state"] == "active":
            return self.office.event("loan.written_off", OFFICER, contract_no=d["contract_no"], resolution_no=f"W-{self.office.today}")

    def out_of_turn(self, case_id, roll):
        """Somebody sues before mediation: without a word, by a resolution that the suit names, or by one that was granted
        before and is used or expires."""
        self.turns += 1
        kind = ("parked", "expires", "named", "granted")[self.turns % 4]
        suit = {"case_id": case_id, "court_ref": f"AC-{roll.randint(1, 10 ** 6)}/2567"}
        named = {"override_no": f"N-{case_id[2:]}-{self.office.today}", "override_actor": "manager-01", "override_until": after(self.office.today, 30)} if kind == "named" else {}
        granted = {"case_id": case_id, "rule": "mediation_first", "resolution_no": f"G-{case_id[2:]}-{self.office.today}", "reason": roll.choice(REASONS)}
        if kind in ("granted", "expires"):
            self.office.later(2, lambda: self.case(case_id, "employer_contact", "mediation") and self.office.event(
                "override.granted", "manager-01", until=after(self.office.today, 10), **granted))
        if kind != "expires":
            self.office.later(roll.randint(3, 9), lambda: self.case(case_id, "employer_contact", "mediation") and self.office.event(
                "legal.case_filed", OFFICER, **suit, **named))

    # ---- money at the counter

    def pay(self, contract_no, satang=None, channel="counter", **more):
        """So much of a loan, or all that is billed of it and unpaid."""
        loan = self.office.row("loan", contract_no=contract_no)
        open_satang = loan.get("billed_principal_satang", 0) + loan.get("billed_interest_satang", 0)
        satang = min(satang or open_satang, open_satang + loan.get("principal_satang", 0))
        if loan["state"] in ("active", "written_off") and satang > 0:
            return self.office.event("loan.payment_received", OFFICER, contract_no=contract_no, amount_satang=satang, channel=channel,
                                     document_no=f"B-{self.office.numbers}", **more)

    def on_loan_delinquency_changed(self, d, _):
        """Who is asked to pay comes to the counter, or his guarantor does; or nobody."""
        if d["missed_instalments"] == 0 or d.get("fault") in ("unit_late", "unit_error"):
            return
        roll = self.dice("short", d["contract_no"], d["missed_instalments"], d["oldest_due_date"])
        answer = self.guarantors.get(d["contract_no"])
        if roll.random() < 0.2:
            self.office.later(roll.randint(2, 25), lambda: self.pay(d["contract_no"]))
        elif answer and d["missed_instalments"] >= 2 and roll.random() < 0.15:
            who = roll.choice(answer)
            self.office.later(roll.randint(2, 25), lambda: self.pay(d["contract_no"], None, "guarantor", payer_no=who))
            self.office.later(30, lambda: self.office.event("guarantor.relief_claimed", OFFICER, contract_no=d["contract_no"],
                                                            guarantor_ref=who, document_no=f"GC-{self.office.numbers}"))
        elif answer and d["missed_instalments"] == 2 and roll.random() < 0.1:
            self.office.later(roll.randint(1, 20), lambda: self.substitute(d["contract_no"], answer, roll))

    def substitute(self, contract_no, answer, roll):
        old = answer.pop(0)
        new = roll.choice([m for m in self.members if m not in answer and m != old and m not in contract_no])
        answer.append(new)
        return self.office.event("loan.guarantor_substituted", OFFICER, contract_no=contract_no, old_ref=old, kind="member", ref=new,
                                 resolution_no=f"S-{self.office.today}")

    def on_refund_payable_created(self, d, f):
        roll = self.dice("refund", f["position"], d["member_no"])
        if roll.random() < 0.5:
            self.office.later(roll.randint(2, 8), lambda: self.refund(d["member_no"]))

    def refund(self, member_no):
        owed = self.office.row("member", member_no=member_no).get("refund_payable_satang", 0)
        if owed:
            return self.office.event("refund.paid", OFFICER, member_no=member_no, amount_satang=owed, channel="bank",
                                     document_no=f"V-{self.office.numbers}")

    def on_payroll_suspense_created(self, d, _):
        target = {"unknown_member": {"target": "unit", "reason": "not_ours"},
                  "not_billed": {"target": "member", "member_no": d.get("member_no"), "reason": "member_found"}}.get(d["reason"])
        roll = self.dice("suspense", d["unit_code"], d["period"], d.get("member_no"), d["amount_satang"])
        if target and d["amount_satang"] > 0 and roll.random() < 0.7:
            paid = {"document_no": f"U-{d['suspense_no']}"} if target["target"] == "unit" else {}
            self.office.later(roll.randint(3, 45), lambda: self.office.row("suspense", suspense_no=d["suspense_no"]) and
                              self.office.event("suspense.matched", OFFICER, suspense_no=d["suspense_no"], **target, **paid))

    # ---- guarantors' notices

    def on_notification_requested(self, d, f):
        if d["template"] != "guarantor_notice":
            return
        roll = self.dice("notice", d["recipient_ref"], d.get("subject_ref"), self.office.today)
        when = roll.choices((roll.randint(1, 25), roll.randint(28, 50), roll.randint(58, 66), None), (80, 12, 5, 3))[0]
        if when is None:
            return
        what = roll.choices(("received", "returned", None), (86, 10, 4))[0]
        travels, told = roll.randint(1, 6), roll.choices((0, 2, 70), (50, 40, 10))[0]
        ref = f"RC{f['position']}TH"
        self.office.later(when, lambda: self.report(f["position"], "sent", self.office.today, ref))
        if what:
            date = after(self.office.today, when + travels)
            self.office.on_day(after(date, told), lambda: self.report(f["position"], what, date, ref))

    def report(self, position, status, date, ref):
        return self.office.event("notice.delivery_reported", OFFICER, position=position, status=status, date=date, postal_ref=ref)

    # ---- applications

    def on_loan_application_screened(self, d, _):
        self.screened[d["application_no"]] = d["passed"]

    def on_committee_agenda_item_added(self, d, _):
        if d["application_no"].startswith("N-"):
            self.office.on_day(d["meeting_date"], lambda: self.decide(d["application_no"]))

    def decide(self, application_no):
        roll = self.dice("decision", application_no)
        decision = {"decision": "approved"} if self.screened.get(application_no) else roll.choice((
            {"decision": "rejected"}, {"decision": "approved", "override_body": "board", "override_no": f"O-{self.office.today}"}))
        return self.office.event("loan.committee_decided", "committee", application_no=application_no,
                                 resolution_no=f"{int(self.office.today[5:7])}/2567", **decision)

    def on_payout_scheduled(self, d, _):
        number, roll = d["application_no"], self.dice("payout", d["application_no"])
        if not number.startswith("N-"):
            return
        what = roll.choices(("paid", "comes_back", "withdrawn", "lapses"), (80, 8, 6, 6))[0]
        if what == "withdrawn":
            self.office.later(1, lambda: self.office.event("loan.application_withdrawn", application_no=number))
        elif what != "lapses":
            contract = "S" + number
            self.guarantors[contract] = self.guarantors.get(number, [])
            self.office.on_day(d["payout_date"], lambda: self.office.event(
                "loan.disbursed", contract_no=contract, application_no=number, paid_satang=d["amount_satang"], approval_ref=f"V{number}"))
            if what == "comes_back":
                self.office.on_day(after(d["payout_date"], 1), lambda: self.office.event(
                    "loan.payout_returned", contract_no=contract, failure="bank_rejected", document_no=f"KTB-{number}"))

    # ---- members

    def on_member_retirement_due(self, d, _):
        self.office.on_day(d["date"], lambda: self.office.event("member.retired", OFFICER, member_no=d["member_no"]))

    def on_member_readmission_eligible(self, d, _):
        roll = self.dice("readmission", d["member_no"])
        if roll.random() < 0.7:
            self.office.later(roll.randint(2, 20), lambda: self.office.event("member.readmitted", OFFICER, member_no=d["member_no"]))

    # ---- the clinic

    def on_clinic_case_escalated(self, d, _):
        roll = self.dice("escalated", d["case_no"], d["to"])
        if d["to"] == "central":
            if roll.random() < 0.4:
                self.office.later(roll.randint(3, 15), lambda: self.office.event("clinic.case_referred", OFFICER, case_no=d["case_no"],
                                                                                 to="board"))
            else:
                self.resolve(d["case_no"], roll)
        else:
            self.office.later(roll.randint(5, 25), lambda: self.office.event(
                "clinic.measure_decided", "board", case_no=d["case_no"], resolution_no=f"C-{self.office.today}",
                measure=roll.choice(("restructure", "consolidate", "pause", "mediate", "no_measure"))))
            self.office.later(26, lambda: self.resolve(d["case_no"], roll))

    def resolve(self, case_no, roll):
        """Sooner or later, or never; and rated by most."""
        days = roll.choices((roll.randint(1, 20), roll.randint(60, 110), None), (6, 3, 1))[0]
        if days is None:
            return
        self.office.later(days, lambda: self.office.event("clinic.case_resolved", OFFICER, case_no=case_no,
                                                          outcome=roll.choice(("advised", "settled", "handed_over", "withdrawn"))))
        if roll.random() < 0.8:
            self.office.later(days + 2, lambda: self.office.event("clinic.satisfaction_rated", case_no=case_no,
                                                                  score=roll.choices((5, 4, 3, 1), (5, 3, 1, 1))[0]))


