#include "../handler.h"
#include "../journal/notify.h"
#include "loan.h"

enum { PAUSE_MONTHS_MAX = 24 }; /* unverified default */

static enum verdict check(const struct happening *h, const struct loan_pause_granted *e, const struct loan *loan,
                          struct refusal *why)
{
    uint32_t now = value_period_of(h->effective_date);
    bool paused = loan->pause_until >= now && loan->pause_until > loan->billed_until;
    uint32_t taken_until = paused ? loan->pause_until : loan->billed_until;
    int64_t months = (int64_t)e->until_period - (int64_t)e->from_period + 1;
    if (loan->state != loan_state_active)
        return refuse_text(why, REFUSAL_loan_ended, "data.contract_no", e->contract_no);
    if (months < 1 || months > PAUSE_MONTHS_MAX)
        return refuse_value(why, REFUSAL_pause_too_long, "data.until_period", months, PAUSE_MONTHS_MAX);
    if (e->from_period < now)
        return refuse_value(why, REFUSAL_pause_past, "data.from_period", e->from_period, now);
    if (e->from_period <= taken_until)
        return refuse_all(why, REFUSAL_pause_overlaps, "data.from_period", e->contract_no, e->from_period, taken_until);
    if (paused) /* a loan has one pause at a time: this one would take its months away */
        return refuse_all(why, REFUSAL_pause_not_over, "data.from_period", e->contract_no, e->from_period,
                          loan->pause_until);
    return APPLIED;
}

enum verdict handle_loan_pause_granted(struct txn *t, const struct happening *h, const struct loan_pause_granted *e,
                                       struct refusal *why)
{
    struct loan loan;
    struct policy_in_force p = {0};
    if (!loan_find(t, e->contract_no, &loan))
        return refuse_text(why, REFUSAL_contract_unknown, "data.contract_no", e->contract_no);
    if (check(h, e, &loan, why) == REFUSED)
        return REFUSED;
    policy_on(t, h->effective_date, &p);
    struct cause because = cause_of("pause", p.version);
    cause_add_fact(&because, fact_pause_months, (int64_t)e->until_period - (int64_t)e->from_period + 1,
                   PAUSE_MONTHS_MAX);
    loan_pause(t, e->contract_no, (enum pause_kind)e->kind, e->from_period, e->until_period);
    notify(t, h->effective_date,
           &(struct notice){.template = template_terms_changed,
                            .audience = audience_member,
                            .recipient_ref = loan.member_no,
                            .subject_ref = e->contract_no},
           &because);
    return APPLIED;
}
