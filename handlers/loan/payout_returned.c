#include "../clock/work.h"
#include "../handler.h"
#include "../journal/notify.h"
#include "../journal/posting.h"
#include "../payroll/payroll.h"
#include "../relief/budget.h"
#include "../rules/money.h"
#include "../share/shares.h"
#include "loan.h"
#include "screening.h"

#include <string.h>

/* The approval lapses as it would have; if that day has passed while the loan stood, its days count anew. */
static void lapse_again(struct txn *t, const struct happening *h, const struct application_key *key,
                        const struct application *a)
{
    struct policy_in_force p = {0};
    int32_t next = clock_day_closed(t) + 1;
    policy_on(t, a->decided_on, &p);
    int32_t days = (int32_t)p.terms.approval_days, anew = h->effective_date + days;
    if (days > 0 && a->decided_on + days < next)
        due_add(t, anew > next ? anew : next, due_kind_approval, key->application_no, 0);
}

/* The application may be paid out again, under a new contract number; until then it is a burden again. */
static bool reopen_application(struct txn *t, const struct happening *h, const char *application_no)
{
    struct application_key key;
    struct application a;
    value_code_set(key.application_no, sizeof key.application_no, application_no);
    if (!application_get(t, &key, &a) || a.state != application_state_disbursed)
        return true;
    a.state = application_state_scheduled;
    application_put(t, &key, &a);
    budget_restore(t, &a);
    lapse_again(t, h, &key, &a);
    return screening_reserve(t, a.member_no, a.burden_satang);
}

/* Of the shares that were bought with an undone loan, what was paid back to the member already: owed back to him no
 * more, or got back from him. */
struct sold {
    int64_t unpaid_satang, reclaimed_satang;
};

static struct sold sell_shares(struct txn *t, const struct happening *h, const struct loan *loan, int64_t amount_satang,
                               const struct cause *because)
{
    struct sold sold = {0};
    int64_t refunded = shares_take_back(t, loan->member_no, loan->opened_on, amount_satang);
    sold.reclaimed_satang =
        payroll_refund_reverse(t, loan->member_no, refunded, refund_cause_share_refund, h->effective_date, because);
    sold.unpaid_satang = money_sub(refunded, sold.reclaimed_satang);
    return sold;
}

static void book(struct txn *t, const struct happening *h, const struct loan_payout_returned *e,
                 const struct payout *row, const struct loan *loan, const struct sold *sold)
{
    struct posting posting;
    struct cause booked = cause_of("double_entry", 0);
    posting_begin(&posting, e->document_no);
    posting_debit(&posting, account_bank, row->net_satang, e->contract_no);
    if (loan->state == loan_state_undone) {
        posting_debit(&posting, account_fee_income, row->fee_satang, e->contract_no);
        posting_debit(&posting, account_insurance_payable, row->insurance_satang, e->contract_no);
        posting_debit(&posting, account_share_capital, row->share_satang - sold->unpaid_satang - sold->reclaimed_satang,
                      loan->member_no);
        posting_debit(&posting, account_refund_payable, sold->unpaid_satang, loan->member_no);
        posting_debit(&posting, account_other_receivable, sold->reclaimed_satang, loan->member_no);
        posting_credit(&posting, posting_loan_account((enum loan_kind)loan->kind), loan->disbursed_satang,
                       e->contract_no);
    } else {
        posting_credit(&posting, account_refund_payable, row->net_satang, loan->member_no);
    }
    posting_emit(t, h->effective_date, &posting, &booked);
}

static enum verdict check(const struct happening *h, const struct loan_payout_returned *e, const struct loan *loan,
                          const struct payout *row, struct refusal *why)
{
    if (loan->state == loan_state_undone || loan->restructured || row->returned || row->net_satang == 0)
        return refuse_text(why, REFUSAL_payout_not_to_return, "data.contract_no", e->contract_no);
    if (h->effective_date < loan->opened_on)
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, loan->opened_on);
    return APPLIED;
}

static struct sold tell(struct txn *t, const struct happening *h, const struct loan_payout_returned *e,
                        const struct payout *row, const struct loan *loan)
{
    struct sold sold = {0};
    struct cause why = cause_of("payout_returned", 0);
    if (loan->state == loan_state_undone)
        sold = sell_shares(t, h, loan, row->share_satang, &why);
    else
        payroll_refund(t, loan->member_no, row->net_satang, refund_cause_payout_returned, h->effective_date, &why);
    notify(t, h->effective_date,
           &(struct notice){.template = template_payout_failed,
                            .audience = audience_officer,
                            .recipient_ref = "loans",
                            .subject_ref = e->contract_no,
                            .amount_satang = row->net_satang},
           &why);
    return sold;
}

enum verdict handle_loan_payout_returned(struct txn *t, const struct happening *h, const struct loan_payout_returned *e,
                                         struct refusal *why)
{
    struct payout_key key;
    struct payout row = {0};
    struct loan loan;
    uint64_t booked_by = 0;
    if (!loan_find(t, e->contract_no, &loan))
        return refuse_text(why, REFUSAL_contract_unknown, "data.contract_no", e->contract_no);
    memcpy(key.contract_no, e->contract_no, sizeof key.contract_no);
    if (!payout_get(t, &key, &row))
        row.net_satang = loan.disbursed_satang;
    if (check(h, e, &loan, &row, why) == REFUSED)
        return REFUSED;
    if (!posting_admit(t, row.net_satang))
        return refuse_text(why, REFUSAL_amount_overflow, "data.contract_no", NULL);
    if (!posting_document_new(t, e->contract_no, e->document_no, h->seq, &booked_by))
        return refuse_all(why, REFUSAL_document_exists, "data.document_no", e->document_no, (int64_t)booked_by, 0);
    if (row.offsets == 0 && loan_undo(t, e->contract_no)) {
        if (!reopen_application(t, h, loan.application_no))
            return refuse_text(why, REFUSAL_amount_overflow, "data.contract_no", NULL);
        loan.state = loan_state_undone;
        loan_class_look(t, e->contract_no, h->effective_date);
    }
    row.returned = true;
    payout_put(t, &key, &row);
    struct sold sold = tell(t, h, e, &row, &loan);
    book(t, h, e, &row, &loan, &sold);
    return APPLIED;
}
