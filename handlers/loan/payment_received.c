#include "../clock/work.h"
#include "../handler.h"
#include "../journal/posting.h"
#include "../payroll/payroll.h"
#include "../rules/money.h"
#include "loan.h"

/* A mistyped year must not give a year of interest back. */
enum { PAST_DAYS = 180 };

static enum verdict check(struct txn *t, const struct happening *h, const struct loan_payment_received *e,
                          struct refusal *why)
{
    struct loan loan;
    if (!loan_find(t, e->contract_no, &loan))
        return refuse_text(why, REFUSAL_contract_unknown, "data.contract_no", e->contract_no);
    if (h->effective_date < clock_day_closed(t) - PAST_DAYS)
        return refuse_value(why, REFUSAL_date_past, "effective_date", h->effective_date, clock_day_closed(t));
    if (h->effective_date < loan.opened_on)
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, loan.opened_on);
    return APPLIED;
}

/* What came for a loan that is repaid already, or beyond what it owed, is the member's again. */
static void refund(struct txn *t, const struct happening *h, const struct loan_payment *paid, uint32_t policy)
{
    struct cause over = cause_of("settle_order", policy), back = cause_of("interest_return", policy);
    cause_add_position(&over, paid->posted_position);
    cause_add_position(&back, paid->posted_position);
    payroll_refund(t, paid->member_no, paid->excess_satang, refund_cause_over_paid, h->effective_date, &over);
    payroll_refund(t, paid->member_no, paid->interest_return_satang, refund_cause_interest_return, h->effective_date,
                   &back);
}

static void book(struct txn *t, const struct happening *h, const struct loan_payment_received *e,
                 const struct loan_payment *paid, uint32_t policy)
{
    struct cause booked = cause_of("double_entry", policy);
    struct posting posting;
    int64_t owed_back = money_add(paid->excess_satang, paid->interest_return_satang);
    posting_begin(&posting, e->document_no);
    posting_debit(&posting, e->channel == channel_bank ? account_bank : account_cash, e->amount_satang, e->contract_no);
    posting_debit(&posting, account_interest_income, paid->interest_return_satang, e->contract_no);
    posting_credit(&posting, account_legal_advance, paid->costs_satang, e->contract_no);
    posting_credit(&posting, account_interest_income, paid->interest_satang, e->contract_no);
    posting_credit(&posting, posting_loan_account(paid->kind), paid->principal_satang, e->contract_no);
    posting_credit(&posting, account_refund_payable, owed_back, paid->member_no);
    cause_add_position(&booked, paid->posted_position);
    posting_emit(t, h->effective_date, &posting, &booked);
}

enum verdict handle_loan_payment_received(struct txn *t, const struct happening *h,
                                          const struct loan_payment_received *e, struct refusal *why)
{
    struct policy_in_force p;
    struct loan_payment paid;
    uint64_t booked_by = 0;
    if (check(t, h, e, why) == REFUSED)
        return REFUSED;
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (!posting_admit(t, e->amount_satang))
        return refuse_text(why, REFUSAL_amount_overflow, "data.amount_satang", NULL);
    if (!posting_document_new(t, e->contract_no, e->document_no, h->seq, &booked_by))
        return refuse_all(why, REFUSAL_document_exists, "data.document_no", e->document_no, (int64_t)booked_by, 0);
    struct cause settled = cause_of("settle_order", p.version);
    loan_pay(t, e->contract_no, e->amount_satang, h->effective_date, NULL, &p, &settled, &paid);
    refund(t, h, &paid, p.version);
    book(t, h, e, &paid, p.version);
    return APPLIED;
}
