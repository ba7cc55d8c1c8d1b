#include "../journal/posting.h"
#include "../member/year.h"
#include "../rules/money.h"
#include "loan_fact.h"
#include "loan_parts.h"
#include "loan_rate.h"
#include "security.h"

#include <string.h>

/* Where the debt of a contract that was replaced stands now: with the last of its successors. And the interest on what
 * comes back for the days that each of them charged without it. */
struct successor {
    char contract_no[24];
    struct loan loan;
    int64_t interest_satang;
};

static void successor_find(struct txn *t, const char *contract_no, int64_t principal_satang, const struct loan_back *at,
                           struct successor *ret)
{
    struct interest_terms terms = interest_return_terms(policy_interest(at->policy));
    int32_t after = at->interest_to;
    memset(ret, 0, sizeof *ret);
    value_code_set(ret->contract_no, sizeof ret->contract_no, contract_no);
    while (loan_find(t, ret->contract_no, &ret->loan)) {
        struct loan_span span = {principal_satang, after, ret->loan.counted_to};
        ret->interest_satang = money_add(ret->interest_satang, loan_interest(t, &ret->loan, span, &terms));
        if (ret->loan.state != loan_state_restructured)
            return;
        after = ret->loan.counted_to;
        memcpy(ret->contract_no, ret->loan.replaced_by, sizeof ret->contract_no);
    }
}

/* The caller books what comes back to the old contract's account; from there it goes on. */
static void move_on(struct txn *t, const struct loan *from, const struct successor *to, const struct loan_payment *back,
                    const struct loan_back *at)
{
    struct posting posting;
    struct cause booked = cause_of("double_entry", at->policy->version);
    enum account old = posting_loan_account((enum loan_kind)from->kind);
    enum account new = posting_loan_account((enum loan_kind)to->loan.kind);
    bool written_off = to->loan.state == loan_state_written_off;
    int64_t costs_satang = written_off ? back->costs_satang : 0;
    if (!written_off && old == new)
        return;
    posting_begin(&posting, NULL);
    posting_debit(&posting, written_off ? account_bad_debt_expense : new,
                  money_add(back->principal_satang, costs_satang), to->contract_no);
    posting_credit(&posting, old, back->principal_satang, to->contract_no);
    posting_credit(&posting, account_legal_advance, costs_satang, to->contract_no);
    posting_emit(t, at->date, &posting, &booked);
}

/* Under the new contract it is owed like what that began with: principal, and interest that bears none. */
static void owe_again(struct loan *loan, const struct loan_payment *back, int64_t owed_satang, int64_t charged_satang)
{
    loan->disbursed_satang = money_add(loan->disbursed_satang, back->principal_satang);
    loan->principal_satang = money_add(loan->principal_satang, back->principal_satang);
    loan->billed_interest_satang =
        money_add(loan->billed_interest_satang, money_add(back->interest_satang, owed_satang));
    loan->interest_charged_satang = money_add(loan->interest_charged_satang, charged_satang);
    loan->costs_satang = money_add(loan->costs_satang, back->costs_satang);
}

uint64_t loan_take_back_ended(struct txn *t, const char *contract_no, const struct loan_payment *held,
                              struct loan_payment *back, const struct loan_back *at)
{
    struct loan ended;
    struct successor now;
    struct loan_instalment_reversed body = {0};
    if (!loan_find(t, contract_no, &ended))
        return 0;
    ended.paid_satang = money_sub(
        ended.paid_satang, money_add(back->costs_satang, money_add(back->interest_satang, back->principal_satang)));
    loan_store(t, contract_no, &ended);
    successor_find(t, contract_no, back->principal_satang, at, &now);
    if (now.loan.state == loan_state_written_off) {
        int64_t lost = money_add(back->principal_satang, back->costs_satang);
        now.loan.written_off_satang = money_add(now.loan.written_off_satang, lost);
        if (lost > 0)
            security_restore(t, now.loan.application_no);
    } else {
        body.interest_charged_satang = now.interest_satang;
        back->interest_return_satang = money_min(now.interest_satang, held->interest_return_satang);
        owe_again(&now.loan, back, money_sub(now.interest_satang, back->interest_return_satang), now.interest_satang);
        body.reopened = now.loan.state == loan_state_closed;
        if (body.reopened)
            security_restore(t, now.loan.application_no);
        now.loan.state = loan_state_active;
        loan_list(t, now.contract_no, &now.loan, true);
    }
    loan_fact_ended(t, now.contract_no, &now.loan);
    loan_store(t, now.contract_no, &now.loan);
    year_interest(t, ended.member_no, at->date, money_sub(back->interest_return_satang, back->interest_satang));
    move_on(t, &ended, &now, back, at);
    uint64_t told = loan_tell_reversed(t, now.contract_no, &now.loan, back, &body, at);
    loan_class_look(t, now.contract_no, at->date);
    return told;
}
