#include "../handler.h"
#include "../loan/loan.h"
#include "../rules/ageing.h"
#include "member.h"
#include "readmission.h"

/* Where the policy asks for it, who still owes shows first that he pays like a member. */
static enum verdict check_run(struct txn *t, const struct member_key *who, const struct member *member,
                              const struct policy_in_force *p, struct refusal *why)
{
    char contract_no[24];
    uint32_t needed = p->terms.readmission_required ? p->terms.readmission_payments : 0;
    if (needed == 0 || !member_owes(t, who->member_no, contract_no))
        return APPLIED;
    struct payment_run run = readmission_run(t, who, member);
    if (run.payments < needed)
        return refuse_all(why, REFUSAL_readmission_early, "data.member_no", who->member_no, run.payments, needed);
    return APPLIED;
}

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
    if (check_run(t, &key, &member, &p, why) == REFUSED)
        return REFUSED;
    member.join_date = h->effective_date;
    member.readmission_since = 0;
    member.left_on = 0;
    member.left_why = leaving_cause_absent;
    member_put(t, &key, &member);
    loan_class_look_member(t, e->member_no, h->effective_date);
    return APPLIED;
}
