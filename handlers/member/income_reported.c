#include "../handler.h"
#include "../rules/money.h"
#include "../state/records.h"

#include <string.h>

enum verdict handle_member_income_reported(struct txn *t, const struct happening *h,
                                           const struct member_income_reported *e, struct refusal *why)
{
    struct member_key key = {0};
    struct member member;
    memcpy(key.member_no, e->member_no, sizeof key.member_no);
    if (!member_get(t, &key, &member))
        return refuse_text(why, REFUSAL_member_unknown, "data.member_no", e->member_no);
    if (h->effective_date < member.income_on)
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, member.income_on);
    if (e->income_satang > MONEY_EVENT_MAX || e->other_deductions_satang > MONEY_EVENT_MAX)
        return refuse_text(why, REFUSAL_amount_overflow, "data.income_satang", NULL);
    member.income_on = h->effective_date;
    member.income_satang = e->income_satang;
    member.other_deductions_satang = e->other_deductions_satang;
    member_put(t, &key, &member);
    return APPLIED;
}
