#include "clinic.h"

#include <string.h>

static void count_walk_in(struct txn *t, const struct clinic_session_key *session)
{
    struct clinic_month_key key = {.period = value_period_of(session->day)};
    struct clinic_month month = {0};
    memcpy(key.clinic_code, session->clinic_code, sizeof key.clinic_code);
    clinic_month_get(t, &key, &month);
    month.walk_in_days++;
    clinic_month_put(t, &key, &month);
}

/* A session that is told after its month was measured is measured again, at once. */
enum verdict handle_clinic_session_held(struct txn *t, const struct happening *h, const struct clinic_session_held *e,
                                        struct refusal *why)
{
    struct clinic_session_key key = {.day = h->effective_date, .channel = e->channel};
    struct clinic_key clinic_key = clinic_key_of(e->clinic_code);
    struct clinic_session known;
    struct clinic clinic;
    struct policy_in_force p;
    uint32_t period = value_period_of(h->effective_date);
    memcpy(key.clinic_code, e->clinic_code, sizeof key.clinic_code);
    if (!clinic_serving(t, e->clinic_code, h, &p, why))
        return REFUSED;
    if (clinic_session_get(t, &key, &known))
        return refuse_all(why, REFUSAL_clinic_session_exists, "effective_date", e->clinic_code, h->effective_date, 0);
    clinic_session_put(t, &key, &(struct clinic_session){.seq = h->seq});
    if (e->channel != clinic_channel_walk_in)
        return APPLIED;
    count_walk_in(t, &key);
    if (clinic_get(t, &clinic_key, &clinic) && period <= clinic.measured_to &&
        value_period_first_day(period) >= clinic.from && policy_on(t, value_period_last_day(period), &p))
        clinic_walk_in_tell(t, e->clinic_code, period, h->effective_date, &p);
    return APPLIED;
}
