#include "../award/award.h"
#include "../rules/money.h"

enum figure_unit { MONEY, NUMBER, FLAG };

static enum figure_unit unit_of(uint8_t figure)
{
    static const enum figure_unit units[] = {
        [figure_kind_absent] = NUMBER,
#define FIGURE(figure, unit, english, thai) [figure_kind_##figure] = unit,
#include "../../proto/schema/figures.def"
    };
    return units[figure];
}

static bool is_in_unit(const struct figure_year_reported *e)
{
    switch (unit_of(e->figure)) {
    case MONEY:
        return e->number == 0 && (e->amount_satang >= 0 || e->figure == figure_kind_net_profit);
    case NUMBER:
        return e->amount_satang == 0;
    case FLAG:
        break;
    }
    return e->amount_satang == 0 && e->number <= 1;
}

/* Liabilities without members' deposits against the own capital, once all three are there. */
static void debt_tell(struct txn *t, int32_t date, uint32_t year, const struct policy_in_force *p)
{
    int64_t liabilities, deposits, capital;
    if (!award_figure(t, year, figure_kind_liabilities, &liabilities) ||
        !award_figure(t, year, figure_kind_member_deposits, &deposits) ||
        !award_figure(t, year, figure_kind_own_capital, &capital))
        return;
    kpi_tell(t, date,
             &(struct measure){.kpi = kpi_debt_below_capital,
                               .from_period = award_first_month(year),
                               .to_period = award_last_month(year),
                               .numerator = (uint64_t)money_max(money_sub(liabilities, deposits), 0),
                               .denominator = (uint64_t)capital},
             p);
}

enum verdict handle_figure_year_reported(struct txn *t, const struct happening *h, const struct figure_year_reported *e,
                                         struct refusal *why)
{
    struct year_figure_key key = {.year = e->year, .figure_kind = e->figure};
    struct year_figure row = {.value = e->amount_satang, .seq = h->seq};
    struct policy_in_force p;
    const int64_t most = VALUE_MONEY_MAX / 2, least = -most;
    if (e->year <= VALUE_YEAR_MIN || e->year > VALUE_YEAR_MAX)
        return refuse_value(why, REFUSAL_out_of_range, "data.year", e->year, VALUE_YEAR_MAX);
    if (!is_in_unit(e))
        return refuse_text(why, REFUSAL_figure_unit, "data.figure",
                           schema_word_text(schema_enum_named("figure_kind"), e->figure));
    if (e->amount_satang > most || e->amount_satang < least)
        return refuse_value(why, REFUSAL_out_of_range, "data.amount_satang", e->amount_satang, most);
    if (e->number > UINT32_MAX)
        return refuse_value(why, REFUSAL_out_of_range, "data.number", INT64_MAX, UINT32_MAX);
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (unit_of(e->figure) != MONEY)
        row.value = (int64_t)e->number;
    year_figure_put(t, &key, &row);
    if (e->figure == figure_kind_liabilities || e->figure == figure_kind_member_deposits ||
        e->figure == figure_kind_own_capital)
        debt_tell(t, h->effective_date, e->year, &p);
    return APPLIED;
}
