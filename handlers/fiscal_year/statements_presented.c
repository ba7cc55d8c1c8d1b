#include "../award/award.h"

/* The first day of the limit is the day after the year's end. */
enum verdict handle_fiscal_year_statements_presented(struct txn *t, const struct happening *h,
                                                     const struct fiscal_year_statements_presented *e,
                                                     struct refusal *why)
{
    struct year_statement_key key = {.year = e->year};
    struct policy_in_force p;
    if (e->year <= VALUE_YEAR_MIN || e->year > VALUE_YEAR_MAX || h->effective_date <= year_last_day(e->year))
        return refuse_value(why, REFUSAL_year_not_over, "data.year", e->year, h->effective_date);
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    year_statement_put(t, &key, &(struct year_statement){.presented_on = h->effective_date, .seq = h->seq});
    kpi_tell(t, h->effective_date,
             &(struct measure){.kpi = kpi_statement_days,
                               .from_period = award_first_month(e->year),
                               .to_period = award_last_month(e->year),
                               .numerator = (uint64_t)(h->effective_date - year_last_day(e->year)),
                               .denominator = 1},
             &p);
    return APPLIED;
}
