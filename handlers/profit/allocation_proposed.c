#include "../emit.h"
#include "../handler.h"
#include "../policy/policy.h"

static void warn_below(struct txn *t, const struct happening *h, uint32_t year, struct alert_raised *alert,
                       const struct cause *because)
{
    char digits[VALUE_TEXT_MAX];
    value_integer_print(year, digits);
    value_code_set(alert->subject_ref, sizeof alert->subject_ref, digits);
    emit_alert_raised(t, h->effective_date, alert, because);
}

/* Floors are policy, not law: the general meeting decides, so a proposal below one is taken and told. */
enum verdict handle_profit_allocation_proposed(struct txn *t, const struct happening *h,
                                               const struct profit_allocation_proposed *e, struct refusal *why)
{
    struct policy_in_force p;
    struct alert_raised dividend = {.alert = "dividend_below_floor"}, patronage = {.alert = "patronage_below_floor"};
    if (e->year < VALUE_YEAR_MIN || e->year > (uint32_t)value_civil(h->effective_date).year)
        return refuse_value(why, REFUSAL_year_not_over, "data.year", e->year, h->effective_date);
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    struct cause dividend_why = cause_of("dividend_floor", p.version);
    struct cause patronage_why = cause_of("patronage_floor", p.version);
    cause_add_fact(&dividend_why, fact_dividend_bp, e->dividend_bp, p.terms.dividend_min_bp);
    cause_add_fact(&patronage_why, fact_patronage_bp, e->patronage_bp, p.terms.patronage_min_bp);
    if (e->dividend_bp < p.terms.dividend_min_bp)
        warn_below(t, h, e->year, &dividend, &dividend_why);
    if (e->patronage_bp < p.terms.patronage_min_bp)
        warn_below(t, h, e->year, &patronage, &patronage_why);
    return APPLIED;
}
