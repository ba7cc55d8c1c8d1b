"""The follow-ups of collection, and of its end, that a year must contain, each with how often at least; declared here and nowhere else. A name is
a type, or a type with what it says: `notification.requested:arrears_notice`, `loan.classified:relapse`. The second number is for
the small edition, 0: it may be too short or too small for it."""

KINDS = {  # name: (of a year of 5,000 members, of the small edition)
    "loan.delinquency_changed": (500, 20),
    "loan.delinquency_changed:member_short": (200, 10),
    "loan.delinquency_changed:unit_late": (20, 1),
    "loan.delinquency_changed:unit_error": (5, 0),
    "loan.delinquency_changed:unknown": (5, 0),
    "loan.classified": (50, 8),
    "loan.classified:months": (40, 5),
    "loan.classified:relapse": (2, 1),
    "loan.classified:sued": (2, 1),
    "loan.classified:died": (2, 1),
    "loan.classified:bankrupt": (1, 0),
    "loan.classified:watch": (1, 0),
    "loan.provision_adjusted": (50, 5),
    "member.npl_flagged": (30, 5),
    "member.npl_cleared": (10, 1),
    "member.readmission_eligible": (3, 1),
    "collection.stage_changed": (100, 10),
    "collection.stage_changed:employer_contact": (30, 5),
    "collection.stage_changed:mediation": (20, 3),
    "collection.stage_changed:performing": (8, 1),
    "collection.stage_changed:legal_ready": (6, 1),
    "collection.stage_changed:legal": (4, 1),
    "collection.stage_changed:closed": (10, 1),
    "collection.step_due": (60, 8),
    "collection.step_ended:done": (20, 3),
    "collection.step_ended:missed": (5, 1),
    "collection.step_ended:cured": (5, 1),
    "collection.step_ended:overridden": (1, 1),
    "collection.step_ended:withdrawn": (1, 0),
    "override.expired": (2, 1),
    "mediation.case_opened": (20, 3),
    "mediation.agreement_breached": (3, 1),
    "guarantor.notice_due": (100, 10),
    "guarantor.notice_delivered": (50, 5),
    "guarantor.notice_overdue": (5, 1),
    "guarantor.notice_released": (20, 2),
    "clinic.case_escalated": (5, 1),
    "clinic.case_overdue": (2, 1),
    "board.agenda_item_added": (2, 1),
    "kpi.computed": (10, 3),
    "alert.raised:suit_before_mediation": (1, 1),
    "alert.raised:mediation_overridden": (1, 1),
    "notification.requested:arrears_notice": (100, 10),
    "notification.requested:arrears_of_unit": (5, 0),
    "notification.requested:arrears_to_clear_up": (5, 0),
    "notification.requested:employer_meeting_due": (30, 5),
    "notification.requested:mediation_invitation": (20, 3),
    "notification.requested:agreement_broken": (3, 1),
    "notification.requested:step_missed": (5, 1),
    "notification.requested:guarantor_notice": (100, 10),
    "notification.requested:guarantor_to_notify": (5, 1),
    "notification.requested:guarantor_overdue": (5, 1),
    "notification.requested:readmission_eligible": (3, 1),
    "notification.requested:clinic_case_passed": (5, 1),
    "notification.requested:clinic_case_overdue": (2, 1),
    "notification.requested:clinic_measure": (1, 0),
    "notification.requested:member_died": (2, 1),
    "dividend.computed": (4000, 0),
    "patronage.computed": (2000, 0),
    "profit.allocated": (1, 0),
    "profit.allocation_used": (2, 0),
    "income.year_split": (1, 0),
}

SAYS = {  # type: the field that tells its kinds apart
    "loan.delinquency_changed": "fault",
    "loan.classified": "rule_hit",
    "collection.stage_changed": "to_stage",
    "collection.step_ended": "outcome",
    "alert.raised": "alert",
    "notification.requested": "template",
}


def names_of(followup):
    """The names under which a follow-up counts."""
    kind = followup["type"]
    yield kind
    said = followup["data"].get(SAYS.get(kind))
    if said:
        yield f"{kind}:{said}"
