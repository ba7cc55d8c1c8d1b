#include "payment.h"

#include "../state/records.h"

#include <string.h>

/* Whose is what came beyond what was owed: the payer's, if the cooperative knows him as a member. */
const char *payment_owner(struct txn *t, const char *payer_no, const char *borrower_no)
{
    struct member_key key;
    struct member member;
    value_code_set(key.member_no, sizeof key.member_no, NULL);
    if (payer_no[0] != '\0' && strlen(payer_no) < sizeof key.member_no)
        value_code_set(key.member_no, sizeof key.member_no, payer_no);
    return key.member_no[0] != '\0' && member_get(t, &key, &member) ? payer_no : borrower_no;
}

/* A guarantor pays at the counter; the court sends the money; a transfer comes out of the member's deposit. */
enum account payment_account(uint8_t channel)
{
    if (channel == channel_transfer)
        return account_deposit_savings;
    return channel == channel_bank || channel == channel_court ? account_bank : account_cash;
}
