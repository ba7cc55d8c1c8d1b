/* Interest that is income when it is billed, not when it is paid, where the policy says so.
 *
 * Payments are booked as in a cash book, whatever the policy: what is paid is income. Beside that the books hold, as
 * interest_receivable and income, what is accrued and unpaid; with every event that changes it the difference is
 * booked. So a payment of accrued interest takes it out of the receivable, and is no second income. */
#include "../journal/posting.h"
#include "../rules/money.h"
#include "loan_fact.h"
#include "loan_parts.h"

#include <string.h>

bool loan_accrues(const struct loan *loan, const struct policy_in_force *p)
{
    return p->terms.interest_income == income_basis_accrued && !loan->npl && !loan->accrual_stopped;
}

static int64_t accrued_unpaid(struct txn *t, const char *contract_no)
{
    struct instalment_key key = loan_instalment_key(contract_no, 0);
    struct instalment row;
    int64_t sum = 0;
    while (loan_instalment_next(t, contract_no, &key, &row))
        sum = money_add(sum, row.accrued_satang);
    return sum;
}

/* Where the books are full nothing more is accrued in them; what was is taken out as it is paid. */
static void book(struct txn *t, const char *contract_no, struct loan *loan, int32_t date, uint32_t version)
{
    struct posting posting;
    int64_t accrued = accrued_unpaid(t, contract_no), more = money_sub(accrued, loan->accrued_satang);
    if (more == 0 || (more > 0 && !posting_admit(t, more)))
        return;
    struct cause why = cause_of("accrual", version);
    posting_begin(&posting, NULL);
    posting_move(&posting, account_interest_receivable, -more, contract_no);
    posting_move(&posting, account_interest_income, more, contract_no);
    posting_emit(t, date, &posting, &why);
    loan->accrued_satang = accrued;
}

void loan_accrual_book(struct txn *t, const char *contract_no, struct loan *loan, int32_t date,
                       const struct policy_in_force *p)
{
    if (p->terms.interest_income == income_basis_accrued || loan->accrued_satang > 0)
        book(t, contract_no, loan, date, p->version);
}

/* ---- stop and resume */

void loan_accrual_drop(struct txn *t, const char *contract_no)
{
    struct instalment_key key = loan_instalment_key(contract_no, 0);
    struct instalment row;
    while (loan_instalment_next(t, contract_no, &key, &row)) {
        row.accrued_satang = 0;
        instalment_put(t, &key, &row);
    }
}

static struct cause cause_of_accrual(const char *rule, const struct loan *loan, const struct accrual_look *look)
{
    struct cause why = *look->because, ret = cause_of(rule, look->policy->version);
    for (uint32_t i = 0; i < why.facts_count; i++)
        cause_add_fact(&ret, (enum fact)why.facts[i].fact, why.facts[i].actual, why.facts[i].limit);
    cause_add_position(&ret, loan->class_position);
    return ret;
}

/* What is accrued and unpaid by now is told, also what a payment of the same event is about to take out. */
static void stop(struct txn *t, const char *contract_no, struct loan *loan, const struct accrual_look *look)
{
    struct loan_accrual_stopped body = {.reversal = look->policy->terms.accrual_reversal};
    struct cause why = cause_of_accrual("accrual_stop", loan, look);
    loan_accrual_book(t, contract_no, loan, look->date, look->policy);
    body.unpaid_satang = loan->accrued_satang;
    if (body.reversal == accrual_reversal_reverse) {
        body.reversed_satang = loan->accrued_satang;
        loan_accrual_drop(t, contract_no);
        loan_fact_reversed(t, contract_no, loan, look->corrected);
    }
    value_code_set(body.contract_no, sizeof body.contract_no, contract_no);
    value_code_set(body.member_no, sizeof body.member_no, loan->member_no);
    emit_loan_accrual_stopped(t, look->date, &body, &why);
    loan->accrual_stopped = true;
    loan_accrual_book(t, contract_no, loan, look->date, look->policy);
}

static void resume(struct txn *t, const char *contract_no, struct loan *loan, const struct accrual_look *look)
{
    struct loan_accrual_resumed body = {0};
    struct cause why = cause_of_accrual("accrual_resume", loan, look);
    loan_accrual_book(t, contract_no, loan, look->date, look->policy);
    body.receivable_satang = loan->accrued_satang;
    body.when_paid_satang = money_sub(loan->billed_interest_satang, accrued_unpaid(t, contract_no));
    value_code_set(body.contract_no, sizeof body.contract_no, contract_no);
    value_code_set(body.member_no, sizeof body.member_no, loan->member_no);
    emit_loan_accrual_resumed(t, look->date, &body, &why);
    loan->accrual_stopped = false;
}

/* A loan that has ended stays as it is: it may be owed again when a payment is taken back. */
void loan_accrual_follow(struct txn *t, const char *contract_no, struct loan *loan, const struct accrual_look *look)
{
    bool accrued = look->policy->terms.interest_income == income_basis_accrued || loan->accrued_satang > 0;
    if (loan->state != loan_state_active)
        return;
    if (loan->npl && !loan->accrual_stopped && accrued)
        stop(t, contract_no, loan, look);
    else if (loan->accrual_stopped && loan->class == loan_class_normal)
        resume(t, contract_no, loan, look);
}

/* What a correction had taken out of the income comes back with the correction that shows it wrong; and is taken out
 * again while accrual is stopped. */
void loan_accrual_correct(struct txn *t, const char *contract_no, struct loan *loan, const struct accrual_look *look)
{
    if (look->corrected && loan->accrual_stopped && accrued_unpaid(t, contract_no) > 0) {
        loan_accrual_drop(t, contract_no);
        loan_fact_reversed(t, contract_no, loan, true);
    }
    book(t, contract_no, loan, look->date, look->policy->version); /* a bill of an earlier policy may be unpaid again */
}
