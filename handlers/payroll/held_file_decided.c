#include "payroll.h"

enum verdict handle_payroll_held_file_decided(struct txn *t, const struct happening *h,
                                              const struct payroll_held_file_decided *e, struct refusal *why)
{
    struct result_file_key key = payroll_file_key(e->unit_code, e->period, e->file_ref);
    struct result_file f;
    struct policy_in_force policy;
    if (!payroll_actor_given(h, why))
        return REFUSED;
    if (!result_file_get(t, &key, &f))
        return refuse_all(why, REFUSAL_file_unknown, "data.file_ref", e->unit_code, e->period, 0);
    if (f.state != file_state_held)
        return refuse_all(why, REFUSAL_file_not_held, "data.file_ref", e->unit_code, e->period, 0);
    if (!policy_on(t, h->effective_date, &policy)) /* settlement needs one */
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (e->decision == file_decision_count)
        return payroll_file_count(t, h, &key, &f, why) ? APPLIED : REFUSED;
    payroll_file_change(t, h, &key, &f, file_state_discarded);
    payroll_settle_later(t, e->unit_code, e->period, h->effective_date,
                         h->seq); /* of its lines some may be in suspense */
    return APPLIED;
}
