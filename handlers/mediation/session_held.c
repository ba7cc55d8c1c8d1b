#include "../collection/case.h"
#include "../handler.h"

/* A session that the debtor attended moves nothing: its outcome comes as an event of its own. It is awaited as long as
 * a first session is, or another session. */
static void await_outcome(struct txn *t, const struct happening *h, const char *case_id, struct collection_case *c,
                          const struct policy_in_force *p)
{
    struct rung_begun begun = case_rung(case_stage_mediation, h->effective_date, p);
    struct cause why = cause_of("mediate_first", p->version);
    cause_add_position(&why, c->stage_position);
    case_step(t, case_id, c, &begun, &why);
}

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
    if (e->debtor_attended)
        await_outcome(t, h, e->case_id, &c, &p);
    else
        case_no_show(t, e->case_id, &c, h->effective_date, &p);
    return APPLIED;
}
