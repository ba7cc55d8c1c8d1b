/* budget.h - the budget of a relief programme (Amnat Charoen 2567, cl. 6): reserved at approval, consumed at payout,
 * given back by what ends without one; gross of what the loans close. Nothing here touches an application without a
 * programme. */
#ifndef HANDLERS_RELIEF_BUDGET_H
#define HANDLERS_RELIEF_BUDGET_H

#include "../loan/application.h"

/* What is left of the budget of an application's programme, never less than nothing; false: it has none. */
bool budget_left(struct txn *t, const struct policy_in_force *p, const struct application *a, int64_t *ret_satang);
/* Reserves what s->a grants; refuses what does not fit, and names what is left. */
enum verdict budget_reserve(struct txn *t, int32_t date, const struct application_step *s, struct refusal *why);
/* An approval ended without a payout. */
void budget_release(struct txn *t, int32_t date, const struct application_key *key, const struct application *a,
                    const struct cause *why);

/* The loan was paid out: what was reserved is used. */
void budget_consume(struct txn *t, const struct application *a);
/* The payout came back and the application waits for another: what was used is reserved again. */
void budget_restore(struct txn *t, const struct application *a);

#endif
