#include "../handler.h"
#include "../loan/loan.h"
#include "case.h"
#include "ladder.h"

/* A letter is taken by the daemon itself; what is law is told by its own events. */
static bool is_told_so(const struct policy_rung *row)
{
    return row->act == rung_act_decision || row->act == rung_act_demand || row->act == rung_act_chase;
}

enum verdict handle_collection_step_taken(struct txn *t, const struct happening *h,
                                          const struct collection_step_taken *e, struct refusal *why)
{
    struct collection_case c;
    struct ladder_step open;
    struct policy_rung row = {0};
    struct loan loan;
    if (!case_find(t, e->case_id, h, &c, why))
        return REFUSED;
    if (!step_open(t, e->case_id, &c, &open) || !loan_find(t, c.contract_no, &loan))
        return refuse_text(why, REFUSAL_case_stage, "data.case_id", e->case_id);
    if (c.ladder_policy > 0)
        row = ladder_rung(t, &c);
    if (!is_told_so(&row) || e->no != c.steps)
        return refuse_all(why, REFUSAL_step_not_open, "data.no", e->case_id, e->no, c.steps);
    if (h->effective_date < open.began_on)
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, open.began_on);
    struct cause because = cause_of("ladder_rung", c.ladder_policy);
    cause_add_position(&because, open.position);
    cause_add_fact(&because, fact_step_days, h->effective_date - open.began_on, open.due_on - open.began_on);
    step_end(t, e->case_id, &c, step_outcome_done, h->effective_date, &because);
    ladder_on(t, e->case_id, &c, &(struct climb){&loan, h->effective_date, &because});
    return APPLIED;
}
