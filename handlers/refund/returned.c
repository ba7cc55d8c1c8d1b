#include "../cash/cash.h"
#include "../handler.h"
#include "../journal/posting.h"
#include "../rules/money.h"

#include <string.h>

enum verdict handle_refund_returned(struct txn *t, const struct happening *h, const struct refund_returned *e,
                                    struct refusal *why)
{
    struct member_key key;
    struct member member;
    struct posting p;
    struct cause booked = cause_of("double_entry", 0);
    memcpy(key.member_no, e->member_no, sizeof key.member_no);
    if (!member_get(t, &key, &member))
        return refuse_text(why, REFUSAL_member_unknown, "data.member_no", e->member_no);
    if (cash_account(e->channel) == account_absent)
        return refuse_text(why, REFUSAL_cash_or_bank, "data.channel", NULL);
    if (e->amount_satang > member.reclaim_satang)
        return refuse_value(why, REFUSAL_reclaim_too_large, "data.amount_satang", e->amount_satang,
                            member.reclaim_satang);
    if (posting_enter(t, h->seq, &(struct posting_entry){e->member_no, e->document_no, e->amount_satang}, why) ==
        REFUSED)
        return REFUSED;
    member.reclaim_satang = money_sub(member.reclaim_satang, e->amount_satang);
    member_put(t, &key, &member);
    posting_begin(&p, e->document_no);
    posting_debit(&p, cash_account(e->channel), e->amount_satang, e->member_no);
    posting_credit(&p, account_other_receivable, e->amount_satang, e->member_no);
    posting_emit(t, h->effective_date, &p, &booked);
    return APPLIED;
}
