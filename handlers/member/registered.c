#include "../clock/work.h"
#include "../emit.h"
#include "../handler.h"
#include "../rules/money.h"
#include "member.h"
#include "../share/band.h"
#include "../state/records.h"

#include <string.h>

/* Who had retired before he joined does not fall due. */
static void plan_retirement(struct txn *t, const struct happening *h, const struct member_key *key,
                            struct member *member)
{
    struct policy_in_force p;
    int32_t closed = clock_day_closed(t), first = closed + 1;
    if (policy_on(t, h->effective_date > closed ? h->effective_date : closed, &p)) /* the last walk was by it */
        member_retirement_set(t, key, member, &p, h->effective_date > first ? h->effective_date : first);
}

/* By the policy of the day; before the first one there is nothing to be done. */
static void welcome(struct txn *t, const struct happening *h, const struct member_registered *e)
{
    struct deposit_account_open_requested body = {.product = "special_savings"};
    struct policy_in_force p;
    if (!policy_on(t, h->effective_date, &p))
        return;
    struct cause why = cause_of("special_savings", p.version);
    memcpy(body.member_no, e->member_no, sizeof body.member_no);
    if (p.terms.special_savings)
        emit_deposit_account_open_requested(t, h->effective_date, &body, &why);
}

enum verdict handle_member_registered(struct txn *t, const struct happening *h, const struct member_registered *e,
                                      struct refusal *why)
{
    struct member_key key = {0};
    struct unit_key unit_key = {0};
    struct unit_member_key listed = {0};
    struct member known;
    struct unit unit;
    struct member member = {
        .income_satang = e->income_satang,
        .other_deductions_satang = e->other_deductions_satang,
        .share_monthly_satang = e->share_monthly_satang,
        .birth_date = e->birth_date,
        .join_date = h->effective_date,
        .kind = e->kind,
        .income_source = e->income_source,
    };
    if (e->share_monthly_satang > MONEY_EVENT_MAX)
        return refuse_text(why, REFUSAL_amount_overflow, "data.share_monthly_satang", NULL);
    if (e->income_satang > MONEY_EVENT_MAX || e->other_deductions_satang > MONEY_EVENT_MAX)
        return refuse_text(why, REFUSAL_amount_overflow, "data.income_satang", NULL);
    int64_t least = share_band_least(t, e->income_satang, h->effective_date);
    if (e->share_monthly_satang > 0 && e->share_monthly_satang < least)
        return refuse_value(why, REFUSAL_share_below_band, "data.share_monthly_satang", e->share_monthly_satang, least);
    member.share_monthly_satang = money_max(e->share_monthly_satang, least);
    memcpy(unit_key.unit_code, e->unit_code, sizeof unit_key.unit_code);
    if (!unit_get(t, &unit_key, &unit))
        return refuse_text(why, REFUSAL_unit_unknown, "data.unit_code", e->unit_code);
    memcpy(key.member_no, e->member_no, sizeof key.member_no);
    if (member_get(t, &key, &known))
        return refuse_text(why, REFUSAL_member_exists, "data.member_no", e->member_no);
    if (e->birth_date > 0 && e->birth_date >= h->effective_date)
        return refuse_value(why, REFUSAL_born_late, "data.birth_date", e->birth_date, h->effective_date);
    memcpy(member.unit_code, e->unit_code, sizeof member.unit_code);
    plan_retirement(t, h, &key, &member);
    member_put(t, &key, &member);
    memcpy(listed.unit_code, e->unit_code, sizeof listed.unit_code);
    memcpy(listed.member_no, e->member_no, sizeof listed.member_no);
    unit_member_put(t, &listed, &(struct unit_member){.listed = true});
    welcome(t, h, e);
    return APPLIED;
}
