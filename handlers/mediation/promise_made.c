#include "../clock/work.h"
#include "../collection/case.h"
#include "../handler.h"
#include "../loan/loan.h"
#include "promise.h"

/* The day at whose close the promised day and its grace are over; never one that is closed already. */
static int32_t late_from(struct txn *t, int32_t due_date, const struct policy_in_force *p)
{
    int32_t late_on = due_date + (int32_t)p->terms.breach_grace_days;
    int32_t closed = clock_day_closed(t);
    return late_on > closed ? late_on : closed + 1;
}

enum verdict handle_mediation_promise_made(struct txn *t, const struct happening *h,
                                           const struct mediation_promise_made *e, struct refusal *why)
{
    struct collection_case c;
    struct policy_in_force p;
    struct promise awaited;
    struct loan loan = {0};
    if (!case_find(t, e->case_id, h, &c, why))
        return REFUSED;
    if (c.stage != case_stage_employer_contact && c.stage != case_stage_mediation)
        return refuse_text(why, REFUSAL_case_stage, "data.case_id", e->case_id);
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (e->due_date <= h->effective_date)
        return refuse_value(why, REFUSAL_promise_past, "data.due_date", e->due_date, h->effective_date);
    if (promise_awaited(t, e->case_id, &c, &awaited))
        return refuse_all(why, REFUSAL_promise_open, "data.case_id", e->case_id, 0, awaited.due_date);
    loan_find(t, c.contract_no, &loan);
    struct promise row = {
        .amount_satang = e->amount_satang,
        .paid_before_satang = loan.paid_satang,
        .seq = h->seq,
        .made_on = h->effective_date,
        .due_date = e->due_date,
        .late_on = late_from(t, e->due_date, &p),
    };
    struct cause because = cause_of("promise_to_pay", p.version);
    cause_add_fact(&because, fact_promise_satang, 0, e->amount_satang);
    promise_enter(t, e->case_id, &c, &row);
    case_rest(t, e->case_id, &c, h->effective_date, &because);
    return APPLIED;
}
