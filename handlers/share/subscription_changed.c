#include "../handler.h"
#include "../rules/money.h"
#include "band.h"

#include <string.h>

enum verdict handle_share_subscription_changed(struct txn *t, const struct happening *h,
                                               const struct share_subscription_changed *e, struct refusal *why)
{
    struct member_key key;
    struct member member;
    memcpy(key.member_no, e->member_no, sizeof key.member_no);
    if (!member_get(t, &key, &member))
        return refuse_text(why, REFUSAL_member_unknown, "data.member_no", e->member_no);
    if (member.left_on > 0)
        return refuse_text(why, REFUSAL_not_a_member, "data.member_no", e->member_no);
    if (e->monthly_satang > MONEY_EVENT_MAX)
        return refuse_text(why, REFUSAL_amount_overflow, "data.monthly_satang", NULL);
    int64_t least = share_band_least(t, member.income_satang, h->effective_date);
    if (e->monthly_satang < least)
        return refuse_value(why, REFUSAL_share_below_band, "data.monthly_satang", e->monthly_satang, least);
    member.share_monthly_satang = e->monthly_satang;
    member_put(t, &key, &member);
    return APPLIED;
}
