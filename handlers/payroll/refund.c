#include "payroll.h"

#include "../journal/notify.h"
#include "../journal/posting.h"
#include "../rules/money.h"

#include <string.h>

static bool member_of(struct txn *t, const char *member_no, struct member_key *ret_key, struct member *ret)
{
    value_code_set(ret_key->member_no, sizeof ret_key->member_no, member_no);
    return member_get(t, ret_key, ret);
}

/* What he has to give back is kept from what is owed to him now. */
static void set_off(struct txn *t, const struct member_key *key, struct member *member, int64_t amount_satang,
                    int32_t date, uint64_t position)
{
    struct posting p;
    struct cause booked = cause_of("double_entry", 0);
    int64_t kept = money_min(member->reclaim_satang, amount_satang);
    member->reclaim_satang = money_sub(member->reclaim_satang, kept);
    member->refund_payable_satang = money_sub(member->refund_payable_satang, kept);
    cause_add_position(&booked, position);
    posting_begin(&p, NULL);
    posting_debit(&p, account_refund_payable, kept, key->member_no);
    posting_credit(&p, account_other_receivable, kept, key->member_no);
    posting_emit(t, date, &p, &booked);
}

void payroll_refund(struct txn *t, const char *member_no, int64_t amount_satang, enum refund_cause cause, int32_t date,
                    const struct cause *because)
{
    struct member_key key;
    struct member member;
    if (amount_satang == 0 || !member_of(t, member_no, &key, &member))
        return;
    member.refund_payable_satang = money_add(member.refund_payable_satang, amount_satang);
    struct refund_payable_created body = {
        .amount_satang = amount_satang, .refund_cause = (uint8_t)cause, .balance_satang = member.refund_payable_satang};
    memcpy(body.member_no, key.member_no, sizeof body.member_no);
    struct cause follows = cause_of(because->rule, because->policy);
    uint64_t position = emit_refund_payable_created(t, date, &body, because);
    cause_add_position(&follows, position);
    set_off(t, &key, &member, amount_satang, date, position);
    member_put(t, &key, &member);
    if (member.refund_payable_satang == 0 || cause == refund_cause_patronage || cause == refund_cause_dividend)
        return; /* what all members are owed at once is told at once */
    notify(t, date,
           &(struct notice){.template = template_refund_to_pay,
                            .audience = audience_officer,
                            .recipient_ref = "finance",
                            .subject_ref = key.member_no,
                            .amount_satang = money_min(amount_satang, member.refund_payable_satang)},
           &follows);
}

int64_t payroll_refund_reverse(struct txn *t, const char *member_no, int64_t amount_satang, enum refund_cause cause,
                               int32_t date, const struct cause *because)
{
    struct member_key key;
    struct member member;
    if (amount_satang == 0 || !member_of(t, member_no, &key, &member))
        return 0;
    int64_t unpaid = money_min(member.refund_payable_satang, amount_satang);
    struct refund_payable_reversed body = {
        .amount_satang = amount_satang,
        .refund_cause = (uint8_t)cause,
        .reclaim_satang = money_sub(amount_satang, unpaid),
    };
    member.refund_payable_satang = money_sub(member.refund_payable_satang, unpaid);
    member.reclaim_satang = money_add(member.reclaim_satang, body.reclaim_satang);
    member_put(t, &key, &member);
    body.balance_satang = member.refund_payable_satang;
    memcpy(body.member_no, key.member_no, sizeof body.member_no);
    emit_refund_payable_reversed(t, date, &body, because);
    return body.reclaim_satang;
}

enum account payroll_item_account(enum bill_item item)
{
    switch (item) {
    case bill_item_share:
        return account_share_capital;
    case bill_item_deposit:
        return account_deposit_savings;
    case bill_item_insurance:
        return account_insurance_payable;
    case bill_item_welfare:
        return account_welfare_fund;
    case bill_item_funeral:
        return account_funeral_payable;
    case bill_item_refund:
        return account_refund_payable;
    case bill_item_emergency:
        return account_loan_emergency;
    case bill_item_ordinary:
        return account_loan_ordinary;
    case bill_item_special:
        return account_loan_special;
    case bill_item_absent:
        break;
    }
    return account_absent;
}
