#include "../clock/work.h"
#include "clinic.h"

/* A mistyped year must not measure years of months. unverified default */
enum { PAST_DAYS = 180 };

static uint32_t clinics_count(struct txn *t)
{
    struct clinic_key key = {0};
    struct clinic row;
    uint32_t n = 0;
    while (clinic_seek(t, &key, true, &row))
        n++;
    return n;
}

enum verdict handle_clinic_set_up(struct txn *t, const struct happening *h, const struct clinic_set_up *e,
                                  struct refusal *why)
{
    struct clinic_key key = clinic_key_of(e->clinic_code);
    struct clinic known, clinic = {.from = h->effective_date, .until = e->until};
    struct policy_in_force p;
    int32_t closed = clock_day_closed(t);
    if (clinic_get(t, &key, &known))
        return refuse_text(why, REFUSAL_clinic_exists, "data.clinic_code", e->clinic_code);
    if (e->until > 0 && e->until < h->effective_date)
        return refuse_value(why, REFUSAL_dates_out_of_order, "data.until", e->until, h->effective_date);
    if (closed > 0 && h->effective_date < closed - PAST_DAYS)
        return refuse_value(why, REFUSAL_date_past, "effective_date", h->effective_date, closed);
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (clinics_count(t) >= CLINICS_MAX)
        return refuse_value(why, REFUSAL_clinics_full, "data.clinic_code", CLINICS_MAX, CLINICS_MAX);
    clinic_put(t, &key, &clinic);
    clinic_month_watch(t, e->clinic_code, &clinic, value_period_of(clinic.from), closed + 1);
    return APPLIED;
}
