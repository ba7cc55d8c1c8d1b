#include "allocation.h"

#include "../emit.h"
#include "../rules/money.h"

/* A share of an amount, to the satang below: it is a most, or is compared as one. */
static int64_t share_of(int64_t amount_satang, int32_t share_bp)
{
    return money_divide((money_wide)amount_satang * (money_wide)share_bp, 10000, rounding_truncate);
}

int64_t allocation_reserve_least(const struct policy_in_force *p, int64_t net_profit_satang)
{
    return money_divide_up((money_wide)net_profit_satang * (money_wide)p->terms.reserve_min_bp, 10000);
}

const struct allocation_line *allocation_line_of(const struct allocation_asked *a, enum allocation_item item)
{
    for (uint32_t i = 0; i < a->count; i++)
        if (a->lines[i].item == item)
            return &a->lines[i];
    return NULL;
}

static int64_t amount_of(const struct allocation_asked *a, enum allocation_item item)
{
    const struct allocation_line *line = allocation_line_of(a, item);
    return line ? line->amount_satang : 0;
}

static const char *word_of(uint8_t item)
{
    return schema_word_text(schema_enum_named("allocation_item"), item);
}

static bool has_rate(uint8_t item)
{
    return item == allocation_item_dividend || item == allocation_item_patronage;
}

static enum verdict check_lines(const struct allocation_asked *a, struct refusal *why)
{
    int64_t sum = 0;
    if (a->net_profit_satang > MONEY_EVENT_MAX)
        return refuse_text(why, REFUSAL_amount_overflow, "data.net_profit_satang", NULL);
    for (uint32_t i = 0; i < a->count; i++) {
        const struct allocation_line *line = &a->lines[i];
        if (line->amount_satang > MONEY_EVENT_MAX)
            return refuse_text(why, REFUSAL_amount_overflow, "data.lines", NULL);
        if (allocation_line_of(a, (enum allocation_item)line->item) != line)
            return refuse_text(why, REFUSAL_allocation_twice, "data.lines", word_of(line->item));
        if ((line->rate_bp > 0) != has_rate(line->item))
            return refuse_text(why, REFUSAL_allocation_rate, "data.lines", word_of(line->item));
        sum = money_add(sum, line->amount_satang);
    }
    if (sum != a->net_profit_satang)
        return refuse_value(why, REFUSAL_allocation_sum, "data.lines", sum, a->net_profit_satang);
    return APPLIED;
}

/* By the books on the day it is asked: the documents do not say of which day the share capital is. */
static int64_t share_capital(struct txn *t)
{
    struct ledger_key key = {.account = account_share_capital};
    struct ledger sums = {0};
    ledger_get(t, &key, &sums);
    return money_max(money_sub(sums.credit_satang, sums.debit_satang), 0);
}

enum verdict allocation_check(struct txn *t, const struct policy_in_force *p, const struct allocation_asked *a,
                              struct refusal *why)
{
    static const char *at = "data.lines";
    const struct policy_terms *terms = &p->terms;
    const struct allocation_line *dividend = allocation_line_of(a, allocation_item_dividend);
    int64_t net = a->net_profit_satang;
    int64_t reserve = amount_of(a, allocation_item_reserve), league = amount_of(a, allocation_item_league_fee);
    int64_t bonus = amount_of(a, allocation_item_bonus), fund = amount_of(a, allocation_item_equalisation);
    if (check_lines(a, why) == REFUSED)
        return REFUSED;
    int64_t league_most = money_min(share_of(net, terms->league_fee_max_bp), terms->league_fee_max_satang);
    int64_t fund_most = share_of(share_capital(t), terms->equalisation_max_bp);
    if (reserve < allocation_reserve_least(p, net))
        return refuse_value(why, REFUSAL_reserve_low, at, reserve, allocation_reserve_least(p, net));
    if (league > league_most)
        return refuse_value(why, REFUSAL_league_fee_high, at, league, league_most);
    if (dividend && dividend->rate_bp > terms->dividend_max_bp)
        return refuse_value(why, REFUSAL_dividend_high, at, dividend->rate_bp, terms->dividend_max_bp);
    if (bonus > share_of(net, terms->bonus_max_bp))
        return refuse_value(why, REFUSAL_bonus_high, at, bonus, share_of(net, terms->bonus_max_bp));
    if (fund > fund_most)
        return refuse_value(why, REFUSAL_equalisation_high, at, fund, fund_most);
    return APPLIED;
}

