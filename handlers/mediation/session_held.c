#include "../collection/case.h"
#include "../handler.h"

#include <string.h>

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

/* The session and what was offered in it stay in the file of the case. */
static void keep(struct txn *t, const struct happening *h, const struct mediation_session_held *e,
                 struct collection_case *c)
{
    struct mediation_session_key key = {.no = ++c->sessions};
    struct mediation_session row = {
        .held_on = h->effective_date, .venue = e->venue, .debtor_attended = e->debtor_attended};
    struct offer_key offer_key;
    value_code_set(key.case_id, sizeof key.case_id, e->case_id);
    memcpy(offer_key.case_id, key.case_id, sizeof offer_key.case_id);
    mediation_session_put(t, &key, &row);
    for (uint32_t i = 0; i < e->offers_count; i++) {
        const struct offer_made *made = &e->offers[i];
        offer_key.no = ++c->offers;
        offer_put(t, &offer_key,
                  &(struct offer){.amount_satang = made->amount_satang,
                                  .instalments = made->instalments,
                                  .session = key.no,
                                  .by = made->by});
    }
}

static bool debtor_offered(const struct mediation_session_held *e)
{
    for (uint32_t i = 0; i < e->offers_count; i++)
        if (e->offers[i].by == party_debtor)
            return true;
    return false;
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
    if (!e->debtor_attended && debtor_offered(e))
        return refuse_text(why, REFUSAL_offer_absent, "data.offers", e->case_id);
    keep(t, h, e, &c);
    c.absence_told = !e->debtor_attended && c.no_show_on != h->effective_date; /* its outcome may have come first */
    if (e->debtor_attended)
        await_outcome(t, h, e->case_id, &c, &p);
    else
        case_no_show(t, e->case_id, &c, h->effective_date, &p);
    return APPLIED;
}
