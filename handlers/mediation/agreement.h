/* agreement.h - what was agreed in mediation, payment by payment: each is looked at when its date and grace are over.
 */
#ifndef HANDLERS_MEDIATION_AGREEMENT_H
#define HANDLERS_MEDIATION_AGREEMENT_H

#include "../emit.h"
#include "../state/records.h"

/* A due row of kind agreed_payment: at the close of `day` (the agreed date plus its grace). Breach, or the end kept. */
void agreement_due(struct txn *t, const char *case_id, uint32_t no, int32_t day);
/* The same for the payments of this case that fell due up to `day` (see loan_catch_up). */
void agreement_catch_up(struct txn *t, const char *case_id, int32_t day);
/* Money on the loan of a case, or, below 0, taken back. */
struct agreed_money {
    int64_t satang;
    int32_t paid_on, date; /* the day it counts for, and that of the follow-ups */
    uint64_t told_by;      /* position of the follow-up that told it */
};
/* Where the agreement was broken, money of its time takes the breach back, unless a suit was filed meanwhile. */
void agreement_paid(struct txn *t, const char *case_id, const struct agreed_money *m);
/* The case leaves the agreement: what is not looked at yet is not awaited any more. */
void agreement_end(struct txn *t, const char *case_id, const struct collection_case *c);

#endif
