#include "../member/year.h"
#include "allocation.h"

static int32_t rate_of(const struct allocation_asked *a, enum allocation_item item)
{
    const struct allocation_line *line = allocation_line_of(a, item);
    return line ? line->rate_bp : 0;
}

/* The lines are those of the two rates. */
static enum verdict check_rates(const struct allocation_asked *a, const struct profit_allocation_proposed *e,
                                struct refusal *why)
{
    if (rate_of(a, allocation_item_dividend) != e->dividend_bp)
        return refuse_text(why, REFUSAL_allocation_rate, "data.dividend_bp", "dividend");
    if (rate_of(a, allocation_item_patronage) != e->patronage_bp)
        return refuse_text(why, REFUSAL_allocation_rate, "data.patronage_bp", "patronage");
    return APPLIED;
}

/* Floors are policy, not law: the general meeting decides, so a proposal below one is taken and told. */
enum verdict handle_profit_allocation_proposed(struct txn *t, const struct happening *h,
                                               const struct profit_allocation_proposed *e, struct refusal *why)
{
    struct policy_in_force p;
    const struct allocation_asked asked = {e->net_profit_satang, e->lines, e->lines_count};
    if (e->year < VALUE_YEAR_MIN || e->year > (uint32_t)value_civil(h->effective_date).year)
        return refuse_value(why, REFUSAL_year_not_over, "data.year", e->year, h->effective_date);
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (e->lines_count > 0 &&
        (allocation_check(t, &p, &asked, why) == REFUSED || check_rates(&asked, e, why) == REFUSED))
        return REFUSED;
    allocation_warn(t, h, &p, e->year, (const int32_t[]){e->dividend_bp, e->patronage_bp});
    return APPLIED;
}
