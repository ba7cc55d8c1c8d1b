#include "../cash/cash.h"
#include "../handler.h"
#include "../journal/persons.h"
#include "../journal/posting.h"
#include "../policy/policy.h"
#include "../member/member.h"
#include "../payroll/payroll.h"
#include "shares.h"

static enum verdict check(struct txn *t, const struct happening *h, const struct share_refunded *e,
                          const struct member *member, struct refusal *why)
{
    struct policy_in_force p = {0};
    char contract_no[24];
    if (member->left_on == 0)
        return refuse_text(why, REFUSAL_share_refund_member, "data.member_no", e->member_no);
    if (h->effective_date < member->left_on)
        return refuse_value(why, REFUSAL_dates_out_of_order, "effective_date", h->effective_date, member->left_on);
    if (e->channel != channel_absent && e->channel != channel_counter && e->channel != channel_bank)
        return refuse_text(why, REFUSAL_share_channel, "data.channel", NULL);
    if (e->channel != channel_absent && member_owes(t, e->member_no, contract_no))
        return refuse_text(why, REFUSAL_share_refund_owes, "data.channel", contract_no);
    policy_on(t, h->effective_date, &p);
    if (persons_check(e->prepared_by, e->checked_by, p.terms.payout_two_persons, why) == REFUSED)
        return REFUSED;
    int64_t most = shares_refundable(t, e->member_no, h->effective_date);
    if (e->amount_satang > most)
        return refuse_value(why, REFUSAL_share_refund_too_large, "data.amount_satang", e->amount_satang, most);
    return APPLIED;
}

/* The money was let into the books when the shares were paid. */
enum verdict handle_share_refunded(struct txn *t, const struct happening *h, const struct share_refunded *e,
                                   struct refusal *why)
{
    struct member_key key;
    struct member member;
    struct posting p;
    struct cause booked = cause_of("double_entry", 0), owed = cause_of("share_refund", 0);
    uint64_t booked_by = 0;
    if (!member_find(t, e->member_no, &key, &member))
        return refuse_text(why, REFUSAL_member_unknown, "data.member_no", e->member_no);
    if (check(t, h, e, &member, why) == REFUSED)
        return REFUSED;
    if (!posting_document_new(t, e->member_no, e->document_no, h->seq, &booked_by))
        return refuse_all(why, REFUSAL_document_exists, "data.document_no", e->document_no, (int64_t)booked_by, 0);
    enum account to = e->channel == channel_absent ? account_refund_payable : cash_account(e->channel);
    shares_refund(t, e->member_no, h->effective_date, e->amount_satang);
    posting_begin(&p, e->document_no);
    posting_debit(&p, account_share_capital, e->amount_satang, e->member_no);
    posting_credit(&p, to, e->amount_satang, e->member_no);
    posting_emit(t, h->effective_date, &p, &booked);
    if (e->channel == channel_absent)
        payroll_refund(t, e->member_no, e->amount_satang, refund_cause_share_refund, h->effective_date, &owed);
    return APPLIED;
}
