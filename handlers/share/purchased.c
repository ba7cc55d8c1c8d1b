#include "../cash/cash.h"
#include "../handler.h"
#include "../journal/posting.h"
#include "shares.h"

#include <string.h>

static enum verdict check(const struct happening *h, const struct share_purchased *e, const struct member *member,
                          struct refusal *why)
{
    if (member->left_on > 0 && h->effective_date >= member->left_on)
        return refuse_text(why, REFUSAL_not_a_member, "data.member_no", e->member_no);
    if (h->effective_date < member->join_date)
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, member->join_date);
    if (e->channel != channel_counter && e->channel != channel_bank)
        return refuse_text(why, REFUSAL_share_channel, "data.channel", NULL);
    return APPLIED;
}

enum verdict handle_share_purchased(struct txn *t, const struct happening *h, const struct share_purchased *e,
                                    struct refusal *why)
{
    struct member_key key;
    struct member member;
    struct posting posting;
    memcpy(key.member_no, e->member_no, sizeof key.member_no);
    if (!member_get(t, &key, &member))
        return refuse_text(why, REFUSAL_member_unknown, "data.member_no", e->member_no);
    if (check(h, e, &member, why) == REFUSED)
        return REFUSED;
    if (posting_enter(t, h->seq, &(struct posting_entry){e->member_no, e->document_no, e->amount_satang}, why) ==
        REFUSED)
        return REFUSED;
    shares_add(t, e->member_no, h->effective_date, e->amount_satang);
    struct cause booked = cause_of("double_entry", 0);
    posting_begin(&posting, e->document_no);
    posting_debit(&posting, cash_account(e->channel), e->amount_satang, e->member_no);
    posting_credit(&posting, account_share_capital, e->amount_satang, e->member_no);
    posting_emit(t, h->effective_date, &posting, &booked);
    return APPLIED;
}
