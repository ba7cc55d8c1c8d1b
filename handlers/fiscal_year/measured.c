#include "../award/award.h"
#include "../clock/work.h"

/* The books tell what the year came to only until the day after it is closed; what other events still wait for is done
 * first, and they wait for this. */
enum verdict handle_fiscal_year_measured(struct txn *t, const struct happening *h, const struct fiscal_year_measured *e,
                                         struct refusal *why)
{
    struct award_year_key key = {.year = e->year};
    struct award_year known;
    struct policy_in_force p;
    int32_t closed = clock_day_closed(t);
    if (e->year <= VALUE_YEAR_MIN || e->year > VALUE_YEAR_MAX || year_last_day(e->year) > closed)
        return refuse_value(why, REFUSAL_year_not_over, "data.year", e->year, closed);
    if (award_year_get(t, &key, &known))
        return refuse_value(why, REFUSAL_year_measured, "data.year", e->year, known.as_of);
    if (year_last_day(e->year) < closed)
        return refuse_value(why, REFUSAL_year_far, "data.year", e->year, closed);
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    award_year_put(t, &key, &(struct award_year){.as_of = closed});
    work_add(t, &(struct work){.seq = h->seq,
                               .date = h->effective_date,
                               .period = award_last_month(e->year),
                               .kind = work_kind_measure_members});
    return APPLIED;
}
