#include "payment.h"

#include "../deposit/deposit.h"

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
enum account payment_take(struct txn *t, const struct payment_road *road, int64_t amount_satang, int32_t date,
                          const char **ret_sub_ref)
{
    *ret_sub_ref = road->contract_no;
    if (road->channel != channel_transfer)
        return road->channel == channel_bank || road->channel == channel_court ? account_bank : account_cash;
    *ret_sub_ref = deposit_ref(road->holder_no, road->account_no);
    return deposit_move(t, &(struct deposit_change){.member_no = road->holder_no,
                                                    .account_no = road->account_no,
                                                    .into_satang = -amount_satang,
                                                    .date = date,
                                                    .kind = deposit_kind_savings});
}
