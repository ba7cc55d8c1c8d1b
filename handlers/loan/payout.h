/* payout.h - what is kept back from a payout: old contracts that it pays off, fees, premiums, shares. */
#ifndef HANDLERS_LOAN_PAYOUT_H
#define HANDLERS_LOAN_PAYOUT_H

#include "loan.h"

/* Two persons, a voucher of its own, offsets that close what they name, and a net amount that is what is left. Refuses
 * otherwise.
 */
enum verdict payout_check(struct txn *t, const struct happening *h, const struct loan_disbursed *e,
                          const struct application *a, struct refusal *why);
/* Pays off the old contracts, books everything, and keeps what a payout that comes back needs. */
void payout_book(struct txn *t, const struct happening *h, const struct loan_disbursed *e, const struct application *a,
                 const struct policy_in_force *p);

#endif
