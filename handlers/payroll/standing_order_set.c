#include "payroll.h"

#include "../rules/money.h"

#include <string.h>

static struct standing_amount_key amount_key(const struct standing_order_key *of, uint32_t from_period)
{
    struct standing_amount_key key = {.item = of->item, .from_period = from_period};
    memcpy(key.member_no, of->member_no, sizeof key.member_no);
    memcpy(key.account_no, of->account_no, sizeof key.account_no);
    return key;
}

/* The order's next change behind *key, in order of month. */
static bool amount_next(struct txn *t, const struct standing_order_key *of, struct standing_amount_key *key,
                        struct standing_amount *ret)
{
    return standing_amount_seek(t, key, true, ret) && key->item == of->item &&
           memcmp(key->member_no, of->member_no, sizeof of->member_no) == 0 &&
           memcmp(key->account_no, of->account_no, sizeof of->account_no) == 0;
}

int64_t payroll_standing_amount(struct txn *t, const struct standing_order_key *of, uint32_t period)
{
    struct standing_amount_key key = amount_key(of, 0);
    struct standing_amount row;
    int64_t amount = 0;
    while (amount_next(t, of, &key, &row) && key.from_period <= period)
        amount = row.amount_satang;
    return amount;
}

/* What is set last holds from its month on, also over what was set for later months. Changes that a later one had
 * replaced before `open`, the first month still to be billed, decide nothing any more. */
static void amount_set(struct txn *t, const struct standing_order_key *of, uint32_t from_period, uint32_t open,
                       int64_t amount_satang)
{
    struct standing_amount_key key = amount_key(of, 0), before = key;
    struct standing_amount row;
    while (amount_next(t, of, &key, &row)) {
        if (before.from_period > 0 && key.from_period <= open)
            standing_amount_delete(t, &before);
        if (key.from_period >= from_period)
            standing_amount_delete(t, &key);
        before = key;
    }
    key = amount_key(of, from_period);
    standing_amount_put(t, &key, &(struct standing_amount){amount_satang});
}

/* So that a member's bill is never a long event. unverified default */
enum { ORDERS_MAX = 50 };

static uint32_t orders_of(struct txn *t, const char member_no[12])
{
    struct standing_order_key key = {0};
    struct standing_order row;
    uint32_t n = 0;
    memcpy(key.member_no, member_no, sizeof key.member_no);
    while (n < ORDERS_MAX && standing_order_seek(t, &key, true, &row) &&
           memcmp(key.member_no, member_no, sizeof key.member_no) == 0)
        n++;
    return n;
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
    if (!standing_order_get(t, &key, &row) && orders_of(t, e->member_no) == ORDERS_MAX)
        return refuse_all(why, REFUSAL_orders_full, "data.account_no", e->member_no, 0, ORDERS_MAX);
    standing_order_put(t, &key, &row);
    amount_set(t, &key, e->from_period, open, e->amount_satang);
    return APPLIED;
}
