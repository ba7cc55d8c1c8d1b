#include "../collection/case.h"
#include "../handler.h"

/* A session that the debtor attended moves nothing: its outcome comes as an event of its own. */
enum verdict handle_mediation_session_held(struct txn *t, const struct happening *h,
                                           const struct mediation_session_held *e, struct refusal *why)
{
    struct collection_case c;
    struct policy_in_force p;
    if (!case_find(t, e->case_id, h, &c, why))
        return REFUSED;
    if (c.stage != case_stage_mediation)
        return refuse_text(why, REFUSAL_case_stage, "data.case_id", e->case_id);
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    c.absence_told = !e->debtor_attended;
    if (!e->debtor_attended)
        case_no_show(t, e->case_id, &c, h->effective_date, &p);
    return APPLIED;
}
