#include "../journal/posting.h"
#include "../rules/money.h"
#include "deposit.h"

static enum verdict check(struct txn *t, const struct happening *h, const struct deposit_interest_credited *e,
                          struct refusal *why)
{
    struct deposit d;
    if (!deposit_find(t, e->member_no, e->account_no, &d))
        return refuse_text(why, REFUSAL_deposit_unknown, "data.account_no", e->member_no);
    if (h->effective_date < d.opened_on)
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, d.opened_on);
    return deposit_check_persons(e->prepared_by, e->checked_by, false, why);
}

/* What it comes to is the deposit desk's to say: terms of deposits are none of the policy's. */
enum verdict handle_deposit_interest_credited(struct txn *t, const struct happening *h,
                                              const struct deposit_interest_credited *e, struct refusal *why)
{
    struct posting posting;
    struct cause booked = cause_of("double_entry", 0);
    uint64_t booked_by = 0;
    if (check(t, h, e, why) == REFUSED)
        return REFUSED;
    if (!posting_admit(t, e->amount_satang))
        return refuse_text(why, REFUSAL_amount_overflow, "data.amount_satang", NULL);
    if (!posting_document_new(t, e->member_no, e->document_no, h->seq, &booked_by))
        return refuse_all(why, REFUSAL_document_exists, "data.document_no", e->document_no, (int64_t)booked_by, 0);
    enum account to = deposit_move(t, &(struct deposit_change){.member_no = e->member_no,
                                                               .account_no = e->account_no,
                                                               .into_satang = e->amount_satang,
                                                               .date = h->effective_date});
    posting_begin(&posting, e->document_no);
    posting_debit(&posting, account_interest_expense, e->amount_satang, deposit_ref(e->member_no, e->account_no));
    posting_credit(&posting, to, e->amount_satang, deposit_ref(e->member_no, e->account_no));
    posting_emit(t, h->effective_date, &posting, &booked);
    return APPLIED;
}
