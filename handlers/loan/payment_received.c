#include "../clock/work.h"
#include "../deposit/deposit.h"
#include "../guarantor/notice_clock.h"
#include "../handler.h"
#include "../journal/posting.h"
#include "../payroll/payroll.h"
#include "../rules/money.h"
#include "loan.h"
#include "loan_fact.h"
#include "payment.h"
#include "security.h"

#include <string.h>

/* A mistyped year must not give a year of interest back. */
enum { PAST_DAYS = 180 };

/* The guarantor is named as the application names him. */
static enum verdict check_payer(struct txn *t, const struct loan_payment_received *e, const struct loan *loan,
                                struct refusal *why)
{
    struct application_guarantor_key key;
    struct application_guarantor row;
    if (e->channel == channel_guarantor && e->payer_no[0] == '\0')
        return refuse_text(why, REFUSAL_payer_missing, "data.payer_no", NULL);
    value_code_set(key.application_no, sizeof key.application_no, loan->application_no);
    value_code_set(key.ref, sizeof key.ref, e->payer_no);
    if (e->payer_no[0] != '\0' && !application_guarantor_get(t, &key, &row))
        return refuse_text(why, REFUSAL_not_guarantor, "data.payer_no", e->payer_no);
    return APPLIED;
}

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
    if (check_payer(t, e, &loan, why) == REFUSED)
        return REFUSED;
    if (e->channel != channel_transfer)
        return APPLIED;
    return deposit_check_drawn(t, payment_owner(t, e->payer_no, loan.member_no), e->account_no, e->amount_satang, why);
}

/* Booked as it came; the contract, or of a transfer the deposit, names it. */
static void debit_money(struct txn *t, const struct happening *h, const struct loan_payment_received *e,
                        const char *owner, struct posting *posting)
{
    const char *sub_ref;
    enum account account = payment_take(
        t,
        &(struct payment_road){
            .channel = e->channel, .holder_no = owner, .account_no = e->account_no, .contract_no = e->contract_no},
        e->amount_satang, h->effective_date, &sub_ref);
    posting_debit(posting, account, e->amount_satang, sub_ref);
}

/* What came for a loan that is repaid already, or beyond what it owed, is the member's again. */
static void refund(struct txn *t, const struct happening *h, const struct loan_payment_received *e,
                   const struct loan_payment *paid, uint32_t policy)
{
    struct cause over = cause_of("settle_order", policy), back = cause_of("interest_return", policy);
    cause_add_position(&over, paid->posted_position);
    cause_add_position(&back, paid->posted_position);
    payroll_refund(t, payment_owner(t, e->payer_no, paid->member_no), paid->excess_satang, refund_cause_over_paid,
                   h->effective_date, &over);
    payroll_refund(t, paid->member_no, paid->interest_return_satang, refund_cause_interest_return, h->effective_date,
                   &back);
}

/* What a guarantor pays counts as for an open loan; the debt that he took over is what is left of what was written off.
 */
static void recovered_by(struct txn *t, const char *payer_no, const struct loan *loan, int64_t amount_satang,
                         int32_t date)
{
    struct loan before = *loan;
    before.principal_satang = money_add(money_sub(loan->written_off_satang, loan->recovered_satang), amount_satang);
    if (payer_no[0] != '\0')
        guarantor_paid(t, &before, payer_no, amount_satang, date);
}

/* What comes on a loan that was written off is a recovery, up to what was. */
static void recover(struct txn *t, const struct happening *h, const struct loan_payment_received *e,
                    const struct policy_in_force *p)
{
    struct loan loan;
    struct clock_at at = {h->effective_date, p};
    struct loan_recovered body = {.amount_satang = loan_recover(t, e->contract_no, e->amount_satang, &at, &loan)};
    struct loan_payment paid = {.excess_satang = money_sub(e->amount_satang, body.amount_satang)};
    struct cause why = cause_of("recovered", p->version), booked = cause_of("double_entry", p->version);
    struct posting posting;
    recovered_by(t, e->payer_no, &loan, body.amount_satang, h->effective_date);
    value_code_set(paid.member_no, sizeof paid.member_no, loan.member_no);
    body.recovered_satang = loan.recovered_satang;
    body.written_off_satang = loan.written_off_satang;
    memcpy(body.contract_no, e->contract_no, sizeof body.contract_no);
    memcpy(body.member_no, loan.member_no, sizeof body.member_no);
    if (body.amount_satang > 0)
        paid.posted_position = emit_loan_recovered(t, h->effective_date, &body, &why);
    refund(t, h, e, &paid, p->version);
    posting_begin(&posting, e->document_no);
    debit_money(t, h, e, payment_owner(t, e->payer_no, loan.member_no), &posting);
    posting_credit(&posting, account_bad_debt_recovered, body.amount_satang, e->contract_no);
    posting_credit(&posting, account_refund_payable, paid.excess_satang, payment_owner(t, e->payer_no, paid.member_no));
    cause_add_position(&booked, paid.posted_position);
    posting_emit(t, h->effective_date, &posting, &booked);
}

