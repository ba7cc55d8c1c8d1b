#include "../handler.h"
#include "../journal/posting.h"
#include "../loan/loan.h"
#include "../loan/security.h"
#include "../payroll/payroll.h"
#include "../rules/money.h"
#include "../rules/months.h"

#include <string.h>

enum { BP_ONE = 10000, MONTHS_OF_YEAR = 12 };

/* The step with the largest relief among those that he has reached. */
struct step {
    bool found;
    uint32_t paid_months, first_months; /* of it; of the step that is reached first */
    int64_t amount_satang;
};

static int64_t relief_of(const struct policy_relief *r, int64_t principal_satang, int64_t debt_satang)
{
    money_wide times = (money_wide)principal_satang * r->multiple;
    money_wide share = (money_wide)debt_satang * (money_wide)r->debt_max_bp / BP_ONE;
    money_wide least = times < share ? times : share;
    return least < (money_wide)r->max_satang ? (int64_t)least : r->max_satang;
}

static struct step step_of(struct txn *t, uint32_t version, uint32_t months, int64_t principal_satang,
                           int64_t debt_satang)
{
    struct policy_relief_key key = {.version = version};
    struct policy_relief row;
    struct step best = {0};
    while (policy_relief_seek(t, &key, true, &row) && key.version == version) {
        best.first_months = best.first_months > 0 ? best.first_months : key.paid_months;
        int64_t amount = relief_of(&row, principal_satang, debt_satang);
        if (key.paid_months > months || (best.found && amount <= best.amount_satang))
            continue;
        best.found = true;
        best.paid_months = key.paid_months;
        best.amount_satang = amount;
    }
    return best;
}

static enum verdict check(struct txn *t, const struct guarantor_relief_claimed *e, const struct loan *loan,
                          struct application_guarantor *ret, struct refusal *why)
{
    struct guarantor_history so_far = guarantor_so_far(t, loan->application_no, e->guarantor_ref);
    if (!security_guarantor(t, loan->application_no, e->guarantor_ref, ret))
        return refuse_text(why, REFUSAL_guarantor_unknown, "data.guarantor_ref", e->guarantor_ref);
    if (so_far.relieved)
        return refuse_text(why, REFUSAL_relief_done, "data.guarantor_ref", e->guarantor_ref);
    if (so_far.paid_since == 0)
        return refuse_text(why, REFUSAL_guarantor_not_paying, "data.guarantor_ref", e->guarantor_ref);
    return APPLIED;
}

/* A member is owed it like any refund; somebody else has no account here and is paid at once. */
static void book(struct txn *t, const struct guarantor_relief_claimed *e, int64_t amount_satang, bool is_member,
                 int32_t date, const struct cause *granted)
{
    struct posting posting;
    struct cause booked = cause_of("double_entry", granted->policy);
    booked.because_count = granted->because_count;
    memcpy(booked.because, granted->because, sizeof booked.because);
    posting_begin(&posting, e->document_no);
    posting_debit(&posting, account_guarantor_relief, amount_satang, e->contract_no);
    posting_credit(&posting, is_member ? account_refund_payable : account_bank, amount_satang, e->guarantor_ref);
    posting_emit(t, date, &posting, &booked);
    if (is_member)
        payroll_refund(t, e->guarantor_ref, amount_satang, refund_cause_guarantor_relief, date, granted);
}

static struct cause grant(struct txn *t, const struct guarantor_relief_claimed *e,
                          struct guarantor_relief_granted *body, int32_t date, const struct cause *because)
{
    struct cause why = *because;
    memcpy(body->contract_no, e->contract_no, sizeof body->contract_no);
    memcpy(body->guarantor_ref, e->guarantor_ref, sizeof body->guarantor_ref);
    cause_add_position(&why, emit_guarantor_relief_granted(t, date, body, &why));
    return why;
}

enum verdict handle_guarantor_relief_claimed(struct txn *t, const struct happening *h,
                                             const struct guarantor_relief_claimed *e, struct refusal *why)
{
    struct loan loan;
    struct application_guarantor g;
    struct policy_in_force p;
    int32_t date = h->effective_date;
    if (!loan_find(t, e->contract_no, &loan))
        return refuse_text(why, REFUSAL_contract_unknown, "data.contract_no", e->contract_no);
    if (!policy_on(t, date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", date, 0);
    if (check(t, e, &loan, &g, why) == REFUSED)
        return REFUSED;
    struct guarantor_history so_far = guarantor_so_far(t, loan.application_no, e->guarantor_ref);
    int64_t principal =
        guarantor_paid_between(t, loan.application_no, e->guarantor_ref, months_later(date, -MONTHS_OF_YEAR), date);
    uint32_t months = months_between(so_far.paid_since, date);
    struct step step = step_of(t, p.version, months, principal, so_far.debt_satang);
    if (step.first_months == 0)
        return refuse_text(why, REFUSAL_relief_none, "data.contract_no", e->contract_no);
    if (!step.found)
        return refuse_all(why, REFUSAL_relief_early, "data.guarantor_ref", e->guarantor_ref, date,
                          months_later(so_far.paid_since, (int32_t)step.first_months));
    if (step.amount_satang == 0)
        return refuse_text(why, REFUSAL_relief_empty, "data.guarantor_ref", e->guarantor_ref);
    if (!posting_admit(t, step.amount_satang))
        return refuse_text(why, REFUSAL_amount_overflow, "data.guarantor_ref", NULL);
    struct guarantor_relief_granted body = {.amount_satang = step.amount_satang,
                                            .paid_months = step.paid_months,
                                            .principal_satang = principal,
                                            .debt_satang = so_far.debt_satang};
    guarantor_relieve(t, loan.application_no, e->guarantor_ref);
    struct cause because = cause_of("guarantor_relief", p.version);
    cause_add_fact(&because, fact_paid_months, months, step.paid_months);
    struct cause granted = grant(t, e, &body, date, &because);
    book(t, e, step.amount_satang, g.kind == guarantor_kind_member, date, &granted);
    return APPLIED;
}
