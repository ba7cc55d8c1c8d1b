#include "payroll.h"

#include "../rules/money.h"

#include <string.h>

int64_t payroll_standing_amount(const struct standing_order *o, uint32_t period)
{
    return o->next_from > 0 && period >= o->next_from ? o->next_satang : o->amount_satang;
}

/* The first month that is not billed yet to the member's unit. */
static uint32_t first_open_period(struct txn *t, const struct member *member)
{
    struct unit_key unit_key;
    struct unit unit;
    struct unit_group_key group_key;
    struct unit_group group = {0};
    memcpy(unit_key.unit_code, member->unit_code, sizeof unit_key.unit_code);
    if (!unit_get(t, &unit_key, &unit))
        return 0;
    memcpy(group_key.unit_group, unit.unit_group, sizeof group_key.unit_group);
    unit_group_get(t, &group_key, &group);
    return group.last_period > 0 ? group.last_period + 1 : 0;
}

enum verdict handle_payroll_standing_order_set(struct txn *t, const struct happening *h,
                                               const struct payroll_standing_order_set *e, struct refusal *why)
{
    struct member_key member_key;
    struct member member;
    struct standing_order_key key = {.item = e->item};
    struct standing_order row = {0};
    struct policy_in_force p;
    struct policy_item terms;
    const char *item = schema_word_text(schema_enum_named("bill_item"), e->item);
    memcpy(member_key.member_no, e->member_no, sizeof member_key.member_no);
    memcpy(key.member_no, e->member_no, sizeof key.member_no);
    memcpy(key.account_no, e->account_no, sizeof key.account_no);
    if (e->item < bill_item_deposit || e->item > bill_item_funeral)
        return refuse_text(why, REFUSAL_item_not_standing, "data.item", item);
    if (!member_get(t, &member_key, &member))
        return refuse_text(why, REFUSAL_member_unknown, "data.member_no", e->member_no);
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (!policy_item_of(t, p.version, (enum bill_item)e->item, &terms))
        return refuse_text(why, REFUSAL_item_not_billed, "data.item", item);
    if (e->amount_satang > MONEY_EVENT_MAX)
        return refuse_text(why, REFUSAL_amount_overflow, "data.amount_satang", NULL);
    uint32_t open = first_open_period(t, &member);
    if (e->from_period < open)
        return refuse_value(why, REFUSAL_period_past, "data.from_period", e->from_period, open);
    standing_order_get(t, &key, &row);
    row.amount_satang = payroll_standing_amount(&row, e->from_period - 1);
    row.next_satang = e->amount_satang;
    row.next_from = e->from_period;
    standing_order_put(t, &key, &row);
    return APPLIED;
}
