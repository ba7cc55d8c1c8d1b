#include "../emit.h"
#include "../handler.h"
#include "../member/year.h"
#include "../rules/money.h"
#include "../rules/proportion.h"

enum { KINDS = income_kind_other };

static enum verdict read(const struct income_year_reported *e, int64_t ret_amounts[KINDS], struct refusal *why)
{
    bool listed[KINDS] = {false};
    for (uint32_t i = 0; i < e->lines_count; i++) {
        const struct income_line *line = &e->lines[i];
        uint32_t at = line->kind - 1U;
        if (listed[at])
            return refuse_text(why, REFUSAL_income_twice, "data.lines",
                               schema_word_text(schema_enum_named("income_kind"), line->kind));
        if (line->amount_satang > MONEY_EVENT_MAX)
            return refuse_text(why, REFUSAL_amount_overflow, "data.lines", NULL);
        listed[at] = true;
        ret_amounts[at] = line->amount_satang;
    }
    return APPLIED;
}

/* By the incomes themselves: shares that were rounded first would spread another profit (AT-09). */
static void split(struct income_year_split *body, const int64_t amounts[KINDS])
{
    struct proportion_part shares[KINDS] = {0}, profits[KINDS] = {0};
    for (uint32_t i = 0; i < KINDS; i++)
        shares[i].weight = profits[i].weight = amounts[i];
    body->share_left = proportion_split(10000, shares, KINDS);
    body->profit_left = proportion_split(body->net_profit_satang, profits, KINDS);
    body->lines_count = KINDS;
    for (uint32_t i = 0; i < KINDS; i++)
        body->lines[i] = (struct income_share){.kind = (uint8_t)(i + 1),
                                               .amount_satang = amounts[i],
                                               .share_bp = (int32_t)shares[i].share,
                                               .profit_satang = profits[i].share,
                                               .share_up = shares[i].up,
                                               .profit_up = profits[i].up};
}

static void keep(struct txn *t, const struct income_year_split *body)
{
    for (uint32_t i = 0; i < KINDS; i++) {
        const struct income_share *line = &body->lines[i];
        struct income_part_key key = {.year = body->year, .income_kind = line->kind};
        struct income_part part = {.amount_satang = line->amount_satang,
                                   .profit_satang = line->profit_satang,
                                   .share_bp = line->share_bp,
                                   .share_up = line->share_up,
                                   .profit_up = line->profit_up};
        income_part_put(t, &key, &part);
    }
}

enum verdict handle_income_year_reported(struct txn *t, const struct happening *h, const struct income_year_reported *e,
                                         struct refusal *why)
{
    int64_t amounts[KINDS] = {0};
    int32_t closed = handler_day_closed(t);
    struct income_year_split body = {.year = e->year, .net_profit_satang = e->net_profit_satang};
    struct cause because = cause_of("income_split", 0);
    if (e->year < VALUE_YEAR_MIN || e->year > VALUE_YEAR_MAX || year_last_day(e->year) > closed)
        return refuse_value(why, REFUSAL_year_not_over, "data.year", e->year, closed);
    if (e->net_profit_satang > MONEY_EVENT_MAX)
        return refuse_text(why, REFUSAL_amount_overflow, "data.net_profit_satang", NULL);
    if (read(e, amounts, why) == REFUSED)
        return REFUSED;
    for (uint32_t i = 0; i < KINDS; i++)
        body.total_satang = money_add(body.total_satang, amounts[i]);
    if (body.total_satang == 0)
        return refuse_text(why, REFUSAL_income_empty, "data.lines", NULL);
    split(&body, amounts);
    keep(t, &body);
    emit_income_year_split(t, h->effective_date, &body, &because);
    return APPLIED;
}
