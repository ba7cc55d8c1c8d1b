#include "payout.h"

#include "../cash/cash.h"
#include "../journal/persons.h"
#include "../journal/posting.h"
#include "../payroll/payroll.h"
#include "../rules/money.h"
#include "../share/shares.h"

#include <string.h>

static enum verdict check_offset(struct txn *t, const struct happening *h, const struct offset *o,
                                 const char *member_no, struct refusal *why)
{
    struct loan loan;
    struct policy_in_force p;
    policy_on(t, h->effective_date, &p);
    if (!loan_find(t, o->contract_no, &loan))
        return refuse_text(why, REFUSAL_contract_unknown, "data.offsets", o->contract_no);
    if (strcmp(loan.member_no, member_no) != 0)
        return refuse_text(why, REFUSAL_contract_of_other, "data.offsets", o->contract_no);
    if (loan.state != loan_state_active)
        return refuse_text(why, REFUSAL_loan_ended, "data.offsets", o->contract_no);
    if (h->effective_date < loan.opened_on)
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, loan.opened_on);
    int64_t payoff_satang = loan_payoff(t, o->contract_no, h->effective_date, &p);
    if (o->amount_satang != payoff_satang)
        return refuse_all(why, REFUSAL_offset_not_payoff, "data.offsets", o->contract_no, o->amount_satang,
                          payoff_satang);
    return APPLIED;
}

static bool is_offset(const struct loan_disbursed *e, const char *contract_no, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(e->offsets[i].contract_no, contract_no) == 0)
            return true;
    return false;
}

/* What the application named to be closed was not counted as a burden, so it must be. */
static enum verdict check_closes(struct txn *t, const struct loan_disbursed *e, struct refusal *why)
{
    struct application_closes_key key = {0};
    struct application_closes row;
    struct loan loan;
    memcpy(key.application_no, e->application_no, sizeof key.application_no);
    while (application_closes_seek(t, &key, true, &row) && strcmp(key.application_no, e->application_no) == 0) {
        bool open = loan_find(t, key.contract_no, &loan) && loan.state == loan_state_active;
        if (open && !is_offset(e, key.contract_no, e->offsets_count))
            return refuse_text(why, REFUSAL_offset_missing, "data.offsets", key.contract_no);
    }
    return APPLIED;
}

/* A voucher is good for one payout of the whole cooperative, whoever borrows. Only the application whose payout came
 * back and undid its contract may be paid out again against it. */
static enum verdict check_voucher(struct txn *t, const struct loan_disbursed *e, struct refusal *why)
{
    struct payout_voucher_key key;
    struct payout_voucher row;
    struct loan paid;
    memcpy(key.document_no, e->approval_ref, sizeof key.document_no);
    if (!payout_voucher_get(t, &key, &row))
        return APPLIED;
    if (loan_find(t, row.contract_no, &paid) && paid.state == loan_state_undone &&
        strcmp(paid.application_no, e->application_no) == 0)
        return APPLIED;
    return refuse_all(why, REFUSAL_document_exists, "data.approval_ref", e->approval_ref, (int64_t)row.seq, 0);
}

/* Each amount is bounded before it is added: the sum of a few cannot overflow. */
static int64_t kept_back(const struct loan_disbursed *e)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < e->offsets_count; i++)
        sum = money_add(sum, e->offsets[i].amount_satang);
    for (uint32_t i = 0; i < e->fees_count; i++)
        sum = money_add(sum, e->fees[i].amount_satang);
    return sum;
}

enum verdict payout_check(struct txn *t, const struct happening *h, const struct loan_disbursed *e,
                          const struct application *a, struct refusal *why)
{
    struct policy_in_force p;
    int64_t kept = kept_back(e);
    policy_on(t, h->effective_date, &p);
    if (cash_account(e->channel) == account_absent)
        return refuse_text(why, REFUSAL_cash_or_bank, "data.channel", NULL);
    if (persons_check(e->prepared_by, e->checked_by, p.terms.payout_two_persons, why) == REFUSED ||
        check_voucher(t, e, why) == REFUSED)
        return REFUSED;
    for (uint32_t i = 0; i < e->offsets_count; i++) {
        if (is_offset(e, e->offsets[i].contract_no, i))
            return refuse_text(why, REFUSAL_contract_twice, "data.offsets", e->offsets[i].contract_no);
        if (check_offset(t, h, &e->offsets[i], a->member_no, why) == REFUSED)
            return REFUSED;
    }
    if (check_closes(t, e, why) == REFUSED)
        return REFUSED;
    if (kept > e->paid_satang)
        return refuse_value(why, REFUSAL_kept_back_too_much, "data.paid_satang", kept, e->paid_satang);
    if ((kept > 0 || e->net_satang > 0) && e->net_satang != e->paid_satang - kept)
        return refuse_value(why, REFUSAL_net_not_as_computed, "data.net_satang", e->net_satang, e->paid_satang - kept);
    return APPLIED;
}

