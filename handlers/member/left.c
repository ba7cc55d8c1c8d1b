#include "../handler.h"
#include "../journal/notify.h"
#include "../loan/loan.h"
#include "member.h"

/* Nobody can be kept a member by his debts who died or was expelled. */
static enum verdict check_free(struct txn *t, const struct happening *h, const struct member_left *e,
                               struct refusal *why)
{
    struct policy_in_force p = {0};
    char contract_no[24];
    policy_on(t, h->effective_date, &p);
    if (e->cause != leaving_cause_resigned || !p.terms.leave_debt_free)
        return APPLIED;
    if (member_owes(t, e->member_no, contract_no))
        return refuse_text(why, REFUSAL_still_owes, "data.member_no", contract_no);
    if (member_answers(t, e->member_no, contract_no))
        return refuse_text(why, REFUSAL_still_answers, "data.member_no", contract_no);
    return APPLIED;
}

static void notify_death(struct txn *t, const struct happening *h, const struct member_left *e)
{
    struct policy_in_force p = {0};
    char contract_no[24];
    if (!member_owes(t, e->member_no, contract_no) && !member_answers(t, e->member_no, contract_no))
        return;
    policy_on(t, h->effective_date, &p);
    struct cause why = cause_of("leaving", p.version);
    notify(t, h->effective_date,
           &(struct notice){.template = template_member_died,
                            .audience = audience_officer,
                            .recipient_ref = "loans",
                            .subject_ref = e->member_no},
           &why);
}

/* He stays with his unit: what he owes is still billed there. */
enum verdict handle_member_left(struct txn *t, const struct happening *h, const struct member_left *e,
                                struct refusal *why)
{
    struct member_key key;
    struct member member;
    if (!member_find(t, e->member_no, &key, &member))
        return refuse_text(why, REFUSAL_member_unknown, "data.member_no", e->member_no);
    if (member.left_on > 0)
        return refuse_text(why, REFUSAL_member_left, "data.member_no", e->member_no);
    if (h->effective_date < member.join_date)
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, member.join_date);
    if (check_free(t, h, e, why) == REFUSED)
        return REFUSED;
    member.left_on = h->effective_date;
    member.left_why = e->cause;
    member_put(t, &key, &member);
    if (e->cause == leaving_cause_died)
        notify_death(t, h, e);
    loan_class_look_member(t, e->member_no, h->effective_date);
    return APPLIED;
}
