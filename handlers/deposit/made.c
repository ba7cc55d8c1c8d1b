#include "../cash/cash.h"
#include "../journal/persons.h"
#include "../journal/posting.h"
#include "../rules/money.h"
#include "deposit.h"

#include <string.h>

static enum verdict check(struct txn *t, const struct happening *h, const struct deposit_made *e, struct refusal *why)
{
    struct member_key key;
    struct member member;
    struct deposit known;
    memcpy(key.member_no, e->member_no, sizeof key.member_no);
    if (!member_get(t, &key, &member))
        return refuse_text(why, REFUSAL_member_unknown, "data.member_no", e->member_no);
    if (member.left_on > 0 && h->effective_date >= member.left_on)
        return refuse_text(why, REFUSAL_not_a_member, "data.member_no", e->member_no);
    if (h->effective_date < member.join_date)
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, member.join_date);
    if (e->channel != channel_counter && e->channel != channel_bank)
        return refuse_text(why, REFUSAL_cash_or_bank, "data.channel", NULL);
    if (deposit_find(t, e->member_no, e->account_no, &known) && known.kind != e->kind)
        return refuse_text(why, REFUSAL_deposit_kind_other, "data.kind", deposit_ref(e->member_no, e->account_no));
    bool named = e->prepared_by[0] != '\0' || e->checked_by[0] != '\0';
    return persons_check(e->prepared_by, e->checked_by, named, why);
}

enum verdict handle_deposit_made(struct txn *t, const struct happening *h, const struct deposit_made *e,
                                 struct refusal *why)
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
                                                               .date = h->effective_date,
                                                               .kind = (enum deposit_kind)e->kind});
    posting_begin(&posting, e->document_no);
    posting_debit(&posting, cash_account(e->channel), e->amount_satang, e->member_no);
    posting_credit(&posting, to, e->amount_satang, deposit_ref(e->member_no, e->account_no));
    posting_emit(t, h->effective_date, &posting, &booked);
    return APPLIED;
}
