/* payment.h - whose is a payment from outside the payroll, and into which account it came. */
#ifndef HANDLERS_LOAN_PAYMENT_H
#define HANDLERS_LOAN_PAYMENT_H

#include "../state/records.h"

/* Whose is what came beyond what was owed: the payer's, if the cooperative knows him as a member. */
const char *payment_owner(struct txn *t, const char *payer_no, const char *borrower_no);

/* How it came. */
struct payment_road {
    uint8_t channel;
    const char *holder_no, *account_no; /* of a transfer: the deposit that it comes out of */
    const char *contract_no;
};

/* The money came, or, below 0, went back: a transfer out of a deposit. Returns the account that it is booked to, and by
 * which name. */
enum account payment_take(struct txn *t, const struct payment_road *road, int64_t amount_satang, int32_t date,
                          const char **ret_sub_ref);

#endif
