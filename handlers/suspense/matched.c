#include "../handler.h"
#include "../journal/posting.h"
#include "../payroll/payroll.h"
#include "../rules/money.h"

#include <string.h>

/* The item that leaves suspense, and the posting that takes it out. */
struct leaving {
    struct txn *t;
    const struct happening *h;
    const struct suspense_matched *e;
    struct suspense item;
    struct posting posting;
};

/* The member's month takes it as if the unit's file had said so, and is settled anew. His unit's account has nothing to
 * do with it: what settlement debits there is credited here. */
static enum verdict to_bill(struct leaving *l, struct refusal *why)
{
    const struct suspense_matched *e = l->e;
    struct bill_key key = {.period = e->period ? e->period : l->item.period};
    struct bill bill;
    struct policy_in_force p;
    memcpy(key.unit_code, e->unit_code[0] ? e->unit_code : l->item.unit_code, sizeof key.unit_code);
    memcpy(key.member_no, e->member_no, sizeof key.member_no);
    if (!bill_get(l->t, &key, &bill) || bill.lines == 0)
        return refuse_all(why, REFUSAL_bill_unknown, "data.member_no", e->member_no, key.period, 0);
    if (!policy_on(l->t, l->h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", l->h->effective_date, 0);
    bill.matched_satang = money_add(bill.matched_satang, l->item.amount_satang);
    bill_put(l->t, &key, &bill);
    posting_credit(&l->posting, account_unit_receivable, l->item.amount_satang, key.unit_code);
    payroll_settle_later(l->t, key.unit_code, key.period, l->h->effective_date, l->h->seq);
    return APPLIED;
}

static enum verdict to_member(struct leaving *l, struct refusal *why)
{
    struct member_key key;
    struct member member;
    struct cause because = cause_of("suspense_desk", 0);
    memcpy(key.member_no, l->e->member_no, sizeof key.member_no);
    if (!member_get(l->t, &key, &member))
        return refuse_text(why, REFUSAL_member_unknown, "data.member_no", l->e->member_no);
    cause_add_seq(&because, l->item.seq);
    payroll_refund(l->t, l->e->member_no, l->item.amount_satang, refund_cause_from_suspense, l->h->effective_date,
                   &because);
    posting_credit(&l->posting, account_refund_payable, l->item.amount_satang, l->e->member_no);
    return APPLIED;
}

/* Paid back to the unit; or, when it is the unit that still has it, owed by it again. */
static enum verdict to_unit(struct leaving *l, struct refusal *why)
{
    struct cause drawn = cause_of("suspense_desk", 0);
    uint64_t booked_by = 0;
    if (l->item.amount_satang < 0) {
        posting_debit(&l->posting, account_unit_receivable, -l->item.amount_satang, l->item.unit_code);
        cause_add_seq(&drawn, l->h->seq);
        payroll_receivable_add(l->t, l->item.unit_code, -l->item.amount_satang, l->h->effective_date, &drawn);
        return APPLIED;
    }
    if (l->e->document_no[0] == '\0')
        return refuse_text(why, REFUSAL_document_missing, "data.document_no", NULL);
    if (!posting_document_new(l->t, l->item.unit_code, l->e->document_no, l->h->seq, &booked_by))
        return refuse_all(why, REFUSAL_document_exists, "data.document_no", l->e->document_no, (int64_t)booked_by, 0);
    posting_credit(&l->posting, account_bank, l->item.amount_satang, NULL);
    return APPLIED;
}

static enum verdict leave(struct leaving *l, struct refusal *why)
{
    if (l->item.amount_satang < 0 && l->e->target != suspense_target_unit)
        return refuse_value(why, REFUSAL_suspense_negative, "data.suspense_no", (int64_t)l->e->suspense_no, 0);
    switch ((enum suspense_target)l->e->target) {
    case suspense_target_bill:
        return to_bill(l, why);
    case suspense_target_member:
        return to_member(l, why);
    case suspense_target_unit:
    case suspense_target_absent:
        break;
    }
    return to_unit(l, why);
}

static uint64_t tell(const struct leaving *l)
{
    const struct happening *h = l->h;
    struct suspense_cleared body = {
        .suspense_no = l->e->suspense_no,
        .amount_satang = l->item.amount_satang,
        .target = l->e->target,
        .days_waited = h->effective_date > l->item.since ? (uint32_t)(h->effective_date - l->item.since) : 0,
    };
    struct cause because = cause_of("suspense_desk", 0);
    cause_add_seq(&because, l->item.seq);
    memcpy(body.member_no, l->e->member_no, sizeof body.member_no);
    value_code_set(body.actor, sizeof body.actor, h->actor);
    return emit_suspense_cleared(l->t, h->effective_date, &body, &because);
}

enum verdict handle_suspense_matched(struct txn *t, const struct happening *h, const struct suspense_matched *e,
                                     struct refusal *why)
{
    struct suspense_key key = {e->suspense_no};
    struct leaving l = {.t = t, .h = h, .e = e};
    struct cause booked = cause_of("double_entry", 0);
    if (!payroll_actor_given(h, why))
        return REFUSED;
    if (!suspense_get(t, &key, &l.item))
        return refuse_value(why, REFUSAL_suspense_unknown, "data.suspense_no", (int64_t)e->suspense_no, 0);
    posting_begin(&l.posting, e->document_no);
    posting_move(&l.posting, account_suspense, -l.item.amount_satang, l.item.unit_code);
    if (leave(&l, why) == REFUSED)
        return REFUSED;
    payroll_suspense_drop(t, e->suspense_no, &l.item);
    cause_add_position(&booked, tell(&l));
    posting_emit(t, h->effective_date, &l.posting, &booked);
    return APPLIED;
}
