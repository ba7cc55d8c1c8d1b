#include "../journal/persons.h"
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
    bool named = e->prepared_by[0] != '\0' || e->checked_by[0] != '\0';
    return persons_check(e->prepared_by, e->checked_by, named, why);
}

/* What it comes to is the deposit desk's to say: terms of deposits are none of the policy's. */
enum verdict handle_deposit_interest_credited(struct txn *t, const struct happening *h,
                                              const struct deposit_interest_credited *e, struct refusal *why)
{
    struct posting posting;
    struct cause booked = cause_of("double_entry", 0);
    if (check(t, h, e, why) == REFUSED)
        return REFUSED;
    if (posting_enter(t, h->seq, &(struct posting_entry){e->member_no, e->document_no, e->amount_satang}, why) ==
        REFUSED)
        return REFUSED;
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
