#include "../cash/cash.h"
#include "../emit.h"
#include "../handler.h"
#include "../journal/posting.h"
#include "../rules/money.h"

#include <string.h>

/* The money has left; whether the court got it, only the voucher tells. */
static void tell_attached(struct txn *t, const struct happening *h, const struct refund_paid *e)
{
    struct alert_raised alert = {.alert = "attached_paid"};
    struct cause because = cause_of("attached_paid", 0);
    value_code_set(alert.subject_ref, sizeof alert.subject_ref, e->member_no);
    emit_alert_raised(t, h->effective_date, &alert, &because);
}

enum verdict handle_refund_paid(struct txn *t, const struct happening *h, const struct refund_paid *e,
                                struct refusal *why)
{
    struct member_key key;
    struct member member;
    struct posting p;
    struct cause booked = cause_of("double_entry", 0);
    uint64_t booked_by = 0;
    memcpy(key.member_no, e->member_no, sizeof key.member_no);
    if (!member_get(t, &key, &member))
        return refuse_text(why, REFUSAL_member_unknown, "data.member_no", e->member_no);
    if (cash_account(e->channel) == account_absent)
        return refuse_text(why, REFUSAL_cash_or_bank, "data.channel", NULL);
    if (e->amount_satang > member.refund_payable_satang)
        return refuse_value(why, REFUSAL_refund_too_large, "data.amount_satang", e->amount_satang,
                            member.refund_payable_satang);
    if (!posting_document_new(t, e->member_no, e->document_no, h->seq, &booked_by))
        return refuse_all(why, REFUSAL_document_exists, "data.document_no", e->document_no, (int64_t)booked_by, 0);
    member.refund_payable_satang = money_sub(member.refund_payable_satang, e->amount_satang);
    member_put(t, &key, &member);
    posting_begin(&p, e->document_no);
    posting_debit(&p, account_refund_payable, e->amount_satang, e->member_no);
    posting_credit(&p, cash_account(e->channel), e->amount_satang, e->member_no);
    posting_emit(t, h->effective_date, &p, &booked);
    if (member.dividend_attached)
        tell_attached(t, h, e);
    return APPLIED;
}
