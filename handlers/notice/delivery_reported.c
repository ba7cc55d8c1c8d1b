#include "../guarantor/notice_clock.h"
#include "../handler.h"
#include "../loan/loan.h"

/* Once it is known that the notice reached him, only an earlier day of that says anything new, unless that was wrong.
 */
static enum verdict check(const struct happening *h, const struct notice_delivery_reported *e,
                          const struct guarantor_clock_key *key, const struct guarantor_clock *clock,
                          struct refusal *why)
{
    bool earlier = e->status == delivery_received && e->date < clock->received_on;
    if (e->date > h->effective_date)
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, e->date);
    if (e->date < clock->default_on)
        return refuse_value(why, REFUSAL_dates_out_of_order, "data.date", e->date, clock->default_on);
    if (e->date < clock->asked_on)
        return refuse_all(why, REFUSAL_notice_not_asked, "data.date", key->ref, e->date, clock->asked_on);
    if (e->correction != receipt_fault_absent && clock->received_on == 0)
        return refuse_all(why, REFUSAL_notice_not_received, "data.correction", key->ref, 0, 0);
    if (clock->received_on > 0 && !earlier && e->correction == receipt_fault_absent)
        return refuse_all(why, REFUSAL_notice_received, "data.position", key->ref, (int64_t)e->position,
                          clock->received_on);
    return APPLIED;
}

enum verdict handle_notice_delivery_reported(struct txn *t, const struct happening *h,
                                             const struct notice_delivery_reported *e, struct refusal *why)
{
    struct guarantor_clock_key key;
    struct guarantor_clock clock;
    struct policy_in_force p;
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (!notice_clock_find(t, e->position, &key, &clock))
        return refuse_value(why, REFUSAL_notice_unknown, "data.position", (int64_t)e->position, 0);
    loan_catch_up(t, key.contract_no);
    if (!notice_clock_find(t, e->position, &key, &clock))
        return refuse_value(why, REFUSAL_notice_unknown, "data.position", (int64_t)e->position, 0);
    if (check(h, e, &key, &clock, why) == REFUSED)
        return REFUSED;
    notice_clock_report(t, &key, &clock, e, &(struct clock_at){h->effective_date, &p});
    return APPLIED;
}
