#include "../handler.h"
#include "../journal/posting.h"
#include "../payroll/payroll.h"
#include "../rules/money.h"
#include "loan.h"

#include <string.h>

static void tell(struct txn *t, const struct happening *h, const struct loan_written_off *e, const struct loan *loan,
                 const struct loan_owed *owed)
{
    struct cause why = cause_of("written_off", 0);
    struct loan_written_off_recorded body = {
        .written_off_satang = money_add(owed->principal_satang, owed->costs_satang),
        .interest_satang = owed->interest_satang,
    };
    memcpy(body.contract_no, e->contract_no, sizeof body.contract_no);
    memcpy(body.member_no, loan->member_no, sizeof body.member_no);
    emit_loan_written_off_recorded(t, h->effective_date, &body, &why);
}

static void book(struct txn *t, const struct happening *h, const struct loan_written_off *e, const struct loan *loan,
                 const struct loan_owed *owed)
{
    struct posting posting;
    struct cause booked = cause_of("double_entry", 0);
    posting_begin(&posting, e->resolution_no);
    posting_debit(&posting, account_bad_debt_expense, money_add(owed->principal_satang, owed->costs_satang),
                  e->contract_no);
    posting_debit(&posting, account_interest_income, owed->interest_return_satang, e->contract_no);
    posting_credit(&posting, posting_loan_account((enum loan_kind)loan->kind), owed->principal_satang, e->contract_no);
    posting_credit(&posting, account_legal_advance, owed->costs_satang, e->contract_no);
    posting_credit(&posting, account_refund_payable, owed->interest_return_satang, loan->member_no);
    posting_emit(t, h->effective_date, &posting, &booked);
}

enum verdict handle_loan_written_off(struct txn *t, const struct happening *h, const struct loan_written_off *e,
                                     struct refusal *why)
{
    struct loan loan;
    struct loan_owed owed;
    struct policy_in_force p;
    if (!loan_find(t, e->contract_no, &loan))
        return refuse_text(why, REFUSAL_contract_unknown, "data.contract_no", e->contract_no);
    if (loan.state != loan_state_active)
        return refuse_text(why, REFUSAL_loan_ended, "data.contract_no", e->contract_no);
    if (loan_end_admitted(&loan, e->contract_no, h->effective_date, why) == REFUSED)
        return REFUSED;
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (!posting_admit(t, money_min(loan.principal_satang, MONEY_EVENT_MAX)))
        return refuse_text(why, REFUSAL_amount_overflow, "data.contract_no", NULL);
    struct cause because = cause_of("written_off", p.version);
    loan_end(t, e->contract_no, loan_state_written_off, &(struct loan_ending){h->effective_date, NULL, &p, &because},
             &owed);
    tell(t, h, e, &loan, &owed);
    payroll_refund(t, loan.member_no, owed.interest_return_satang, refund_cause_interest_return, h->effective_date,
                   &because);
    book(t, h, e, &loan, &owed);
    return APPLIED;
}
