#include "../cash/cash.h"
#include "../journal/persons.h"
#include "../journal/posting.h"
#include "../policy/policy.h"
#include "../rules/money.h"
#include "deposit.h"

#include <string.h>

static enum verdict check(struct txn *t, const struct happening *h, const struct deposit_withdrawn *e,
                          const struct policy_in_force *p, struct refusal *why)
{
    struct member_key key;
    struct member member;
    struct deposit d;
    memcpy(key.member_no, e->member_no, sizeof key.member_no);
    if (!member_get(t, &key, &member))
        return refuse_text(why, REFUSAL_member_unknown, "data.member_no", e->member_no);
    if (e->channel != channel_counter && e->channel != channel_bank)
        return refuse_text(why, REFUSAL_cash_or_bank, "data.channel", NULL);
    if (deposit_check_drawn(t, e->member_no, e->account_no, e->amount_satang, why) == REFUSED)
        return REFUSED;
    if (deposit_find(t, e->member_no, e->account_no, &d) && h->effective_date < d.opened_on)
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, d.opened_on);
    bool named = p->terms.payout_two_persons || e->prepared_by[0] != '\0' || e->checked_by[0] != '\0';
    return persons_check(e->prepared_by, e->checked_by, named, why);
}

/* Also who has left the cooperative gets what is his. */
enum verdict handle_deposit_withdrawn(struct txn *t, const struct happening *h, const struct deposit_withdrawn *e,
                                      struct refusal *why)
{
    struct posting posting;
    struct policy_in_force p;
    struct deposit before = {0};
    uint64_t booked_by = 0;
    if (!policy_on(t, h->effective_date, &p))
        return refuse_value(why, REFUSAL_no_policy, "effective_date", h->effective_date, 0);
    if (check(t, h, e, &p, why) == REFUSED)
        return REFUSED;
    if (!posting_document_new(t, e->member_no, e->document_no, h->seq, &booked_by))
        return refuse_all(why, REFUSAL_document_exists, "data.document_no", e->document_no, (int64_t)booked_by, 0);
    deposit_find(t, e->member_no, e->account_no, &before);
    struct cause booked = cause_of("deposit_drawn", p.version);
    cause_add_fact(&booked, fact_drawn_satang, e->amount_satang, before.balance_satang);
    enum account from = deposit_move(t, &(struct deposit_change){.member_no = e->member_no,
                                                                 .account_no = e->account_no,
                                                                 .into_satang = -e->amount_satang,
                                                                 .date = h->effective_date});
    posting_begin(&posting, e->document_no);
    posting_debit(&posting, from, e->amount_satang, deposit_ref(e->member_no, e->account_no));
    posting_credit(&posting, cash_account(e->channel), e->amount_satang, e->member_no);
    posting_emit(t, h->effective_date, &posting, &booked);
    return APPLIED;
}
