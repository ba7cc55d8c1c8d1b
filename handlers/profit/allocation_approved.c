#include "../journal/posting.h"
#include "../member/year.h"
#include "../rules/money.h"
#include "../rules/proportion.h"
#include "allocation.h"

#include <string.h>

static const char *subject = "data.year";

static enum verdict check(struct txn *t, const struct happening *h, const struct profit_allocation_approved *e,
                          struct refusal *why)
{
    struct allocation_key key = {e->year};
    struct allocation known;
    int32_t closed = handler_day_closed(t);
    if (e->year < VALUE_YEAR_MIN || e->year > VALUE_YEAR_MAX || year_last_day(e->year) > closed)
        return refuse_value(why, REFUSAL_year_not_over, subject, e->year, closed);
    if (h->effective_date <= year_last_day(e->year))
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date,
                            year_last_day(e->year) + 1);
    if (allocation_get(t, &key, &known))
        return refuse_all(why, REFUSAL_allocation_exists, subject, known.document_no, e->year, 0);
    return APPLIED;
}

static enum account account_of(uint8_t item)
{
    switch ((enum allocation_item)item) {
    case allocation_item_reserve:
        return account_reserve;
    case allocation_item_league_fee:
        return account_league_fee_payable;
    case allocation_item_dividend:
        return account_dividend_payable;
    case allocation_item_patronage:
        return account_patronage_payable;
    case allocation_item_bonus:
        return account_bonus_payable;
    case allocation_item_equalisation:
        return account_equalisation_fund;
    case allocation_item_public_benefit:
        return account_public_benefit_fund;
    case allocation_item_welfare:
        return account_welfare_fund;
    case allocation_item_other_fund:
    case allocation_item_absent:
        break;
    }
    return account_other_funds;
}

static void table_by_item(const struct profit_allocation_approved *e, struct profit_allocated *body)
{
    struct proportion_part parts[PROPORTION_PARTS_MAX] = {0};
    for (uint32_t i = 0; i < e->lines_count; i++)
        parts[i].weight = e->lines[i].amount_satang;
    proportion_split(10000, parts, e->lines_count);
    body->lines_count = e->lines_count;
    for (uint32_t i = 0; i < e->lines_count; i++)
        body->lines[i] = (struct allocated_line){.item = e->lines[i].item,
                                                 .amount_satang = e->lines[i].amount_satang,
                                                 .rate_bp = e->lines[i].rate_bp,
                                                 .group = (uint8_t)allocation_group_of(&e->lines[i]),
                                                 .share_bp = (int32_t)parts[i].share};
}

static void table_by_group(struct profit_allocated *body)
{
    enum { GROUPS = sizeof body->groups / sizeof *body->groups };
    struct proportion_part parts[GROUPS] = {0};
    for (uint32_t i = 0; i < body->lines_count; i++) {
        struct proportion_part *part = &parts[body->lines[i].group - 1];
        part->weight = money_add(part->weight, body->lines[i].amount_satang);
    }
    proportion_split(10000, parts, GROUPS);
    for (uint32_t i = 0; i < GROUPS; i++)
        if (parts[i].weight > 0)
            body->groups[body->groups_count++] = (struct allocated_group){
                .group = (uint8_t)(i + 1), .amount_satang = parts[i].weight, .share_bp = (int32_t)parts[i].share};
}

static uint64_t tell(struct txn *t, const struct happening *h, const struct profit_allocation_approved *e,
                     const struct policy_in_force *p, struct profit_allocated *body)
{
    const struct allocation_asked asked = {e->net_profit_satang, e->lines, e->lines_count};
    struct cause because = cause_of("allocation", p->version);
    cause_add_fact(&because, fact_reserve_satang, allocation_line_of(&asked, allocation_item_reserve)->amount_satang,
                   allocation_reserve_least(p, e->net_profit_satang));
    memcpy(body->document_no, e->document_no, sizeof body->document_no);
    table_by_item(e, body);
    table_by_group(body);
    return emit_profit_allocated(t, h->effective_date, body, &because);
}

static void keep(struct txn *t, const struct profit_allocated *body)
{
    struct allocation_key key = {body->year};
    struct allocation row = {.net_profit_satang = body->net_profit_satang};
    memcpy(row.document_no, body->document_no, sizeof row.document_no);
    allocation_put(t, &key, &row);
    for (uint32_t i = 0; i < body->lines_count; i++) {
        const struct allocated_line *line = &body->lines[i];
        struct allocation_part_key part_key = {.year = body->year, .allocation_item = line->item};
        struct allocation_part part = {.amount_satang = line->amount_satang,
                                       .rate_bp = line->rate_bp,
                                       .share_bp = line->share_bp,
                                       .group = line->group};
        allocation_part_put(t, &part_key, &part);
    }
}

static void book(struct txn *t, const struct happening *h, const struct profit_allocation_approved *e, uint64_t told)
{
    struct posting p;
    struct cause booked = cause_of("double_entry", 0);
    cause_add_position(&booked, told);
    posting_begin(&p, e->document_no);
    posting_debit(&p, account_net_profit, e->net_profit_satang, NULL);
    for (uint32_t i = 0; i < e->lines_count; i++)
        posting_credit(&p, account_of(e->lines[i].item), e->lines[i].amount_satang, NULL);
    posting_emit(t, h->effective_date, &p, &booked);
}

static void warn(struct txn *t, const struct happening *h, const struct profit_allocation_approved *e,
                 const struct policy_in_force *p)
{
    const struct allocation_asked asked = {e->net_profit_satang, e->lines, e->lines_count};
    const struct allocation_line *dividend = allocation_line_of(&asked, allocation_item_dividend);
    const struct allocation_line *patronage = allocation_line_of(&asked, allocation_item_patronage);
    allocation_warn(t, h, p, e->year,
                    (const int32_t[]){dividend ? dividend->rate_bp : 0, patronage ? patronage->rate_bp : 0});
}

/* A patronage refund that was computed before the profit was allocated has taken its part. */
static void used_before(struct txn *t, const struct happening *h, uint32_t year)
{
    struct patronage_year_key key = {.year = year};
    struct patronage_year row;
    if (patronage_year_get(t, &key, &row))
        allocation_used_tell(t, h->effective_date, year, allocation_item_patronage,
                             &(struct allocation_use){row.amount_satang, row.members, h->seq});
}

enum verdict handle_profit_allocation_approved(struct txn *t, const struct happening *h,
                                               const struct profit_allocation_approved *e, struct refusal *why)
{
    struct policy_in_force p;
    const struct allocation_asked asked = {e->net_profit_satang, e->lines, e->lines_count};
    struct profit_allocated body = {.year = e->year, .net_profit_satang = e->net_profit_satang};
    if (check(t, h, e, why) == REFUSED)
        return REFUSED;
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (allocation_check(t, &p, &asked, why) == REFUSED)
        return REFUSED;
    if (!posting_admit(t, e->net_profit_satang))
        return refuse_text(why, REFUSAL_amount_overflow, "data.net_profit_satang", NULL);
    uint64_t told = tell(t, h, e, &p, &body);
    keep(t, &body);
    book(t, h, e, told);
    warn(t, h, e, &p);
    used_before(t, h, e->year);
    return APPLIED;
}
