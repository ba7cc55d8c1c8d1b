#include "../clock/work.h"
#include "../journal/posting.h"
#include "../member/year.h"
#include "../rules/money.h"
#include "loan_parts.h"

#include <string.h>

/* What the policy asks for at the end of a month. */
struct asked {
    struct policy_in_force policy;
    struct quality_terms terms;
    int32_t share_bp;
};

void loan_provision_month(struct txn *t, const struct happening *h, int32_t day)
{
    struct policy_in_force p;
    if (day == value_period_last_day(value_period_of(day)) && policy_on(t, day, &p) && p.terms.provision_monthly)
        work_add(t, &(struct work){.seq = h->seq, .date = day, .kind = work_kind_provision});
}

static void book(struct txn *t, const struct loan_provision_adjusted *told, int32_t day, const struct cause *why)
{
    struct posting posting;
    posting_begin(&posting, NULL);
    posting_move(&posting, account_provision_expense, -told->delta_satang, told->contract_no);
    posting_move(&posting, account_allowance, told->delta_satang, told->contract_no);
    posting_emit(t, day, &posting, why);
}

/* A loan that has ended needs none: what was booked for it comes back. What was written off is an expense of its own,
 * so that both together are the loss. */
static void adjust(struct txn *t, const char *contract_no, struct loan *loan, const struct asked *asked, int32_t day)
{
    int at = quality_bound(&asked->terms, (enum loan_class)loan->class);
    bool open = loan->state == loan_state_active;
    struct loan_provision_adjusted body = {
        .class = loan->class,
        .base_satang = open ? loan->principal_satang : 0,
        .provision_bp = at >= 0 ? asked->terms.bounds[at].provision_bp : 0,
        .share_bp = asked->share_bp,
    };
    struct cause why = cause_of("provision", asked->policy.version);
    body.required_satang = quality_provision(body.base_satang, body.provision_bp, body.share_bp);
    body.delta_satang = money_sub(body.required_satang, loan->provision_satang);
    int64_t moved = body.delta_satang < 0 ? -body.delta_satang : body.delta_satang;
    if (moved == 0 || !posting_admit(t, moved)) /* the books are full: the next month asks again */
        return;
    value_code_set(body.contract_no, sizeof body.contract_no, contract_no);
    value_code_set(body.member_no, sizeof body.member_no, loan->member_no);
    cause_add_position(&why, loan->class_position);
    cause_add_fact(&why, fact_provision_satang, body.required_satang, loan->provision_satang);
    struct cause booked = why;
    cause_add_position(&booked, emit_loan_provision_adjusted(t, day, &body, &why));
    book(t, &body, day, &booked);
    loan->provision_satang = body.required_satang;
    loan_store(t, contract_no, loan);
}

/* The class is that of the close of the day, however far its rows have come. */
static void look_at(struct txn *t, const char *contract_no, const struct asked *asked, int32_t day)
{
    struct loan loan;
    loan_catch_up(t, contract_no);
    if (loan_find(t, contract_no, &loan))
        adjust(t, contract_no, &loan, asked, day);
}

bool loan_provision_some(struct txn *t, struct work *w, uint32_t *budget)
{
    struct loan_key key = {0};
    struct loan loan;
    struct asked asked = {0};
    policy_on(t, w->date, &asked.policy);
    policy_quality(t, &asked.policy, &asked.terms);
    asked.share_bp = policy_provision_share(t, asked.policy.version, year_of(w->date));
    memcpy(key.contract_no, w->contract_done, sizeof key.contract_no);
    while (*budget > 0) {
        --*budget;
        if (!loan_seek(t, &key, true, &loan))
            return true;
        if (loan.state == loan_state_active || loan.provision_satang > 0)
            look_at(t, key.contract_no, &asked, w->date);
        memcpy(w->contract_done, key.contract_no, sizeof w->contract_done);
    }
    return false;
}
