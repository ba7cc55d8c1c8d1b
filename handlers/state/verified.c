#include "../emit.h"
#include "../handler.h"
#include "records.h"

#include <string.h>

/* What was folded later says more, whichever is told first. */
enum verdict handle_state_verified(struct txn *t, const struct happening *h, const struct state_verified *e,
                                   struct refusal *why)
{
    struct verification_key key = {.what = "state"};
    struct verification last = {0};
    struct verification row = {.seq = e->seq, .ended_ms = e->ended_ms, .differences = e->differences};
    struct cause because = cause_of("state_is_fold", 0);
    struct alert_raised alert = {.alert = "state_differs"};
    if (e->seq >= h->seq)
        return refuse_value(why, REFUSAL_record_unknown, "data.seq", (int64_t)e->seq, (int64_t)h->seq - 1);
    if (e->differences > 0 && e->where[0] == '\0')
        return refuse_value(why, REFUSAL_difference_unnamed, "data.where", e->differences, 0);
    memcpy(row.where, e->where, sizeof row.where);
    if (!verification_get(t, &key, &last) || e->ended_ms >= last.ended_ms)
        verification_put(t, &key, &row);
    if (e->differences == 0)
        return APPLIED;
    cause_add_fact(&because, fact_differences, e->differences, 0);
    value_code_set(alert.subject_ref, sizeof alert.subject_ref, e->where);
    emit_alert_raised(t, h->effective_date, &alert, &because);
    return APPLIED;
}
