#include "clinic.h"
#include "kpi.h"

#include <string.h>

static struct clinic_month window_sum(struct txn *t, const struct clinic_key *clinic,
                                      const struct clinic_evaluated *window)
{
    struct clinic_month sum = {0}, month;
    struct clinic_month_key key;
    memcpy(key.clinic_code, clinic->clinic_code, sizeof key.clinic_code);
    for (key.period = window->from_period; key.period <= window->to_period; key.period++) {
        if (!clinic_month_get(t, &key, &month))
            continue;
        sum.opened += month.opened;
        sum.resolved += month.resolved;
        sum.ratings += month.ratings;
        sum.scores += month.scores;
    }
    return sum;
}

static void tell(struct txn *t, int32_t date, const char *clinic_code, const struct clinic_month *sum,
                 const struct clinic_evaluated *window, const struct policy_in_force *p)
{
    struct measure m = {.kpi = kpi_clinic_satisfaction,
                        .clinic_code = clinic_code,
                        .from_period = window->from_period,
                        .to_period = window->to_period,
                        .numerator = sum->scores,
                        .denominator = sum->ratings};
    kpi_tell(t, date, &m, p);
    m.kpi = kpi_clinic_resolved;
    m.numerator = sum->resolved;
    m.denominator = sum->opened;
    kpi_tell(t, date, &m, p);
}

static enum verdict window_check(const struct happening *h, const struct clinic_evaluated *e, struct refusal *why)
{
    if (e->to_period < e->from_period)
        return refuse_value(why, REFUSAL_dates_out_of_order, "data.to_period", value_period_first_day(e->to_period),
                            value_period_first_day(e->from_period));
    if (e->to_period - e->from_period >= CLINIC_WINDOW_MONTHS)
        return refuse_value(why, REFUSAL_window_too_long, "data.from_period", e->to_period - e->from_period + 1,
                            CLINIC_WINDOW_MONTHS);
    if (value_period_first_day(e->to_period) > h->effective_date)
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date,
                            value_period_first_day(e->to_period));
    return APPLIED;
}

/* Clinics that served in none of the months are left out. */
enum verdict handle_clinic_evaluated(struct txn *t, const struct happening *h, const struct clinic_evaluated *e,
                                     struct refusal *why)
{
    struct policy_in_force p;
    struct clinic_key key = {0};
    struct clinic clinic;
    struct clinic_month all = {0};
    if (window_check(h, e, why) == REFUSED)
        return REFUSED;
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    while (clinic_seek(t, &key, true, &clinic)) {
        if (clinic.from > value_period_last_day(e->to_period) ||
            (clinic.until > 0 && clinic.until < value_period_first_day(e->from_period)))
            continue;
        struct clinic_month sum = window_sum(t, &key, e);
        all.opened += sum.opened;
        all.resolved += sum.resolved;
        all.ratings += sum.ratings;
        all.scores += sum.scores;
        tell(t, h->effective_date, key.clinic_code, &sum, e, &p);
    }
    tell(t, h->effective_date, NULL, &all, e, &p);
    return APPLIED;
}
