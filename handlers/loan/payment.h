/* payment.h - whose is a payment from outside the payroll, and into which account it came. */
#ifndef HANDLERS_LOAN_PAYMENT_H
#define HANDLERS_LOAN_PAYMENT_H

#include "../txn.h"

/* Whose is what came beyond what was owed: the payer's, if the cooperative knows him as a member. */
const char *payment_owner(struct txn *t, const char *payer_no, const char *borrower_no);
enum account payment_account(uint8_t channel);

#endif