enum allocation_group allocation_group_of(const struct allocation_line *line)
{
    if (line->group != allocation_group_absent)
        return (enum allocation_group)line->group;
    switch ((enum allocation_item)line->item) {
    case allocation_item_reserve:
    case allocation_item_equalisation:
        return allocation_group_reserves;
    case allocation_item_league_fee:
        return allocation_group_league;
    case allocation_item_bonus:
        return allocation_group_board_and_staff;
    case allocation_item_public_benefit:
        return allocation_group_society;
    case allocation_item_dividend:
    case allocation_item_patronage:
    case allocation_item_welfare:
    case allocation_item_other_fund:
    case allocation_item_absent:
        break;
    }
    return allocation_group_members;
}

static void warn_below(struct txn *t, const struct happening *h, uint32_t year, const char *alert,
                       const struct cause *because)
{
    struct alert_raised body = {0};
    char digits[VALUE_TEXT_MAX];
    value_integer_print(year, digits);
    value_code_set(body.alert, sizeof body.alert, alert);
    value_code_set(body.subject_ref, sizeof body.subject_ref, digits);
    emit_alert_raised(t, h->effective_date, &body, because);
}

void allocation_warn(struct txn *t, const struct happening *h, const struct policy_in_force *p, uint32_t year,
                     const int32_t dividend_and_patronage_bp[2])
{
    int32_t dividend_bp = dividend_and_patronage_bp[0], patronage_bp = dividend_and_patronage_bp[1];
    struct cause dividend_why = cause_of("dividend_floor", p->version);
    struct cause patronage_why = cause_of("patronage_floor", p->version);
    cause_add_fact(&dividend_why, fact_dividend_bp, dividend_bp, p->terms.dividend_min_bp);
    cause_add_fact(&patronage_why, fact_patronage_bp, patronage_bp, p->terms.patronage_min_bp);
    if (dividend_bp < p->terms.dividend_min_bp)
        warn_below(t, h, year, "dividend_below_floor", &dividend_why);
    if (patronage_bp < p->terms.patronage_min_bp)
        warn_below(t, h, year, "patronage_below_floor", &patronage_why);
}

/* ---- what is used of it */

bool allocation_known(struct txn *t, uint32_t year)
{
    struct allocation_key key = {year};
    struct allocation row;
    return allocation_get(t, &key, &row);
}

enum verdict allocation_rate_check(struct txn *t, uint32_t year, enum allocation_item item, int32_t rate_bp,
                                   struct refusal *why)
{
    struct allocation_part_key key = {.year = year, .allocation_item = (uint8_t)item};
    struct allocation_part part;
    if (!allocation_part_get(t, &key, &part))
        return refuse_all(why, REFUSAL_allocation_missing, "data.year", word_of((uint8_t)item), year, 0);
    if (part.rate_bp != rate_bp)
        return refuse_all(why, REFUSAL_rate_not_allocated, "data.rate_bp", word_of((uint8_t)item), rate_bp,
                          part.rate_bp);
    return APPLIED;
}

void allocation_used_tell(struct txn *t, int32_t date, uint32_t year, enum allocation_item item,
                          const struct allocation_use *use)
{
    struct allocation_part_key key = {.year = year, .allocation_item = (uint8_t)item};
    struct allocation_part part;
    struct cause because = cause_of("allocation_used", 0);
    if (!allocation_part_get(t, &key, &part))
        return;
    struct profit_allocation_used body = {
        .year = year,
        .item = (uint8_t)item,
        .allocated_satang = part.amount_satang,
        .owed_satang = use->owed_satang,
        .left_satang = money_sub(part.amount_satang, use->owed_satang),
        .members = use->members,
    };
    cause_add_seq(&because, use->seq);
    cause_add_fact(&because, fact_owed_satang, use->owed_satang, part.amount_satang);
    uint64_t told = emit_profit_allocation_used(t, date, &body, &because);
    if (body.left_satang >= 0)
        return;
    struct alert_raised alert = {.alert = "allocation_exceeded"};
    char digits[VALUE_TEXT_MAX];
    value_integer_print(year, digits);
    value_code_set(alert.subject_ref, sizeof alert.subject_ref, digits);
    cause_add_position(&because, told);
    emit_alert_raised(t, date, &alert, &because);
}