/* A posting of its own for each old contract: the new loan's account pays it off. */
static void pay_off(struct txn *t, const struct happening *h, const struct loan_disbursed *e, const struct offset *o,
                    const struct policy_in_force *p, enum account loan_account)
{
    struct loan_payment paid;
    struct posting posting;
    struct cause why = cause_of("payout", p->version), back = cause_of("interest_return", p->version);
    struct cause booked = cause_of("double_entry", p->version);
    loan_pay(t, o->contract_no, o->amount_satang, h->effective_date, NULL, p, &why, &paid);
    cause_add_position(&back, paid.posted_position);
    cause_add_position(&booked, paid.posted_position);
    payroll_refund(t, paid.member_no, paid.interest_return_satang, refund_cause_interest_return, h->effective_date,
                   &back);
    posting_begin(&posting, e->approval_ref);
    posting_debit(&posting, loan_account, o->amount_satang, e->contract_no);
    posting_debit(&posting, account_interest_income, paid.interest_return_satang, o->contract_no);
    posting_credit(&posting, account_legal_advance, paid.costs_satang, o->contract_no);
    posting_credit(&posting, account_interest_income, paid.interest_satang, o->contract_no);
    posting_credit(&posting, posting_loan_account(paid.kind), paid.principal_satang, o->contract_no);
    posting_credit(&posting, account_refund_payable, paid.interest_return_satang, paid.member_no);
    posting_emit(t, h->effective_date, &posting, &booked);
}

static struct payout payout_of(const struct loan_disbursed *e)
{
    struct payout row = {
        .net_satang = e->paid_satang - kept_back(e), .offsets = e->offsets_count, .channel = e->channel};
    for (uint32_t i = 0; i < e->fees_count; i++) {
        const struct kept_back *fee = &e->fees[i];
        if (fee->kind == fee_kind_fee)
            row.fee_satang = money_add(row.fee_satang, fee->amount_satang);
        else if (fee->kind == fee_kind_insurance)
            row.insurance_satang = money_add(row.insurance_satang, fee->amount_satang);
        else
            row.share_satang = money_add(row.share_satang, fee->amount_satang);
    }
    return row;
}

static void keep_voucher(struct txn *t, const struct happening *h, const struct loan_disbursed *e)
{
    struct payout_voucher_key key;
    struct payout_voucher row = {.seq = h->seq};
    memcpy(key.document_no, e->approval_ref, sizeof key.document_no);
    memcpy(row.contract_no, e->contract_no, sizeof row.contract_no);
    payout_voucher_put(t, &key, &row);
}

void payout_book(struct txn *t, const struct happening *h, const struct loan_disbursed *e, const struct application *a,
                 const struct policy_in_force *p)
{
    struct payout_key key;
    struct payout row = payout_of(e);
    struct posting posting;
    struct cause booked = cause_of("double_entry", p->version);
    enum account loan_account = posting_loan_account((enum loan_kind)a->kind);
    for (uint32_t i = 0; i < e->offsets_count; i++)
        pay_off(t, h, e, &e->offsets[i], p, loan_account);
    shares_add(t, a->member_no, h->effective_date, row.share_satang);
    cause_add_position(&booked, a->granted_position);
    posting_begin(&posting, e->approval_ref);
    posting_debit(&posting, loan_account, row.net_satang + row.fee_satang + row.insurance_satang + row.share_satang,
                  e->contract_no);
    posting_credit(&posting, cash_account(row.channel), row.net_satang, e->contract_no);
    posting_credit(&posting, account_fee_income, row.fee_satang, e->contract_no);
    posting_credit(&posting, account_insurance_payable, row.insurance_satang, e->contract_no);
    posting_credit(&posting, account_share_capital, row.share_satang, a->member_no);
    posting_emit(t, h->effective_date, &posting, &booked);
    memcpy(key.contract_no, e->contract_no, sizeof key.contract_no);
    if (row.net_satang < e->paid_satang || row.channel == channel_counter)
        payout_put(t, &key, &row);
    keep_voucher(t, h, e);
}
