#include "../clock/work.h"
#include "../collection/case.h"
#include "../handler.h"
#include "override.h"

#include <string.h>

/* It is looked at on the day after its last, or, told of late, when the next day is closed. */
static int32_t look_on(struct txn *t, int32_t until)
{
    int32_t closed = clock_day_closed(t);
    return until + 1 > closed ? until + 1 : closed + 1;
}

enum verdict handle_override_granted(struct txn *t, const struct happening *h, const struct override_granted *e,
                                     struct refusal *why)
{
    struct collection_case c;
    struct collection_case_key key;
    struct override before, row = {.seq = h->seq, .granted_on = h->effective_date, .until = e->until};
    if (h->actor[0] == '\0')
        return refuse_text(why, REFUSAL_actor_missing, "actor", NULL);
    if (!case_find(t, e->case_id, h, &c, why))
        return REFUSED;
    if (c.stage == case_stage_legal || c.stage == case_stage_closed)
        return refuse_text(why, REFUSAL_case_stage, "data.case_id", e->case_id);
    if (e->until < h->effective_date)
        return refuse_value(why, REFUSAL_override_past, "data.until", e->until, h->effective_date);
    if (override_find(t, e->case_id, &c, e->resolution_no, &before))
        return refuse_text(why, REFUSAL_override_exists, "data.resolution_no", e->resolution_no);
    row.look_on = look_on(t, e->until);
    row.rule = e->rule;
    row.reason = e->reason;
    memcpy(row.resolution_no, e->resolution_no, sizeof row.resolution_no);
    value_code_set(row.actor, sizeof row.actor, h->actor);
    override_enter(t, e->case_id, &c, &row);
    value_code_set(key.case_id, sizeof key.case_id, e->case_id);
    collection_case_put(t, &key, &c);
    return APPLIED;
}
