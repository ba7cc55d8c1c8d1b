#include "../clock/work.h"
#include "../loan/loan.h"
#include "../rules/money.h"
#include "settle_parts.h"

#include <string.h>

/* Lines that are open again are late by the fault of whoever made the file that was taken back. */
static enum fault open_fault(struct txn *t, const struct unit_bill_key *unit)
{
    struct result_file_key key = {0};
    struct result_file f;
    while (payroll_file_next(t, unit->unit_code, unit->period, &key, &f)) {
        if (f.state == file_state_revoked && f.revocation == revocation_own_error)
            return fault_own_error;
    }
    return fault_unit_late;
}

static bool settling_begin(struct settling *s, struct loan_billing *loans, struct txn *t, const struct work *w)
{
    *s = (struct settling){.t = t, .loans = loans, .asked_by = w->seq, .date = w->date, .unit.period = w->period};
    memcpy(s->unit.unit_code, w->code, sizeof s->unit.unit_code);
    if (!unit_bill_get(t, &s->unit, &s->month) || !payroll_cycle_of(t, w->code, w->period, &s->cycle) ||
        !policy_on(t, w->date, &s->policy))
        return false;
    s->open_fault = open_fault(t, &s->unit);
    *loans = (struct loan_billing){.interest_to_date = s->cycle.interest_to_date,
                                   .due_date = s->cycle.remit_due_date,
                                   .late_on = s->cycle.cut_off_date,
                                   .fault = s->open_fault};
    if (w->seq == 0) /* the cut-off day is being closed: what has come counts before anybody is late on that day */
        loans->looked_to = w->date - 1;
    return true;
}

/* Lines of somebody who is not a member, or whom this unit was sent no bill for, have no bill to lead to them: both
 * tables are walked side by side, by member. false: there is nobody behind *member_no. */
static bool next_member(const struct settling *s, char member_no[12])
{
    struct bill_key billed = {.period = s->unit.period};
    struct result_line_key told = payroll_line_key(s->unit.unit_code, s->unit.period, member_no);
    struct bill bill;
    struct result_line line;
    memcpy(billed.unit_code, s->unit.unit_code, sizeof billed.unit_code);
    memcpy(billed.member_no, member_no, sizeof billed.member_no);
    /* Behind all lines of this member. */
    memset(told.file_ref, 0x7F, sizeof told.file_ref - 1);
    told.line_no = UINT32_MAX;
    bool has_bill = bill_seek(s->t, &billed, true, &bill) && billed.period == s->unit.period &&
                    memcmp(billed.unit_code, s->unit.unit_code, sizeof billed.unit_code) == 0;
    bool has_line = result_line_seek(s->t, &told, true, &line) && told.period == s->unit.period &&
                    memcmp(told.unit_code, s->unit.unit_code, sizeof told.unit_code) == 0;
    if (!has_bill && !has_line)
        return false;
    bool by_bill = has_bill && (!has_line || memcmp(billed.member_no, told.member_no, sizeof billed.member_no) <= 0);
    memcpy(member_no, by_bill ? billed.member_no : told.member_no, sizeof billed.member_no);
    return true;
}

/* Nobody is settled before something is known of him: a line, money matched by an officer, or that the unit's files are
 * complete without him. And nothing is done twice for the same lines. */
static bool is_to_be_settled(const struct settling *s, const struct payer *p)
{
    const struct bill *b = &p->bill;
    bool known = s->month.complete || p->lines > 0 || b->matched_satang > 0;
    if (!known || !b->settled)
        return known || b->settled;
    return p->lines_sum != b->lines_sum || p->lines_satang != b->collected_satang ||
           b->matched_satang != b->matched_settled_satang;
}

/* Returns how many lines the member has. */
static uint32_t member_settle(struct settling *s, const char *member_no)
{
    struct payer p = {.key.period = s->unit.period};
    memcpy(p.key.unit_code, s->unit.unit_code, sizeof p.key.unit_code);
    memcpy(p.key.member_no, member_no, sizeof p.key.member_no);
    bill_get(s->t, &p.key, &p.bill);
    settle_lines_read(s, &p);
    if (p.bill.lines == 0 || !is_to_be_settled(s, &p))
        return p.lines;
    p.open = !s->month.complete && p.lines == 0 && p.bill.matched_satang == 0;
    settle_member(s, &p);
    return p.lines;
}

/* false: the budget is used up. */
static bool members_settle(struct settling *s, struct work *w, uint32_t *budget)
{
    enum { LINES_A_MEMBER = 64 }; /* beyond so many, a member costs as much as several */
    while (*budget > 0 && next_member(s, w->member_done)) {
        uint32_t cost = 1 + member_settle(s, w->member_done) / LINES_A_MEMBER;
        *budget -= cost < *budget ? cost : *budget;
    }
    return *budget > 0;
}

static void unit_tell(const struct settling *s)
{
    struct payroll_unit_settled body = {
        .period = s->unit.period,
        .billed_satang = s->month.asked_satang,
        .settled_satang = s->month.settled_satang,
        .over_satang = s->month.over_satang,
        .remitted_satang = s->month.remitted_satang,
    };
    struct cause because = cause_of("settle_order", s->policy.version);
    cause_add_position(&because, s->month.bill_position);
    cause_add_seq(&because, s->asked_by);
    cause_add_fact(&because, fact_collected_satang, s->month.settled_satang, s->month.asked_satang);
    memcpy(body.unit_code, s->unit.unit_code, sizeof body.unit_code);
    emit_payroll_unit_settled(s->t, s->date, &body, &because);
}

/* Whether the cut-off day has looked at the unit already: then what is overdue now is told now. A look that is still to
 * come stays, for it is that look which lets open files count. */
static bool is_past_cut_off(const struct settling *s)
{
    int32_t late_on = loan_late_on(s->loans);
    bool is_to_come = s->month.chase_on == late_on && s->asked_by > 0;
    return clock_day_closed(s->t) >= late_on && !is_to_come;
}

/* The unit's account is brought up to date once for all members of a slice: one posting, not one for each of them. */
bool payroll_settle_some(struct txn *t, struct work *w, uint32_t *budget)
{
    struct settling s;
    struct loan_billing loans;
    struct cause drawn = cause_of("double_entry", 0);
    if (!settling_begin(&s, &loans, t, w))
        return true;
    bool whole = members_settle(&s, w, budget);
    if (whole) {
        --*budget;
        s.month.state = s.month.complete ? unit_bill_state_settled : unit_bill_state_issued;
        if (s.month.complete)
            unit_tell(&s);
    }
    s.month.deducted_satang = money_add(s.month.deducted_satang, s.deducted_satang);
    unit_bill_put(t, &s.unit, &s.month);
    cause_add_seq(&drawn, w->seq);
    payroll_receivable_add(t, s.unit.unit_code, s.deducted_satang, s.date, &drawn);
    if (whole && is_past_cut_off(&s))
        payroll_unit_chase(t, s.unit.unit_code, s.unit.period, s.date);
    else if (whole && s.month.complete)
        payroll_unit_rate(t, s.unit.unit_code, s.unit.period, s.date);
    return whole;
}