static void book(struct txn *t, const struct happening *h, const struct loan_payment_received *e,
                 const struct loan_payment *paid, uint32_t policy)
{
    struct cause booked = cause_of("double_entry", policy);
    struct posting posting;
    const char *owner = payment_owner(t, e->payer_no, paid->member_no);
    bool one = strcmp(owner, paid->member_no) == 0;
    int64_t to_borrower = money_add(paid->interest_return_satang, one ? paid->excess_satang : 0);
    posting_begin(&posting, e->document_no);
    debit_money(t, h, e, owner, &posting);
    posting_debit(&posting, account_interest_income, paid->interest_return_satang, e->contract_no);
    posting_credit(&posting, account_legal_advance, paid->costs_satang, e->contract_no);
    posting_credit(&posting, account_interest_income, paid->interest_satang, e->contract_no);
    posting_credit(&posting, posting_loan_account(paid->kind), paid->principal_satang, e->contract_no);
    posting_credit(&posting, account_refund_payable, to_borrower, paid->member_no);
    posting_credit(&posting, account_refund_payable, one ? 0 : paid->excess_satang, owner);
    cause_add_position(&booked, paid->posted_position);
    posting_emit(t, h->effective_date, &posting, &booked);
}

/* What a correction needs of it. */
static void keep(struct txn *t, const struct happening *h, const struct loan_payment_received *e, uint32_t fact_no,
                 const char *owner)
{
    struct loan_fact_key key = loan_fact_key(e->contract_no, clock_day_closed(t), fact_no);
    struct payment_fact row = {.amount_satang = e->amount_satang,
                               .paid_on = h->effective_date,
                               .told_on = h->effective_date,
                               .closed = key.closed,
                               .told_closed = key.closed,
                               .no = fact_no,
                               .told_no = fact_no,
                               .channel = e->channel,
                               .changed_seq = h->seq};
    struct loan_fact fact;
    if (!loan_fact_get(t, &key, &fact))
        return;
    memcpy(row.contract_no, e->contract_no, sizeof row.contract_no);
    memcpy(row.told_contract, e->contract_no, sizeof row.told_contract);
    memcpy(row.payer_no, e->payer_no, sizeof row.payer_no);
    memcpy(row.document_no, e->document_no, sizeof row.document_no);
    if (e->channel == channel_transfer) {
        value_code_set(row.holder_no, sizeof row.holder_no, owner);
        memcpy(row.account_no, e->account_no, sizeof row.account_no);
    }
    payment_fact_put(t, &(struct payment_fact_key){h->seq}, &row);
    memcpy(fact.payer_no, e->payer_no, sizeof fact.payer_no);
    loan_fact_put(t, &key, &fact);
}

enum verdict handle_loan_payment_received(struct txn *t, const struct happening *h,
                                          const struct loan_payment_received *e, struct refusal *why)
{
    struct policy_in_force p;
    struct loan loan;
    struct loan_payment paid;
    if (check(t, h, e, why) == REFUSED)
        return REFUSED;
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (posting_enter(t, h->seq, &(struct posting_entry){e->contract_no, e->document_no, e->amount_satang}, why) ==
        REFUSED)
        return REFUSED;
    if (loan_find(t, e->contract_no, &loan) && loan.state == loan_state_written_off) {
        recover(t, h, e, &p);
        return APPLIED;
    }
    struct cause settled = cause_of("settle_order", p.version);
    loan_pay(t, e->contract_no, e->amount_satang, h->effective_date, NULL, &p, &settled, &paid);
    keep(t, h, e, paid.fact_no, payment_owner(t, e->payer_no, paid.member_no));
    if (e->payer_no[0] != '\0')
        guarantor_paid(t, &loan, e->payer_no, paid.principal_satang, h->effective_date);
    refund(t, h, e, &paid, p.version);
    book(t, h, e, &paid, p.version);
    return APPLIED;
}
