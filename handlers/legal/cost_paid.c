#include "../cash/cash.h"
#include "../handler.h"
#include "../journal/posting.h"
#include "../loan/loan.h"
#include "../journal/persons.h"

#include <string.h>

static void tell(struct txn *t, const struct happening *h, const struct legal_cost_paid *e, const struct loan *loan,
                 struct cause *booked)
{
    struct loan_cost_charged body = {
        .kind = e->kind, .amount_satang = e->amount_satang, .costs_satang = loan->costs_satang};
    struct cause because = cause_of("legal_cost", 0);
    memcpy(body.contract_no, e->contract_no, sizeof body.contract_no);
    memcpy(body.member_no, loan->member_no, sizeof body.member_no);
    cause_add_position(booked, emit_loan_cost_charged(t, h->effective_date, &body, &because));
}

static enum verdict check(const struct happening *h, const struct legal_cost_paid *e, const struct loan *loan,
                          struct refusal *why)
{
    if (persons_check(e->prepared_by, e->checked_by, true, why) == REFUSED)
        return REFUSED;
    if (h->effective_date < loan->opened_on)
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, loan->opened_on);
    if (cash_account(e->channel) == account_absent)
        return refuse_text(why, REFUSAL_cash_or_bank, "data.channel", NULL);
    if (e->recoverable && loan->state != loan_state_active)
        return refuse_text(why, REFUSAL_cost_not_recoverable, "data.recoverable", e->contract_no);
    return APPLIED;
}

/* What the debtor must bear is his debt beside principal and interest, and the first that his payments go to; the rest
 * is the cooperative's expense. */
enum verdict handle_legal_cost_paid(struct txn *t, const struct happening *h, const struct legal_cost_paid *e,
                                    struct refusal *why)
{
    struct loan loan;
    struct posting p;
    struct cause booked = cause_of("double_entry", 0);
    if (!loan_find(t, e->contract_no, &loan))
        return refuse_text(why, REFUSAL_contract_unknown, "data.contract_no", e->contract_no);
    if (check(h, e, &loan, why) == REFUSED)
        return REFUSED;
    if (posting_enter(t, h->seq, &(struct posting_entry){e->contract_no, e->document_no, e->amount_satang}, why) ==
        REFUSED)
        return REFUSED;
    if (e->recoverable) {
        loan_charge_costs(t, e->contract_no, e->amount_satang, h->effective_date, &loan);
        tell(t, h, e, &loan, &booked);
    }
    posting_begin(&p, e->document_no);
    posting_debit(&p, e->recoverable ? account_legal_advance : account_legal_expense, e->amount_satang, e->contract_no);
    posting_credit(&p, cash_account(e->channel), e->amount_satang, e->contract_no);
    posting_emit(t, h->effective_date, &p, &booked);
    return APPLIED;
}
