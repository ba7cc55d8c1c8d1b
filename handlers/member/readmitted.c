#include "../handler.h"
#include "../loan/loan.h"
#include "../rules/ageing.h"
#include "member.h"

/* The same person under the same number: what he owes and how he paid stays with it. */
enum verdict handle_member_readmitted(struct txn *t, const struct happening *h, const struct member_readmitted *e,
                                      struct refusal *why)
{
    struct member_key key;
    struct member member;
    struct policy_in_force p = {0};
    if (!member_find(t, e->member_no, &key, &member))
        return refuse_text(why, REFUSAL_member_unknown, "data.member_no", e->member_no);
    if (member.left_on == 0)
        return refuse_text(why, REFUSAL_not_left, "data.member_no", e->member_no);
    if (member.left_why == leaving_cause_died)
        return refuse_text(why, REFUSAL_member_dead, "data.member_no", e->member_no);
    policy_on(t, h->effective_date, &p);
    uint32_t months = member.left_why == leaving_cause_resigned ? p.terms.rejoin_months : 0;
    int32_t from = ageing_months_later(member.left_on, value_civil(member.left_on).day, months);
    if (h->effective_date < from)
        return refuse_value(why, REFUSAL_rejoin_early, "effective_date", h->effective_date, from);
    member.join_date = h->effective_date;
    member.left_on = 0;
    member.left_why = leaving_cause_absent;
    member_put(t, &key, &member);
    loan_class_look_member(t, e->member_no, h->effective_date);
    return APPLIED;
}
